"""What can be made (pieces, profiles, papers), and the distances, limits and standards of print."""

from dataclasses import dataclass
from typing import Literal, get_args

SCREEN = "16x9"  # the shape of a smart board: for slides, as A4 and the like are for paper

# ISO 216, landscape, and a screen: width and height in mm.
PAPER_MM = {
    "a0": (1189, 841),
    "a1": (841, 594),
    "a2": (594, 420),
    "a3": (420, 297),
    "a4": (297, 210),
    "a6": (148, 105),
    SCREEN: (320, 180),
}

# The papers that a piece can have in a profile; the first is the default. Files are made in this
# order: posters take longest, and started last they would keep one core busy while others idle.
PAPERS = {
    ("poster", "office"): ("a3",),
    ("poster", "large"): ("a0", "a1", "a2"),
    ("poster", "tiled"): ("a0", "a1", "a2"),
    ("poster", "copyshop"): ("a0", "a1", "a2", "a3"),
    ("cards", "office"): ("a4",),
    ("cards", "copyshop"): ("a6",),
    ("matrices", "office"): ("a3", "a4"),
    ("matrices", "large"): ("a2", "a1", "a0"),
    ("matrices", "copyshop"): ("a3", "a4"),
    ("guide", "office"): ("a4",),
    ("guide", "copyshop"): ("a4",),
    ("instructions", "office"): ("a4",),
    ("instructions", "copyshop"): ("a6",),
    ("agreements", "office"): ("a3", "a4"),
    ("agreements", "large"): ("a2", "a1", "a0"),
    ("agreements", "copyshop"): ("a3", "a4"),
    ("slides", "office"): (SCREEN,),
    ("box", "office"): ("a3",),
    ("box", "copyshop"): ("a3",),
}
# Pieces and profiles that are made only if the piece is named: few schools want them.
ON_REQUEST = (
    ("matrices", "large"),
    ("agreements", "large"),
    ("box", "office"),
    ("box", "copyshop"),
)
PRINTED_PIECES = ("poster", "cards", "matrices", "guide", "instructions", "agreements", "box")
PIECES = (*PRINTED_PIECES, "slides")  # slides are shown on a screen
SESSION_PIECES = ("guide", "slides")  # with the minutes of each step of the session
DEFAULT_PROFILES = ("office", "large")
PROFILES = (*DEFAULT_PROFILES, "tiled", "copyshop")
FLIPS = ("long-edge", "short-edge", "none")  # of a duplex printer; none: fronts and backs apart
FORMATS = ("pdf", "png")  # of the files: PDFs, or a picture of each page
LAYERS = ("wall", "table")  # of text on a poster: from A2 up it is the first
TILE_PAPERS = ("a4", "a3")  # the sheets that a tiled poster is printed on
# Piece, profile and paper of the files that are not asked for by naming a piece: `kit calibrate`
# makes the one, `--groups` the other.
CALIBRATION = ("calibrate", "office", "a4")
PRINT_ORDER = ("print-order", "office", "a4")
# The pieces in portrait. Cards are, so that turning the sheet on its long edge swaps columns.
PORTRAIT = ("cards", "calibrate", "guide", "instructions")
# Piece and profile of what a school prints duplex on its own printer.
DUPLEX = (("cards", "office"), CALIBRATION[:2])
SessionMinutes = Literal[60, 90, 120]  # the lengths that a session can have
SESSION_MINUTES: tuple[int, ...] = get_args(SessionMinutes)
DEFAULT_SESSION_MINUTES = 90  # of slides, and of a session with a start, without a length
DEFAULT_GROUPS = 4  # the groups that the guide reckons with if `--groups` gives no number
CARDS_PER_SHEET = 4  # A6 on A4

# The box for the cards, in mm.
DEFAULT_BOARD_MM = 0.28  # a card of 250 g
BOARD_MM = (0.05, 1.0)  # the thinnest and the thickest card
BOX_PLAY_MM = 2  # in width and height; half as much in depth
MIN_BOX_DEPTH_MM = 5  # thinner sides cannot be folded by hand
MAX_BOX_DEPTH_MM = 49  # the deepest that has its outline, its flaps and its steps on an A3

Sector = Literal["po", "vo", "mbo"]
SECTORS: tuple[str, ...] = get_args(Sector)

# Distances on a sheet, in mm. Source: Dutch print shops ask for 3 mm of bleed, 5 mm from A2 up, and
# for 4, 5 and 10 mm from the trim to the safe area; office printers leave 4 to 5 mm unprinted.
LARGE_FORMAT_PAPERS = ("a0", "a1", "a2")
BLEED_MM = 3
LARGE_FORMAT_BLEED_MM = 5
SMALL_CARD_SAFE_MM = 4  # A6
SAFE_MM = 5
LARGE_FORMAT_SAFE_MM = 10
UNPRINTED_MM = 5  # at each edge of a sheet from an office printer
TILE_OVERLAP_MM = 10  # that neighbouring tiles have in common, to glue them together
SLUG_MM = 10  # around the bleed, for crop marks
CROP_MARKS_PER_PAGE = 8  # two at each corner

# Effective resolution of a school's pictures, in pixels per inch at the size they are printed at.
PPI = 300  # that print shops ask for
LARGE_FORMAT_PPI = 150  # enough from the distance that posters are read from
# The most pixels across in a picture of a page, for a digital whiteboard or a website. Pages up to
# A4 have 300 ppi, and so do slides, which a screen of 3840 pixels shows. Larger ones have 150.
MAX_PICTURE_PX = 10_000
MIN_EFFECTIVE_PPI = 100  # below this, single pixels show
CARD_PICTURE_MM = 62  # across the ring that shows it
MIN_LINE_PT = 0.25  # thinner lines break up in print. Source: Dutch print shops.
# The most that cyan, magenta, yellow and black may add up to at any point, in per cent: more ink
# does not dry on coated paper. Source: Dutch print shops.
MAX_TOTAL_AREA_COVERAGE = 280


@dataclass(frozen=True)
class PdfStandard:
    """A standard of PDFs that a school prints itself, as Typst and the validator name it."""

    name: str
    typst: Literal["a-2a", "ua-1"]
    validator: str


# To be archived, and to be read aloud by screen readers.
PDF_STANDARDS = (PdfStandard("PDF/A-2a", "a-2a", "2a"), PdfStandard("PDF/UA-1", "ua-1", "ua1"))


@dataclass(frozen=True)
class Limits:
    """What a finished file must keep to; None: the profile sets no limit."""

    min_type_pt: float = 6.0
    min_line_pt: float = MIN_LINE_PT
    min_effective_ppi: int = MIN_EFFECTIVE_PPI
    max_total_area_coverage: int | None = None  # per cent


LIMITS = {
    "office": Limits(),
    "large": Limits(),
    "tiled": Limits(),
    "copyshop": Limits(max_total_area_coverage=MAX_TOTAL_AREA_COVERAGE),
}

# Per school and language: 10,000 cards of the school, and room for the kit's and for blank cards.
MAX_CARDS = 10_500
MAX_TYPED_CARDS = 100  # in school.yaml itself; more come from a spreadsheet
MAX_DECK_CARDS = 200  # in one file: 50 sheets of A4, as many as an office printer takes at a time
MAX_CARD_PICTURES = 60  # of a school: each is read in a process of its own
MAX_READINGS = 3  # that fit on a poster
MAX_CHARACTERS = 5000  # in one text: more than any frame takes
MAX_WORD_CHARACTERS = 100  # the longest place name of Europe has 58 letters
MAX_OFFSET_MM = 10  # of backs, either way; a printer that is further off needs repair
