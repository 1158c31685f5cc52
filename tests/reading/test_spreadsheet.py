"""Spreadsheets as schools have them, read as the sheet shows them."""

import datetime
from pathlib import Path

import openpyxl
import pytest

from kit.catalogue import MAX_CARDS, MAX_CHARACTERS
from kit.reading.school import read_school
from kit.reading.school_schema import Example
from kit.reading.spreadsheet import read_spreadsheet
from kit.sandbox.columns import AMBIGUOUS_NAMES, COLUMN_NAMES
from tests.support.fuzz_tables import (
    FAR,
    row,
    styled,
    text_cell,
    xlsx,
    xlsx_parts,
    zipped,
)
from tests.support.spreadsheets import CARD, COLUMNS, checked, messages, plain, sheet_of

pytestmark = pytest.mark.usefixtures("without_sandbox")
HEADER = "Lens;Keuze;Titel;Tekst;Aantal"
ROW = 'ict-input;time;Café;"Regel één\nen twee";2'
EXPECTED = {
    "lens": "ict-input",
    "choice": "time",
    "title": "Café",
    "text": "Regel één en twee",
    "quantity": "2",
}


def test_every_field_of_an_example_has_its_column() -> None:
    assert {*COLUMN_NAMES} == {*Example.model_fields}


def test_a_spreadsheet_may_hold_what_a_kit_can(tmp_path: Path) -> None:
    file = tmp_path / "v.csv"
    rows = f"ict-input;T;{'x' * MAX_CHARACTERS}\n" + "ict-input;T;B\n" * (MAX_CARDS - 1)
    file.write_text("lens;title;text\n" + rows, encoding="utf-8")
    assert len(plain(file)) == MAX_CARDS
    file.write_text("lens;title;text\n" + rows + "ict-input;T;B\n", encoding="utf-8")
    (found,) = read_spreadsheet(file, "en").problems
    assert found.kind == "spreadsheet.too_large"


def test_no_word_is_for_two_columns() -> None:
    words = [word for names in COLUMN_NAMES.values() for word in {*names}]
    assert len({*words, *AMBIGUOUS_NAMES}) == len(words) + len(AMBIGUOUS_NAMES)


@pytest.mark.parametrize(
    ("encoding", "says"),
    [
        ("cp1252", ""),
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("utf-8-sig", "sep={}\n"),
        ("cp1252", '"sep={}"\n'),
    ],
)
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_csv_is_read_as_programs_write_it(
    tmp_path: Path, encoding: str, says: str, delimiter: str
) -> None:
    file = tmp_path / "v.csv"
    table = f"{HEADER}\n{ROW}\n;;;;\n{ROW}\n".replace(";", delimiter).replace("\n", "\r\n")
    file.write_bytes((says.format(delimiter) + table).encode(encoding))
    assert plain(file) == [EXPECTED, EXPECTED]
    first, second = read_spreadsheet(file, "nl").rows
    assert (first.map["title"].origin.line, first.map["title"].origin.column) == (2, "C")
    assert second.origin.line == 4


def test_xlsx_is_read_with_numbers_as_they_are_seen(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = sheet_of(book)
    sheet.append(["lens", "CHOICE ", "title", "text", "quantity"])
    sheet.append([])
    sheet.append(["ict-input", "time", "Café", "Regel één\nen twee", 2])
    sheet["E3"].number_format = "0.00"
    book.save(tmp_path / "v.xlsx")
    assert plain(tmp_path / "v.xlsx") == [EXPECTED]
    (example,) = read_spreadsheet(tmp_path / "v.xlsx", "nl").rows
    assert str(example.map["text"].origin).endswith("v.xlsx:D3")


@pytest.mark.parametrize(
    ("lang", "values"),
    [
        ("nl", ["14-3-2025", "25%", "€ 1.234,50", "WAAR", "0,5", "9:00", "36:30", "Groep 7"]),
        ("en", ["14/03/2025", "25%", "€ 1,234.50", "TRUE", "0.5", "9:00", "36:30", "Groep 7"]),
    ],
)
def test_cells_are_printed_as_the_sheet_shows_them(
    tmp_path: Path, lang: str, values: list[str]
) -> None:
    book = openpyxl.Workbook()
    sheet = sheet_of(book)
    sheet.append(COLUMNS)
    cells = [
        (datetime.datetime(2025, 3, 14, 9), "mm-dd-yy"),  # what Excel calls the short date
        (0.25, "0%"),
        (1234.5, "[$€-413] #,##0.00;[RED]-[$€-413] #,##0.00"),
        (True, "General"),
        (0.5, "General"),
        (datetime.time(9), "h:mm"),
        (datetime.timedelta(hours=36.5), "[h]:mm"),
        (7, '"Groep "0'),
    ]
    for value, code in cells:
        sheet.append(["ict-input", "T", value])
        sheet.cell(sheet.max_row, 3).number_format = code
    book.save(tmp_path / "v.xlsx")
    assert [example["text"] for example in plain(tmp_path / "v.xlsx", lang)] == values


def test_dates_of_old_macs_and_of_the_iso_are_read(tmp_path: Path) -> None:
    cells = '<c s="0"><v>44268</v></c><c t="d" s="0"><v>2025-03-14T09:00:00Z</v></c>'
    rows = row("titel", "tekst", "lens") + f"<row>{cells}{text_cell('ict-input')}</row>"
    parts = xlsx_parts(rows, styles=styled(["d mmmm yyyy"]))
    main = str(parts["xl/workbook.xml"]).replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    (tmp_path / "v.xlsx").write_bytes(zipped(parts | {"xl/workbook.xml": main}))
    date = "14 maart 2025"
    assert plain(tmp_path / "v.xlsx") == [{"lens": "ict-input", "title": date, "text": date}]


def test_a_school_sees_its_numbers_in_its_own_language(tmp_path: Path) -> None:
    (tmp_path / "v.xlsx").write_bytes(
        xlsx(
            row(*COLUMNS) + f"<row>{text_cell('ict-input')}<c><v>0.5</v></c>{text_cell('x')}</row>"
        )
    )
    for lang, title in (("nl", "0,5"), ("en", "0.5")):
        text = f"school: {{languages: [{lang}]}}\nexamples_from: v.xlsx\n"
        (tmp_path / "school.yaml").write_text(text, encoding="utf-8")
        (example,) = read_school(tmp_path).node.get(("examples",)).items
        assert example.get(("title",)).value == title


def test_the_header_may_stand_lower_and_on_another_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    about = sheet_of(book)
    about.title = "Uitleg"
    about.append(["Zo vul je dit in"])
    for name, meaning in (("Lens", "ict-input of ict-output"), ("Titel", "kort"), ("Tekst", "")):
        about.append([name, meaning])
    sheet = book.create_sheet("Voorbeelden")
    sheet["C3"] = "Voorbeelden van De Wilg"
    sheet.merge_cells("C3:F3")
    for i, values in enumerate((COLUMNS, CARD)):
        for j, value in enumerate(values):
            sheet.cell(18 + i, 3 + j, value)
    hidden = book.create_sheet("Oud")
    hidden.append([*COLUMNS, "kort"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "v.xlsx")
    examples = read_spreadsheet(tmp_path / "v.xlsx", "nl")
    assert plain(tmp_path / "v.xlsx") == [dict(zip(("lens", "title", "text"), CARD, strict=True))]
    assert not examples.notices
    assert str(examples.rows[0].map["lens"].origin).endswith("v.xlsx:C19")


def test_a_merged_cell_counts_for_all_its_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = sheet_of(book)
    sheet.append([*COLUMNS, "keuze"])
    for i in range(4):
        sheet.append([None, f"Titel {i}", "Tekst", None])
    sheet["A2"], sheet["A5"], sheet["D2"] = "ict-input", "ict-output", "time"
    sheet.merge_cells("A2:A4")
    sheet.merge_cells("A5:A900")
    sheet.merge_cells("D2:D3")
    book.save(tmp_path / "v.xlsx")
    found = [
        (example["title"], example["lens"], example.get("choice"))
        for example in plain(tmp_path / "v.xlsx")
    ]
    assert found == [
        ("Titel 0", "ict-input", "time"),
        ("Titel 1", "ict-input", "time"),
        ("Titel 2", "ict-input", None),
        ("Titel 3", "ict-output", None),
    ]


@pytest.mark.parametrize(
    "header",
    [
        ["LENS", "Onderwerp", "Omschrijving", "Korte tekst", "Gespreksvraag", "Aantal kaarten"],
        ["lens", "1. Kop", "Tekst (verplicht)*", "Samenvatting", "vraag:", "Hoe vaak?"],
        ["Lens", "Topic", "Description", "Short_text", "Discussion question", "number-of-cards"],
    ],
)
def test_columns_have_many_names(tmp_path: Path, header: list[str]) -> None:
    values = ["ict-input", "T", "Lang", "Kort", "Wat?", "2"]
    (tmp_path / "v.xlsx").write_bytes(xlsx(row(*header) + row(*values)))
    names = ("lens", "title", "text", "short", "question", "quantity")
    assert plain(tmp_path / "v.xlsx") == [dict(zip(names, values, strict=True))]
    assert not read_spreadsheet(tmp_path / "v.xlsx", "nl").notices


def test_a_column_of_its_own_name_goes_before_another_word_for_it(tmp_path: Path) -> None:
    file = tmp_path / "v.csv"
    file.write_text("lens;onderwerp;titel;tekst\nict-input;A;B;C\n", encoding="utf-8")
    assert plain(file) == [{"lens": "ict-input", "title": "B", "text": "C"}]
    (notice,) = messages(read_spreadsheet(file, "nl").notices, file, "nl")
    assert notice == "v.csv:B1: De kolom `onderwerp` wordt niet gebruikt."


def test_what_stands_far_out_is_left_out(tmp_path: Path) -> None:
    formatted = "".join(f'<row r="{i}" s="0"/>' for i in range(3, 40_000))
    data = xlsx(row(*COLUMNS) + row(*CARD) + formatted + FAR, styles=styled(["0"]))
    (tmp_path / "v.xlsx").write_bytes(data)
    assert len(plain(tmp_path / "v.xlsx")) == 1


def test_a_file_is_read_by_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "v.csv").write_bytes(xlsx(row(*COLUMNS) + row(*CARD)))
    (tmp_path / "v.xlsm").write_bytes(xlsx(row(*COLUMNS) + row(*CARD)))
    assert plain(tmp_path / "v.csv") == plain(tmp_path / "v.xlsm")


def test_texts_keep_their_parts_and_lose_how_they_are_said(tmp_path: Path) -> None:
    said = "<rPh sb='0' eb='1'><t>X</t></rPh>"
    rich = f"<is><r><t>Twee </t></r><r><t>delen_x000D_</t></r>{said}</is>"
    accent = text_cell("e\u0301")  # typed as two characters
    body = f'<row>{text_cell("ict-input")}<c t="inlineStr">{rich}</c>{accent}</row>'
    (tmp_path / "v.xlsx").write_bytes(xlsx(row(*COLUMNS) + body))
    (example,) = plain(tmp_path / "v.xlsx")
    assert example == {"lens": "ict-input", "title": "Twee delen", "text": "é"}


def test_the_result_of_a_formula_is_read(tmp_path: Path) -> None:
    empty = '<c t="str"><f>IF(1,"","x")</f><v></v></c>'
    body = (
        f"<row>{text_cell('ict-input')}<c><f>1+1</f><v>2</v></c>"
        f'<c t="str"><f>A1</f><v>Tekst</v></c>{empty}</row>'
    )
    (tmp_path / "v.xlsx").write_bytes(xlsx(row(*COLUMNS, "kort") + body))
    assert plain(tmp_path / "v.xlsx") == [{"lens": "ict-input", "title": "2", "text": "Tekst"}]


def test_a_row_with_nothing_but_a_merged_cell_is_no_example(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = sheet_of(book)
    for values in ([*COLUMNS, "Opmerking"], [*CARD, None], [None, None, None, "volgt nog"]):
        sheet.append(values)
    sheet.merge_cells("A2:A3")
    book.save(tmp_path / "v.xlsx")
    assert len(plain(tmp_path / "v.xlsx")) == 1


@pytest.mark.parametrize(("typed", "read"), [("2,00", "2"), ("12.05", "12.05"), ("2x", "2x")])
def test_a_number_of_cards_may_have_empty_decimals(tmp_path: Path, typed: str, read: str) -> None:
    file = tmp_path / "v.csv"
    file.write_text(f"lens;titel;tekst;aantal\na;b;c;{typed}\n", encoding="utf-8")
    (example,) = read_spreadsheet(file, "nl").rows
    assert example.map["quantity"].value == read


def test_no_spreadsheet_named_is_none(school: Path) -> None:
    assert checked(school, "examples_from:\nschool: {languages: [en]}\n", "en") == [
        "No problems: 1 file can be made."
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
    examples = read_school(tmp_path).node.get(("examples",)).items
    titles = [example.get(("title",)).value for example in examples]
    assert titles == ["Uit de yaml", "Uit de csv"]
