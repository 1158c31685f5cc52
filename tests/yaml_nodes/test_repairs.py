"""Repairs are offered likeliest first; none is checked here."""

import pytest

from kit.yaml_nodes.repairs import has_content, repairs, spans_entries, value_at


@pytest.mark.parametrize(
    ("line", "kind", "text"),
    [
        ("\tname: De Wilg", "yaml.tab", "  name: De Wilg"),
        ("  -po", "yaml.dash", "  - po"),
        ("  name:De Wilg", "yaml.space", "  name: De Wilg"),
        ("  name: De Wilg: school", "yaml.colon", '  name: "De Wilg: school"'),
        ("  langs: [nl, en", "yaml.bracket", "  langs: [nl, en]"),
        ("  sector po", "yaml.no_colon", "  sector: po"),
    ],
)
def test_the_first_repair_is_what_was_most_likely_meant(line: str, kind: str, text: str) -> None:
    first = next(repairs(["school:", line], [1]))
    assert (first.kind, first.line, first.text) == (kind, 1, text)


def test_a_text_of_several_lines_becomes_one() -> None:
    lines = ["texts:", "  fair: Kansen", "    voor elk kind: hoe dan?", "  language: Nederlands"]
    (joined,) = (each for each in repairs(lines, [2]) if each.last_line > each.line)
    assert joined.text == '  fair: "Kansen voor elk kind: hoe dan?"'
    assert (joined.line, joined.last_line) == (1, 2)


def test_a_value_ends_at_its_comment_or_in_brackets_at_a_comma() -> None:
    assert value_at(["name: De Wilg  # nu"], (0, 6)) == "De Wilg"
    assert value_at(["{name: De Wilg, sector: po}"], (0, 7)) == "De Wilg"
    assert value_at([], (3, 0)) == ""


def test_a_quote_over_a_key_is_not_closed_but_one_over_indented_text_is() -> None:
    assert spans_entries(["a: 'x", "b: y'"], (0, 3), (1, 5))
    assert not spans_entries(["a: 'x", "   b: y'"], (0, 3), (1, 8))


def test_empty_lines_and_comments_have_no_content() -> None:
    assert [has_content(line) for line in ("  ", " # a", "a: b # c")] == [False, False, True]
