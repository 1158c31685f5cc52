"""Dutch messages hold Dutch words: names of pieces and profiles, and who says what is not."""

import re
from pathlib import Path

import pytest
import yaml

from kit.catalogue import PIECES, PROFILES
from kit.errors import Origin, phrase, problem
from kit.messages import MAX_LISTED, first_problems, format_message, format_problem
from kit.names import Label, term
from kit.paths import home
from kit.suggestions import nearest
from tests.support.runs import LANGS, run

NAMES = {
    "poster": ("poster", "poster"),
    "cards": ("kaarten", "cards"),
    "matrices": ("invulbladen", "sheets to fill in"),
    "guide": ("handleiding", "guide"),
    "instructions": ("instructiekaart", "instruction card"),
    "agreements": ("afspraken", "agreements"),
    "slides": ("dia’s", "slides"),
    "box": ("doos", "box"),
    "calibrate": ("proefblad", "test sheet"),
    "print-order": ("printlijst", "print order"),
}


@pytest.mark.parametrize("piece", [*PIECES, "calibrate", "print-order"])
def test_a_text_too_long_names_the_piece(piece: str) -> None:
    nl, en = NAMES[piece]
    values = {"id": "fair", "length": 99, "size": "12", "fits": 20, "paper": "A4", "word": "a"}
    found = problem("overset.text", None, **values, piece=Label("piece", piece))
    assert format_problem(found, "nl") == (
        f"`fair` (99 tekens) past niet op de {nl} (A4), ook niet op 12 pt. "
        "Kort de tekst in tot ongeveer 20 tekens."
    )
    assert format_problem(found, "en") == (
        f"`fair` (99 characters) does not fit on the {en} (A4), not even at 12 pt. "
        "Shorten it to about 20 characters."
    )
    found = problem("overset.word", None, **values, piece=Label("piece", piece))
    assert format_problem(found, "nl").startswith(
        f"`fair` bevat een woord dat te breed is voor de {nl} (A4), ook op 12 pt: a."
    )
    assert format_problem(found, "en").startswith(
        f"`fair` contains a word that is too wide for the {en} (A4), "
    )


def test_a_school_reads_the_dutch_name_of_the_piece(tmp_path: Path) -> None:
    long = "Te lang voor een kaart. " * 20
    text = f"school: {{languages: [nl]}}\ntexts: {{guide.instructions.step_roles: {long}}}\n"
    (tmp_path / "school.yaml").write_text(text, encoding="utf-8")
    result = run("check", "instructions", "--school", str(tmp_path))
    assert result.exit_code == 1
    assert re.search(r"past niet op de instructiekaart \(A\d\), ook niet op", result.output)


def test_each_piece_and_profile_has_a_name_in_each_language() -> None:
    for lang in LANGS:
        for kind, ids in (("piece", PIECES), ("profile", PROFILES)):
            named = yaml.safe_load(
                (home() / f"content/names/{lang}.yaml").read_text(encoding="utf-8")
            )
            assert {*ids} <= {*named[kind]}
    assert Label("profile", "copyshop").localised("nl") == "drukkerij"
    assert term("piece", "cards").localised("nl") == "kaarten (`cards`)"


def test_what_other_programs_say_is_said_to_be_theirs() -> None:
    typst = problem("layout.complaint", complaint="unknown font")
    assert format_problem(typst, "nl").startswith(
        "Typst meldt: unknown font. Aan je teksten ligt het niet."
    )
    assert format_problem(typst, "en").startswith("Typst reports: unknown font. ")
    standard = problem("preflight.no_standard", name="PDF/A-2a", failures="no title")
    assert format_problem(standard, "nl") == (
        "Voldoet niet aan PDF/A-2a. De controle meldt: no title."
    )
    assert format_problem(standard, "en") == "PDF/A-2a is not met. The checker says: no title."


def test_what_pydantic_says_is_not_repeated() -> None:
    found = problem("facts.invalid", Origin(Path("a.yaml"), 3), name="x")
    assert format_problem(found, "nl") == (
        "a.yaml:3: `x` klopt niet. Kijk hoe het staat in de school.yaml die `kit new` maakt."
    )
    assert format_problem(found, "en") == (
        "a.yaml:3: `x` is not right. See how it is written in the school.yaml that `kit new` makes."
    )
    found = problem("facts.choice", name="session.minutes", value="45", known="`60`, `90`, `120`")
    assert (
        format_problem(found, "nl")
        == "`session.minutes` kan niet 45 zijn. Kies uit `60`, `90`, `120`."
    )
    assert format_problem(found, "en") == (
        "`session.minutes` cannot be 45. Choose from `60`, `90`, `120`."
    )


def test_lengths_have_the_mark_of_the_language() -> None:
    assert format_message("direction.left", "nl", {"mm": 1.5}) == "1,5 mm naar links"
    assert format_message("direction.left", "en", {"mm": 1.5}) == "1.5 mm to the left"
    assert format_problem(problem("text.empty", id=phrase("direction.up", mm=2.0)), "nl") == (
        "`2 mm naar boven` is leeg. Vul de tekst in, of haal de regel weg."
    )


def test_what_is_nearest_is_found_without_capitals_or_accents() -> None:
    assert nearest("TIJDD", {"Tijd": "time"}).localised("nl") == "`time`"
    assert nearest("ideeen", ["ideeën", "x"]).localised("nl") == "`ideeën`"
    assert nearest("???", ["time"]).localised("nl") == ""


def test_both_languages_have_the_same_messages_and_values() -> None:
    nl, en = (
        dict(_leaves(yaml.safe_load((home() / f"content/messages/{lang}.yaml").read_text("utf-8"))))
        for lang in LANGS
    )
    assert nl.keys() == en.keys()
    for key, text in nl.items():
        values = (set(re.findall(r"(?<!{){(\w+)}", it)) for it in (text, en[key]))
        ours, theirs = values
        assert ours <= theirs, key


def _leaves(tree: object, path: str = "") -> list[tuple[str, str]]:
    if not isinstance(tree, dict):
        return [(path, str(tree))]
    return [leaf for key, inner in tree.items() for leaf in _leaves(inner, f"{path}.{key}")]


@pytest.mark.parametrize(
    ("count", "more"),
    [(0, ""), (MAX_LISTED, ""), (MAX_LISTED + 2, "... and 2 more problems.")],
)
def test_the_first_problems_are_returned_with_how_many_more_there_are(
    count: int, more: str
) -> None:
    found = [problem("text.empty", id=f"text-{i}") for i in range(count)]
    assert first_problems(found, "en", "more") == (found[:MAX_LISTED], more)
