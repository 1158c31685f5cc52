"""One PDF to make, and the tables about printing in some of them."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from kit.planning.box import Box
from kit.planning.sheet import Sheet
from kit.reading.load import Kit


@dataclass(frozen=True)
class PrintTable:
    """The table of a print order: a row for each file, with its copies, paper, sheets and cuts.

    All cells are texts in the language of the kit. `totals` is a last row, of what the school
    prints itself; empty if that is nothing.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[str, ...]


@dataclass(frozen=True)
class PrintList:
    """The list in the guide of what to print for a number of groups: a row for each piece."""

    groups: int
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Cover:
    """What the cover card says of a deck: how many examples it has, and whether blank cards too."""

    examples: int
    has_blanks: bool


@dataclass(frozen=True)
class Job:
    """One PDF to make: a kit, the sheet to typeset it on, and its path below the output folder.

    Only a print order has a `print_table`, only a guide a `print_list`, only the first file of
    cards a `cover`, and only a box a `box`.
    """

    kit: Kit
    sheet: Sheet
    path: PurePosixPath
    print_table: PrintTable | None = None
    print_list: PrintList | None = None
    cover: Cover | None = None
    box: Box | None = None

    @property
    def backs_offset_mm(self) -> tuple[float, float]:
        """How far backs are shifted to the right and down: as requested, else as in school.yaml."""
        return self.sheet.offset_mm or self.kit.offset_mm
