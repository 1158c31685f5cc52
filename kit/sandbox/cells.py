"""What a spreadsheet of any kind holds: sheets of rows that are read one by one."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kit.catalogue import MAX_CHARACTERS

DUTCH_ERRORS = {
    **{"#N/A": "#N/B", "#REF!": "#VERW!", "#VALUE!": "#WAARDE!", "#NAME?": "#NAAM?"},
    **{"#DIV/0!": "#DEEL/0!", "#NUM!": "#GETAL!", "#NULL!": "#LEEG!"},
    **{"#SPILL!": "#OVERLOOP!", "#CALC!": "#BEREKENEN!"},
}
_ERRORS = {*DUTCH_ERRORS, *DUTCH_ERRORS.values()}


class Flaw(NamedTuple):
    """What makes a cell unusable: the kind of problem, and the value that its words need."""

    kind: str
    value: str


Cell = str | Flaw


class Row(NamedTuple):
    """The cells of a row that hold something, by their columns from 0; rows count from 1.

    `merged` are those that a row above shares with it.
    """

    line: int
    cells: Mapping[int, Cell]
    merged: Mapping[int, Cell] = {}


class Sheet(NamedTuple):
    """A sheet that can be seen."""

    name: str
    rows: Iterator[Row]


def cleaned(cell: Cell) -> Cell:
    """Return a cell with line breaks and spaces in a row as one space, if it is usable."""
    if isinstance(cell, Flaw):
        return cell
    text = " ".join(unicodedata.normalize("NFC", cell).split())
    if len(text) > MAX_CHARACTERS:
        return Flaw("spreadsheet.long", str(len(text)))
    if text[:1] in ("#", "E") and (text in _ERRORS or re.fullmatch(r"Err:\d{3}", text)):
        return Flaw("spreadsheet.error", text)
    return text
