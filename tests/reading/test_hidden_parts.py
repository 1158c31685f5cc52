"""What a school hides is not printed, and nothing else goes with it but a choice's cards."""

from pathlib import Path

from kit.reading.builtin import read_facts
from kit.reading.facts import Facts, parse_facts
from kit.reading.hidden_parts import hideable_parts, visible_facts
from kit.reading.school import LoadedSchool
from tests.support.nodes import node_of, refused

FACTS = parse_facts(read_facts())


def parts(facts: Facts) -> set[str]:
    return {part for part, _ in hideable_parts(facts)}


def visible(folder: Path, text: str) -> Facts:
    return visible_facts(FACTS, LoadedSchool(folder, node_of(folder, text)), dict)


def test_a_hidden_choice_takes_its_cards_with_it(tmp_path: Path) -> None:
    choice = next(card.choice for lens in FACTS.lenses for card in lens.cards if card.choice)
    cards = {card.id for lens in FACTS.lenses for card in lens.cards if card.choice == choice}
    assert parts(FACTS) - parts(visible(tmp_path, f"hide: [{choice}]\n")) == {choice, *cards}


def test_all_readings_can_be_hidden_or_one(tmp_path: Path) -> None:
    assert visible(tmp_path, "hide: [readings]\n").readings == ()
    first, *others = (source.id for source in FACTS.readings)
    rest = visible(tmp_path, f"hide: [{first}]\n").readings
    assert [source.id for source in rest] == others


def test_an_id_of_no_part_is_refused(tmp_path: Path) -> None:
    assert refused(visible, tmp_path, "hide:\n  - drop-out\n  - nothing\n") == [(3, "hide.unknown")]
