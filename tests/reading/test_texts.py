"""Texts of a language are complete, printable, and in the words of a sector."""

from pathlib import Path

import pytest

from kit.reading.builtin import read_facts, read_texts
from kit.reading.facts import facts_in_language, parse_facts
from kit.reading.merge import merge
from kit.reading.text_ids import optional_text_ids, text_ids
from kit.reading.texts import validate_texts
from kit.reading.variants import texts_of_sector
from kit.yaml_nodes.nodes import Node
from tests.support.nodes import node_of, refused

FACTS = facts_in_language(parse_facts(read_facts()), "en")


ENGLISH = texts_of_sector(read_texts("en"), None)


def with_text(folder: Path, text: str, sector: str | None = None) -> Node:
    """Return the English texts with another `fair`, on line 2."""
    texts = texts_of_sector(read_texts("en"), sector)
    return merge(texts, node_of(folder, f"# over\nfair: {text}\n"))


@pytest.mark.parametrize("word", ["learner", "teacher", "parent"])
def test_a_placeholder_becomes_a_word_and_with_a_capital_one_with_a_capital(
    tmp_path: Path, word: str
) -> None:
    text = f"'{{{word.title()}s}} and a {{{word}}}, {{count}} times'"
    printed = validate_texts(with_text(tmp_path, text), FACTS).by_id["fair"]
    assert printed == f"{word.title()}s and a {word}, {{count}} times"


def test_a_sector_has_its_own_word_for_learners(tmp_path: Path) -> None:
    nodes = [with_text(tmp_path, "'{Learners}'", sector) for sector in (None, "po", "mbo")]
    printed = [validate_texts(node, FACTS).by_id["fair"] for node in nodes]
    assert printed == ["Learners", "Pupils", "Students"]


def test_each_text_has_the_origin_it_was_read_from(tmp_path: Path) -> None:
    texts = validate_texts(with_text(tmp_path, "Fair"), FACTS)
    assert texts.origins["fair"].line == 2
    glosses = {name for name in texts.by_id if ".glosses." in name}
    assert texts.by_id.keys() == texts.origins.keys() == {*text_ids(FACTS), *glosses}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("''", "text.empty"),
        ("[a, b]", "text.list"),
        ("'{unknown}'", "text.placeholder"),
        (f"'{'a ' * 3000}'", "text.long"),
        (f"'{'a' * 101}'", "text.word"),
        ("'a\u0301\u0302\u0303\u0304\u0308'", "text.marks"),
        ("'a\u202eb'", "text.control"),
    ],
)
def test_what_cannot_be_printed_is_refused(tmp_path: Path, text: str, kind: str) -> None:
    assert refused(validate_texts, with_text(tmp_path, text), FACTS) == [(2, kind)]


def test_missing_and_unknown_texts_are_refused(tmp_path: Path) -> None:
    node = merge(ENGLISH, node_of(tmp_path, "nonsense: x\n"))
    assert refused(validate_texts, node, FACTS) == [(1, "text.unknown")]
    node = ENGLISH.without(("fair",))
    assert refused(validate_texts, node, FACTS) == [(0, "text.missing")]


def test_a_card_of_a_school_needs_a_title_and_a_text_and_may_have_more() -> None:
    first = next(lens for lens in FACTS.lenses if lens.cards)
    card = first.cards[0].model_copy(update={"id": "ours", "from_school": True})
    lens = first.model_copy(update={"cards": (card,)})
    facts = FACTS.model_copy(update={"lenses": (lens,)})
    prefix = f"{lens.id}.cards.ours."
    needed = [text_id for text_id in text_ids(facts) if text_id.startswith(prefix)]
    assert needed == [f"{prefix}title", f"{prefix}text"]
    optional = [name for name in optional_text_ids(facts) if name.startswith(prefix)]
    assert optional == [f"{prefix}short", f"{prefix}question"]


def test_a_field_and_a_choice_may_have_a_gloss_and_nothing_else_has(tmp_path: Path) -> None:
    node = merge(ENGLISH, node_of(tmp_path, "results: {glosses: {advice: A, who: B}}\n"))
    assert refused(validate_texts, node, FACTS) == [(1, "text.unknown")]
    node = merge(ENGLISH, node_of(tmp_path, "choices: {glosses: {time: A}}\n"))
    assert validate_texts(node, FACTS).by_id["choices.glosses.time"] == "A"
