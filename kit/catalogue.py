"""What can be made: pieces, profiles, papers, and for whom."""

from typing import Literal, get_args

# ISO 216, landscape: width and height in mm.
PAPER_MM = {
    "a0": (1189, 841),
    "a1": (841, 594),
    "a2": (594, 420),
    "a3": (420, 297),
    "a4": (297, 210),
}

# The papers that a piece can have in a profile; the first is the default.
PAPERS = {
    ("poster", "office"): ("a3",),
    ("cards", "office"): ("a4",),
    ("matrices", "office"): ("a3", "a4"),
    ("poster", "large"): ("a0", "a1", "a2"),
}
PIECES = ("poster", "cards", "matrices")
PROFILES = ("office", "large")
Sector = Literal["po", "vo", "mbo"]
SECTORS: tuple[str, ...] = get_args(Sector)
