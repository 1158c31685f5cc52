"""What can be made: pieces, profiles, papers, for whom; and what printers and shops ask of it."""

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
# Made by commands of their own, on paper of this size.
CALIBRATION = ("calibrate", "office", "a4")
PRINT_ORDER = ("print-order", "office", "a4")
MINUTES = (60, 90, 120)  # how long a session lasts
USUAL_MINUTES = 90  # if only a start is known
USUAL_GROUPS = 4  # whom a guide speaks to if nobody says how many there are
CARDS_PER_SHEET = 4  # A6 on A4

Sector = Literal["po", "vo", "mbo"]
SECTORS: tuple[str, ...] = get_args(Sector)


@dataclass(frozen=True)
class Limits:
    """What a finished file must keep to; None where a profile sets no limit.

    The least type is in pt, the least line too, the least resolution in dpi; ink is the sum of the
    four colours in per cent. Source: specifications of Dutch print shops.
    """

    least_type_pt: float = 6.0
    least_line_pt: float = 0.25
    least_dpi: int = 100  # a school's own pictures; they are aimed at more, and named below that
    most_ink_percent: int | None = None


LIMITS = {
    "office": Limits(),
    "large": Limits(),
    "tiled": Limits(),
    "copyshop": Limits(most_ink_percent=280),
}
MOST_CARDS = 10_500  # of a school in a language: 10,000 of its own, the kit's, some to write on
MOST_TYPED_CARDS = 100  # in school.yaml; more come from a spreadsheet
DECK_CARDS = 200  # in one file: 50 sheets of A4, as many as an office printer likes at a time
MOST_CHARACTERS = 5000  # in one text: more than any room takes
LONGEST_WORD = 100  # the longest place name of Europe has 58 letters
MOST_OFFSET_MM = 10.0  # a printer that is further off needs repair, not a kit that makes up for it
