"""Delimited text -> a worksheet: csv as Excel, LibreOffice and Google Sheets write it.

In Windows-1252, UTF-8 or UTF-16, with semicolons, commas or tabs, and line breaks in quoted cells.
"""

import csv
import io
import re
import sys
from collections.abc import Callable, Iterator
from itertools import chain, islice

from kit.sandbox.cells import Row, Worksheet
from kit.sandbox.process import RefusedFileError

DELIMITERS = ";,\t|"
MAX_HEADER_ROWS = 20  # at the top of a worksheet, in which its header is looked for

_SEP_LINE = re.compile(r'"?sep=([^\w\s"]|\t)"?[;,\t]*(\r\n|\r|\n|$)', re.IGNORECASE)
_END = "\0end"  # appended as a row: it is missing if a quote is still open


def read_delimited(data: bytes, score: Callable[[Row], int]) -> Worksheet:
    """Return the worksheet in a text, split at the delimiter whose top rows score highest.

    A line `sep=;` at the start, which Excel understands and hides, settles the delimiter.
    """
    csv.field_size_limit(sys.maxsize)  # a long cell is reported later, with its place
    text = _decode(data)
    sep_line = _SEP_LINE.match(text)
    if sep_line:
        return Worksheet("", _rows(text[sep_line.end() :], sep_line[1]))
    best = max(DELIMITERS, key=lambda delimiter: _top_score(text, delimiter, score))
    return Worksheet("", _rows(text, best))


def _top_score(text: str, delimiter: str, score: Callable[[Row], int]) -> int:
    rows = islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), MAX_HEADER_ROWS)
    return max((score(_row(line, row)) for line, row in enumerate(rows, 1)), default=0)


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    """Yield the rows that are not empty. Raises RefusedFileError if a quote never closes."""
    lines = chain(io.StringIO(text, newline=""), [_END])
    line = 0
    cells: list[str] = []
    for line, cells in enumerate(csv.reader(lines, delimiter=delimiter), 1):
        if cells == [_END]:
            return
        row = _row(line, cells)
        if row.cells:
            yield row
    raise RefusedFileError("spreadsheet.quote", line=line)


def _row(line: int, cells: list[str]) -> Row:
    not_empty = {column: cell for column, cell in enumerate(cells) if cell and not cell.isspace()}
    return Row(line, not_empty)


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
