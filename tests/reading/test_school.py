"""A school's file joins the kit's content: its cards, texts and choices."""

import json
from pathlib import Path

import yaml

from tests.support.runs import build_pdfs, kit_of, run
from tests.support.schools import SMALL


def test_its_card_is_numbered_on_from_the_kits_own(small_school: Path) -> None:
    kit = kit_of("nl", small_school)
    (card,) = [card for lens in kit.facts.lenses for card in lens.cards if card.from_school]
    assert card.number == 15


def test_lists_with_ids_merge_by_id(small_school: Path) -> None:
    text = SMALL + "choices: [{id: time, label: Lestijd}]\n"
    (small_school / "school.yaml").write_text(text, encoding="utf-8")
    kit = kit_of("nl", small_school)
    assert kit.texts["choices.choices.time.label"] == "Lestijd"
    assert kit.texts["choices.choices.time.equal"].startswith("Iedereen")
    assert [choice.id for choice in kit.facts.lenses[2].choices].count("time") == 1


def test_examples_with_one_title_are_two_cards(small_school: Path) -> None:
    same = "  - {lens: ict-output, title: Portfolio, text: Een tekst.}\n"
    text = SMALL.replace("texts:", same + same + "texts:")
    (small_school / "school.yaml").write_text(text, encoding="utf-8")
    kit = kit_of("nl", small_school)
    own = [card.id for lens in kit.facts.lenses for card in lens.cards if card.from_school]
    assert own == ["chromebooks", "own-portfolio", "own-portfolio-3"]
    assert kit.texts["ict-input.cards.portfolio.title"] == "Ouders kijken mee"


def test_a_text_may_be_given_per_language(small_school: Path) -> None:
    text = SMALL.replace("Basisschool De Regenboog", "{nl: De Regenboog, en: The Rainbow}")
    (small_school / "school.yaml").write_text(text, encoding="utf-8")
    assert kit_of("nl", small_school).texts["school.name"] == "De Regenboog"
    assert kit_of("en", small_school).texts["school.name"] == "The Rainbow"


def test_list_shows_every_id_with_its_present_text(small_school: Path) -> None:
    rows = json.loads(run("list", "--school", "s", "--json").output)
    found = {(row["kind"], row["id"]): row["text"] for row in rows}
    assert found["text", "results.fields.advice"] == "Advies groep 8"
    assert found["part", "time"] == "Onderwijstijd"
    assert found["part", "chromebooks"] == "Chromebooks mee naar huis"
    table = run("list", "--school", "s").output
    assert "results.fields.advice" in table
    assert "Advies groep 8" in table


def test_every_listed_part_can_be_hidden(small_school: Path) -> None:
    rows = json.loads(run("list", "--lang", "nl", "--json").output)
    parts = [row["id"] for row in rows if row["kind"] == "part"]
    tree = yaml.safe_load(SMALL)
    for part in parts:
        tree["hide"] = [part]
        (small_school / "school.yaml").write_text(yaml.safe_dump(tree), encoding="utf-8")
        kit_of("nl", small_school)
    tree["hide"] = parts
    (small_school / "school.yaml").write_text(yaml.safe_dump(tree), encoding="utf-8")
    assert len(build_pdfs("--school", "s")) == 8
