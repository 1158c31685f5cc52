"""What a spreadsheet of any kind holds: sheets of rows that are read one by one."""

import re
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import IO, NamedTuple

from kit.locales import ERRORS

MAX_CHARACTERS = 5000  # of a cell, as of any text


class Flaw(NamedTuple):
    """What makes a cell unusable: the kind of problem, and the value that its words need."""

    kind: str
    value: str


Cell = str | Flaw


class Row(NamedTuple):
    """The cells of a row that hold something, by their columns from 0; rows count from 1."""

    line: int
    cells: Mapping[int, Cell]


class Merge(NamedTuple):
    """Cells of one column, from the first row to the last, that are merged into one."""

    column: int
    first: int
    last: int


class Sheet(NamedTuple):
    """A sheet that can be seen, and what starts to read it."""

    name: str
    read: Callable[[], Iterator[Row | Merge]]


def cleaned(cell: Cell) -> Cell:
    """Return a cell with line breaks and spaces in a row as one space, if it is usable."""
    if isinstance(cell, Flaw):
        return cell
    text = " ".join(unicodedata.normalize("NFC", cell).split())
    if len(text) > MAX_CHARACTERS:
        return Flaw("spreadsheet.long", str(len(text)))
    if text[:1] in ("#", "E") and (text in ERRORS or re.fullmatch(r"Err:\d{3}", text)):
        return Flaw("spreadsheet.error", text)
    return text


def elements(stream: IO[bytes], wanted: Collection[str]) -> Iterator[tuple[str, ET.Element]]:
    """Yield the elements of an XML file that have one of some names, and forget them afterwards."""
    for _, element in ET.iterparse(stream):
        tag = local_name(element)
        if tag in wanted:
            yield tag, element
            element.clear()


def local_name(element: ET.Element) -> str:
    """Return the name of an element without its namespace: those of ISO and Ecma differ."""
    return element.tag.rpartition("}")[2]
