"""What can be made, for whom, on what; and every limit that print sets: they stand only here."""

from dataclasses import dataclass
from typing import Literal, get_args

# ISO 216, landscape: width and height in mm.
PAPER_MM = {
    "a0": (1189, 841),
    "a1": (841, 594),
    "a2": (594, 420),
    "a3": (420, 297),
    "a4": (297, 210),
    "a6": (148, 105),
}

# The papers that a piece can have in a profile; the first is the default. Things are made in this
# order, posters first: they take longest, and no core should wait for them in the end.
PAPERS = {
    ("poster", "office"): ("a3",),
    ("poster", "large"): ("a0", "a1", "a2"),
    ("poster", "tiled"): ("a0", "a1", "a2"),
    ("poster", "copyshop"): ("a0", "a1", "a2", "a3"),
    ("cards", "office"): ("a4",),
    ("cards", "copyshop"): ("a6",),
    ("matrices", "office"): ("a3", "a4"),
    ("matrices", "copyshop"): ("a3", "a4"),
    ("guide", "office"): ("a4",),
    ("guide", "copyshop"): ("a4",),
    ("instructions", "office"): ("a4",),
    ("instructions", "copyshop"): ("a6",),
    ("agreements", "office"): ("a3", "a4"),
    ("agreements", "copyshop"): ("a3", "a4"),
}
PIECES = ("poster", "cards", "matrices", "guide", "instructions", "agreements")
USUAL_PROFILES = ("office", "large")
PROFILES = (*USUAL_PROFILES, "tiled", "copyshop")
FLIPS = ("long-edge", "short-edge", "none")
TILES = ("a4", "a3")
# Made by commands or options of their own: piece, profile, paper.
CALIBRATION = ("calibrate", "office", "a4")
PRINT_ORDER = ("print-order", "office", "a4")
# The pieces in portrait; cards are, so that a flip on the long edge swaps columns.
PORTRAIT = ("cards", "calibrate", "guide", "instructions")
# What a school prints duplex itself: a piece and its profile.
DUPLEX = (("cards", "office"), CALIBRATION[:2])
MINUTES = (60, 90, 120)  # how long a session lasts
USUAL_MINUTES = 90  # if only a start is known
USUAL_GROUPS = 4  # whom a guide speaks to if nobody says how many there are
CARDS_PER_SHEET = 4  # A6 on A4

Sector = Literal["po", "vo", "mbo"]
SECTORS: tuple[str, ...] = get_args(Sector)

# Distances on a sheet, in mm. Dutch print shops ask 3 mm of bleed, 5 mm from A2 up, and 4, 5 and
# 10 mm from the trim to the safe area; office printers leave 4 to 5 mm unprinted.
LARGE_FORMAT_PAPERS = ("a0", "a1", "a2")
BLEED_MM = 3
LARGE_FORMAT_BLEED_MM = 5
SMALL_CARD_SAFE_MM = 4  # A6
SAFE_MM = 5
LARGE_FORMAT_SAFE_MM = 10
UNPRINTED_MM = 5  # at each edge of a sheet from an office printer
TILE_OVERLAP_MM = 10  # what neighbouring tiles share, to glue them by
SLUG_MM = 10  # around the bleed, for crop marks
CROP_MARKS_PER_PAGE = 8  # two at each corner

# Effective resolution of a school's own pictures, in pixels per inch at the size they are printed.
PPI = 300  # what print shops ask
LARGE_FORMAT_PPI = 150  # of what is read from further away
MIN_EFFECTIVE_PPI = 100  # below it single pixels are seen
MIN_LINE_PT = 0.25  # print shops: thinner lines break up
# The sum of the four inks at a point, in per cent: more does not dry on coated paper. Source: Dutch
# print shops.
MAX_TOTAL_AREA_COVERAGE = 280


@dataclass(frozen=True)
class Limits:
    """What a finished file must keep to; None where a profile sets no limit."""

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

MAX_CARDS = 10_500  # of a school in a language: 10,000 of its own, the kit's, some to write on
MAX_TYPED_CARDS = 100  # in school.yaml; more come from a spreadsheet
DECK_CARDS = 200  # in one file: 50 sheets of A4, as many as an office printer takes at a time
MAX_READINGS = 3  # that a poster has room for
MAX_CHARACTERS = 5000  # in one text: more than any frame takes
MAX_WORD_CHARACTERS = 100  # the longest place name of Europe has 58 letters
MAX_OFFSET_MM = 10.0  # a printer that is further off needs repair
