"""The line of a mistake is found even if the parser got stuck further on."""

from pathlib import Path

import pytest
import yaml

from kit.yaml_nodes.syntax_errors import position, syntax_problem


def problem_of(text: str) -> tuple[int, str, object]:
    """Return the line, the kind and the fix of the problem of a text."""
    with pytest.raises(yaml.YAMLError) as caught:
        yaml.safe_load(text)
    found = syntax_problem(caught.value, Path("a.yaml"), text)
    assert found.origin is not None
    return found.origin.line, found.kind, dict(found.values).get("fix")


def test_the_mistake_is_named_above_the_line_where_the_parser_got_stuck() -> None:
    text = "hide: [a, b\n\n# a comment\nblank_cards: 8\n"
    assert problem_of(text) == (1, "yaml.bracket", "[a, b]")


def test_a_second_document_is_named_as_such() -> None:
    assert problem_of("a: 1\n---\nb: 2\n---\n")[:2] == (2, "yaml.document")


def test_what_no_repair_solves_is_still_a_problem_with_a_line() -> None:
    assert problem_of("? a\n? b\n: {\n") == (4, "yaml.syntax", None)


def test_no_mark_is_the_start_of_the_text() -> None:
    assert position(None) == (0, 0)
