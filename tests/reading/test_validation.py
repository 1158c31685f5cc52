"""What pydantic finds becomes a problem at the line it was typed on."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from kit.messages import format_problem
from kit.reading.school_schema import KEYS, School
from kit.reading.validation import format_path, problem_from_pydantic
from tests.support.nodes import node_of


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("hide: x\n", ":1: `hide` must be a list."),
        ("school: x\n", ":1: `school` must have keys of its own."),
        ("blank_cards: [1]\n", ":1: `blank_cards` must be a single value"),
        (
            "blank_cards: many\n",
            ":1: `blank_cards` must be a whole number, not many. Write it in figures, such as 2.",
        ),
        ("blank_cards: 201\n", ":1: `blank_cards` must be 200 or less, not 201."),
        ("blank_cards:\n", ":1: `blank_cards` is empty. Fill it in, or remove the line."),
        ("blank_card: 1\n", ":1: The kit does not know the key `blank_card`. Did you mean"),
        ("\naccent: 1\n", ":2: `accent` does not belong here."),
        (
            "school: {sector: ov}\n",
            ":1: `school.sector` cannot be ov. Choose from `po`, `vo`, `mbo`.",
        ),
        ("school: {id: con}\n", ":1: `school.id` cannot be con: Windows uses"),
        (
            "school: {name: {learner}}\n",
            ":1: A text that starts with { must be in quotation marks.",
        ),
        ("printer: {offset: [11, 0]}\n", "must be two lengths of at most 10 mm."),
    ],
)
def test_each_kind_of_mistake_has_its_message(tmp_path: Path, text: str, message: str) -> None:
    node = node_of(tmp_path, text)
    with pytest.raises(ValidationError) as caught:
        School.model_validate(node.plain())
    (detail,) = caught.value.errors()
    assert message in format_problem(problem_from_pydantic(dict(detail), node, KEYS), "en")


def test_a_path_counts_items_from_one() -> None:
    assert format_path(("examples", 0, "lens")) == "examples[1].lens"
