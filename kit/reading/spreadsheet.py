"""A school's spreadsheet -> example nodes that know their row and column, problems and notices."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

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
from kit.sandbox.tables import TEXT_SUFFIXES, WORKBOOK_SUFFIXES, ExampleTable, read_table
from kit.yaml_nodes.nodes import Node

MAX_BYTES = 5_000_000
MAX_FILES = 20  # spreadsheets of a school
_WHOLE = re.compile(r"^(\d+)[.,]0+$")  # a number of cards that is shown with decimals


@dataclass(frozen=True)
class Examples:
    """What stands in spreadsheets: a map for each row, problems, and what stops nothing.

    A row with a problem is not among the rows.
    """

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
class _Place:
    """A table, where it stands, and the columns of its fields: counted from 0, by their names."""

    file: Path
    table: ExampleTable
    columns: Mapping[str, int]
    lang: str

    @cached_property
    def header(self) -> dict[int, str]:
        """The names of the columns as they stand there."""
        return dict(self.table["header"])

    @cached_property
    def unread(self) -> dict[int, str]:
        """The columns that are no field, with the field that each is probably meant to be."""
        absent = [column for column in COLUMN_NAMES if column not in self.columns]
        read = {*self.columns.values()}
        return {i: guess_field(name, absent) for i, name in self.header.items() if i not in read}

    def name(self, column: str) -> str:
        """Return what a field is called: as it stands in the header, if it does."""
        named = self.header.get(self.columns.get(column, -1))
        return named or column_name(column, self.lang)

    def origin_of(self, line: int, column: str) -> Origin:
        """Return the place of a field in a row; the row's first cell if it has no such column."""
        return Origin(self.file, line, _letter(self.columns.get(column, 0)))

    def at_header(self, index: int) -> Origin:
        """Return the place of a cell of the header."""
        return Origin(self.file, self.table["header_line"], _letter(index))


def read_spreadsheet(file: Path, lang: str) -> Examples:
    """Return the examples in a spreadsheet, numbers and dates as they are shown in a language.

    One of the first 20 rows of a sheet names the columns, in English or Dutch; other columns are
    notices. A file that cannot be read, a column that lacks or is there twice, and a cell that is
    empty or holds no text are problems.
    """
    problems: list[Problem] = []
    rows: list[Node] = []
    notices: list[Problem] = []
    with collecting(problems):
        place = _read(file, lang)
        refuse([*_lacking(place), *_twice(place)])
        notices += [*_other_sheets(place), *_unread(place)]
        beyond = [*_beyond(place)]
        # In a csv a text with the mark between cells is cut in two: half of it would be lost.
        (problems if file.suffix.lower() in TEXT_SUFFIXES else notices).extend(beyond)
        for line, cells in place.table["rows"]:
            found = [*_flaws(place, line, cells)]
            problems += found
            rows += [] if found else [_example(place, line, cells)]
    return Examples(tuple(rows), tuple(problems), tuple(notices))


def _read(file: Path, lang: str) -> _Place:
    """Have a file read. Raises KitError with what stands in the way."""
    where, ending = Origin(file), file.suffix.lower()
    try:
        table: ExampleTable = run_sandboxed(read_table, _bytes(file, ending), ending, lang)
    except RefusedFileError as refused:
        values = dict(refused.values)
        line = values.pop("line", None)  # of a row that is the problem
        where = Origin(file, line, "A") if isinstance(line, int) else where
        raise KitError([problem(refused.kind, where, **values)]) from None
    except ResourceLimitError:
        raise KitError([problem("spreadsheet.costly", where)]) from None
    except BrokenFileError as error:
        raise KitError([problem("spreadsheet.broken", where)]) from error
    columns = {column: i for i, column in find_fields(dict(table["header"])).items()}
    return _Place(file, table, columns, lang)


def _bytes(file: Path, ending: str) -> bytes:
    """Return what stands in a file. Raises KitError if it is none, too large or in use."""
    where = Origin(file)
    beside = re.fullmatch(r"~\$(.+)|\.~lock\.(.+)#", file.name)  # of Excel, of LibreOffice
    if beside:
        raise KitError([problem("spreadsheet.lock", where, name=beside[1] or beside[2])])
    if ending not in (*WORKBOOK_SUFFIXES, *TEXT_SUFFIXES):
        raise KitError([problem("spreadsheet.kind", where, ending=file.suffix or file.name)])
    try:
        if file.stat().st_size > MAX_BYTES:
            raise KitError([problem("spreadsheet.too_large", where)])
        return file.read_bytes()
    except PermissionError:  # on Windows a file that is open in Excel, too
        raise KitError([problem("spreadsheet.in_use", where)]) from None
    except OSError as error:
        raise KitError([problem("file.unreadable", where, reason=system_reason(error))]) from None


def _beyond(place: _Place) -> Iterator[Problem]:
    """Yield what there is to say of cells to the right of all columns."""
    kind = "beyond_csv" if place.file.suffix.lower() in TEXT_SUFFIXES else "beyond"
    for line, index in place.table["cells_beyond"]:
        yield problem(f"spreadsheet.{kind}", Origin(place.file, line, _letter(index)))


def _lacking(place: _Place) -> Iterator[Problem]:
    """Yield a problem for each column that examples need and that is not there.

    With a column of ids, rows may change cards of the kit, which have a title and a text.
    """
    for column in _required(place.columns):
        if column not in place.columns:
            index = next((i for i, meant in place.unread.items() if meant == column), None)
            where = place.at_header(index or 0)
            near = "" if index is None else place.header[index]
            name = column_name(column, place.lang)
            yield problem("spreadsheet.no_column", where, name=name, near=near)


def _required(there: Collection[str]) -> tuple[str, ...]:
    return REQUIRED_FIELDS[:1] if "id" in there else REQUIRED_FIELDS


def _twice(place: _Place) -> Iterator[Problem]:
    """Yield a problem for each column that means the same as another one, and as clearly."""
    for index in place.unread:
        name, column = place.header[index], field_of(place.header[index])
        first = place.name(column) if column else ""
        if first and is_official_name(name) == is_official_name(first):
            where = place.at_header(index)
            yield problem("spreadsheet.column_twice", where, name=name, first=first)


def _unread(place: _Place) -> Iterator[Problem]:
    """Yield a notice for each column that is no field."""
    for index, meant in place.unread.items():
        near = column_name(meant, place.lang) if meant else ""
        name, where = place.header[index], place.at_header(index)
        yield problem("spreadsheet.unread_column", where, name=name, near=near)


def _other_sheets(place: _Place) -> Iterator[Problem]:
    """Yield a notice if other sheets have the columns of examples too."""
    others = ", ".join(place.table["other_worksheets"])
    if others:
        where, sheet = Origin(place.file), place.table["worksheet"]
        yield problem("spreadsheet.other_sheets", where, sheet=sheet, others=others)


def _flaws(place: _Place, line: int, cells: Mapping[str, Cell]) -> Iterator[Problem]:
    """Yield a problem for each cell of a row that is no text, or empty and may not be."""
    for column, cell in cells.items():
        if not isinstance(cell, str):
            kind, value = cell
            where = place.origin_of(line, column)
            yield problem(kind, where, name=place.name(column), value=value)
    for column in _required(cells):
        if column not in cells:
            where = place.origin_of(line, column)
            yield problem("spreadsheet.empty_cell", where, name=place.name(column))


def _example(place: _Place, line: int, cells: Mapping[str, Cell]) -> Node:
    """Return a row as a node; its place is the first cell it lacks of those that cards need."""
    nodes = {
        column: Node(_WHOLE.sub(r"\1", str(cell)) if column == "quantity" else str(cell), origin)
        for column, cell in cells.items()
        for origin in (place.origin_of(line, column),)
    }
    lacking = next((column for column in REQUIRED_FIELDS if column not in cells), "")
    return Node({**nodes}, place.origin_of(line, lacking))


def _letter(index: int) -> str:
    """Return the name of a column as spreadsheets show it: A, B, ... Z, AA, up to ZZ."""
    first, last = divmod(index, 26)
    return (chr(ord("A") + first - 1) if first else "") + chr(ord("A") + last)
