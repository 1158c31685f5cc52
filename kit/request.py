"""What a user asks for: one record, passed on from the command line to the planning."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kit.catalogue import FORMATS


@dataclass(frozen=True)
class Request:
    """What to make, for which schools, in which languages.

    What is empty falls back on a default: the kit without a school, all languages of a school, all
    pieces, the profiles office and large. None means that the school's own value holds, or the
    kit's if the school gives none.
    """

    schools: Sequence[Path] = ()  # their folders, or the school.yaml in them
    langs: Sequence[str] = ()
    sector: str | None = None  # po, vo or mbo: decides the words for learners
    pieces: Sequence[str] = ()
    profiles: Sequence[str] = ()
    paper: str | None = None  # used by the pieces that can have it, ignored by the others
    layer: str | None = None  # of text on the poster: wall or table
    tile: str | None = None  # paper of the sheets that a tiled poster is printed on
    flip: str | None = None  # how a duplex printer turns the cards
    offset_mm: tuple[float, float] | None = None  # of the backs of cards, to the right and down
    board_mm: float | None = None  # thickness of a card, for the box
    marks: bool = False  # crop marks on files for a print shop
    groups: int | None = None  # if given, a print order for this many groups is added
    format: str = FORMATS[0]  # pdf, or png: a picture of each page
    minutes: int | None = None  # length of the session in the guide and the slides
