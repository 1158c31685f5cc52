"""Cards of the kit may be for some sectors only, and schools of others need not know of them."""

from pathlib import Path

from kit.reading.load import Kit, load
from kit.request import Request
from tests.support.runs import kit_of, run
from tests.support.schools import write_school

ID = "ict-output.cards.transition-test"  # for primary schools


def cards(kit: Kit) -> set[str]:
    return {card.id for lens in kit.facts.lenses for card in lens.cards}


def test_a_card_for_one_sector_is_for_that_one_and_for_a_kit_without_a_sector() -> None:
    for sector in (None, "po", "vo", "mbo"):
        (kit,) = load(Request(langs=("nl",), sector=sector))
        is_there = sector in (None, "po")
        assert ("transition-test" in cards(kit)) == is_there
        assert (f"{ID}.title" in kit.texts) == (f"{ID}.title" in kit.origins) == is_there


def test_a_school_may_hide_and_change_a_card_that_its_sector_does_not_have(tmp_path: Path) -> None:
    more = f"hide: [transition-test]\ntexts: {{{ID}.title: Anders}}\n"
    school = write_school(tmp_path / "s", f"school: {{sector: vo, languages: [nl]}}\n{more}")
    assert "transition-test" not in cards(kit_of("nl", school))
    assert "transition-test" not in run("list", "--school", str(school)).output


def test_an_example_with_the_id_of_such_a_card_shows_it(tmp_path: Path) -> None:
    example = "{id: transition-test, lens: ict-output, title: Ook bij ons}"
    text = f"school: {{sector: vo, languages: [nl]}}\nexamples:\n  - {example}\n"
    kit = kit_of("nl", write_school(tmp_path / "s", text))
    assert "transition-test" in cards(kit)
    assert kit.texts[f"{ID}.title"] == "Ook bij ons"
    assert kit.texts[f"{ID}.text"].startswith("Komt het toetsadvies")
