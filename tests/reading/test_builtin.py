"""Content that is wrong: a clear message with file, line and remedy, and nothing written."""

import re
from pathlib import Path

import pytest
import yaml

from kit.errors import KitError
from kit.messages import format_problem
from kit.names import Label
from tests.support.runs import edit, kit_of, run

BUILD = ("build", "--output", "out")


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def refused(tmp_path: Path, *args: str) -> list[str]:
    """Build, expect refusal without output, and return the problems."""
    result = run(*(args or BUILD))
    assert result.exit_code == 1, result.output
    assert not (tmp_path / "out").exists()
    assert "Traceback" not in result.output
    *problems, count = result.output.splitlines()
    assert re.fullmatch(r"\d+ problems?; nothing was written\.", count)
    return problems


def test_a_misspelled_text_key_is_missing_and_unknown(project: Path, tmp_path: Path) -> None:
    file = project / "content/lenses/society/nl.yaml"
    line = edit(file, "wealth:", "welth:")
    missing, unknown = refused(tmp_path)
    assert re.fullmatch(
        "project/content/lenses/society/nl.yaml:\\d+: The text `society.fields.wealth` is "
        "missing. Add the text.",
        missing,
    )
    assert unknown == (
        f"project/content/lenses/society/nl.yaml:{line}: `society.fields.welth` is not a text of "
        "the kit. Did you mean `society.fields.wealth`?"
    )


def test_an_empty_text_is_named(project: Path, tmp_path: Path) -> None:
    line = edit(project / "content/lenses/society/nl.yaml", "wealth: Vermogen", "wealth:")
    assert refused(tmp_path) == [
        f"project/content/lenses/society/nl.yaml:{line}: `society.fields.wealth` is empty. Fill "
        "in the text, or remove the line."
    ]


def test_a_missing_file_is_named(project: Path, tmp_path: Path) -> None:
    (project / "content/lenses/results/nl.yaml").unlink()
    assert refused(tmp_path) == [
        "project/content/lenses/results/nl.yaml: The file does not exist. Check its name and its "
        "folder."
    ]


def test_an_unclosed_quote_is_one_message(project: Path, tmp_path: Path) -> None:
    line = edit(project / "content/lenses/society/nl.yaml", "health: ", 'health: "')
    (problem,) = refused(tmp_path)
    assert problem == (
        f"project/content/lenses/society/nl.yaml:{line}: The quotation mark on line {line} is "
        'never closed. Write `"Gezondheid"`.'
    )


def test_a_misspelled_fact_has_a_hint(project: Path, tmp_path: Path) -> None:
    line = edit(project / "content/lenses/results/lens.yaml", "colour:", "color:")
    problems = refused(tmp_path)
    hint = "The kit does not know the key `lenses[4].color`. Did you mean `colour`?"
    assert f"project/content/lenses/results/lens.yaml:{line}: {hint}" in problems
    assert any(
        ("`lenses[4].colour` is missing. Add a line with this key.") in problem
        for problem in problems
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("icon: laptop", "icon: labtop", "There is no icon `labtop`. Did you mean `laptop`?"),
        ("choice: time", "choice: tyme", "There is no choice `tyme`. Did you mean `time`?"),
        ("number: 2", "number: 1", "Another card also has the number 1."),
        ('"#50cfbf"', "teal", "`lenses[2].colour` is not a colour: teal."),
        ("number: 4\n", "number: four\n", "`lenses[2].number` must be a whole number"),
    ],
)
def test_a_fact_that_does_not_fit_is_named(
    project: Path, tmp_path: Path, old: str, new: str, message: str
) -> None:
    line = edit(project / "content/lenses/ict-input/lens.yaml", old, new)
    problems = refused(tmp_path)
    start = f"project/content/lenses/ict-input/lens.yaml:{line}: {message}"
    assert any(problem.startswith(start) for problem in problems), problems


def test_an_unknown_placeholder_is_named(project: Path, tmp_path: Path) -> None:
    line = edit(project / "content/labels/nl.yaml", "fair: ", "fair: De {lerner}: ")
    line_text = (project / "content/labels/nl.yaml").read_text(encoding="utf-8").splitlines()
    edit(project / "content/labels/nl.yaml", line_text[line - 1], 'fair: "De {lerner}?"')
    (problem,) = refused(tmp_path)
    assert problem.startswith(
        f"project/content/labels/nl.yaml:{line}: `fair` contains an unknown placeholder "
        "{lerner}. Choose from {learner}, {learners}, "
    )


def test_a_character_that_no_font_has_is_named(project: Path, tmp_path: Path) -> None:
    line = edit(project / "content/lenses/society/nl.yaml", "wealth: ", "wealth: 日")
    assert refused(tmp_path) == [
        f"project/content/lenses/society/nl.yaml:{line}: `society.fields.wealth` contains a "
        "character that is in none of the fonts: 日 (U+65E5). Leave it out, or put a font that has "
        "it in a folder `fonts` beside school.yaml."
    ]


@pytest.mark.parametrize(
    ("file", "key", "piece"),
    [
        ("lenses/ict-input/nl.yaml", "cards.portfolio.text", "cards"),
        ("lenses/ict-output/nl.yaml", "cards.attention.title", "cards"),
        ("lenses/society/nl.yaml", "points.winners.text", "poster"),
        ("lenses/choices/nl.yaml", "choices.time.different", "matrices"),
        ("lenses/choices/nl.yaml", "questions.prefer", "poster"),
        ("labels/nl.yaml", "poster.title", "poster"),
        ("labels/nl.yaml", "poster.intro", "poster"),
        ("labels/nl.yaml", "poster.closing", "poster"),
    ],
)
@pytest.mark.parametrize("kind", ["word", "text"])
def test_overset_text_is_caught(
    project: Path, tmp_path: Path, file: str, key: str, piece: str, kind: str
) -> None:
    longer = {"word": "a" * 60, "text": "kans en ict " * 100}[kind]
    target = project / "content" / file
    tree = yaml.safe_load(target.read_text(encoding="utf-8"))
    *way, last = key.split(".")
    node = tree
    for step in way:
        node = node[step]
    node[last] = longer.strip()
    text = yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=10_000)
    target.write_text(text, encoding="utf-8")
    line = next(i for i, row in enumerate(text.splitlines(), 1) if longer.strip() in row)
    problems = refused(tmp_path, "build", piece, "--output", "out")
    start = f"project/content/{file}:{line}: `"
    name = Label("piece", piece).localised("en")
    says = {
        "word": rf" contains a word that is too wide for the {name} \(A\d\), .*: a{{60}}\. Use a",
        "text": rf" \(\d+ characters\) does not fit on the {name} .* Shorten it to about [1-9]",
    }
    message = rf"{re.escape(start)}[\w.-]*{re.escape(key)}`{says[kind]}"
    assert any(re.match(message, problem) for problem in problems), problems


def test_an_incomplete_language_is_refused_with_all_that_is_missing(
    project: Path, tmp_path: Path
) -> None:
    labels = project / "content/labels"
    (labels / "fy.yaml").write_bytes((labels / "nl.yaml").read_bytes())
    (project / "content/guide/fy.yaml").write_text("title: Lieding\n", encoding="utf-8")
    for lens in (project / "content/lenses").iterdir():
        (lens / "fy.yaml").write_text("name: In namme\n", encoding="utf-8")
    with pytest.raises(KitError) as caught:
        kit_of("fy")
    said = [format_problem(problem, "en") for problem in caught.value.problems]
    missing = [problem for problem in said if "is missing" in problem]
    assert len(missing) > 80
    assert all("fy.yaml" in problem for problem in said)
    no_link = [problem for problem in said if problem not in missing]
    assert no_link
    assert all("`readings." in problem for problem in no_link)
    assert any("`society.fields.income`" in problem for problem in missing)


def test_problems_are_in_dutch_where_dutch_is_asked_for(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = edit(project / "content/lenses/society/nl.yaml", "wealth: Vermogen", "wealth:")
    dutch = (
        f"project/content/lenses/society/nl.yaml:{line}: `society.fields.wealth` is leeg. Vul de "
        "tekst in, of haal de regel weg."
    )
    asked = run("build", "--lang", "nl", "--output", "out")
    assert asked.output.splitlines() == [dutch, "1 probleem; er is niets gemaakt."]
    monkeypatch.setenv("LC_ALL", "nl_NL.UTF-8")
    assert run("build", "--output", "out").output.splitlines()[0] == dutch
