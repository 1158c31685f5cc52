"""Text with a mark between cells -> a sheet: csv as Excel, LibreOffice and Google write it.

In Windows-1252, UTF-8 or UTF-16, with semicolons, commas or tabs, and line breaks in quoted cells.
"""

import csv
import io
import re
import sys
from collections.abc import Callable, Iterator
from itertools import chain, islice

from kit.sandbox.cells import Row, Sheet
from kit.sandbox.process import RefusedFileError

MARKS = ";,\t|"
HEAD = 20  # rows

_SAYS_MARK = re.compile(r'"?sep=([^\w\s"]|\t)"?[;,\t]*(\r\n|\r|\n|$)', re.IGNORECASE)
_END = "\0end"  # stands in a row of its own, unless a quote is open


def sheet(raw: bytes, rate: Callable[[Row], int]) -> Sheet:
    """Return the sheet that a text holds, split at the mark that gives the best rows at its top."""
    csv.field_size_limit(sys.maxsize)  # a long cell is a problem that names it
    text = _decoded(raw)
    said = _SAYS_MARK.match(text)  # a line that Excel reads and does not show
    if said:
        return Sheet("", _rows(text[said.end() :], said[1]))
    best = max(MARKS, key=lambda mark: _rating(text, mark, rate))
    return Sheet("", _rows(text, best))


def _rating(text: str, mark: str, rate: Callable[[Row], int]) -> int:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    return max((rate(_row(i, row)) for i, row in enumerate(islice(rows, HEAD), 1)), default=0)


def _rows(text: str, mark: str) -> Iterator[Row]:
    """Yield the rows that hold something. Raises RefusedFileError if a quote never closes."""
    lines = chain(io.StringIO(text, newline=""), [_END])
    line = 0
    row: list[str] = []
    for line, row in enumerate(csv.reader(lines, delimiter=mark), 1):
        if row == [_END]:
            return
        found = _row(line, row)
        if found.cells:
            yield found
    raise RefusedFileError("spreadsheet.quote", line=line)


def _row(line: int, row: list[str]) -> Row:
    return Row(line, {i: cell for i, cell in enumerate(row) if cell and not cell.isspace()})


def _decoded(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")
