"""A school's spreadsheet -> example nodes that know their row and column.

Reads xlsx, and csv as Excel writes it in any language: semicolons, commas or tabs; Windows-1252,
UTF-8 or UTF-16; line breaks inside quoted cells.
"""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Collection, Iterator
from itertools import islice
from pathlib import Path

from kit.catalogue import MOST_CARDS
from kit.errors import KitError, Origin, Problem, nearest, problem, reason, refuse
from kit.source import Node

MAX_BYTES = 5_000_000
MAX_UNZIPPED_BYTES = 30_000_000
MAX_COLUMNS = 702  # to ZZ
MAX_ROWS = MOST_CARDS + 100  # with a header, and rows between
MAX_CELLS = 3_500_000  # of a table, empty ones included

# What Dutch schools call the columns.
DUTCH = {
    "keuze": "choice",
    "titel": "title",
    "tekst": "text",
    "kort": "short",
    "vraag": "question",
    "aantal": "quantity",
    "icoon": "icon",
}

Rows = list[list[str]]


def read_spreadsheet(file: Path, columns: Collection[str]) -> list[Node]:
    """Return a map for each row that is not empty, of the cells that are not empty.

    The first row that is not empty names the columns, in English or Dutch. Raises KitError with
    all problems: a file that cannot be read or is too large, columns unknown or twice there.
    """
    rows = _read_xlsx(file) if file.suffix.lower() == ".xlsx" else _read_csv(file, columns)
    numbered = [(i, row) for i, row in enumerate(rows, 1) if any(row)]
    if not numbered:
        raise KitError([problem("sheet.no_header", Origin(file, 1, "A"))])
    (header_line, header), *body = numbered
    names = [_column_name(cell) for cell in header]
    refuse(_header_problems(header, names, columns, file, header_line))
    return [_example(file, line, row, names) for line, row in body]


def _example(file: Path, line: int, row: list[str], names: list[str]) -> Node:
    cells = {
        name: Node(cell, Origin(file, line, _letter(i)))
        for i, (name, cell) in enumerate(zip(names, row, strict=False))
        if name and cell
    }
    return Node(dict(cells), Origin(file, line, "A"))


def _header_problems(
    header: list[str], names: list[str], columns: Collection[str], file: Path, line: int
) -> Iterator[Problem]:
    for i, (cell, name) in enumerate(zip(header, names, strict=True)):
        where = Origin(file, line, _letter(i))
        if name and name not in columns:
            near = nearest(name, [*columns, *DUTCH])
            yield problem("sheet.unknown_column", where, name=cell, near=near)
        elif name and name in names[:i]:
            yield problem("sheet.column_twice", where, name=cell)


def _read_xlsx(file: Path) -> Rows:
    _refuse_large(file)
    try:
        with zipfile.ZipFile(file) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNZIPPED_BYTES:
                raise KitError([problem("sheet.too_large", Origin(file))])
            sheets = [name for name in archive.namelist() if "worksheets/" in name]
            if any(_is_vast(archive.read(name)) for name in sheets):
                raise KitError([problem("sheet.too_large", Origin(file))])
        from python_calamine import CalamineWorkbook

        sheet = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0)
        rows = list(islice(sheet.iter_rows(), MAX_ROWS + 1))
    except KitError:
        raise
    except Exception as error:  # whatever the library says of a broken file
        raise KitError([problem("sheet.broken", Origin(file))]) from error
    return _limited([[_clean(cell) for cell in row] for row in rows], file)


def _is_vast(sheet: bytes) -> bool:
    """Whether a sheet reaches so far that a table of it would not fit: one cell can do that."""
    rows = re.split(rb"<(?:\w+:)?row[\s>/]", sheet)
    if len(rows) > MAX_ROWS + 2:
        return True
    cell = re.compile(rb"<(?:\w+:)?c[\s>/]")
    places = re.findall(rb'\br="([A-Z]*)(\d+)"', sheet)
    deepest = max((int(row) for _, row in places), default=0)
    if deepest > MAX_ROWS + 1 or any(len(column) > 2 for column, _ in places):
        return True
    named = max((_index(column) for column, _ in places), default=0)
    widest = max(named, *(len(cell.findall(row)) for row in rows))
    return widest > MAX_COLUMNS or widest * max(deepest, len(rows)) > MAX_CELLS


def _read_csv(file: Path, columns: Collection[str]) -> Rows:
    if file.suffix.lower() not in (".csv", ".tsv", ".txt"):
        raise KitError([problem("sheet.kind", Origin(file), ending=file.suffix or file.name)])
    _refuse_large(file)
    text = _decoded(file.read_bytes())
    header = next((line for line in text.splitlines() if line.strip(" ;,\t")), "")
    delimiter = max(";,\t", key=lambda mark: _known_columns(header, mark, columns))
    _refuse_open_quote(text, delimiter, file)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = [[_clean(cell) for cell in row] for row in islice(reader, MAX_ROWS + 1)]
    except csv.Error as error:
        raise KitError([problem("sheet.broken", Origin(file, reader.line_num, "A"))]) from error
    return _limited(rows, file)


def _decoded(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _known_columns(header: str, mark: str, columns: Collection[str]) -> int:
    return sum(
        _column_name(cell) in columns for cell in next(csv.reader([header], delimiter=mark), [])
    )


def _refuse_open_quote(text: str, delimiter: str, file: Path) -> None:
    """Refuse a quoted cell that never closes: it would take in the rest of the file."""
    row, inside, at_start, opened = 1, False, True, 1
    for mark in text:
        if mark == '"' and (inside or at_start):
            inside = not inside
            opened = row if inside else opened
        elif mark == "\n" and not inside:
            row += 1
        at_start = mark in (delimiter, "\n") or (mark == '"' and inside)
    if inside:
        raise KitError([problem("sheet.quote", Origin(file, opened, "A"))])


def _refuse_large(file: Path) -> None:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise KitError([problem("sheet.too_large", Origin(file))])
        file.open("rb").close()
    except OSError as error:
        raise KitError([problem("file.unreadable", Origin(file), reason=reason(error))]) from None


def _limited(rows: Rows, file: Path) -> Rows:
    if len(rows) > MAX_ROWS:
        raise KitError([problem("sheet.too_large", Origin(file))])
    return rows


def _column_name(cell: str) -> str:
    name = "_".join(cell.lower().replace("-", " ").replace("_", " ").split())
    return DUTCH.get(name, name)


def _clean(cell: object) -> str:
    """Return a cell as text: numbers as they are seen, line breaks as spaces."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(unicodedata.normalize("NFC", str(cell)).split())


def _index(letters: bytes) -> int:
    """Return the number of a column that spreadsheets show as letters: A is 1, ZZ 702."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _letter(index: int) -> str:
    """Return the name of a column as spreadsheets show it: A, B, ... Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
