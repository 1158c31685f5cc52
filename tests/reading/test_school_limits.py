"""Texts, quantities and cards at the limits of what a school may write."""

from pathlib import Path

import pytest

from kit.errors import KitError
from kit.reading.school import read_school
from tests.support.runs import refused, run
from tests.support.schools import write_school


def test_a_text_of_too_many_characters_names_the_most(school: Path) -> None:
    write_school(school, "school: {languages: [en]}\ntexts: {fair: " + "fair " * 1200 + "}\n")
    assert refused("--school", "s") == [
        "s/school.yaml:2: `fair` has 5999 characters; the limit is 5000. Shorten the text."
    ]


def test_a_quantity_may_have_a_point(school: Path) -> None:
    write_school(
        school,
        "school: {languages: [nl]}\n"
        "examples:\n  - {lens: ict-input, title: A, text: B, quantity: 3.0}\n",
    )
    assert run("check", "cards", "--school", "s").exit_code == 0


def test_too_many_cards_are_refused(school: Path) -> None:
    write_school(
        school, "examples:\n" + "  - {lens: ict-input, title: A, text: B, quantity: 100}\n" * 5
    )
    (problem,) = refused("--school", "s")
    assert problem.startswith(
        "s/school.yaml:1: There are 500 cards to print in school.yaml; the limit is 100."
    )


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KitError):
        read_school(tmp_path / "nowhere")
