"""An Excel workbook -> its sheets, formulas by the result they had last; openpyxl reads it."""

import re
import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from kit.sandbox.cell_formats import format_cell
from kit.sandbox.cells import DUTCH_ERRORS, Cell, Flaw, Row, Sheet

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell as BookCell
    from openpyxl.cell.cell import MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")  # of a character that XML cannot hold
Place = tuple[int, int]  # row and column, from 1


def sheets(data: bytes, lang: str) -> list[Sheet]:
    """Return the sheets of a workbook that are not hidden, in their order."""
    book = _opened(data, results=False)
    formulas = {
        tab.title: {place for place, cell in tab._cells.items() if cell.data_type == "f"}
        for tab in book.worksheets
    }
    if any(formulas.values()):
        book = _opened(data, results=True)
    return [
        Sheet(tab.title, _rows(tab, formulas[tab.title], lang))
        for tab in book.worksheets
        if tab.sheet_state == "visible"
    ]


def _opened(data: bytes, *, results: bool) -> "Workbook":
    """Open a workbook for the results of its formulas, or for the formulas themselves."""
    from openpyxl import load_workbook  # late: takes longer to import than a csv to read

    with warnings.catch_warnings(action="ignore"):  # of what is lost when it is written again
        return load_workbook(BytesIO(data), data_only=results, keep_links=False)


def _rows(tab: "Worksheet", formulas: set[Place], lang: str) -> Iterator[Row]:
    """Yield the rows that hold something; a cell merged over several rows counts for each.

    Only the cells that are there are gone through, for one that is far out makes a sheet vast.
    """
    rows: dict[int, dict[int, Cell]] = {}
    for line, column in sorted(tab._cells):
        cell = _cell(tab._cells[line, column], (line, column) in formulas, lang)
        if cell:
            rows.setdefault(line, {})[column - 1] = cell
    merged: dict[int, dict[int, Cell]] = {}
    for area in tab.merged_cells.ranges:
        value = rows.get(area.min_row, {}).get(area.min_col - 1, "")
        for line in range(area.min_row + 1, area.max_row + 1) if value else ():
            merged.setdefault(line, {})[area.min_col - 1] = value
    for line, cells in rows.items():
        yield Row(line, cells, merged.get(line, {}))


def _cell(cell: "BookCell | MergedCell", is_formula: bool, lang: str) -> Cell:
    """Return what a cell shows."""
    value: object = cell.value
    if value is None:
        missing = is_formula and cell.data_type == "n"  # one of a text may have none
        return Flaw("spreadsheet.formula", "") if missing else ""
    if cell.data_type == "e":
        error = str(value)[:20]
        return Flaw("spreadsheet.error", DUTCH_ERRORS.get(error, error) if lang == "nl" else error)
    if isinstance(value, str):
        value = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), value)
    return format_cell(value, cell.number_format, lang)
