"""A text is quoted so that YAML reads what its writer saw."""

import pytest
import yaml

from kit.yaml_nodes.quotes import excerpt, quoted, without_comment, without_curly_quotes


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("De Wilg", "De Wilg"),
        ("'t Palet", "'t Palet"),
        ('"De Wilg', "De Wilg"),
        ("“De Wilg”", "De Wilg"),
        ('De "Wilg"', 'De "Wilg"'),
        ('"De" Wilg', '"De" Wilg'),
        ('"een" en "twee"', '"een" en "twee"'),
        ("C:\\users", "C:\\users"),
        ('De "Wilg" in \'s-Graveland', 'De "Wilg" in \'s-Graveland'),
    ],
)
def test_yaml_reads_a_quoted_text_as_it_was_meant(typed: str, text: str) -> None:
    assert yaml.safe_load(quoted(typed)) == text


def test_a_comment_follows_two_spaces() -> None:
    assert without_comment("Groep 7  # voorlopig") == "Groep 7"
    assert without_comment("Groep 7 # digitaal") == "Groep 7 # digitaal"
    assert without_comment("Groep  #7") == "Groep  #7"


def test_curly_quotes_go_only_from_around_the_whole_text() -> None:
    assert without_curly_quotes("„Zo”") == "Zo"
    assert without_curly_quotes("“een” en “twee”") == "“een” en “twee”"


def test_an_excerpt_is_short_and_shows_no_controls() -> None:
    assert excerpt("a\nb\tc\x07") == "a b c\N{REPLACEMENT CHARACTER}"
    shortened = excerpt('"' + "lang " * 50 + '"')
    assert len(shortened) <= 70
    assert shortened.endswith(' ..."')
