"""How far backs are shifted: in every way that people write two lengths, and said back to them."""

from pathlib import Path

import pytest

from kit.errors import KitError
from kit.messages import format_problem
from kit.reading.load import load
from kit.request import Request
from kit.units import parse_offset
from tests.support.runs import run

HINT = {
    "nl": "Is de komma een decimaalteken? Schrijf dan een puntkomma tussen de twee getallen: "
    '"1,5;-0,5".',
    "en": 'Is the comma a decimal mark? Then put a semicolon between the two numbers: "1,5;-0,5".',
}


def offset_of(folder: Path, written: str) -> tuple[tuple[float, float], list[str], list[str]]:
    """Return what a school's offset is read as, and the notices in Dutch and English."""
    text = f"school: {{languages: [nl]}}\n{written}\n"
    (folder / "school.yaml").write_text(text, encoding="utf-8")
    (kit,) = load(Request((folder,)))
    start = f"{folder.as_posix()}/"
    nl, en = (
        [format_problem(notice, lang).removeprefix(start) for notice in kit.notices]
        for lang in ("nl", "en")
    )
    return kit.offset_mm, nl, en


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("1.5,-0.5", (1.5, -0.5)),
        ("1,5", (1, 5)),
        ("1,5;-0,5", (1.5, -0.5)),
        (" 1,5 ; -0,5 ", (1.5, -0.5)),
        ("1.5;0", (1.5, 0)),
        ("-1;+2,25", (-1, 2.25)),
        ("1,5 mm; 2 mm", (1.5, 2)),
        ("0,5;\u22120,5", (0.5, -0.5)),  # with the minus of a word processor
        ("10,-10", (10, -10)),
    ],
)
def test_two_lengths_are_read(text: str, offset: tuple[float, float]) -> None:
    assert parse_offset(text) == offset


@pytest.mark.parametrize(
    "text",
    ["", "1", "1.5", "1,5,2", "1,5,-0,5", "1;2;3", "nan,1", "inf;1", "1e1,0", "10.1,0", "a,b", ";"],
)
def test_what_is_no_two_lengths_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011, for it says nothing but the text
        parse_offset(text)


@pytest.mark.parametrize(
    "written",
    [
        'printer: {offset: "1,5;-0,5"}',
        "printer: {offset: 1,5;-0,5}",
        "printer: {offset: 1.5;-0.5}",
        'printer: {offset: ["1,5", "-0,5"]}',
        "printer: {offset: [1,5;-0,5]}",
        "printer: {offset: [1.5, -0.5]}",
        "printer:\n  offset: 1,5;-0,5",
        "printer:\n  offset:\n    - 1,5\n    - -0,5",
    ],
)
def test_a_school_may_write_them_in_any_of_these_ways(tmp_path: Path, written: str) -> None:
    offset, nl, en = offset_of(tmp_path, written)
    assert offset == (1.5, -0.5)
    line = 3 if "\n" in written else 2
    assert nl == [
        f"school.yaml:{line}: `printer.offset` verschuift de achterkanten van de kaarten: 1,5 mm "
        "naar rechts, 0,5 mm naar boven."
    ]
    assert en == [
        f"school.yaml:{line}: `printer.offset` shifts the backs of the cards: 1.5 mm to the "
        "right, 0.5 mm up."
    ]


@pytest.mark.parametrize("written", ["[1,5]", "[1, 5]", '"1,5"'])
def test_a_decimal_comma_that_makes_two_lengths_is_noticed(tmp_path: Path, written: str) -> None:
    offset, nl, en = offset_of(tmp_path, f"printer: {{offset: {written}}}")
    assert offset == (1, 5)
    assert nl == [
        "school.yaml:2: `printer.offset` verschuift de achterkanten van de kaarten: 1 mm naar "
        f"rechts, 5 mm naar beneden. {HINT['nl']}"
    ]
    assert en == [
        "school.yaml:2: `printer.offset` shifts the backs of the cards: 1 mm to the right, 5 mm "
        f"down. {HINT['en']}"
    ]


def test_no_offset_is_no_notice(tmp_path: Path) -> None:
    assert offset_of(tmp_path, "printer: {offset: [0, 0]}") == ((0, 0), [], [])
    assert offset_of(tmp_path, "") == ((0, 0), [], [])


@pytest.mark.parametrize(
    "written", ["[1,5,-0,5]", "[1]", "11;0", "[11,0]", "[a, b]", "{a: b}", "[]"]
)
def test_what_a_school_cannot_mean_is_one_problem(tmp_path: Path, written: str) -> None:
    with pytest.raises(KitError) as caught:
        offset_of(tmp_path, f"printer:\n  offset: {written}")
    (found,) = caught.value.problems
    assert format_problem(found, "nl") == (
        f"{tmp_path.as_posix()}/school.yaml:3: `printer.offset` moet uit twee afstanden van "
        'hoogstens 10 mm bestaan. Schrijf ze als "1,5;-0,5" of [1.5, -0.5].'
    )


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (
            ("--offset", "1,5", "--lang", "nl"),
            "--offset verschuift de achterkanten van de kaarten: 1 mm naar rechts, 5 mm naar "
            f"beneden. {HINT['nl']}",
        ),
        (
            ("--offset", "1,5;-0,5", "--lang", "nl"),
            "--offset verschuift de achterkanten van de kaarten: 1,5 mm naar rechts, 0,5 mm naar "
            "boven.",
        ),
        (
            ("--offset", "-1,-5", "--lang", "en"),
            f"--offset shifts the backs of the cards: 1 mm to the left, 5 mm up. {HINT['en']}",
        ),
        (
            ("--offset=-0.25,0", "--lang", "en"),
            "--offset shifts the backs of the cards: 0.25 mm to the left, 0 mm down.",
        ),
    ],
)
def test_the_option_says_how_it_was_understood(
    tmp_path: Path, args: tuple[str, ...], said: str
) -> None:
    result = run("calibrate", *args, "--output", str(tmp_path))
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [said]
