"""A school's spreadsheet -> example nodes that know their cells, problems and notices."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kit.catalogue import MAX_CARDS, MAX_CHARACTERS
from kit.errors import KitError, Origin, Problem, collecting, problem, refuse, system_reason
from kit.sandbox.cells import Cell
from kit.sandbox.columns import (
    COLUMN_NAMES,
    REQUIRED_FIELDS,
    column_name,
    field_of,
    find_fields,
    guess_field,
    is_official_name,
)
from kit.sandbox.process import BrokenFileError, RefusedFileError, ResourceLimitError, run_sandboxed
from kit.sandbox.tables import (
    MAX_TABLE_CHARACTERS,
    TEXT_SUFFIXES,
    WORKBOOK_SUFFIXES,
    ExampleTable,
    read_table,
)
from kit.units import Thousands
from kit.yaml_nodes.nodes import Node

MAX_MEGABYTES = 5
MAX_BYTES = MAX_MEGABYTES * 1_000_000
MAX_FILES = 20  # spreadsheets of a school
_WHOLE_NUMBER = re.compile(r"^(\d+)[.,]0+$")  # in a cell whose format shows decimals
# Files beside a spreadsheet that is open: of Excel, of LibreOffice.
_LOCK_FILE = re.compile(r"~\$(.+)|\.~lock\.(.+)#")


@dataclass(frozen=True)
class Examples:
    """The examples in spreadsheets: a map for each row that has no problem."""

    rows: tuple[Node, ...] = ()
    problems: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()

    def __add__(self, other: "Examples") -> "Examples":
        return Examples(
            self.rows + other.rows,
            self.problems + other.problems,
            self.notices + other.notices,
        )


@dataclass(frozen=True)
class _Spreadsheet:
    """A table that was read from a file.

    `columns` gives the index, from 0, of the column for each field of an example that has one.
    """

    file: Path
    table: ExampleTable
    columns: Mapping[str, int]
    lang: str

    @cached_property
    def header(self) -> dict[int, str]:
        """The names of the columns, as typed, by their indices."""
        return dict(self.table["header"])

    @cached_property
    def unused(self) -> dict[int, str]:
        """The columns that are for no field, each with the field that it may be meant for."""
        absent = [field for field in COLUMN_NAMES if field not in self.columns]
        used = {*self.columns.values()}
        return {i: guess_field(name, absent) for i, name in self.header.items() if i not in used}

    def name(self, field: str) -> str:
        """Return the name of the column for a field: as typed in the header, or as it would be."""
        typed = self.header.get(self.columns.get(field, -1))
        return typed or column_name(field, self.lang)

    def origin_of(self, line: int, field: str) -> Origin:
        """Return the cell for a field in a row; the first cell of the row if it has no column."""
        return Origin(self.file, line, _letters(self.columns.get(field, 0)))

    def header_origin(self, index: int) -> Origin:
        """Return the cell of the header in a column."""
        return Origin(self.file, self.table["header_line"], _letters(index))


def read_spreadsheet(file: Path, lang: str) -> Examples:
    """Return the examples in a spreadsheet, with numbers and dates formatted as in a language.

    One of the first 20 rows of a sheet names the columns, in English or Dutch; unknown columns are
    notices. Problems are a file that cannot be read, a column that is missing or there twice, and
    a cell that is empty but required, or holds an error.
    """
    problems: list[Problem] = []
    rows: list[Node] = []
    notices: list[Problem] = []
    with collecting(problems):
        spreadsheet = _read(file, lang)
        refuse([*_missing_columns(spreadsheet), *_duplicate_columns(spreadsheet)])
        notices += [*_other_sheets(spreadsheet), *_unused_columns(spreadsheet)]
        beyond = [*_cells_beyond_header(spreadsheet)]
        # In a csv these are the rest of a text that was split at a separator: it would be lost.
        (problems if file.suffix.lower() in TEXT_SUFFIXES else notices).extend(beyond)
        for line, cells in spreadsheet.table["rows"]:
            mistakes = [*_wrong_cells(spreadsheet, line, cells)]
            problems += mistakes
            rows += [] if mistakes else [_example(spreadsheet, line, cells)]
    return Examples(tuple(rows), tuple(problems), tuple(notices))


def _read(file: Path, lang: str) -> _Spreadsheet:
    """Read a file in the sandbox. Raises KitError if it cannot be read."""
    origin, suffix = Origin(file), file.suffix.lower()
    try:
        table: ExampleTable = run_sandboxed(read_table, _data(file, suffix), suffix, lang)
    except RefusedFileError as refused:
        raise KitError([_refused_problem(refused, file)]) from None
    except ResourceLimitError:
        raise KitError([problem("spreadsheet.costly", origin)]) from None
    except BrokenFileError as error:
        raise KitError([problem("spreadsheet.broken", origin)]) from error
    columns = {field: i for i, field in find_fields(dict(table["header"])).items()}
    return _Spreadsheet(file, table, columns, lang)


def _refused_problem(refused: RefusedFileError, file: Path) -> Problem:
    """Return the problem of a refused file, at the row that the sandbox gives, if it gives one."""
    if refused.kind == "spreadsheet.too_large":
        return _too_large(file)
    values = dict(refused.values)
    line = values.pop("line", None)
    origin = Origin(file, line, "A") if isinstance(line, int) else Origin(file)
    return problem(refused.kind, origin, **values)


def _too_large(file: Path) -> Problem:
    return problem(
        "spreadsheet.too_large",
        Origin(file),
        megabytes=MAX_MEGABYTES,
        rows=Thousands(MAX_CARDS),
        millions=MAX_TABLE_CHARACTERS // 1_000_000,
    )


def _data(file: Path, suffix: str) -> bytes:
    """Return the bytes of a file. Raises KitError if it cannot be a spreadsheet or be read."""
    origin = Origin(file)
    if lock := _LOCK_FILE.fullmatch(file.name):
        raise KitError([problem("spreadsheet.lock", origin, name=lock[1] or lock[2])])
    if suffix not in (*WORKBOOK_SUFFIXES, *TEXT_SUFFIXES):
        raise KitError([problem("spreadsheet.kind", origin, ending=file.suffix or file.name)])
    try:
        if file.stat().st_size > MAX_BYTES:
            raise KitError([_too_large(file)])
        return file.read_bytes()
    except PermissionError:  # on Windows also for a file that is open in Excel
        raise KitError([problem("spreadsheet.in_use", origin)]) from None
    except OSError as error:
        raise KitError([problem("file.unreadable", origin, reason=system_reason(error))]) from None


def _cells_beyond_header(spreadsheet: _Spreadsheet) -> Iterator[Problem]:
    """Yield a problem or notice for each cell to the right of all named columns."""
    kind = "beyond_csv" if spreadsheet.file.suffix.lower() in TEXT_SUFFIXES else "beyond"
    for line, index in spreadsheet.table["cells_beyond"]:
        yield problem(f"spreadsheet.{kind}", Origin(spreadsheet.file, line, _letters(index)))


def _missing_columns(spreadsheet: _Spreadsheet) -> Iterator[Problem]:
    """Yield a problem for each required column that is missing."""
    for field in _required(spreadsheet.columns):
        if field not in spreadsheet.columns:
            index = next((i for i, meant in spreadsheet.unused.items() if meant == field), None)
            origin = spreadsheet.header_origin(index or 0)
            name = column_name(field, spreadsheet.lang)
            if index is None:
                yield problem("spreadsheet.no_column", origin, name=name)
            else:
                found = spreadsheet.header[index]
                yield problem("spreadsheet.other_column", origin, name=name, found=found)


def _required(present: Collection[str]) -> tuple[str, ...]:
    """Return the fields that an example needs; one with an id may change a card of the kit."""
    return REQUIRED_FIELDS[:1] if "id" in present else REQUIRED_FIELDS


def _duplicate_columns(spreadsheet: _Spreadsheet) -> Iterator[Problem]:
    """Yield a problem for each column that means the same as another one, and as clearly."""
    for index in spreadsheet.unused:
        name, field = spreadsheet.header[index], field_of(spreadsheet.header[index])
        first = spreadsheet.name(field) if field else ""
        if first and is_official_name(name) == is_official_name(first):
            origin = spreadsheet.header_origin(index)
            yield problem("spreadsheet.column_twice", origin, name=name, first=first)


def _unused_columns(spreadsheet: _Spreadsheet) -> Iterator[Problem]:
    """Yield a notice for each column that is for no field."""
    for index, meant in spreadsheet.unused.items():
        near = column_name(meant, spreadsheet.lang) if meant else ""
        name, origin = spreadsheet.header[index], spreadsheet.header_origin(index)
        yield problem("spreadsheet.unread_column", origin, name=name, near=near)


def _other_sheets(spreadsheet: _Spreadsheet) -> Iterator[Problem]:
    """Yield a notice if further sheets of the file have the columns of examples."""
    others = ", ".join(spreadsheet.table["other_worksheets"])
    if others:
        values = {"sheet": spreadsheet.table["worksheet"], "others": others}
        yield problem("spreadsheet.other_sheets", Origin(spreadsheet.file), **values)


def _wrong_cells(
    spreadsheet: _Spreadsheet, line: int, cells: Mapping[str, Cell]
) -> Iterator[Problem]:
    """Yield a problem for each cell of a row that is unusable, or required and empty."""
    for field, cell in cells.items():
        if not isinstance(cell, str):
            kind, value = cell
            values = {"name": spreadsheet.name(field), "value": value, "most": MAX_CHARACTERS}
            yield problem(kind, spreadsheet.origin_of(line, field), **values)
    for field in _required(cells):
        if field not in cells:
            origin = spreadsheet.origin_of(line, field)
            yield problem("spreadsheet.empty_cell", origin, name=spreadsheet.name(field))


def _example(spreadsheet: _Spreadsheet, line: int, cells: Mapping[str, Cell]) -> Node:
    """Return a row as a node.

    Its own origin is the first empty cell of a required field, where a missing text is reported.
    """
    nodes = {}
    for field, cell in cells.items():
        text = _WHOLE_NUMBER.sub(r"\1", str(cell)) if field == "quantity" else str(cell)
        nodes[field] = Node(text, spreadsheet.origin_of(line, field))
    missing = next((field for field in REQUIRED_FIELDS if field not in cells), "")
    return Node(nodes, spreadsheet.origin_of(line, missing))


def _letters(index: int) -> str:
    """Return the letters of a column as spreadsheets show them: A, B, ... Z, AA, up to ZZ."""
    first, last = divmod(index, 26)
    return (chr(ord("A") + first - 1) if first else "") + chr(ord("A") + last)
