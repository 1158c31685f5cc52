"""Each mistake in school.yaml has its file, line and remedy."""

from pathlib import Path

import pytest

from kit.colour.contrast import readable_on_white
from kit.names import terms
from kit.paths import icons
from tests.support.runs import refused, run
from tests.support.schools import SMALL, write_school_with_logo


def problems(*args: str) -> list[str]:
    return refused("--lang", "en", *args)


def test_a_card_of_another_lens_keeps_its_id(small_school: Path) -> None:
    text = SMALL.replace(
        "id: chromebooks\n    lens: ict-input", "id: drop-out\n    lens: ict-input"
    )
    (small_school / "school.yaml").write_text(text, encoding="utf-8")
    (problem,) = problems("--school", "s")
    assert "also has a card with the id `drop-out`." in problem


def test_an_id_that_is_there_twice_is_refused(small_school: Path) -> None:
    twin = "  - {id: chromebooks, lens: ict-input, title: Nog een, text: Een tekst.}\n"
    text = SMALL.replace("texts:", twin + "texts:")
    (small_school / "school.yaml").write_text(text, encoding="utf-8")
    assert problems("--school", "s") == [
        "s/school.yaml:15: The id `chromebooks` is used twice. The first is at s/school.yaml:9; "
        "give one of the two another id."
    ]


def test_two_schools_with_one_id_are_refused(small_school: Path, tmp_path: Path) -> None:
    write_school_with_logo(tmp_path / "t")
    (problem,) = problems("--school", "s", "--school", "t")
    assert problem.startswith("t/school.yaml:2: Another school also has the id `regenboog`")


BAD: dict[str, tuple[str, str, list[str]]] = {
    "misspelled key": (
        "name:",
        "nmae:",
        [
            "3: The kit does not know the key `school.nmae`. Did you mean `name`?",
        ],
    ),
    "unknown sector": (
        "sector: po",
        "sector: hbo",
        [
            "4: There is no sector `hbo`. Did you mean vocational education (`mbo`)? Choose from "
            "primary education (`po`), secondary education (`vo`), vocational education (`mbo`).",
        ],
    ),
    "unknown language": (
        "[nl]",
        "[xx]",
        [
            "5: The kit is not available in the language `xx`. Choose from Dutch (`nl`), English "
            "(`en`).",
        ],
    ),
    "logo not there": (
        "logo.png",
        "lgoo.png",
        [
            "6: The school’s folder has no file called lgoo.png. Check the spelling, including "
            "capitals.",
        ],
    ),
    "logo elsewhere": (
        "logo.png",
        "../logo.png",
        [
            "6: The file ../logo.png is not in the school’s folder. Copy it into that folder.",
        ],
    ),
    "logo of another kind": (
        "logo.png",
        "school.yaml",
        [
            "6: The picture school.yaml is not an svg, png, jpg or pdf, whatever its name says. "
            "Open it in a drawing program and save it as svg or png.",
        ],
    ),
    "no colour": (
        '"#7a1fa2"',
        "paars",
        [
            '7: `school.colours.accent` is not a colour: paars. Write the colour as "#7a1fa2", '
            "with quotation marks.",
        ],
    ),
    "misspelled lens": (
        "lens: ict-input",
        "lens: ict-inptu",
        [
            "10: There is no lens `ict-inptu` for examples. Did you mean ICT as input to the "
            "school’s choices (`ict-input`)? Choose from LENSES.",
        ],
    ),
    "misspelled choice": (
        "choice: time",
        "choice: tyme",
        [
            "11: There is no choice `tyme`. Did you mean Teaching time (`time`)? Choose from "
            "CHOICES.",
        ],
    ),
    "key in Dutch": (
        "    text: Elke",
        "    tekst: Elke",
        [
            "9: The text `ict-input.cards.chromebooks.text` is missing. Add the text.",
            "13: The kit does not know the key `examples[1].tekst`. Did you mean `text`?",
        ],
    ),
    "key with a Dutch name": (
        "languages:",
        "talen:",
        [
            "5: The kit does not know the key `school.talen`. Did you mean `languages`?",
        ],
    ),
    "misspelled key of the session": (
        "blank_cards: 8",
        "session: {minuts: 60}",
        [
            "17: The kit does not know the key `session.minuts`. Did you mean `minutes`?",
        ],
    ),
    "no number": (
        "quantity: 2",
        "quantity: veel",
        [
            "14: `examples[1].quantity` must be a whole number, not veel. Write it in figures, "
            "such as 2.",
        ],
    ),
    "unknown icon": (
        "quantity: 2",
        "icon: bananna",
        [
            "14: There is no icon `bananna`. Choose from ICONS.",
        ],
    ),
    "unknown text": (
        "poster.title",
        "poster.titel",
        [
            "15: `poster.titel` is not a text of the kit. Did you mean `poster.title`?",
        ],
    ),
    "unknown part": (
        "digital-literacy",
        "digital-literay",
        [
            "16: `digital-literay` is not a part that you can leave out. Did you mean "
            "`digital-literacy`?",
        ],
    ),
    "unknown placeholder": (
        "{learner}",
        "{lerner}",
        [
            "13: `ict-input.cards.chromebooks.text` contains an unknown placeholder {lerner}. "
            "Choose from {learner}, {learners}, {teacher}, {teachers}, {parent}, {parents}, "
            "{Learner}, {Learners}, {Teacher}, {Teachers}, {Parent}, {Parents}.",
        ],
    ),
    "number out of range": (
        "blank_cards: 8",
        "blank_cards: -1",
        [
            "17: `blank_cards` must be 0 or more, not -1.",
        ],
    ),
    "no list": (
        "examples:\n",
        "examples: none\nexample:\n",
        [
            "8: `examples` must be a list. Put each item on a line of its own that starts with `- "
            "`.",
            "9: The kit does not know the key `example`. Did you mean `examples`?",
        ],
    ),
    "no map": (
        "school:\n",
        "school: ja\nschol:\n",
        [
            "1: `school` must have keys of its own. Put each key below it on a line of its own, "
            "further to the right.",
            "2: The kit does not know the key `schol`. Did you mean `school`?",
        ],
    ),
}
OPTIONS = {
    "LENSES": "ICT as input to the school’s choices (`ict-input`), "
    "Output of ICT (data and dashboards) (`ict-output`)",
    "CHOICES": "Differentiation (`differentiation`), Converging or diverging (`convergence`), "
    "Teaching time (`time`), Parental involvement (`parents`)",
    "ICONS": ", ".join(term.localised("en") for term in terms("icon", sorted(icons()))),
}


@pytest.mark.parametrize("case", BAD)
def test_each_mistake_has_file_line_and_remedy(small_school: Path, case: str) -> None:
    old, new, messages = BAD[case]
    assert old in SMALL
    (small_school / "school.yaml").write_text(SMALL.replace(old, new, 1), encoding="utf-8")
    result = run("check", "--school", "s", *(() if old == "[nl]" else ("--lang", "en")))
    assert result.exit_code == 1
    output = result.output
    for name, options in OPTIONS.items():
        output = output.replace(options, name)
    *found, count = output.splitlines()
    assert found == [f"s/school.yaml:{message}" for message in messages]
    assert count.startswith(str(len(messages)))


def test_an_example_without_a_text_is_missed_where_the_example_stands(small_school: Path) -> None:
    text = SMALL.replace("    text: Elke {learner} krijgt een chromebook mee.\n", "")
    (small_school / "school.yaml").write_text(text, encoding="utf-8")
    assert problems("--school", "s") == [
        "s/school.yaml:9: The text `ict-input.cards.chromebooks.text` is missing. Add the text."
    ]


def test_all_problems_are_reported_at_once_and_in_the_schools_language(small_school: Path) -> None:
    text = SMALL.replace("name:", "nmae:").replace('"#7a1fa2"', "paars")
    text = text.replace("choice: time", "choice: tyme").replace("title: Chrome", "title: [Chrome]#")
    text = text.replace("advice:", "advies:").replace("digital-", "digitale-")
    (small_school / "school.yaml").write_text(text, encoding="utf-8")
    result = run("check", "--school", "s")
    assert result.output.splitlines() == [
        "s/school.yaml:3: De kit kent de sleutel `school.nmae` niet. Bedoel je `name`?",
        "s/school.yaml:7: `school.colours.accent` is geen kleur: paars. Schrijf de kleur als "
        '"#7a1fa2", met aanhalingstekens.',
        "s/school.yaml:11: Er is geen keuze `tyme`. Bedoel je Onderwijstijd (`time`)? Kies uit "
        "Differentiatie (`differentiation`), Convergeren of divergeren (`convergence`), "
        "Onderwijstijd (`time`), Ouderparticipatie (`parents`).",
        "s/school.yaml:12: `examples[1].title` moet een tekst zijn. "
        "Schrijf één tekst, of één per taal: {nl: ..., en: ...}.",
        "s/school.yaml:15: `results.fields.advies` is geen tekst van de kit. "
        "Bedoel je `results.fields.advice`?",
        "s/school.yaml:16: `digitale-literacy` is geen onderdeel dat je kunt weglaten. Bedoel je "
        "`digital-literacy`?",
        "6 problemen; er is niets gemaakt.",
    ]


def test_a_folder_without_school_yaml_is_named(small_school: Path) -> None:
    (problem,) = problems("--school", "nowhere")
    assert problem.startswith("nowhere/school.yaml: The file does not exist.")


def test_the_other_messages_to_the_letter(small_school: Path, tmp_path: Path) -> None:
    named = SMALL.replace("Basisschool De Regenboog", "{nl: De Regenboog}")
    write_school_with_logo(small_school, named)
    assert problems("--school", "s") == [
        "s/school.yaml:3: The text in the language `en` is missing here. Add a line `en: ...`, or "
        "write one text for all languages."
    ]
    write_school_with_logo(small_school)
    write_school_with_logo(tmp_path / "t")
    assert problems("--school", "s", "--school", "t") == [
        "t/school.yaml:2: Another school also has the id `regenboog`, so the PDFs would go into "
        "the same folder. Give one of the two another `id` under `school`."
    ]
    assert problems("--school", "nowhere") == [
        "nowhere/school.yaml: The file does not exist. Check its name and its folder."
    ]
    pale = SMALL.replace("#7a1fa2", "#ffcc00")
    write_school_with_logo(small_school, pale)
    assert run("check", "cards", "--school", "s", "--lang", "en").output.splitlines() == [
        "s/school.yaml:7: The colour #ffcc00 is too light to read on white; titles are printed in "
        f"{readable_on_white('#ffcc00')}.",
        "No problems: 1 file can be made.",
    ]
