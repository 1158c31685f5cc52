"""What to make, as a user asks for it: one record from the command line to the planning."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Request:
    """What to make, for which schools, in which languages and words.

    An empty choice means the usual one: the kit as it is, all languages of a school, all pieces,
    the profiles for an office printer and a plotter. None leaves a value to the school, or to the
    default of the kit.
    """

    schools: Sequence[Path] = ()  # folders, or the school.yaml in them
    langs: Sequence[str] = ()
    sector: str | None = None  # whose words are used: po, vo or mbo
    pieces: Sequence[str] = ()
    profiles: Sequence[str] = ()
    paper: str | None = None  # for the pieces that can have it
    tile: str | None = None  # the paper of the sheets that a tiled poster is printed on
    flip: str | None = None  # how a duplex printer turns the cards
    offset_mm: tuple[float, float] | None = None  # of the backs of cards, to the right and down
    marks: bool = False  # whether files for a print shop have crop marks
    groups: int | None = None  # adds a print order for so many groups
    minutes: int | None = None  # how long the session in the guide lasts
