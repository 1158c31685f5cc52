"""Lengths are read as people type them."""

import pytest

from kit.messages import format_problem
from kit.units import Thousands, offset_notice, parse_offset


@pytest.mark.parametrize(
    ("text", "offset_mm"),
    [
        ("1.5,-0.5", (1.5, -0.5)),
        ("1,5;-0,5", (1.5, -0.5)),
        (" 2 mm ; \u22121 mm", (2.0, -1.0)),
        ("10,-10", (10.0, -10.0)),
    ],
)
def test_an_offset_is_two_lengths_with_a_point_or_a_comma(
    text: str, offset_mm: tuple[float, float]
) -> None:
    assert parse_offset(text) == offset_mm


@pytest.mark.parametrize("text", ["", "1", "1;2;3", "10.1,0", "0,-11", "a,b"])
def test_anything_else_is_no_offset(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011, callers catch it by its type alone
        parse_offset(text)


def test_a_notice_says_which_way_backs_are_shifted_and_doubts_whole_numbers() -> None:
    text = format_problem(offset_notice("--offset", (1.5, -0.5)), "nl")
    assert "1,5 mm" in text
    assert "0,5 mm" in text
    assert "puntkomma" not in text
    assert "puntkomma" in format_problem(offset_notice("--offset", (1.0, 5.0)), "nl")


def test_large_numbers_have_the_mark_of_the_language() -> None:
    assert Thousands(10_500).localised("en") == "10,500"
    assert Thousands(10_500).localised("nl") == "10.500"
