"""The JSON schema helps while one types, in one's own language, and flags nothing that is right."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from kit.authoring.editor_schema import editor_schema
from kit.paths import home
from kit.reading.load import load
from kit.reading.school import School
from kit.request import Request
from tests.support.runs import LANGS, run

ROOT = home()
SCHEMAS = {lang: editor_schema(lang) for lang in LANGS}


def mistakes(text: str, lang: str = "nl") -> list[str]:
    """Return the places that an editor marks in a school.yaml."""
    tree = yaml.safe_load(text)
    found = jsonschema.Draft202012Validator(SCHEMAS[lang]).iter_errors(tree)
    return sorted(error.json_path for error in found)


def parts(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the schema of each key that a school may write, by its path."""
    for name, part in schema.get("properties", {}).items():
        yield f"{path}.{name}", part
        yield from parts(part, f"{path}.{name}")
    if "items" in schema:
        yield from parts(schema["items"], path)


@pytest.mark.parametrize("lang", LANGS)
def test_the_command_and_a_new_school_have_it_in_their_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert json.loads(run("schema", "--lang", lang).output) == SCHEMAS[lang]
    assert run("new", "mine", "--lang", lang).exit_code == 0
    text = (tmp_path / "mine/school.schema.json").read_text(encoding="utf-8")
    assert json.loads(text) == SCHEMAS[lang]
    monkeypatch.setenv("LC_ALL", "nl_NL.UTF-8")
    assert json.loads(run("schema").output) == SCHEMAS["nl"]


def test_every_key_is_described_once_in_each_language() -> None:
    nl, en = (dict(parts(SCHEMAS[lang])) for lang in LANGS)
    assert set(SCHEMAS["nl"]["properties"]) == set(School.model_fields)
    of_one_language = {
        path for path in nl.keys() ^ en.keys() if path.startswith(".texts.readings.")
    }
    assert nl.keys() - of_one_language == en.keys() - of_one_language
    for path, part in ((path, nl[path]) for path in nl.keys() & en.keys()):
        own = {part.get("description"), en[path].get("description")}
        assert len(own) == 2 or path.startswith((".texts.", ".session")), path
        assert None not in own, path
    for lang in LANGS:
        # With these an editor shows a description as "Name || Name || Name".
        described = (SCHEMAS[lang], *SCHEMAS[lang]["$defs"].values(), *nl.values(), *en.values())
        assert not any({"title", "anyOf"} & part.keys() for part in described)
        words = yaml.safe_load((ROOT / f"content/schema/{lang}.yaml").read_text(encoding="utf-8"))
        assert {f".{key}" for key in words} == {path for path in nl if ".texts." not in path}


@pytest.mark.parametrize("lang", LANGS)
def test_what_we_write_ourselves_is_right(lang: str) -> None:
    template = (ROOT / f"content/template/{lang}/school.yaml").read_text(encoding="utf-8")
    example = (ROOT / "docs/regenboog/school.yaml").read_text(encoding="utf-8")
    lines = [line for line in template.splitlines() if not line.startswith("##")]
    assert mistakes(template, lang) == []
    assert mistakes(example, lang) == []
    assert mistakes("\n".join(line.removeprefix("# ") for line in lines[1:]), lang) == []


@pytest.mark.parametrize(
    "text",
    [
        "school: {sector: Primair Onderwijs, languages: [Nederlands, english, nl]}",
        "school: {name: 2024, languages: [NL-nl]}",
        "examples: [{lens: 4}, {lens: Lens 5}, {lens: output ICT (data en dashboards)}]",
        "examples: [{lens: ict-input, choice: groepen}, {lens: '5', choice: Onderwijs-Tijd}]",
        "examples: [{lens: input, icon: KLOK, quantity: '2', title: {nl: A, en: B}}]",
        "choices: [{id: groepen, icon: Light bulb, label: true}]",
        "fields: {society: [{id: a, icon: foto's}], results: [{id: b, label: 3}]}",
        "texts: {poster.title: A, ict-input.cards.own-a.title: B, society.fields.wonen: C}",
        "texts: {choices.choices.groepen.label: A, readings.own-plan: {nl: B, en: C}}",
        "texts: {society.glosses.income: wat je verdient, choices.glosses.time: A}",
        "readings: [{title: {nl: A}, url: {nl: 'https://a.nl'}}, {url: 'https://a.nl'}]",
        "hide: [drop-out, own-a, readings]",
        "printer: {offset: [1.5, -0.5]}",
        "printer: {offset: '1,5;-0,5'}",
        "printer: {offset: ['1,5', '-0,5']}",
        "session: {minutes: 90, start: '13:30'}",
        "session: {minutes: '90', start: 13.30}",
        "examples_from: [a.xlsx, b.csv]",
    ],
)
def test_what_the_program_accepts_is_not_flagged(text: str) -> None:
    assert mistakes(text) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("scool: {}", "$"),
        ("school: {nmae: A}", "$.school"),
        ("school: {sector: hbo}", "$.school.sector"),
        ("school: {languages: [fy]}", "$.school.languages[0]"),
        ("school: {languages: nl}", "$.school.languages"),
        ("school: {colours: {accent: paars}}", "$.school.colours.accent"),
        ("school: {id: De Wilg}", "$.school.id"),
        ("examples: [{lens: Maatschappij}]", "$.examples[0].lens"),
        ("examples: [{lens: 3}]", "$.examples[0].lens"),
        ("examples: [{title: A}]", "$.examples[0]"),
        ("examples: [{lens: 4, icon: klokk}]", "$.examples[0].icon"),
        ("examples: [{lens: 4, quantity: 300}]", "$.examples[0].quantity"),
        ("examples: [{lens: 4, quantity: veel}]", "$.examples[0].quantity"),
        ("examples: [{lens: 4, choice: }]", "$.examples[0].choice"),
        ("readings: [{url: www.example.org}]", "$.readings[0].url"),
        ("readings: [{url: {nl: [a]}}]", "$.readings[0].url.nl"),
        ("texts: {poster.titel: A}", "$.texts"),
        ("hide: [Kans op uitval]", "$.hide[0]"),
        ("printer: {offset: [1, 5, 2]}", "$.printer.offset"),
        ("printer: {offset: [11, 0]}", "$.printer.offset[0]"),
        ("printer: {offset: veel}", "$.printer.offset"),
        ("session: {minutes: 45}", "$.session.minutes"),
        ("blank_cards: 900", "$.blank_cards"),
    ],
)
def test_usual_mistakes_are_flagged(text: str, place: str) -> None:
    assert mistakes(text) == [place]


def test_the_kits_own_values_are_offered_with_what_they_are() -> None:
    nl = SCHEMAS["nl"]
    offered = {
        kind: dict(zip(part["else"]["enum"], part["else"]["enumDescriptions"], strict=True))
        for kind, part in {**nl["$defs"], "part": nl["properties"]["hide"]["items"]}.items()
        if "else" in part
    }
    assert offered["choice"]["Onderwijstijd"] == "time"
    assert offered["choice"]["time"] == "Onderwijstijd"
    assert offered["lens"]["Output ict (data en dashboards)"] == "ict-output"
    assert offered["sector"]["primair onderwijs"] == "po"
    assert offered["language"]["Engels"] == "en"
    assert offered["icon"]["clock"] == "klok"
    assert offered["part"]["drop-out"] == "Risico op uitval (mbo)"
    texts = nl["properties"]["texts"]["properties"]
    assert texts["results.fields.advice"]["description"] == "Schooladvies"
    wrong = nl["$defs"]["language"]["else"]["errorMessage"]
    assert wrong == "Kies uit Nederlands (`nl`), Engels (`en`)."


@pytest.mark.parametrize("lang", LANGS)
def test_all_that_is_offered_is_accepted(tmp_path: Path, lang: str) -> None:
    """Choose each value that an editor offers; the program knows it."""
    values = {
        kind: part["else"]["enum"]
        for kind, part in SCHEMAS[lang]["$defs"].items()
        if "else" in part
    }
    cards = [
        {"lens": lens, "title": "A", "text": "B", "choice": choice, "icon": icon}
        for lens in values["lens"]
        for choice in values["choice"]
        for icon in values["icon"]
    ]
    for sector in values["sector"]:
        tree = {
            "school": {"sector": sector, "languages": ["nl"]},
            "examples": cards[:: len(cards) // 90],
            "hide": SCHEMAS[lang]["properties"]["hide"]["items"]["else"]["enum"],
        }
        (tmp_path / "school.yaml").write_text(yaml.safe_dump(tree), encoding="utf-8")
        assert len(load(Request((tmp_path,)))) == 1
