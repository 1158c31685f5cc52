"""The bytes of a spreadsheet -> the table in it that has the columns of examples.

Runs in a process of its own (see jail.py), so it is quick to import and answers what JSON can hold.
"""

import io
from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import NamedTuple, TypedDict

from kit.columns import REQUIRED, columns_of
from kit.delimited import HEAD, sheet
from kit.jail import RefusedFileError
from kit.sheets import Cell, Merge, Row, Sheet, cleaned

MAX_ROWS = 10_500  # of examples, as many as there can be cards: catalogue.py takes long to import
MAX_TABLE_CHARACTERS = 10_000_000
MAX_COLUMNS = 702  # of a header, to ZZ
MAX_SHEETS = 100  # that are looked into
MAX_NAME = 31  # characters, of a sheet in Excel

TEXTS = (".csv", ".tsv", ".txt")
WORKBOOKS = (".xlsx", ".xlsm", ".xltx", ".ods")
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Table(TypedDict):
    """A table of examples, as it is told to the process that asked.

    `header` has the names of columns as they stand there, by their numbers from 0; a row its number
    and, by the name of a field, each cell that holds something: its text, or a flaw as a list.
    """

    header_line: int
    header: list[tuple[int, str]]
    rows: list[tuple[int, dict[str, Cell]]]
    sheet: str
    others: list[str]


class _Top(NamedTuple):
    """The top of a sheet: its rows, which of them names most columns, and what comes below."""

    name: str
    header: Row
    items: list[Row | Merge]
    rest: Iterator[Row | Merge]

    @property
    def rank(self) -> tuple[int, int, int]:
        """How likely it holds the examples: an explanation names few columns, or has few rows."""
        columns = len(_columns(self.header))
        return min(columns, len(REQUIRED)), len(self.items), columns


def read_table(data: bytes, ending: str, lang: str) -> Table:
    """Return the table of examples in a spreadsheet; numbers are shown as a language does.

    Its header is the row that names most columns, of the first 20 of a sheet that hold anything.
    Raises RefusedFileError for what is no spreadsheet, has no header, or holds more than a kit can.
    """
    tops = [_top(tab) for tab in _sheets(data, ending, lang)[:MAX_SHEETS]]
    named = [top for top in tops if _columns(top.header)]
    if not named:
        empty = tops and not any(top.items for top in tops)
        raise RefusedFileError("spreadsheet.empty" if empty else "spreadsheet.no_header")
    best = max(named, key=lambda top: top.rank)
    others = [
        top.name
        for top in named
        if top is not best and {*REQUIRED} <= {*_columns(top.header).values()}
    ]
    return Table(
        header_line=best.header.line,
        header=[*_names(best.header).items()],
        rows=_rows(best),
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
        from zipfile import ZipFile  # late: a csv needs none of these

        from kit import ods, xlsx

        archive = ZipFile(io.BytesIO(data))
        if ods.CONTENT in archive.namelist():
            return ods.sheets(archive)
        return xlsx.sheets(archive, lang)
    if data and ending not in TEXTS:
        raise ValueError("neither a workbook nor a text")
    return [sheet(data, lambda row: len(_columns(row)))]


def _top(tab: Sheet) -> _Top:
    items: list[Row | Merge] = []
    rows: list[Row] = []
    rest = tab.read()
    while len(rows) < HEAD and (item := next(rest, None)):
        items.append(item)
        rows += [item] if isinstance(item, Row) else []
    header = max(rows, key=lambda row: len(_columns(row)), default=Row(0, {}))
    return _Top(tab.name[:MAX_NAME], header, items, rest)


def _columns(row: Row) -> dict[int, str]:
    return columns_of(_names(row))


def _names(row: Row) -> dict[int, str]:
    """Return the texts of a row that may be a header, by their columns."""
    cells = ((i, cleaned(cell)) for i, cell in islice(row.cells.items(), MAX_COLUMNS))
    return {i: cell[:100] for i, cell in cells if isinstance(cell, str) and cell}


def _rows(top: _Top) -> list[tuple[int, dict[str, Cell]]]:
    """Return the rows below a header, with what is merged in each of its rows."""
    columns = _columns(top.header)
    rows: dict[int, dict[str, Cell]] = {}
    merges: list[tuple[str, Merge]] = []
    for item in chain(top.items, top.rest):
        if isinstance(item, Merge):
            merges += [(columns[item.column], item)] if item.column in columns else []
        elif item.line > top.header.line:
            cells = dict(_fields(item, columns))
            if cells:
                rows[item.line] = cells
        if len(rows) > MAX_ROWS:
            raise RefusedFileError("spreadsheet.too_large")
    _fill(rows, merges)
    if sum(len(cell) for cells in rows.values() for cell in cells.values()) > MAX_TABLE_CHARACTERS:
        raise RefusedFileError("spreadsheet.too_large")
    return [*rows.items()]


def _fields(row: Row, columns: Mapping[int, str]) -> Iterator[tuple[str, Cell]]:
    for i, name in columns.items():
        cell = cleaned(row.cells.get(i, ""))
        if cell:
            yield name, cell


def _fill(rows: dict[int, dict[str, Cell]], merges: list[tuple[str, Merge]]) -> None:
    """Let a cell that is merged over several rows count for each of them that holds something."""
    for name, merge in merges:
        value = rows.get(merge.first, {}).get(name)
        if value is None:
            continue
        merged = range(merge.first + 1, merge.last + 1)
        shorter, longer = sorted((merged, rows), key=len)
        for line in [line for line in shorter if line in longer]:
            rows[line].setdefault(name, value)
