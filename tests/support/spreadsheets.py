"""Spreadsheets for tests, and what reading them says."""

from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from kit.errors import Problem
from kit.messages import format_problem
from kit.reading.spreadsheet import read_spreadsheet
from tests.support.runs import run

COLUMNS = ["lens", "titel", "tekst"]
CARD = ["ict-input", "Titel", "Een tekst."]


def messages(problems: tuple[Problem, ...], file: Path, lang: str) -> list[str]:
    """Return problems or notices as they are printed, without the folder of the file."""
    return [
        format_problem(found, lang).removeprefix(f"{file.parent.as_posix()}/") for found in problems
    ]


def sheet_of(book: openpyxl.Workbook) -> Worksheet:
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    return sheet


def plain(file: Path, lang: str = "nl") -> list[object]:
    """Return the rows of a spreadsheet without their places; there must be no problem."""
    examples = read_spreadsheet(file, lang)
    assert not examples.problems, messages(examples.problems, file, "en")
    return [example.plain() for example in examples.rows]


def checked(folder: Path, text: str, lang: str) -> list[str]:
    (folder / "school.yaml").write_text(text, encoding="utf-8")
    result = run("check", "instructions", "--school", "s", "--lang", lang)
    return result.output.splitlines()
