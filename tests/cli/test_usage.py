"""What is wrong with what somebody types after `kit`, in the language of all messages."""

from pathlib import Path

import click
import pytest

from kit.cli.commands import main
from kit.errors import KitError
from kit.messages import format_problem
from kit.planning.plan import plan_sheets
from kit.request import Request
from tests.support.runs import run

PIECES = {
    "nl": "`poster`, kaarten (`cards`), invulbladen (`matrices`), handleiding (`guide`), "
    "instructiekaart (`instructions`), afspraken (`agreements`), doos (`box`), dia’s (`slides`)",
    "en": (
        "`poster`, `cards`, sheets to fill in (`matrices`), `guide`, instruction card "
        "(`instructions`), `agreements`, `box`, `slides`"
    ),
}
COMMANDS = "`build`, `calibrate`, `check`, `preview`, `list`, `schema`, `new`"
WRONG = {
    ("build", "banner"): (
        f"Er is geen stuk `banner`. Kies uit {PIECES['nl']}.",
        f"There is no piece `banner`. Choose from {PIECES['en']}.",
    ),
    ("build", "kaartn"): (
        f"Er is geen stuk `kaartn`. Bedoel je kaarten (`cards`)? Kies uit {PIECES['nl']}.",
        f"There is no piece `kaartn`. Did you mean `cards`? Choose from {PIECES['en']}.",
    ),
    ("check", "--lang", "fy"): (
        "`--lang fy` kan niet. Kies uit Nederlands (`nl`), Engels (`en`).",
        "`--lang fy` is not possible. Choose from Dutch (`nl`), English (`en`).",
    ),
    ("build", "--profile", "ofice"): (
        "`--profile ofice` kan niet. Bedoel je eigen printer (`office`)? Kies uit "
        "eigen printer (`office`), plotter (`large`), losse vellen (`tiled`), "
        "drukkerij (`copyshop`), alle (`all`).",
        "`--profile ofice` is not possible. Did you mean own printer (`office`)? Choose from "
        "own printer (`office`), plotter (`large`), several sheets (`tiled`), "
        "print shop (`copyshop`), `all`.",
    ),
    ("new", "x", "--sector", "hbo"): (
        "`--sector hbo` kan niet. Bedoel je middelbaar beroepsonderwijs (`mbo`)? Kies uit "
        "primair onderwijs (`po`), voortgezet onderwijs (`vo`), "
        "middelbaar beroepsonderwijs (`mbo`).",
        "`--sector hbo` is not possible. Did you mean vocational education (`mbo`)? Choose from "
        "primary education (`po`), secondary education (`vo`), vocational education (`mbo`).",
    ),
    ("build", "--minutes", "45"): (
        "`--minutes 45` kan niet. Kies uit `60`, `90`, `120`.",
        "`--minutes 45` is not possible. Choose from `60`, `90`, `120`.",
    ),
    ("build", "--groups", "0"): (
        "`--groups 0` kan niet. Geef een heel getal van 1 tot en met 200.",
        "`--groups 0` is not possible. Give a whole number from 1 to 200.",
    ),
    ("preview", "--port", "http"): (
        "`--port http` kan niet. Geef een heel getal van 0 tot en met 65535.",
        "`--port http` is not possible. Give a whole number from 0 to 65535.",
    ),
    ("calibrate", "--offset", "1,5,2"): (
        "`--offset 1,5,2` is niet te lezen als twee afstanden van hoogstens 10 mm. "
        'Schrijf ze als --offset 1.5,-0.5 of als --offset "1,5;-0,5".',
        "`--offset 1,5,2` cannot be read as two lengths of at most 10 mm. Write them as --offset "
        '1.5,-0.5 or as --offset "1,5;-0,5".',
    ),
    ("build", "--profle", "large"): (
        "De optie `--profle` bestaat niet. Bedoel je `--profile`?",
        "There is no option `--profle`. Did you mean `--profile`?",
    ),
    ("build", "-x"): ("De optie `-x` bestaat niet.", "There is no option `-x`."),
    ("build", "--lang"): (
        "Achter `--lang` ontbreekt een waarde.",
        "A value is missing after `--lang`.",
    ),
    ("build", "--marks=3"): (
        "Achter `--marks` kan geen waarde staan.",
        "`--marks` takes no value.",
    ),
    ("new",): (
        "`MAP` ontbreekt.",
        "`FOLDER` is missing.",
    ),
    ("new", "a", "b", "c"): ("Dit is te veel: `b c`.", "This is too much: `b c`."),
    ("schema", "a"): ("Dit is te veel: `a`.", "This is too much: `a`."),
    ("bild",): (
        f"De opdracht `bild` bestaat niet. Bedoel je `build`? Kies uit {COMMANDS}.",
        f"There is no command `bild`. Did you mean `build`? Choose from {COMMANDS}.",
    ),
    ("./school",): (
        f"De opdracht `./school` bestaat niet. Kies uit {COMMANDS}.",
        f"There is no command `./school`. Choose from {COMMANDS}.",
    ),
    ("--foo",): ("De optie `--foo` bestaat niet.", "There is no option `--foo`."),
    ("--",): (
        "Deze opdracht is zo niet te lezen.",
        "This command cannot be understood.",
    ),
}


@pytest.mark.parametrize("args", WRONG, ids=" ".join)
@pytest.mark.parametrize("locale", ["nl_NL.UTF-8", "C.UTF-8"])
def test_each_mistake_is_reported_in_the_language_of_messages(
    args: tuple[str, ...], locale: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    result = run(*args)
    assert result.exit_code == 2
    usage, help_line, empty, error = result.output.splitlines()
    nl, en = WRONG[args]
    command = args[0] if args[0] in main.commands else ""
    if locale.startswith("nl"):
        assert error == f"Fout: {nl}"
        assert usage.startswith(f"Gebruik: main {command}".strip())
        assert ("[OPTIES]" in usage, "[OPTIONS]" in usage) == (True, False)
        assert help_line == f"Hulp: main {command} --help".replace("  ", " ")
    else:
        assert error == f"Error: {en}"
        assert usage.startswith(f"Usage: main {command}".strip())
        assert help_line == f"Help: main {command} --help".replace("  ", " ")
    assert empty == ""


def test_no_words_of_click_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every type of value is one of ours, or takes all that can be typed."""
    commands = [main, *main.commands.values()]
    types = {type(param.type) for command in commands for param in command.params}
    theirs = {it for it in types if it.__module__.startswith("click.")}
    assert theirs == {click.Path, click.types.BoolParamType}


@pytest.mark.parametrize(
    "args",
    [("--lang", "nl"), ("--lang=nl",), ("--lang", "Nederlands"), ("--school", "s")],
    ids=" ".join,
)
def test_the_language_is_known_though_the_rest_is_wrong(
    args: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s").mkdir()
    (tmp_path / "s/school.yaml").write_text("school: {languages: [Nederlands]}", encoding="utf-8")
    assert "Fout: Er is geen stuk `banner`." in run("build", "banner", *args).output
    assert "Fout: De optie `--foo` bestaat niet." in run("check", *args, "--foo").output


def test_options_may_be_called_by_name() -> None:
    result = run("check", "Instructiekaart", "--lang", "Nederlands", "--profile", "eigen printer")
    assert result.exit_code == 0, result.output
    assert result.output.endswith("Geen problemen: 1 bestand kan gemaakt worden.\n")


PLANNED = {
    ("cards", ("large", "tiled"), ""): (
        "Het stuk kaarten (`cards`) is er niet voor plotter (`large`), losse vellen (`tiled`). "
        "Kies met --profile uit eigen printer (`office`), drukkerij (`copyshop`).",
        "The piece `cards` is not made for plotter (`large`), several sheets (`tiled`). "
        "Choose with --profile from own printer (`office`), print shop (`copyshop`).",
    ),
    ("matrices", ("office", "copyshop"), "a0"): (
        "Geen van deze stukken kan op A0. Dit kan wel: invulbladen (eigen printer) op `a3`, `a4`; "
        "invulbladen (drukkerij) op `a3`, `a4`.",
        "None of these pieces can be made on A0. These can: sheets to fill in (own printer) on "
        "`a3`, `a4`; sheets to fill in (print shop) on `a3`, `a4`.",
    ),
}


@pytest.mark.parametrize("asked", PLANNED, ids=str)
def test_a_sheet_that_cannot_be_is_named_in_dutch_and_english(
    asked: tuple[str, tuple[str, ...], str],
) -> None:
    piece, profiles, paper = asked
    with pytest.raises(KitError) as caught:
        plan_sheets(Request(pieces=(piece,), profiles=profiles, paper=paper or None))
    (found,) = caught.value.problems
    assert (format_problem(found, "nl"), format_problem(found, "en")) == PLANNED[asked]


USELESS = {
    "flip": (
        {"flip": "short-edge"},
        "--flip short-edge is voor de kaarten van de eigen printer (`office`), en die worden nu "
        "niet gemaakt. Kies de kaarten (`cards`), met --profile office.",
        "--flip short-edge is for cards from your own printer (`office`), and none are being "
        "made. Choose `cards`, with --profile office.",
    ),
    "offset": (
        {"offset_mm": (1.5, 0.0)},
        "--offset is voor de kaarten van de eigen printer (`office`), en die worden nu niet "
        "gemaakt. Kies de kaarten (`cards`), met --profile office.",
        "--offset is for cards from your own printer (`office`), and none are being made. Choose "
        "`cards`, with --profile office.",
    ),
    "tile": (
        {"tile": "a3"},
        "--tile a3 is voor de poster op losse vellen (`tiled`), en die wordt nu niet gemaakt. "
        "Kies --profile tiled.",
        "--tile a3 is for the poster on several sheets (`tiled`), which is not being made. Choose "
        "--profile tiled.",
    ),
    "marks": (
        {"marks": True},
        "--marks is voor pdf’s voor de drukkerij (`copyshop`), en die worden nu niet gemaakt. Kies "
        "--profile copyshop, en geen plaatjes.",
        "--marks is for the PDFs of a print shop (`copyshop`), and none are being made. Choose "
        "--profile copyshop, and no pictures.",
    ),
    "minutes": (
        {"minutes": 60},
        "--minutes 60 is voor de handleiding en de dia’s, en die worden nu niet gemaakt. Kies ook "
        "de handleiding (`guide`) of de dia’s (`slides`).",
        "--minutes 60 is for the guide and the slides, which are not being made. "
        "Choose `guide` or `slides` too.",
    ),
}


@pytest.mark.parametrize("option", USELESS)
def test_an_option_without_use_is_named_in_dutch_and_english(option: str) -> None:
    given, nl, en = USELESS[option]
    order = Request(pieces=("poster",), profiles=("office",), **given)  # type: ignore[arg-type]
    with pytest.raises(KitError) as caught:
        plan_sheets(order)
    (found,) = caught.value.problems
    assert (format_problem(found, "nl"), format_problem(found, "en")) == (nl, en)
