"""What a screen reader finds: everything in the order in which it is looked at, lists as lists."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from kit.reading.facts import Card, Lens
from kit.reading.load import Kit
from tests.support.pdfs import squeezed
from tests.support.runs import LANGS, Built, kit_of, run
from tests.support.schools import write_school
from tests.support.tags import Tag, lists, tags

in_each_language = pytest.mark.parametrize("lang", LANGS)
POSTERS = ("office/poster-a3.pdf", "large/poster-a0.pdf")


def kit_in(lang: str) -> Kit:
    return kit_of(lang)


def assert_read_in_order(tag: Tag, texts: Iterable[str]) -> None:
    """Assert that texts are read aloud one after another, and that nothing else is."""
    left = tag.text
    for text in map(squeezed, texts):
        assert left.startswith(text), f"{text!r} should come before {left[:60]!r}"
        left = left.removeprefix(text)
    assert left == ""


def on_poster(lens: Lens) -> list[Card]:
    return [card for card in lens.cards if card.on_poster]


def in_order(kit: Kit) -> list[tuple[Lens, Card]]:
    """Return all cards with their lenses, by their numbers."""
    cards = [(lens, card) for lens in kit.facts.lenses for card in lens.cards]
    return sorted(cards, key=lambda pair: pair[1].number)


def shown_parts(file: str) -> tuple[str, ...]:
    """Return the parts of an example that a poster shows: the one on the wall has no sentences."""
    return ("title",) if file.startswith("large") else ("title", "short")


def far_lens(kit: Kit, lens: Lens) -> list[str]:
    """Return all that the poster says of a lens on the far road."""
    base, texts = lens.id, kit.texts
    said = [f"{lens.number} {texts[f'{base}.name']}"]
    for block in lens.blocks:
        said.append(texts[f"{base}.blocks.{block.id}"])
        for point in block.points:
            said += (texts[f"{base}.points.{point}.{part}"] for part in ("title", "text"))
    said += (texts[f"{base}.fields.{field.id}"] for field in lens.fields)
    said += [texts["poster.note"]] * lens.blank_fields
    said += (texts[f"{base}.questions.{question}"] for question in lens.questions)
    return [*said, texts["fair"]]


def hub_lens(kit: Kit, lens: Lens) -> list[str]:
    """Return all that the poster says of the choices of the school."""
    base, texts = lens.id, kit.texts
    said = [f"{lens.number} {texts[f'{base}.name']}", texts[f"{base}.intro"]]
    said += (texts["matrix.equal"], texts["matrix.different"])
    for choice in lens.choices:
        of = {
            part: texts[f"{base}.choices.{choice.id}.{part}"]
            for part in ("label", "equal", "different")
        }
        cards = [
            card
            for other in kit.facts.lenses
            for card in on_poster(other)
            if card.choice == choice.id
        ]
        said += (of["equal"], of["label"], *(str(card.number) for card in cards), of["different"])
    said += [texts["matrix.own"]] * lens.blank_choices
    said += (texts[f"{base}.questions.{question}"] for question in lens.questions)
    return [*said, texts["fair"]]


def near_lens(kit: Kit, lens: Lens, loop: str, file: str) -> list[str]:
    """Return all that a poster says of a lens on the near road."""
    base, texts = lens.id, kit.texts
    said = [f"{lens.number} {texts[f'{base}.name']}", texts[f"{base}.intro"]]
    for is_linked in (True, False):
        cards = [card for card in on_poster(lens) if bool(card.choice) is is_linked]
        said += [texts[f"{base}.unlinked.heading"]] if cards and not is_linked else []
        for card in cards:
            of = f"{base}.cards.{card.id}"
            said += (str(card.number), *(texts[f"{of}.{part}"] for part in shown_parts(file)))
    more = texts["poster.more_cards"].replace(
        "{count}", str(len(lens.cards) - len(on_poster(lens)))
    )
    place = [texts[loop], texts["fair"], texts["card.your_example"]]
    # Below the list of lens 5; lens 4 has no room there, and says it below the place in the foot.
    return [*said, more, *place] if lens.id == "ict-output" else [*said, *place, more]


@in_each_language
@pytest.mark.parametrize("file", POSTERS)
def test_the_poster_is_read_aloud_lens_by_lens_with_all_that_belongs_to_each(
    built: Built, lang: str, file: str
) -> None:
    kit = kit_in(lang)
    society, results, choices, ict_input, ict_output = kit.facts.lenses
    assert_read_in_order(
        tags(built.pdf(lang, file)),
        [
            kit.texts["poster.overline"],
            kit.texts["poster.title"],
            kit.texts["poster.intro"],
            *far_lens(kit, society),
            *far_lens(kit, results),
            *hub_lens(kit, choices),
            *near_lens(kit, ict_input, "poster.feeds", file),
            *near_lens(kit, ict_output, "poster.looks_back", file),
            kit.texts["readings.title"],
            *(kit.texts[f"readings.{reading.id}"] for reading in kit.facts.readings),
            kit.texts["poster.closing"],
        ],
    )


@in_each_language
def test_what_stands_apart_on_the_poster_is_read_apart(built: Built, lang: str) -> None:
    texts = kit_in(lang).texts
    paragraphs = [tag.text for tag in tags(built.pdf(lang, POSTERS[0])).all("P")]
    for id_ in ("poster.intro", "poster.feeds", "poster.looks_back", "poster.closing"):
        assert paragraphs.count(squeezed(texts[id_])) == 1
    assert paragraphs.count(squeezed(texts["card.your_example"])) == 2
    assert paragraphs.count(squeezed(texts["fair"])) == 5


@in_each_language
@pytest.mark.parametrize("file", POSTERS)
def test_lists_on_the_poster_are_lists(built: Built, lang: str, file: str) -> None:
    kit = kit_in(lang)
    said = {key: squeezed(text) for key, text in kit.texts.items()}
    expected = []
    for lens in kit.facts.lenses:
        for block in lens.blocks:
            points = [f"{lens.id}.points.{point}" for point in block.points]
            expected.append([("", said[f"{it}.title"] + said[f"{it}.text"]) for it in points])
        expected.append([("", said[f"{lens.id}.fields.{field.id}"]) for field in lens.fields])
        for linked in (True, False):
            cards = [card for card in on_poster(lens) if bool(card.choice) is linked]
            of = {card.number: f"{lens.id}.cards.{card.id}" for card in cards}
            expected.append(
                [
                    (str(n), "".join(said[f"{it}.{part}"] for part in shown_parts(file)))
                    for n, it in of.items()
                ]
            )
        if lens.fields or lens.choices:
            expected.append([("", said[f"{lens.id}.questions.{it}"]) for it in lens.questions])
    expected.append([("", said[f"readings.{it.id}"]) for it in kit.facts.readings])
    found = lists(tags(built.pdf(lang, file)))
    assert found == [it for it in expected if it]


@in_each_language
def test_lists_in_the_guide_are_lists(built: Built, lang: str) -> None:
    kit = kit_in(lang)
    guide = lists(tags(built.pdf(lang, "office/guide-a4.pdf")))
    words = [[item.strip("“”") for _, item in items] for items in guide]
    for base, parts in (
        ("pieces", "poster cards matrices instructions agreements slides"),
        ("use", "plan script lenses"),
        ("prepare", "week_invite week_decide week_print"),
        ("prepare", "wall tables stack tools"),
        ("matrices", "ask_why ask_who ask_step ask_stop"),
        ("before", "groups_size groups_mix groups_lead groups_ready"),
        ("table", "rule_names rule_self rule_choice rule_stay rule_pause rule_after"),
        ("table", "guests_two guests_terms guests_first guests_numbers guests_short"),
        ("table", "online_pieces online_rooms online_time online_turns"),
        ("after", "evaluate_view evaluate_heard evaluate_shorter"),
        ("after", "share hang back own"),
        ("after", "review_done review_notice review_next review_owner"),
    ):
        page = {"prepare": "3", "table": "20"}.get(base, "")
        texts = [kit.texts[f"guide.{base}.{part}"] for part in parts.split()]
        assert [squeezed(text.replace("{page}", page)) for text in texts] in words
    for lens in kit.facts.lenses:
        for kind, ids in (("follow_ups", lens.follow_ups), ("pitfalls", lens.pitfalls)):
            texts = [squeezed(kit.texts[f"{lens.id}.{kind}.{it}"]) for it in ids]
            assert [text.strip("“”") for text in texts] in words
        questions = [f"{lens.id}.questions.{it}" for it in lens.questions]
        assert [squeezed(kit.texts[it]) for it in (*questions, "fair")] in words
        cards = [(str(it.number), f"{lens.id}.cards.{it.id}.title") for it in lens.cards]
        assert not cards or [(n, squeezed(kit.texts[it])) for n, it in cards] in guide


@in_each_language
def test_steps_are_numbered_lists(built: Built, tmp_path: Path, lang: str) -> None:
    texts = kit_in(lang).texts
    assert run("calibrate", "--lang", lang, "--output", str(tmp_path)).exit_code == 0
    (sheet,) = tmp_path.rglob("*.pdf")
    for file, base, steps in (
        (
            built.pdf(lang, "office/instructions-a4.pdf"),
            "guide.instructions",
            [["roles", "think", "tell", "ask", "write"]] * 4,
        ),
        (sheet, "calibrate", [["print", "prick"], ["read", "type", "keep"]]),
    ):
        found = lists(tags(file))
        assert [[squeezed(texts[f"{base}.step_{it}"]) for it in part] for part in steps] == [
            [words for _, words in items] for items in found
        ]
        numbers = [label for items in found for label, _ in items]
        assert numbers == [str(1 + i % 5) for i in range(len(numbers))]


@in_each_language
def test_cards_are_read_front_by_front_and_back_by_back(built: Built, lang: str) -> None:
    kit = kit_in(lang)
    said = {key: squeezed(text) for key, text in kit.texts.items()}
    text = tags(built.pdf(lang, "office/cards-a4.pdf")).text
    cards = [(lens, card, f"{lens.id}.cards.{card.id}") for lens, card in in_order(kit)]
    at = 0
    for chunk in (cards[:3], cards[3:7]):  # the first sheet has the cover too
        topics = {
            of: said[
                f"choices.choices.{card.choice}.label" if card.choice else f"{lens.id}.unlinked.tag"
            ]
            for lens, card, of in chunk
        }
        fronts = [
            f"{card.number}{said[f'{of}.title']}{said[f'{of}.text']}"
            f"{lens.number}{topics[of]}{said[f'{lens.id}.name']}"
            for lens, card, of in chunk
        ]
        backs = [
            f"{card.number}{said['card.discuss']}{said[f'{of}.question']}"
            f"{lens.number}{said['fair']}"
            for lens, card, of in chunk
        ]
        for part in (*fronts, *backs):
            at = text.index(part, at) + len(part)


@in_each_language
def test_at_a_print_shop_each_back_follows_its_front(tmp_path: Path, lang: str) -> None:
    copyshop = ("cards", "--profile", "copyshop", "--lang", lang, "--output", str(tmp_path))
    assert run("build", *copyshop).exit_code == 0
    (file,) = tmp_path.rglob("*.pdf")
    kit = kit_in(lang)
    text, at = tags(file).text, 0
    for lens, card in in_order(kit):
        for part in ("title", "text", "question"):
            said = squeezed(kit.texts[f"{lens.id}.cards.{card.id}.{part}"])
            at = text.index(said, at) + len(said)


def test_where_a_school_leaves_nothing_to_list_there_is_no_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lenses = kit_in("nl").facts.lenses
    hidden = [it.id for lens in lenses for it in (*lens.fields, *lens.cards)]
    write_school(tmp_path / "s", f"hide: [{', '.join(hidden)}, readings]\n")
    monkeypatch.chdir(tmp_path)
    office = ("poster", "--school", "s", "--lang", "nl", "--profile", "office", "--output", "out")
    assert run("build", *office).exit_code == 0
    (file,) = (tmp_path / "out").rglob("*.pdf")
    blocks = sum(len(lens.blocks) for lens in lenses)
    asked = sum(bool(lens.blocks or lens.choices) for lens in lenses)
    assert len(lists(tags(file))) == blocks + asked


@in_each_language
def test_sheets_say_which_lens_they_are_about_before_what_to_do(built: Built, lang: str) -> None:
    kit = kit_in(lang)
    said = {key: squeezed(text) for key, text in kit.texts.items()}
    text = tags(built.pdf(lang, "office/matrices-a3.pdf")).text
    heads = [
        f"{lens.number}{said[f'{lens.id}.name']}{said['fair']}{said[f'{lens.id}.task']}"
        for lens in kit.facts.lenses
        if lens.fields or lens.choices or any(card.choice for card in lens.cards)
    ]
    assert len(heads) == 4
    assert all(head in text for head in heads)
