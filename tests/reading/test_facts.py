"""Facts that contradict each other are refused at their lines."""

from pathlib import Path

import pytest

from kit.reading.facts import check_facts, parse_facts
from tests.support.nodes import node_of, refused

FACTS = """id: kit
readings: []
session:
  - {id: talk, minutes: [60, 90, 120]}
lenses:
  - id: second
    number: 2
    colour: "#123456"
  - id: first
    number: 1
    colour: "#123456"
    choices:
      - {id: time, icon: clock}
    cards:
      - {id: a, number: 1, icon: clock, choice: time}
      - {id: b, number: 2, icon: clock}
glossary: []
"""


def test_lenses_are_ordered_by_their_numbers(tmp_path: Path) -> None:
    node = node_of(tmp_path, FACTS)
    facts = parse_facts(node)
    check_facts(facts, node, ["clock"])
    assert [lens.id for lens in facts.lenses] == ["first", "second"]
    assert facts.lenses[0].cards[0].choice == "time"


@pytest.mark.parametrize(
    ("old", "new", "line", "kind"),
    [
        ("[60, 90, 120]", "[50, 90, 120]", 3, "session.sum"),
        ("number: 2\n    colour", "number: 1\n    colour", 9, "duplicate.lens"),
        ("b, number: 2", "b, number: 1", 16, "duplicate.card"),
        ("time, icon: clock", "time, icon: clok", 13, "unknown.icon"),
        ("choice: time", "choice: tme", 15, "unknown.choice"),
    ],
)
def test_a_contradiction_has_its_line(
    tmp_path: Path, old: str, new: str, line: int, kind: str
) -> None:
    node = node_of(tmp_path, FACTS.replace(old, new))
    assert refused(check_facts, parse_facts(node), node, ["clock"]) == [(line, kind)]


def test_all_wrong_keys_are_named_at_once(tmp_path: Path) -> None:
    node = node_of(tmp_path, FACTS.replace("colour:", "color:", 1).replace("id: a", "id: A"))
    assert refused(parse_facts, node) == [
        (6, "facts.missing"),
        (8, "facts.unknown"),
        (15, "pattern.id"),
    ]
