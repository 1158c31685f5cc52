"""Names become ids, in any language and spelling; unknown names stay, each with a problem."""

from functools import cache
from pathlib import Path

from kit.reading.builtin import read_facts, read_texts
from kit.reading.resolve_names import Vocabulary, resolve_names
from tests.support.nodes import lines_and_kinds, node_of

VOCABULARY = Vocabulary(read_facts(), cache(read_texts))
SCHOOL = """school: {sector: Basisonderwijs, languages: [Engels, NL]}
choices:
  - {id: nearby, label: Hulp van dichtbij}
examples:
  - {lens: "4", choice: hulp van DICHTBIJ}
  - {lens: society, icon: no such icon}
"""


def test_names_are_replaced_by_ids(tmp_path: Path) -> None:
    school, problems = resolve_names(node_of(tmp_path, SCHOOL), VOCABULARY)
    assert school.map["school"].plain() == {"sector": "po", "languages": ["en", "nl"]}
    first, second = school.items_of("examples")
    assert first.plain() == {"lens": "ict-input", "choice": "nearby"}
    assert second.plain() == {"lens": "society", "icon": "no such icon"}
    assert {*problems} == {("examples", 1, "lens"), ("examples", 1, "icon")}
    assert {*lines_and_kinds(problems.values())} == {(6, "unknown.lens"), (6, "unknown.icon")}


def test_choices_of_a_school_come_first(tmp_path: Path) -> None:
    ids = VOCABULARY.ids_of_kind("choice", node_of(tmp_path, SCHOOL))
    assert ids[0] == "nearby"
    assert "time" in ids
