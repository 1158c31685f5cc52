"""A misspelled name finds the one that was meant, in the language of the reader."""

import pytest

from kit.names import term
from kit.suggestions import fold, nearest


@pytest.mark.parametrize("name", ["Élève d’Or", "eleve d'or", " ELEVE   D OR ", "élève_d-or"])
def test_case_accents_and_punctuation_do_not_count(name: str) -> None:
    assert fold(name) == "eleve d or"


def test_the_nearest_word_is_suggested_and_none_if_all_are_far() -> None:
    assert nearest("sectr", ["sector", "school"]).localised("en") == "`sector`"
    assert nearest("banana", ["sector", "school"]).localised("en") == ""


def test_a_name_suggests_what_it_stands_for_in_the_language_of_the_message() -> None:
    candidates = {"kaarten": term("piece", "cards"), "gids": "guide"}
    assert nearest("karten", candidates).localised("nl") == "kaarten (`cards`)"
    assert nearest("Gids!", candidates).localised("nl") == "`guide`"
