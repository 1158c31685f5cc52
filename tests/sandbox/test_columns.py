"""The names of columns, and the fields they stand for."""

from kit.sandbox.columns import (
    column_name,
    field_of,
    find_fields,
    guess_field,
    is_official_name,
    normalise_name,
)


def test_names_are_compared_without_numbers_remarks_and_capitals() -> None:
    assert normalise_name(" 2. Korte_tekst (verplicht)*") == "korte tekst"
    assert field_of("Korte tekst") == "short"
    assert field_of("weather") == ""


def test_official_names_are_those_in_english_and_dutch() -> None:
    assert (column_name("title", "nl"), column_name("title", "en")) == ("titel", "title")
    assert is_official_name("Titel")
    assert not is_official_name("kop")


def test_an_official_name_goes_before_a_synonym_and_each_field_has_one_column() -> None:
    header = {0: "kop", 1: "titel", 2: "lens", 3: "lens", 4: "weather"}
    assert find_fields(header) == {1: "title", 2: "lens"}


def test_a_misspelled_or_ambiguous_name_is_guessed_among_the_missing_fields() -> None:
    assert guess_field("vraga", ("question", "text")) == "question"
    assert guess_field("verhaal", ("text",)) == "text"
    assert guess_field("verhaal", ("question",)) == ""
