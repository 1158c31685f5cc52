"""Things without an id get one that no other has."""

from pathlib import Path

import pytest

from kit.reading.ids import (
    duplicate_ids,
    output_id,
    slug,
    with_generated_ids,
    without_duplicate_languages,
)
from tests.support.nodes import lines_and_kinds, node_of

EXAMPLES = """examples:
  - {title: Één laptop!}
  - {title: Eén laptop}
  - {title: {nl: 你好}}
  - {id: own-boek}
  - {title: Boek}
"""


def test_ids_are_made_from_titles_and_differ(tmp_path: Path) -> None:
    school = with_generated_ids(node_of(tmp_path, EXAMPLES))
    ids = [item.text_of("id") for item in school.items_of("examples")]
    assert ids == ["own-een-laptop", "own-een-laptop-2", "own-examples", "own-boek", "own-boek-5"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Ábc  déf!", "abc-def"), ("2e klas", "e-klas"), ("你好", ""), ("x" * 99, "x" * 50)],
)
def test_a_slug_has_the_characters_of_an_id(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_a_folder_gives_an_id_that_windows_takes() -> None:
    assert [output_id(Path("/a", name)) for name in ("De Wilg", "con", "你好")] == [
        "de-wilg",
        "school-con",
        "school",
    ]


def test_an_id_that_stands_twice_is_a_problem_at_the_second(tmp_path: Path) -> None:
    text = "choices:\n  - {id: a}\n  - {id: a}\nfields:\n  results:\n    - {id: a}\n    - {id: a}\n"
    assert lines_and_kinds(duplicate_ids(node_of(tmp_path, text))) == [
        (3, "school.id_twice"),
        (7, "school.id_twice"),
    ]


def test_a_language_that_stands_twice_is_left_out(tmp_path: Path) -> None:
    node = node_of(tmp_path, "school:\n  languages:\n    - nl\n    - en\n    - nl\n    - nl\n")
    school, problems = without_duplicate_languages(node)
    assert school.plain() == {"school": {"languages": ["nl", "en"]}}
    assert lines_and_kinds(problems) == [(5, "school.language_twice")]
