"""The content of a spreadsheet, whatever its format: worksheets, rows and cells."""

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
_ERROR_VALUES = {*DUTCH_ERRORS, *DUTCH_ERRORS.values()}


class InvalidCell(NamedTuple):
    """A cell that cannot be used: the kind of problem, and the value of its message."""

    kind: str
    value: str


Cell = str | InvalidCell


class Row(NamedTuple):
    """The cells of a row that are not empty, by their columns from 0; lines count from 1.

    `merged` are those that begin in a row above and are merged down to this one.
    """

    line: int
    cells: Mapping[int, Cell]
    merged: Mapping[int, Cell] = {}


class Worksheet(NamedTuple):
    """A visible worksheet; `rows` are parsed as they are iterated over, once."""

    name: str
    rows: Iterator[Row]


def normalise_cell(cell: Cell) -> Cell:
    """Return a text in Unicode form NFC, with single spaces for all white space.

    One that is too long, or an error such as `#N/A`, becomes an InvalidCell.
    """
    if isinstance(cell, InvalidCell):
        return cell
    text = " ".join(unicodedata.normalize("NFC", cell).split())
    if len(text) > MAX_CHARACTERS:
        return InvalidCell("spreadsheet.long", str(len(text)))
    if text[:1] in ("#", "E") and (text in _ERROR_VALUES or re.fullmatch(r"Err:\d{3}", text)):
        return InvalidCell("spreadsheet.error", text)
    return text
