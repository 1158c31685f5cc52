"""An Excel workbook -> its worksheets, formulas as the results that Excel saved, by openpyxl."""

import re
import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from kit.sandbox.cell_formats import format_cell
from kit.sandbox.cells import DUTCH_ERRORS, Cell, InvalidCell, Row, Worksheet

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell as WorkbookCell
    from openpyxl.cell.cell import MergedCell
    from openpyxl.worksheet.worksheet import Worksheet as WorkbookSheet

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")  # of a character that XML does not allow
Position = tuple[int, int]  # row and column, from 1


def read_workbook(data: bytes, lang: str) -> list[Worksheet]:
    """Return the visible worksheets, with numbers and dates as Excel shows them in a language."""
    workbook = _load(data, results=False)
    formulas = {
        sheet.title: {position for position, cell in sheet._cells.items() if cell.data_type == "f"}
        for sheet in workbook.worksheets
    }
    if any(formulas.values()):
        workbook = _load(data, results=True)
    return [
        Worksheet(sheet.title, _rows(sheet, formulas[sheet.title], lang))
        for sheet in workbook.worksheets
        if sheet.sheet_state == "visible"
    ]


def _load(data: bytes, *, results: bool) -> "Workbook":
    """Load a workbook with the results of its formulas, or with the formulas themselves."""
    from openpyxl import load_workbook  # here because a csv is read faster than this is imported

    with warnings.catch_warnings(action="ignore"):  # about what openpyxl cannot write back
        return load_workbook(BytesIO(data), data_only=results, keep_links=False)


def _rows(sheet: "WorkbookSheet", formulas: set[Position], lang: str) -> Iterator[Row]:
    """Yield the rows that are not empty; a cell merged over several rows belongs to each of them.

    Only iterates over stored cells: a single cell far out gives a worksheet billions of empty ones.
    """
    rows: dict[int, dict[int, Cell]] = {}
    for line, column in sorted(sheet._cells):
        cell = _cell(sheet._cells[line, column], (line, column) in formulas, lang)
        if cell:
            rows.setdefault(line, {})[column - 1] = cell
    merged: dict[int, dict[int, Cell]] = {}
    for area in sheet.merged_cells.ranges:
        value = rows.get(area.min_row, {}).get(area.min_col - 1, "")
        for line in range(area.min_row + 1, area.max_row + 1) if value else ():
            merged.setdefault(line, {})[area.min_col - 1] = value
    for line, cells in rows.items():
        yield Row(line, cells, merged.get(line, {}))


def _cell(cell: "WorkbookCell | MergedCell", is_formula: bool, lang: str) -> Cell:
    """Return the text that Excel shows in a cell."""
    value: object = cell.value
    if value is None:
        is_unsaved = is_formula and cell.data_type == "n"  # the result of a text may be empty
        return InvalidCell("spreadsheet.formula", "") if is_unsaved else ""
    if cell.data_type == "e":
        error = str(value)[:20]
        return InvalidCell(
            "spreadsheet.error", DUTCH_ERRORS.get(error, error) if lang == "nl" else error
        )
    if isinstance(value, str):
        value = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), value)
    return format_cell(value, cell.number_format, lang)
