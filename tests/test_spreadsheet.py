"""Spreadsheets as schools have them, and mistakes in them by row and column."""

from pathlib import Path

import openpyxl
import pytest

from kit.errors import KitError
from kit.messages import tell
from kit.school import read_school
from kit.spreadsheet import MAX_ROWS, read_spreadsheet
from tests.conftest import run

COLUMNS = ("id", "lens", "choice", "title", "text", "short", "question", "icon", "quantity")
HEADER = "Lens;Keuze;Titel;Tekst;Aantal"
ROW = 'ict-input;time;Café;"Regel één\nen twee";2'
EXPECTED = {
    "lens": "ict-input",
    "choice": "time",
    "title": "Café",
    "text": "Regel één en twee",
    "quantity": "2",
}


def told(file: Path) -> list[str]:
    with pytest.raises(KitError) as caught:
        read_spreadsheet(file, COLUMNS)
    return [
        tell(problem, "en").removeprefix(f"{file.parent.as_posix()}/")
        for problem in caught.value.problems
    ]


@pytest.mark.parametrize(
    "encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"], ids=lambda name: str(name)
)
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_is_read_as_excel_writes_it(tmp_path: Path, encoding: str, delimiter: str) -> None:
    file = tmp_path / "v.csv"
    text = f"{HEADER}\n{ROW}\n;;;;\n{ROW}\n".replace(";", delimiter).replace("\n", "\r\n")
    file.write_bytes(text.encode(encoding))
    first, second = read_spreadsheet(file, COLUMNS)
    assert first.plain() == second.plain() == EXPECTED
    assert (first.map["title"].origin.line, first.map["title"].origin.column) == (2, "C")
    assert second.origin.line == 4


def test_xlsx_is_read_with_numbers_as_they_are_seen(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["lens", "CHOICE ", "title", "text", "quantity"])
    sheet.append([])
    sheet.append(["ict-input", "time", "Café", "Regel één\nen twee", 2])
    book.save(tmp_path / "v.xlsx")
    (example,) = read_spreadsheet(tmp_path / "v.xlsx", COLUMNS)
    assert example.plain() == EXPECTED
    assert str(example.map["text"].origin).endswith("v.xlsx:D3")


def test_rows_above_the_header_are_counted(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A3"], book.active["B3"] = "lens", "title"
    book.active["A4"], book.active["B4"] = "ict-input", "Titel"
    book.save(tmp_path / "v.xlsx")
    (example,) = read_spreadsheet(tmp_path / "v.xlsx", COLUMNS)
    assert example.origin.line == 4


SAVE = "Save it as Excel workbook (.xlsx) or as .csv."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "lens;titul\n",
            "v.csv:B1: There is no column `titul` for examples. Did you mean `title`?",
        ),
        (
            "lens;prijs\n",
            "v.csv:B1: There is no column `prijs` for examples. Known are lens, choice, title, "
            "text, short, question, icon, quantity and id.",
        ),
        (
            "lens;titel;Title\n",
            "v.csv:C1: The column `Title` stands here twice. Remove one of them.",
        ),
        (
            "",
            "v.csv:A1: The spreadsheet is empty. Its first row must name the columns: lens, "
            "choice, title, text and so on.",
        ),
        (
            'lens;tekst\na;b\na;"b\n',
            "v.csv:A3: A cell in this row opens a quote that never closes. Close or remove it.",
        ),
        (
            "lens\n" + "a\n" * MAX_ROWS,
            "v.csv: The spreadsheet is too large. 5 MB and 10,500 rows are the most.",
        ),
    ],
)
def test_a_mistake_in_csv_has_row_column_and_remedy(
    tmp_path: Path, text: str, message: str
) -> None:
    (tmp_path / "v.csv").write_text(text, encoding="utf-8")
    assert told(tmp_path / "v.csv") == [message]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        (
            "v.xlsx",
            b"PK but no zip",
            "v.xlsx: The spreadsheet cannot be read. Open it in Excel and save it anew as .xlsx.",
        ),
        ("v.xls", b"", f"v.xls: A file of kind .xls cannot be read as a spreadsheet. {SAVE}"),
        ("v.ods", b"", f"v.ods: A file of kind .ods cannot be read as a spreadsheet. {SAVE}"),
        (
            "v.csv",
            b"x" * 5_000_001,
            "v.csv: The spreadsheet is too large. 5 MB and 10,500 rows are the most.",
        ),
    ],
)
def test_a_file_that_is_no_spreadsheet_is_named(
    tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(data)
    assert told(tmp_path / name) == [message]


def test_a_mistake_in_a_cell_is_placed_in_the_spreadsheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s").mkdir()
    text = "examples_from: v.csv\nschool: {languages: [nl]}\n"
    (tmp_path / "s/school.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "s/v.csv").write_text(
        "lens;keuze;titel;tekst;aantal\n"
        "ict-input;time;Goed;Een tekst.;1\n"
        "ict-inptu;;Fout;Een tekst.;veel\n",
        encoding="utf-8",
    )
    result = run("check", "--school", "s", "--lang", "en")
    assert result.output.splitlines() == [
        "s/v.csv:A3: There is no lens `ict-inptu` for examples. Did you mean Ict as input to the "
        "school’s choices (`ict-input`)? Choose from Ict as input to the school’s choices "
        "(`ict-input`), Output of ict (data and dashboards) (`ict-output`).",
        "s/v.csv:E3: `examples[2].quantity` must be a whole number, and is veel.",
        "2 problems; nothing was written.",
    ]


def test_examples_from_a_spreadsheet_join_those_of_the_file(tmp_path: Path) -> None:
    text = (
        "examples_from: v.csv\n"
        "examples: [{lens: ict-input, title: Uit de yaml, text: Een tekst.}]\n"
    )
    (tmp_path / "school.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "v.csv").write_text(
        "lens;titel;tekst\nict-output;Uit de csv;Een tekst.\n", encoding="utf-8"
    )
    school = read_school(tmp_path)
    assert [example.id for example in school.values.examples] == [
        "own-uit-de-yaml",
        "own-uit-de-csv",
    ]
