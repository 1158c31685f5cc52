"""What a school calls a thing of the kit is understood, and what it cannot mean is listed."""

from pathlib import Path

import pytest

from kit.errors import KitError
from kit.messages import format_problem
from kit.names import terms
from kit.paths import icons, languages
from kit.reading.load import Kit, load
from kit.request import Request
from kit.suggestions import fold

EXAMPLE = """\
school: {{languages: [{language}], sector: {sector}}}
examples:
  - lens: {lens}
    choice: {choice}
    icon: {icon}
    title: Titel
    text: Tekst
"""
IDS = {"language": "nl", "sector": "po", "lens": "ict-input", "choice": "time", "icon": "clock"}
CHOICES = {
    "nl": "Differentiatie (`differentiation`), Convergeren of divergeren (`convergence`), "
    "Onderwijstijd (`time`), Ouderparticipatie (`parents`)",
    "en": "Differentiation (`differentiation`), Converging or diverging (`convergence`), "
    "Teaching time (`time`), Parental involvement (`parents`)",
}


def read(folder: Path, text: str) -> list[Kit]:
    folder.mkdir(exist_ok=True)
    (folder / "school.yaml").write_text(text, encoding="utf-8")
    return load(Request((folder,)))


def problems(folder: Path, text: str, lang: str) -> list[str]:
    """Return what is wrong with a school.yaml, each problem behind its file and line."""
    with pytest.raises(KitError) as caught:
        read(folder, text)
    return [
        format_problem(it, lang).removeprefix(f"{folder.as_posix()}/")
        for it in caught.value.problems
    ]


@pytest.mark.parametrize(
    ("kind", "name", "meant"),
    [
        ("choice", "Onderwijstijd", "time"),
        ("choice", '" onderwijsTIJD  "', "time"),
        ("choice", "Tijd", "time"),
        ("choice", "Teaching  time", "time"),
        ("choice", "TIME", "time"),
        ("choice", "Convergeren of divergeren", "convergence"),
        ("choice", '"Differentiatie:"', "differentiation"),
        ("choice", "Différentiëren", "differentiation"),
        ("lens", "Input ict bij keuzes van de school", "ict-input"),
        ("lens", "output ICT (Data en Dashboards)", "ict-output"),
        ("lens", "Ict as input to the school's choices", "ict-input"),
        ("lens", "4", "ict-input"),
        ("lens", "Lens 5", "ict-output"),
        ("lens", "Ict output", "ict-output"),
        ("icon", "Klok", "clock"),
        ("icon", "light bulb", "lightbulb"),
        ("icon", "foto's", "images"),
    ],
)
def test_a_card_may_call_things_by_their_printed_names(
    tmp_path: Path, kind: str, name: str, meant: str
) -> None:
    (kit,) = read(tmp_path, EXAMPLE.format(**IDS | {kind: name}))
    (card,) = (
        (lens.id, card.choice, card.icon)
        for lens in kit.facts.lenses
        for card in lens.cards
        if card.from_school
    )
    assert card == tuple((IDS | {kind: meant})[it] for it in ("lens", "choice", "icon"))


@pytest.mark.parametrize(
    ("named", "langs"),
    [
        ("Nederlands", ["nl"]),
        ("DUTCH, english", ["nl", "en"]),
        ("Engels", ["en"]),
        ("nl-NL, en_GB", ["nl", "en"]),
    ],
)
def test_languages_may_be_called_by_name(tmp_path: Path, named: str, langs: list[str]) -> None:
    assert [kit.lang for kit in read(tmp_path, f"school: {{languages: [{named}]}}\n")] == langs


@pytest.mark.parametrize(
    ("sector", "word"),
    [("Primair onderwijs", "leerling"), ("secondary education", "leerling"), ("MBO", "student")],
)
def test_sectors_may_be_called_by_name(tmp_path: Path, sector: str, word: str) -> None:
    text = f"school: {{languages: [nl], sector: {sector}}}\ntexts: {{fair: '{{learner}}?'}}\n"
    (kit,) = read(tmp_path, text)
    assert kit.texts["fair"] == f"{word}?"


def test_a_choice_of_a_schools_own_counts_by_its_labels(tmp_path: Path) -> None:
    text = EXAMPLE.format(**IDS | {"choice": "GROUPING"}) + (
        "  - {lens: '5', choice: Groepen maken, title: B, text: Tekst}\n"
        "  - {lens: '5', choice: lestijden, title: C, text: Tekst}\n"
        "choices:\n"
        "  - id: groepen\n"
        "    label: {nl: Groepen maken, en: Grouping}\n"
        "    equal: A\n"
        "    different: B\n"
        "texts: {choices.choices.time.label: Lestijden}\n"
    )
    (kit,) = read(tmp_path, text)
    cards = [card for lens in kit.facts.lenses for card in lens.cards if card.from_school]
    assert [card.choice for card in cards] == ["groepen", "groepen", "time"]


def test_cells_of_a_spreadsheet_go_the_same_road(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "lens;keuze;titel;tekst;icoon\n4;Onderwijstijd;A;B;klok\nOutput;Oudurs;C;D;\n",
        encoding="utf-8",
    )
    text = "school: {languages: [nl]}\nexamples_from: a.csv\n"
    assert problems(tmp_path, text, "nl") == [
        "a.csv:B3: Er is geen keuze `Oudurs`. Bedoel je Ouderparticipatie (`parents`)? "
        f"Kies uit {CHOICES['nl']}."
    ]


def test_an_unknown_name_is_reported_with_all_that_can_be_chosen(tmp_path: Path) -> None:
    text = EXAMPLE.format(
        language="fy", sector="hbo", lens="Maatschappij", choice="Tijdd", icon="klokk"
    )
    nl = problems(tmp_path, text, "nl")
    assert nl[:-1] == [
        "school.yaml:1: Er is geen sector `hbo`. Bedoel je middelbaar beroepsonderwijs (`mbo`)? "
        "Kies uit primair onderwijs (`po`), voortgezet onderwijs (`vo`), "
        "middelbaar beroepsonderwijs (`mbo`).",
        "school.yaml:1: De kit is er niet in de taal `fy`. Kies uit Nederlands (`nl`), Engels "
        "(`en`).",
        "school.yaml:3: Er is geen lens `Maatschappij` voor voorbeelden. "
        "Kies uit Input ict bij keuzes van de school (`ict-input`), "
        "Output ict (data en dashboards) (`ict-output`).",
        "school.yaml:4: Er is geen keuze `Tijdd`. Bedoel je Onderwijstijd (`time`)? "
        f"Kies uit {CHOICES['nl']}.",
    ]
    assert nl[-1].startswith(
        "school.yaml:5: Er is geen icoon `klokk`. Bedoel je klok (`clock`)? "
        "Kies uit pijlen (`arrows-split`), boek (`book-open-text`), "
    )
    en = problems(tmp_path, text, "en")
    assert en[:-1] == [
        "school.yaml:1: There is no sector `hbo`. Did you mean vocational education (`mbo`)? "
        "Choose from primary education (`po`), secondary education (`vo`), "
        "vocational education (`mbo`).",
        "school.yaml:1: The kit is not available in the language `fy`. Choose from Dutch (`nl`), "
        "English (`en`).",
        "school.yaml:3: There is no lens `Maatschappij` for examples. "
        "Choose from ICT as input to the school’s choices (`ict-input`), "
        "Output of ICT (data and dashboards) (`ict-output`).",
        "school.yaml:4: There is no choice `Tijdd`. Did you mean Teaching time (`time`)? "
        f"Choose from {CHOICES['en']}.",
    ]
    assert en[-1].startswith(
        "school.yaml:5: There is no icon `klokk`. Did you mean `clock`? "
        "Choose from arrows (`arrows-split`), book (`book-open-text`), "
    )


@pytest.mark.parametrize("key", ["lens", "choice", "icon", "sector"])
@pytest.mark.parametrize(
    "value", ["[a]", "{a: b}", '"日本語"', '"` {x} %s"', "'" + "x" * 500 + "'"]
)
def test_a_name_of_any_kind_is_a_problem_and_no_more(tmp_path: Path, key: str, value: str) -> None:
    found = problems(tmp_path, EXAMPLE.format(**IDS | {key: value}), "nl")
    assert len(found) == 1
    assert found[0].startswith("school.yaml:")


@pytest.mark.parametrize(
    ("hidden", "near"),
    [
        ("Kans op uitval", "drop-out"),
        ("kans op uitval (MBO)", "drop-out"),
        ("Onderwijstijd", "time"),
        ("Teaching time", "time"),
        ("digitale-literacy", "digital-literacy"),
        ("Chromebooks mee", "chromebooks"),
    ],
)
def test_what_to_hide_is_found_by_its_label_in_any_language(
    tmp_path: Path, hidden: str, near: str
) -> None:
    text = (
        "school: {languages: [nl]}\n"
        f"hide: [{hidden}]\n"
        "examples: [{id: chromebooks, lens: '4', title: Chromebooks mee naar huis, text: B}]\n"
    )
    assert problems(tmp_path, text, "nl") == [
        f"school.yaml:2: `{hidden}` is geen onderdeel dat je kunt weglaten. Bedoel je `{near}`?"
    ]
    assert problems(tmp_path, text, "en") == [
        f"school.yaml:2: `{hidden}` is not a part that you can leave out. Did you mean `{near}`?"
    ]


def test_a_text_named_by_what_it_says_is_found_once_for_all_languages(tmp_path: Path) -> None:
    text = "texts:\n  Schooladvies: Advies\n  Personal notes: X\n"
    assert problems(tmp_path, text, "nl")[0] == (
        "school.yaml:2: `Schooladvies` is geen tekst van de kit. Bedoel je `results.fields.advice`?"
    )
    assert len(problems(tmp_path, text, "nl")) == 2


def test_every_name_stands_for_one_thing() -> None:
    kinds = {"icon": sorted(icons()), "language": languages(), "sector": ("po", "vo", "mbo")}
    for kind, ids in kinds.items():
        names: dict[str, str] = {}
        for term in terms(kind, ids):
            assert all(term.label(lang) for lang in languages())
            for name in (term.id, *(name for _, more in term.names for name in more)):
                assert names.setdefault(fold(name), term.id) == term.id, name
