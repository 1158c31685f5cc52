"""Mistakes in spreadsheets: each message in full, in Dutch and in English."""

import io
from pathlib import Path

import openpyxl
import pytest

from kit.catalogue import MAX_CARDS
from kit.reading.school import read_school
from kit.reading.spreadsheet import MAX_BYTES, MAX_FILES, read_spreadsheet
from tests.support.fuzz_tables import (
    BOMBS,
    row,
    styled,
    text_cell,
    xlsx,
    xlsx_parts,
    zipped,
)
from tests.support.spreadsheets import CARD, COLUMNS, checked, messages, plain, sheet_of

pytestmark = pytest.mark.usefixtures("without_sandbox")
KIND_NL = (
    "De kit kan een bestand van de soort {} niet als spreadsheet lezen. Sla het op als "
    "Excel-werkmap (.xlsx) of als .csv."
)
KIND = (
    "The kit cannot read a {} file as a spreadsheet. Save it as an Excel workbook (.xlsx) or as "
    ".csv."
)
LARGE_NL = (
    "v.{}: De spreadsheet is te groot. Verdeel de voorbeelden: elke spreadsheet mag hoogstens 5 "
    "MB, 10.500 rijen en 10 miljoen tekens hebben."
)
LARGE = (
    "v.{}: The spreadsheet is too large. Divide the examples: each spreadsheet may have at most "
    "5 MB, 10,500 rows and 10 million characters."
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
A_CARD = row(*COLUMNS) + row(*CARD)


def cell(inner: str, kind: str = "n") -> bytes:
    """Return a workbook of one example, with something else for its text."""
    start = text_cell("ict-input") + text_cell("Titel")
    return xlsx(row("lens", "titel", "Hele tekst") + f'<row>{start}<c t="{kind}">{inner}</c></row>')


@pytest.mark.parametrize(
    ("name", "data", "dutch", "english"),
    [
        (
            "v.xls",
            b"",
            f"v.xls: {KIND_NL.format('.xls')}",
            f"v.xls: {KIND.format('.xls')}",
        ),
        (
            "v.ods",
            b"PK",
            f"v.ods: {KIND_NL.format('.ods')}",
            f"v.ods: {KIND.format('.ods')}",
        ),
        (
            "v.xlsx",
            OLE,
            f"v.xlsx: {KIND_NL.format('.xls')}",
            f"v.xlsx: {KIND.format('.xls')}",
        ),
        (
            "v.xlsx",
            OLE + "EncryptedPackage".encode("utf-16-le"),
            "v.xlsx: De spreadsheet is beveiligd met een wachtwoord. Sla een kopie op zonder "
            "wachtwoord.",
            "v.xlsx: The spreadsheet is protected by a password. Save a copy without a password.",
        ),
        (
            "v.xlsx",
            b"PK but no zip",
            "v.xlsx: De spreadsheet is niet te lezen. Open hem in Excel en sla hem opnieuw op als "
            ".xlsx.",
            "v.xlsx: The spreadsheet cannot be read. Open it in Excel and save it again as .xlsx.",
        ),
        (
            "~$v.xlsx",
            b"\x03Ali",
            "~$v.xlsx: Dit bestand hoort bij een spreadsheet die nog open is, en is niet de "
            "spreadsheet zelf. Noem v.xlsx.",
            "~$v.xlsx: This file belongs to a spreadsheet that is still open; it is not the "
            "spreadsheet itself. Use v.xlsx.",
        ),
        ("v.csv", bytes(MAX_BYTES + 1), LARGE_NL.format("csv"), LARGE.format("csv")),
        (
            "v.csv",
            b"lens;titel;tekst\n" + b"a;b;c\n" * (MAX_CARDS + 1),
            LARGE_NL.format("csv"),
            LARGE.format("csv"),
        ),
        (
            "v.xlsx",
            xlsx(row(*COLUMNS) + row("ict-input", "T", "x " * 2000) * 5_000),
            LARGE_NL.format("xlsx"),
            LARGE.format("xlsx"),
        ),
        (
            "v.csv",
            b" ;;\n\n",
            "v.csv: De spreadsheet is leeg. Zet in de eerste rij de namen van de kolommen: lens, "
            "keuze, titel, tekst enzovoort.",
            "v.csv: The spreadsheet is empty. Put the names of the columns in the first row: "
            "lens, choice, title, text and so on.",
        ),
        (
            "v.csv",
            b"groep;leerlingen\n3;25\n",
            "v.csv: Nergens staan de namen van de kolommen. Zet lens, keuze, titel, tekst "
            "enzovoort in een van de eerste twintig rijen van een tabblad dat te zien is.",
            "v.csv: No row names the columns. Put lens, choice, title, text and so on in one of "
            "the first twenty rows of a sheet that is not hidden.",
        ),
        (
            "v.csv",
            b"lens;tekst\na;b\n",
            "v.csv:A1: Er is geen kolom `titel`. "
            "Voeg die toe: elk voorbeeld heeft een lens, een titel en een tekst.",
            "v.csv:A1: There is no column `title`. "
            "Add it: each example has a lens, a title and a text.",
        ),
        (
            "v.csv",
            b"lens;Titul;tekst\na;b;c\n",
            "v.csv:B1: Er is geen kolom `titel`, wel een kolom `Titul`. Horen die teksten bij "
            "`titel`? Noem de kolom dan zo.",
            "v.csv:B1: There is no column `title`, but there is a column `Titul`. If that is where "
            "these texts are, rename it to `title`.",
        ),
        (
            "v.csv",
            b"lens;naam;tekst\na;b;c\n",
            "v.csv:B1: Er is geen kolom `titel`, wel een kolom `naam`. Horen die teksten bij "
            "`titel`? Noem de kolom dan zo.",
            "v.csv:B1: There is no column `title`, but there is a column `naam`. If that is where "
            "these texts are, rename it to `title`.",
        ),
        (
            "v.csv",
            b"lens;titel;Title;tekst\na;b;c;d\n",
            "v.csv:C1: De kolommen `titel` en `Title` betekenen hetzelfde. Haal er één weg.",
            "v.csv:C1: The columns `titel` and `Title` mean the same thing. Remove one of them.",
        ),
        (
            "v.csv",
            b'lens;titel;tekst\na;b;c\na;"b;c\n',
            "v.csv:A3: Een aanhalingsteken in een cel van deze rij wordt nergens gesloten. Sluit "
            "het, of haal het weg.",
            "v.csv:A3: A quotation mark in a cell of this row is never closed. Close it, or "
            "remove it.",
        ),
        (
            "v.xlsx",
            xlsx(row("lens", "Onderwerp", "tekst") + row("ict-input", "", "Een tekst.")),
            "v.xlsx:B2: De cel onder `Onderwerp` is leeg. Vul de cel in, of haal de rij weg.",
            "v.xlsx:B2: The cell under `Onderwerp` is empty. Fill in the cell, or remove the row.",
        ),
        (
            "v.csv",
            b"id;lens;Titel\nwilg;;A\n",
            "v.csv:B2: De cel onder `lens` is leeg. Vul de cel in, of haal de rij weg.",
            "v.csv:B2: The cell under `lens` is empty. Fill in the cell, or remove the row.",
        ),
        (
            "v.csv",
            b"lens;titel;tekst\nict-input;T;#N/B\n",
            "v.csv:C2: De cel onder `tekst` toont een fout: #N/B. "
            "Herstel de formule, of typ de tekst zelf.",
            "v.csv:C2: The cell under `tekst` shows an error: #N/B. Correct its formula, or type "
            "the text itself.",
        ),
        (
            "v.xlsx",
            cell("<f>A9</f>"),
            "v.xlsx:C2: De formule in de cel onder `Hele tekst` is nog niet uitgerekend. Open de "
            "spreadsheet in Excel of LibreOffice en sla hem opnieuw op.",
            "v.xlsx:C2: The formula in the cell under `Hele tekst` has not been calculated yet. "
            "Open the spreadsheet in Excel or LibreOffice and save it again.",
        ),
        (
            "v.csv",
            b"lens;titel;tekst\nict-input;T;" + b"x" * 131_073 + b"\n",
            "v.csv:C2: De cel onder `tekst` heeft 131073 tekens; het mogen er hoogstens 5000 "
            "zijn. Maak de tekst korter.",
            "v.csv:C2: The cell under `tekst` has 131073 characters; the limit is 5000. Shorten "
            "the text.",
        ),
    ],
)
def test_a_mistake_has_its_place_and_remedy(
    tmp_path: Path, name: str, data: bytes, dutch: str, english: str
) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    assert messages(read_spreadsheet(file, "nl").problems, file, "nl")[:1] == [dutch]
    assert messages(read_spreadsheet(file, "en").problems, file, "en")[:1] == [english]


@pytest.mark.parametrize(
    ("error", "dutch"),
    [("#N/A", "#N/B"), ("#REF!", "#VERW!"), ("#DIV/0!", "#DEEL/0!"), ("#BUSY!", "#BUSY!")],
)
def test_an_error_is_called_as_the_sheet_calls_it(tmp_path: Path, error: str, dutch: str) -> None:
    file = tmp_path / "v.xlsx"
    file.write_bytes(cell(f"<f>A1</f><v>{error}</v>", "e"))
    for lang, name in (("nl", dutch), ("en", error)):
        (found,) = read_spreadsheet(file, lang).problems
        assert (found.kind, dict(found.values)["value"]) == ("spreadsheet.error", name)


def test_a_date_that_cannot_be_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "v.xlsx"
    dated = text_cell("ict-input") + text_cell("Titel") + '<c s="0"><v>2958466</v></c>'
    file.write_bytes(xlsx(row(*COLUMNS) + f"<row>{dated}</row>", styles=styled(["d-m-yyyy"])))
    (found,) = read_spreadsheet(file, "nl").problems
    assert (found.kind, dict(found.values)["value"]) == ("spreadsheet.error", "#WAARDE!")


@pytest.mark.parametrize(
    ("header", "dutch", "english"),
    [
        (
            "lens;titel;tekst;Opmerking",
            "v.csv:D1: De kolom `Opmerking` wordt niet gebruikt.",
            "v.csv:D1: The column `Opmerking` is not used.",
        ),
        (
            "lens;titel;tekst;vrag",
            "v.csv:D1: De kolom `vrag` wordt niet gebruikt. Bedoel je `vraag`?",
            "v.csv:D1: The column `vrag` is not used. Did you mean `question`?",
        ),
    ],
)
def test_another_column_is_a_notice(tmp_path: Path, header: str, dutch: str, english: str) -> None:
    file = tmp_path / "v.csv"
    file.write_text(f"{header}\nict-input;T;Tekst;nog even nakijken\n", encoding="utf-8")
    assert len(plain(file)) == 1
    assert messages(read_spreadsheet(file, "nl").notices, file, "nl") == [dutch]
    assert messages(read_spreadsheet(file, "en").notices, file, "en") == [english]


def test_of_two_sheets_with_columns_the_one_with_rows_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet_of(book).title = "Uitleg"
    for values in ([*COLUMNS, "vraag"], ["ict-input", "Zo", "moet", "het"]):
        sheet_of(book).append(values)
    sheet = book.create_sheet("Voorbeelden")
    for values in (COLUMNS, CARD, CARD, CARD):
        sheet.append(values)
    book.save(tmp_path / "v.xlsx")
    assert len(plain(tmp_path / "v.xlsx")) == 3
    (notice,) = read_spreadsheet(tmp_path / "v.xlsx", "nl").notices
    assert dict(notice.values) == {"sheet": "Voorbeelden", "others": "Uitleg"}


def test_hidden_sheets_are_not_read(tmp_path: Path) -> None:
    file = tmp_path / "v.xlsx"
    parts = xlsx_parts(A_CARD)
    main = str(parts["xl/workbook.xml"]).replace("<sheet ", '<sheet state="hidden" ')
    file.write_bytes(zipped(parts | {"xl/workbook.xml": main}))
    assert [found.kind for found in read_spreadsheet(file, "nl").problems] == [
        "spreadsheet.no_header"
    ]


def test_sheets_that_were_not_read_are_a_notice(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name in ("Groep 3", "Groep 4", "Groep 5"):
        sheet = book.create_sheet(name)
        sheet.append(COLUMNS)
        sheet.append(CARD)
    book.save(tmp_path / "v.xlsx")
    notices = read_spreadsheet(tmp_path / "v.xlsx", "nl").notices
    assert messages(notices, tmp_path / "v.xlsx", "nl") == [
        "v.xlsx: Alleen het tabblad Groep 3 is gelezen; op Groep 4, Groep 5 staan misschien ook "
        "voorbeelden. Zet alle voorbeelden op één tabblad."
    ]
    assert messages(notices, tmp_path / "v.xlsx", "en") == [
        "v.xlsx: Only the sheet Groep 3 was read; there may be examples on Groep 4, Groep 5 too. "
        "Put all examples on one sheet."
    ]


def test_a_file_in_use_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "v.xlsx"
    file.write_bytes(xlsx(A_CARD))

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    problems = read_spreadsheet(file, "nl").problems
    monkeypatch.undo()
    assert messages(problems, file, "nl") == [
        "v.xlsx: De kit mag de spreadsheet niet lezen. Sluit hem als hij nog open is in Excel. "
        "Kijk anders wie het bestand mag lezen."
    ]
    assert messages(problems, file, "en") == [
        "v.xlsx: The kit is not allowed to read the spreadsheet. Close it if it is still open in "
        "Excel. Otherwise check who may read the file."
    ]


def test_a_mistake_in_a_cell_is_placed_in_the_spreadsheet(school: Path) -> None:
    (school / "v.csv").write_text(
        "lens;keuze;titel;tekst;aantal\n"
        "ict-input;time;Goed;Een tekst.;1\n"
        "ict-input;;Fout;Een tekst.;veel\n",
        encoding="utf-8",
    )
    assert checked(school, "examples_from: v.csv\nschool: {languages: [nl]}\n", "en") == [
        "s/v.csv:E3: `quantity` must be a whole number, not veel. Write it in figures, such as 2.",
        "1 problem; nothing was written.",
    ]


def test_a_row_that_lacks_a_text_does_not_hide_other_mistakes(school: Path) -> None:
    (school / "v.csv").write_text("lens;titel;tekst\nict-input;;x\n", encoding="utf-8")
    assert checked(school, "examples_from: [v.csv, w.csv]\nschol: {}\n", "en") == [
        "s/school.yaml:1: The school’s folder has no file called w.csv. Check the spelling, "
        "including capitals.",
        "s/school.yaml:2: The kit does not know the key `schol`. Did you mean `school`?",
        "s/v.csv:B2: The cell under `titel` is empty. Fill in the cell, or remove the row.",
        "3 problems; nothing was written.",
    ]


def test_a_card_with_an_id_of_its_own_is_missed_at_the_cell_of_its_title(school: Path) -> None:
    rows = "id;lens;titel;tekst\nwilg;ict-input;;x\ntime-at-home;ict-input;A;B\n"
    (school / "v.csv").write_text(rows, encoding="utf-8")
    assert checked(school, "examples_from: v.csv\nschool: {languages: [nl]}\n", "en")[0] == (
        "s/v.csv:C2: The text `ict-input.cards.wilg.title` is missing. Add the text."
    )


@pytest.mark.parametrize(
    ("lang", "message"),
    [
        (
            "nl",
            "s/school.yaml:1: rijen is een map, geen bestand. Geef het bestand zelf op, zoals "
            "rijen/voorbeelden.xlsx.",
        ),
        (
            "en",
            "s/school.yaml:1: rijen is a folder, not a file. Give the file itself, such as "
            "rijen/examples.xlsx.",
        ),
    ],
)
def test_a_folder_is_no_spreadsheet(school: Path, lang: str, message: str) -> None:
    (school / "rijen").mkdir()
    text = f"examples_from: rijen\nschool: {{languages: [{lang}]}}\n"
    assert checked(school, text, lang)[0] == message


def test_too_many_spreadsheets_are_refused(school: Path) -> None:
    names = ", ".join(f"v{i}.csv" for i in range(MAX_FILES + 1))
    assert checked(school, f"examples_from: [{names}]\n", "en")[0] == (
        "s/school.yaml:1: `examples_from` has 21 items; the limit is 20. Remove those you need "
        "least."
    )


@pytest.mark.usefixtures("with_sandbox")
def test_of_a_folder_of_costly_spreadsheets_the_first_is_refused(tmp_path: Path) -> None:
    names = [f"v{i}.xlsx" for i in range(3)]
    for name in names:
        (tmp_path / name).write_bytes(BOMBS["a million styles"]()[1])
    text = f"examples_from: [{', '.join(names)}]\n"
    (tmp_path / "school.yaml").write_text(text, encoding="utf-8")
    found = read_school(tmp_path).problems
    assert messages(found, tmp_path / names[0], "nl") == [
        "v0.xlsx: Deze spreadsheet lezen kost te veel geheugen of tijd. Kopieer alleen de cellen "
        "met voorbeelden naar een nieuwe werkmap, en sla die op."
    ]
    assert messages(found, tmp_path / names[0], "en") == [
        "v0.xlsx: This spreadsheet takes too much memory or time to read. Copy only the cells "
        "with examples into a new workbook, and save that."
    ]


def test_notices_reach_the_one_who_checks(school: Path) -> None:
    data = io.BytesIO()
    book = openpyxl.Workbook()
    sheet = sheet_of(book)
    sheet.append([*COLUMNS, "Opmerking"])
    sheet.append([*CARD, "ok"])
    book.save(data)
    (school / "v.xlsx").write_bytes(data.getvalue())
    lines = checked(school, "examples_from: v.xlsx\nschool: {languages: [en]}\n", "en")
    assert "s/v.xlsx:D1: The column `Opmerking` is not used." in lines


@pytest.mark.parametrize("mark", [",", ";"])
def test_a_text_that_is_cut_in_two_by_the_mark_between_cells_is_a_problem(
    tmp_path: Path, mark: str
) -> None:
    file = tmp_path / "v.csv"
    rows = [["lens", "titel", "tekst"], ["ict-input", "Tijd", " ruimte", "Een tekst."]]
    file.write_text("\n".join(mark.join(row) for row in rows), encoding="utf-8")
    problems = read_spreadsheet(file, "nl").problems
    assert messages(problems, file, "nl") == [
        "v.csv:D2: Deze rij heeft meer cellen dan er kolommen zijn. Staat het scheidingsteken ook "
        "in een tekst? Zet die tekst dan tussen aanhalingstekens."
    ]
    assert messages(problems, file, "en") == [
        "v.csv:D2: This row has more cells than there are columns. Does a text contain the "
        "separator too? Then put that text in quotation marks."
    ]


def test_a_note_beside_the_columns_of_a_workbook_is_a_notice(tmp_path: Path) -> None:
    file, book = tmp_path / "v.xlsx", openpyxl.Workbook()
    for values in (COLUMNS, [*CARD, "", "nog nakijken"]):
        sheet_of(book).append(values)
    book.save(file)
    found = read_spreadsheet(file, "nl")
    assert not found.problems
    assert messages(found.notices, file, "nl")[0].endswith(
        "2: Boven deze cel staat geen naam van een kolom, dus wordt de cel niet gelezen. Geef de "
        "kolom een naam, of maak de cel leeg."
    )
    assert messages(found.notices, file, "en")[0].endswith(
        "2: There is no column name above this cell, so the cell is not read. Give the column a "
        "name, or empty the cell."
    )
