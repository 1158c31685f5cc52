"""A text in one language on pages in several is a notice with its line; a name is none."""

from pathlib import Path

import pytest

from kit.messages import format_problem
from kit.reading.load import load
from kit.request import Request

TEXT = """\
school:
  name: De Wilg
  languages: [nl, en]
examples:
  - id: a
    lens: input
    title: Alleen Nederlands
    text: {nl: Wel, en: Both}
  - {id: b, lens: input, title: Op een regel, text: Samen}
choices:
  - id: groepen
    label: Groepen
    equal: {nl: Gelijk, en: Alike}
    different: {nl: Anders, en: Different}
fields: {society: [{id: wonen, label: Wonen}]}
readings: [{title: Ons schoolplan, url: https://example.org}]
texts:
  poster.title: Onze titel
  readings.title: {nl: Lezen, en: Read}
examples_from: a.csv
"""
LINES = (7, 9, 12, 15, 18)


def notices(folder: Path, lang: str, *langs: str) -> list[str]:
    (folder / "school.yaml").write_text(TEXT, encoding="utf-8")
    (folder / "a.csv").write_text("lens;titel;tekst\n4;A;B\n5;C;D\n", encoding="utf-8")
    found = {notice: None for kit in load(Request((folder,), langs)) for notice in kit.notices}
    return [format_problem(notice, lang).removeprefix(f"{folder.as_posix()}/") for notice in found]


def test_each_line_and_each_spreadsheet_is_one_notice(tmp_path: Path) -> None:
    assert notices(tmp_path, "nl") == [
        "a.csv: De teksten in deze spreadsheet worden in elke taal zo geprint: Nederlands, "
        "Engels. Wil je een tekst per taal? Zet de kaarten dan in school.yaml.",
        *(
            f"school.yaml:{line}: Deze tekst wordt in elke taal zo geprint: Nederlands, Engels. "
            "Schrijf er één per taal: {nl: ..., en: ...}."
            for line in LINES
        ),
    ]
    assert notices(tmp_path, "en") == [
        "a.csv: The texts in this spreadsheet are printed like this in every language: Dutch, "
        "English. Do you want a text per language? Then put the cards in school.yaml.",
        *(
            f"school.yaml:{line}: This text is printed like this in every language: Dutch, "
            "English. Write one per language: {nl: ..., en: ...}."
            for line in LINES
        ),
    ]


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_pages_in_one_language_are_no_reason_for_it(tmp_path: Path, lang: str) -> None:
    assert notices(tmp_path, "nl", lang) == []
