"""The bytes of a spreadsheet -> the table in it that has the columns of examples.

Runs in a process of its own (see jail.py), so it is quick to import and answers what JSON can hold.
"""

from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import NamedTuple, TypedDict

from kit.catalogue import MAX_CARDS
from kit.sandbox.cells import Cell, Row, Sheet, cleaned
from kit.sandbox.columns import REQUIRED, columns_of
from kit.sandbox.delimited import HEAD, sheet
from kit.sandbox.process import RefusedFileError

MAX_TABLE_CHARACTERS = 10_000_000
MAX_COLUMNS = 702  # of a header, to ZZ
MAX_BEYOND = 5  # cells under no column that are told of
MAX_SHEETS = 100  # that are looked into
MAX_NAME = 31  # characters, of a sheet in Excel

TEXTS = (".csv", ".tsv", ".txt")
WORKBOOKS = (".xlsx", ".xlsm", ".xltx")
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Table(TypedDict):
    """A table of examples, as it is told to the process that asked.

    `header` has the names of columns as they stand there, by their numbers from 0; a row its number
    and, by the name of a field, each cell that holds something: its text, or a flaw as a list.
    """

    header_line: int
    header: list[tuple[int, str]]
    rows: list[tuple[int, dict[str, Cell]]]
    beyond: list[tuple[int, int]]
    sheet: str
    others: list[str]


class _Top(NamedTuple):
    """The top of a sheet: its rows, which of them names most columns, and what comes below."""

    name: str
    header: Row
    rows: list[Row]
    rest: Iterator[Row]

    @property
    def rank(self) -> tuple[int, int, int]:
        """How likely it holds the examples: an explanation names few columns, or has few rows."""
        columns = len(_columns(self.header))
        return min(columns, len(REQUIRED)), len(self.rows), columns


def read_table(data: bytes, ending: str, lang: str) -> Table:
    """Return the table of examples in a spreadsheet; numbers are shown as a language does.

    Its header is the row that names most columns, of the first 20 of a sheet that hold anything.
    Raises RefusedFileError for what is no spreadsheet, has no header, or holds more than a kit can.
    """
    tops = [_top(tab) for tab in _sheets(data, ending, lang)[:MAX_SHEETS]]
    named = [top for top in tops if _columns(top.header)]
    if not named:
        empty = tops and not any(top.rows for top in tops)
        raise RefusedFileError("spreadsheet.empty" if empty else "spreadsheet.no_header")
    best = max(named, key=lambda top: top.rank)
    rows, beyond = _body(best)
    others = [
        top.name
        for top in named
        if top is not best and {*REQUIRED} <= {*_columns(top.header).values()}
    ]
    return Table(
        header_line=best.header.line,
        header=[*_names(best.header).items()],
        rows=rows,
        beyond=beyond,
        sheet=best.name,
        others=others,
    )


def _sheets(data: bytes, ending: str, lang: str) -> list[Sheet]:
    """Return the sheets of a file, which may be of another kind than its name says."""
    if data.startswith(_OLD_OFFICE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise RefusedFileError("spreadsheet.locked")
        raise RefusedFileError("spreadsheet.kind", ending=".xls")
    if data.startswith(_ZIP):
        from kit.sandbox import xlsx  # late: a csv needs none of it

        return xlsx.sheets(data, lang)
    if data and ending not in TEXTS:
        raise ValueError("neither a workbook nor a text")
    return [sheet(data, lambda row: len(_columns(row)))]


def _top(tab: Sheet) -> _Top:
    rows = [*islice(tab.rows, HEAD)]
    header = max(rows, key=lambda row: len(_columns(row)), default=Row(0, {}))
    return _Top(tab.name[:MAX_NAME], header, rows, tab.rows)


def _columns(row: Row) -> dict[int, str]:
    return columns_of(_names(row))


def _names(row: Row) -> dict[int, str]:
    """Return the texts of a row that may be a header, by their columns."""
    cells = ((i, cleaned(cell)) for i, cell in row.cells.items() if i < MAX_COLUMNS)
    return {i: cell[:100] for i, cell in cells if isinstance(cell, str) and cell}


def _body(top: _Top) -> tuple[list[tuple[int, dict[str, Cell]]], list[tuple[int, int]]]:
    """Return the rows below a header that hold something under it, and cells beyond all columns."""
    columns, last = _columns(top.header), max(_names(top.header))
    rows: list[tuple[int, dict[str, Cell]]] = []
    beyond: list[tuple[int, int]] = []
    size = 0
    for row in chain(top.rows, top.rest):
        if row.line <= top.header.line:
            continue
        own = dict(_fields(row.cells, columns))
        if own:
            cells = dict(_fields(row.merged, columns)) | own
            size += sum(map(len, cells.values()))
            rows.append((row.line, cells))
            beyond += ((row.line, i) for i in row.cells if last < i < MAX_COLUMNS)
        if len(rows) > MAX_CARDS or size > MAX_TABLE_CHARACTERS:
            raise RefusedFileError("spreadsheet.too_large")
    return rows, beyond[:MAX_BEYOND]


def _fields(cells: Mapping[int, Cell], columns: Mapping[int, str]) -> Iterator[tuple[str, Cell]]:
    for i, name in columns.items():
        cell = cleaned(cells.get(i, ""))
        if cell:
            yield name, cell
