"""The bytes of a spreadsheet -> the table in it that has the columns of examples.

Runs in a subprocess (see process.py), so it is quick to import, and returns what JSON can hold.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import NamedTuple, TypedDict

from kit.catalogue import MAX_CARDS
from kit.sandbox.cells import Cell, Row, Worksheet, normalise_cell
from kit.sandbox.columns import REQUIRED_FIELDS, find_fields
from kit.sandbox.delimited import MAX_HEADER_ROWS, read_delimited
from kit.sandbox.process import RefusedFileError

MAX_TABLE_CHARACTERS = 10_000_000
MAX_COLUMNS = 702  # up to ZZ
MAX_CELLS_BEYOND = 5  # cells to the right of all columns that are reported
MAX_WORKSHEETS = 100
MAX_WORKSHEET_NAME = 31  # characters, in Excel
MAX_COLUMN_NAME = 100  # characters

TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xltx")
_ZIP_SIGNATURE, _OLE_SIGNATURE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class ExampleTable(TypedDict):
    """A table of examples. Lines count from 1, columns from 0."""

    header_line: int
    header: list[tuple[int, str]]  # the columns and their names, as written
    rows: list[tuple[int, dict[str, Cell]]]  # line, and by field each cell that is not empty
    cells_beyond: list[tuple[int, int]]  # line and column of cells to the right of the header
    worksheet: str  # its name
    other_worksheets: list[str]  # names of those that have the columns of examples too


class _Candidate(NamedTuple):
    """A worksheet that may hold the examples: its first rows, one of them the header, and the rest.

    `header` is the row that names most fields.
    """

    name: str
    header: Row
    first_rows: list[Row]
    other_rows: Iterator[Row]

    @property
    def fields(self) -> dict[int, str]:
        """The fields that the header names, by their columns."""
        return _fields(self.header)

    @property
    def rank(self) -> tuple[int, int, int]:
        """How likely it holds the examples: a worksheet of notes has few fields, or few rows."""
        count = len(self.fields)
        return min(count, len(REQUIRED_FIELDS)), len(self.first_rows), count


def read_table(data: bytes, suffix: str, lang: str) -> ExampleTable:
    """Return the table of examples in a spreadsheet; numbers are shown as in a language.

    Raises RefusedFileError for a file that is not a spreadsheet, has no header, or is too large.
    """
    worksheets = _worksheets(data, suffix, lang)[:MAX_WORKSHEETS]
    candidates = [_candidate(worksheet) for worksheet in worksheets]
    best = _best(candidates)
    rows, cells_beyond = _rows_below_header(best)
    return ExampleTable(
        header_line=best.header.line,
        header=[*_names(best.header).items()],
        rows=rows,
        cells_beyond=cells_beyond,
        worksheet=best.name,
        other_worksheets=[
            other.name
            for other in candidates
            if other is not best and {*REQUIRED_FIELDS} <= {*other.fields.values()}
        ],
    )


def _worksheets(data: bytes, suffix: str, lang: str) -> list[Worksheet]:
    """Return the worksheets of a file; its first bytes decide on its format, not its name."""
    if data.startswith(_OLE_SIGNATURE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise RefusedFileError("spreadsheet.locked")
        raise RefusedFileError("spreadsheet.kind", ending=".xls")
    if data.startswith(_ZIP_SIGNATURE):
        from kit.sandbox.xlsx import read_workbook  # here because a csv needs none of it

        return read_workbook(data, lang)
    if data and suffix not in TEXT_SUFFIXES:
        raise ValueError("neither a workbook nor a text")
    return [read_delimited(data, lambda row: len(_fields(row)))]


def _candidate(worksheet: Worksheet) -> _Candidate:
    rows = [*islice(worksheet.rows, MAX_HEADER_ROWS)]
    header = max(rows, key=lambda row: len(_fields(row)), default=Row(0, {}))
    return _Candidate(worksheet.name[:MAX_WORKSHEET_NAME], header, rows, worksheet.rows)


def _best(candidates: Sequence[_Candidate]) -> _Candidate:
    """Return the likeliest candidate. Raises RefusedFileError if none has a header."""
    with_header = [candidate for candidate in candidates if candidate.fields]
    if with_header:
        return max(with_header, key=lambda candidate: candidate.rank)
    is_empty = candidates and not any(candidate.first_rows for candidate in candidates)
    raise RefusedFileError("spreadsheet.empty" if is_empty else "spreadsheet.no_header")


def _fields(header: Row) -> dict[int, str]:
    return find_fields(_names(header))


def _names(header: Row) -> dict[int, str]:
    """Return the texts of a row that may be a header, by their columns."""
    cells = ((i, normalise_cell(cell)) for i, cell in header.cells.items() if i < MAX_COLUMNS)
    return {i: cell[:MAX_COLUMN_NAME] for i, cell in cells if isinstance(cell, str) and cell}


def _rows_below_header(
    best: _Candidate,
) -> tuple[list[tuple[int, dict[str, Cell]]], list[tuple[int, int]]]:
    """Return the rows of the table, and the cells beyond it.

    A row counts if a cell in the column of a field is not empty, nor merged from a row above.
    Raises RefusedFileError if there are too many rows, or too much text.
    """
    fields, last_column = best.fields, max(_names(best.header))
    rows: list[tuple[int, dict[str, Cell]]] = []
    cells_beyond: list[tuple[int, int]] = []
    characters = 0
    for row in chain(best.first_rows, best.other_rows):
        if row.line <= best.header.line:
            continue
        own_cells = dict(_cells_by_field(row.cells, fields))
        if own_cells:
            cells = dict(_cells_by_field(row.merged, fields)) | own_cells
            characters += sum(map(len, cells.values()))
            rows.append((row.line, cells))
            cells_beyond += ((row.line, i) for i in row.cells if last_column < i < MAX_COLUMNS)
        if len(rows) > MAX_CARDS or characters > MAX_TABLE_CHARACTERS:
            raise RefusedFileError("spreadsheet.too_large")
    return rows, cells_beyond[:MAX_CELLS_BEYOND]


def _cells_by_field(
    cells: Mapping[int, Cell], fields: Mapping[int, str]
) -> Iterator[tuple[str, Cell]]:
    for column, field in fields.items():
        cell = normalise_cell(cells.get(column, ""))
        if cell:
            yield field, cell
