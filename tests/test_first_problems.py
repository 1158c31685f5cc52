"""A list of problems that is too long ends in a sentence that says how many more there are."""

import pytest

from kit.errors import problem
from kit.messages import MAX_LISTED, first_problems


@pytest.mark.parametrize(
    ("count", "more"),
    [(0, ""), (MAX_LISTED, ""), (MAX_LISTED + 2, "... and 2 more problems.")],
)
def test_the_first_problems_are_returned_with_how_many_more_there_are(
    count: int, more: str
) -> None:
    found = [problem("text.empty", id=f"text-{i}") for i in range(count)]
    assert first_problems(found, "en", "more") == (found[:MAX_LISTED], more)
