"""A school's texts go where the kit's are, or to its own things."""

from pathlib import Path

from kit.reading.builtin import read_texts
from kit.reading.school import LoadedSchool
from kit.reading.school_texts import ids_by_text, untranslated_texts, with_school_texts
from tests.support.nodes import lines_and_kinds, node_of, refused

SCHOOL = """school: {name: De Wilg}
examples:
  - {id: laptops, lens: ict-input, title: {nl: Schootcomputers, en: Laptops}, text: Tekst}
fields:
  results:
    - {id: joy, label: {nl: Plezier}}
readings:
  - {id: ours, title: Van ons}
texts:
  fair: Eerlijk!
"""


def school_of(folder: Path, text: str) -> LoadedSchool:
    return LoadedSchool(folder, node_of(folder, text))


def test_texts_are_merged_in_their_language(tmp_path: Path) -> None:
    leaves = dict(with_school_texts(read_texts("nl"), school_of(tmp_path, SCHOOL), "nl").leaves())
    texts = {
        "school.name": "De Wilg",
        "ict-input.cards.laptops.title": "Schootcomputers",
        "ict-input.cards.laptops.text": "Tekst",
        "results.fields.joy": "Plezier",
        "readings.ours": "Van ons",
        "fair": "Eerlijk!",
    }
    assert {text_id: leaves[text_id].value for text_id in texts} == texts
    assert leaves["fair"].origin.line == 10


def test_a_text_without_this_language_is_refused(tmp_path: Path) -> None:
    school = school_of(tmp_path, SCHOOL)
    assert refused(with_school_texts, read_texts("en"), school, "en") == [(6, "text.language")]


def test_a_text_cannot_stand_where_a_group_of_texts_does(tmp_path: Path) -> None:
    school = school_of(tmp_path, "texts:\n  poster: x\n  fair.more: x\n  '': x\n")
    assert refused(with_school_texts, read_texts("en"), school, "en") == [
        (2, "text.unknown"),
        (3, "text.unknown"),
        (4, "text.unknown"),
    ]


def test_each_line_without_translation_is_a_notice_names_and_sources_aside(tmp_path: Path) -> None:
    school = school_of(tmp_path, SCHOOL)
    notices = lines_and_kinds(untranslated_texts(school, ["nl", "en"]))
    assert notices == [(3, "notice.one_language"), (10, "notice.one_language")]
    assert [*untranslated_texts(school, ["nl"])] == []


def test_ids_are_found_by_what_their_texts_say(tmp_path: Path) -> None:
    ids = ids_by_text(school_of(tmp_path, SCHOOL), read_texts)
    assert ids["Laptops"] == ids["Schootcomputers"] == "ict-input.cards.laptops.title"
    assert ids[str(read_texts("en").get(("society", "name")).value)] == "society.name"
