"""Problems come all at once, in the order of the files."""

from pathlib import Path

import pytest

from kit.errors import KitError, Origin, Problem, collecting, gather, problem, refuse

FILE = Path("a.yaml")


def test_an_origin_reads_as_editors_and_spreadsheets_write_it() -> None:
    assert str(Origin(FILE)) == "a.yaml"
    assert str(Origin(FILE, 3)) == "a.yaml:3"
    assert str(Origin(Path.cwd() / "b.csv", 3, "AA")) == "b.csv:AA3"


def test_an_error_has_each_problem_once_in_the_order_of_its_cells() -> None:
    cells = [Origin(FILE, 2, "AA"), Origin(FILE, 2, "B"), Origin(FILE, 1), None]
    problems = [Problem("x", origin) for origin in (*cells, *cells)]
    ordered = [each.origin for each in KitError(problems).problems]
    assert ordered == [None, Origin(FILE, 1), Origin(FILE, 2, "B"), Origin(FILE, 2, "AA")]


def test_a_long_value_is_cut_off() -> None:
    assert problem("x", name="a" * 9999).values == (("name", "a" * 600 + "…"),)
    assert problem("x", count=5).values == (("count", 5),)


def test_a_step_that_fails_does_not_stop_the_others() -> None:
    def fail(kind: str = "x") -> int:
        raise KitError([Problem(kind)])

    with pytest.raises(KitError) as caught:
        gather(lambda: fail("first"), lambda: 1, lambda: fail("second"))
    assert [each.kind for each in caught.value.problems] == ["first", "second"]
    assert gather(lambda: 1, lambda: 2) == [1, 2]
    problems: list[Problem] = []
    with collecting(problems):
        fail()
    assert problems == [Problem("x")]
    refuse([])
