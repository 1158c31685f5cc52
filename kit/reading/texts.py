"""Nodes -> Texts: those of one language, complete and in the words of a sector.

Texts are a flat map of dotted ids, such as `society.fields.income`; which ids a language must have
follows from the facts.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from kit.catalogue import MAX_CHARACTERS, MAX_WORD_CHARACTERS, PIECES, SECTORS
from kit.errors import Origin, Problem, problem, refuse
from kit.reading.facts import Facts, Lens
from kit.suggestions import nearest
from kit.yaml_nodes.nodes import Node
from kit.yaml_nodes.quotes import CONTROL, excerpt, quoted

ORDER_COLUMNS = ("what", "file", "copies", "paper", "sides", "sheets", "cuts")

# The texts that belong to no lens. Lens texts: see _lens_text_ids.
LABEL_IDS = (
    *("language", "fair"),
    *(
        f"words.{sector}.{word}"
        for sector in ("none", *SECTORS)
        for word in ("learner", "learners")
    ),
    *(f"titles.{piece}" for piece in (*PIECES, "calibrate", "print-order")),
    *("poster.overline", "poster.title", "poster.intro", "poster.closing", "poster.feeds"),
    *(
        "poster.looks_back",
        "poster.note",
        "poster.more_cards",
        "poster.more_rows",
        "poster.more_readings",
        "readings.title",
        "matrix.equal",
        "matrix.different",
    ),
    *("matrix.now", "matrix.wanted", "matrix.why", "matrix.own", "matrix.ict_example"),
    *("matrix.own_example", "matrix.group", "matrix.date", "card.example", "card.your_example"),
    *("card.discuss", "card.what", "card.widens", "alt.poster", "alt.qr"),
    *("print.scale", "print.shown", "print.assemble", "print.glue"),
    *(f"print.step_{step}" for step in ("measure", "lay", "cut", "glue", "join")),
    *("order.title", "order.total", *(f"order.pieces.{piece}" for piece in PIECES)),
    *(f"order.columns.{column}" for column in ORDER_COLUMNS),
    *(f"order.paper_{weight}" for weight in ("plain", "heavy", "shop")),
    *(f"order.sides_{sides}" for sides in ("one", "long_edge", "short_edge", "shop")),
    *(f"order.note_{note}" for note in ("choose", "measure", "both", "cut")),
    *("calibrate.title", "calibrate.front", "calibrate.back", "calibrate.light"),
    *(f"calibrate.step_{step}" for step in ("print", "prick", "read", "type", "keep")),
)

# The texts of the guide, of the instruction card and of the sheet of agreements.
GUIDE_IDS = tuple(
    f"guide.{part}.{name}" if part else f"guide.{name}"
    for part, names in (
        ("", "title for"),
        ("purpose", "heading text"),
        ("pieces", "heading poster cards matrices instructions agreements"),
        ("use", "heading plan script lenses"),
        ("prepare", "heading print wall room tables stack tools"),
        ("prepare.columns", "what copies paper sides after"),
        ("prepare", "after_cut after_bundle after_share after_table after_wall after_you"),
        ("plan", "heading minutes total choose"),
        ("plan.columns", "time step table"),
        ("script", "heading do say page"),
        ("lens", "aim questions follow_ups pitfalls cards sheet more"),
        ("matrices", "heading now now_text wanted wanted_text gap gap_text here others"),
        ("matrices", "others_text ask ask_why ask_who ask_step ask_stop"),
        ("close", "heading text good after after_share after_hang after_back after_own"),
        ("close", "example_gap example_what example_who example_when example_check"),
        ("instructions", "title step_roles step_think step_tell step_ask step_write"),
        ("agreements", "title task gap what who when check again"),
    )
    for name in names.split()
)

# The texts of a card and of a choice; a school's own card needs only the first two of the card's.
CARD_TEXTS = ("title", "text", "short", "question")
CHOICE_TEXTS = ("label", "equal", "different")
STEP_TEXTS = ("title", "brief", "table", "do", "say")

# Left for the layout to fill.
COUNTS = {name: f"{{{name}}}" for name in ("count", "columns", "rows", "paper")}
MAX_MARKS = 3  # on a letter: Vietnamese has two, Hebrew with vowels three
_MARKS = re.compile("M+")
PLACEHOLDER = re.compile(r"\{([A-Za-z_]+)\}")


@dataclass(frozen=True)
class Texts:
    """All texts of a kit in one language by their ids, placeholders filled, and their origins."""

    by_id: Mapping[str, str]
    origins: Mapping[str, Origin]


def validate_texts(
    node: Node,
    facts: Facts,
    sector: str | None,
    labels: Callable[[], Mapping[str, str]] = dict,
) -> Texts:
    """Check that a language has every text the facts ask for, and fill in the sector's words.

    By `labels`, ids by what their texts say, a text that is named so is suggested by its id.
    Raises KitError that lists, with file and line, all texts that are missing, unknown or empty,
    and all placeholders that are no words of the kit.
    """
    found = dict(node.leaves())
    expected = tuple(text_ids(facts))
    expected += tuple(text_id for text_id in _optional_ids(facts) if text_id in found)
    refuse(_wrong_texts(node, found, expected, labels))
    words = _words(found, sector)
    refuse(
        problem for text_id in expected for problem in _placeholders(text_id, found[text_id], words)
    )
    texts = {
        text_id: PLACEHOLDER.sub(lambda m: words[m[1]], str(found[text_id].value))
        for text_id in expected
    }
    return Texts(texts, {text_id: found[text_id].origin for text_id in expected})


def _wrong_texts(
    node: Node,
    found: Mapping[str, Node],
    expected: Collection[str],
    labels: Callable[[], Mapping[str, str]],
) -> Iterator[Problem]:
    yield from (_missing(text_id, node) for text_id in expected if text_id not in found)
    for text_id in found.keys() - {*expected}:
        yield _unknown(text_id, found[text_id], expected, labels())
    for text_id, leaf in found.items():
        if not _is_text(leaf):
            yield _no_text(text_id, leaf)
        yield from _unprintable(text_id, leaf)


def text_ids(facts: Facts) -> Iterator[str]:
    """Yield the id of every text that a language must have, in reading order."""
    yield from (*LABEL_IDS, *GUIDE_IDS)
    yield from (f"guide.steps.{step.id}.{part}" for step in facts.session for part in STEP_TEXTS)
    yield from (f"readings.{reading.id}" for reading in facts.readings)
    for lens in facts.lenses:
        yield from (f"{lens.id}.{text_id}" for text_id in _lens_text_ids(lens))


def _lens_text_ids(lens: Lens) -> Iterator[str]:
    yield from ("name", "view", "aim")
    yield from (f"follow_ups.{name}" for name in lens.follow_ups)
    yield from (f"pitfalls.{name}" for name in lens.pitfalls)
    if lens.choices or lens.cards:
        yield "intro"
    for block in lens.blocks:
        yield f"blocks.{block.id}"
        yield from (
            f"points.{point}.{part}" for point in block.points for part in ("title", "text")
        )
    yield from (f"fields.{field.id}" for field in lens.fields)
    if lens.fields:
        yield from ("columns.see", "columns.weigh", "columns.act", "weigh.low", "weigh.high")
    for choice in lens.choices:
        yield from (f"choices.{choice.id}.{part}" for part in CHOICE_TEXTS)
    yield from (f"questions.{question}" for question in lens.questions)
    for card in lens.cards:
        yield from (
            f"cards.{card.id}.{part}" for part in CARD_TEXTS[: 2 if card.from_school else None]
        )
    if lens.cards:
        yield from ("unlinked.tag", "unlinked.heading", "own_question")
    if (
        lens.fields
        or lens.choices
        or any(card.choice and not card.from_school for card in lens.cards)
    ):
        yield "task"


def _optional_ids(facts: Facts) -> Iterator[str]:
    """Yield the ids of texts that may be there: the school's name, and more for its own cards."""
    yield "school.name"
    for lens in facts.lenses:
        for card in lens.cards:
            if card.from_school:
                yield from (f"{lens.id}.cards.{card.id}.{part}" for part in CARD_TEXTS[2:])


def _words(found: Mapping[str, Node], sector: str | None) -> dict[str, str]:
    """Return what each placeholder becomes; with a capital, its word has one too."""
    prefix = f"words.{sector or 'none'}."
    words = {
        text_id.removeprefix(prefix): str(leaf.value)
        for text_id, leaf in found.items()
        if text_id.startswith(prefix)
    }
    return (
        COUNTS
        | words
        | {key.capitalize(): text[:1].upper() + text[1:] for key, text in words.items()}
    )


def _placeholders(text_id: str, leaf: Node, words: Mapping[str, str]) -> Iterator[Problem]:
    for name in PLACEHOLDER.findall(str(leaf.value)):
        if name not in words:
            known = ", ".join(f"{{{word}}}" for word in words if word not in COUNTS)
            yield problem("text.placeholder", leaf.origin, id=text_id, name=name, words=known)


def _missing(text_id: str, node: Node) -> Problem:
    """Place a missing text at the deepest map on its path that does exist."""
    return problem("text.missing", node.get(tuple(text_id.split("."))).origin, id=text_id)


def _unknown(
    text_id: str, leaf: Node, expected: Collection[str], labels: Mapping[str, str]
) -> Problem:
    near = nearest(text_id, {**labels, **{name: name for name in expected}})
    return problem("text.unknown", leaf.origin, id=excerpt(text_id), near=near)


def _unprintable(text_id: str, leaf: Node) -> Iterator[Problem]:
    """Yield a problem for a text that no room can take, or that would not print as it reads."""
    text = str(leaf.value)
    if len(text) > MAX_CHARACTERS:
        length = len(text)
        yield problem("text.long", leaf.origin, id=text_id, length=length, most=MAX_CHARACTERS)
    if any(len(run) > MAX_MARKS for run in _MARKS.findall(_categories(text))):
        yield problem("text.marks", leaf.origin, id=text_id, most=MAX_MARKS)
    longest = max(map(len, text.split()), default=0)
    if longest > MAX_WORD_CHARACTERS:
        yield problem(
            "text.word", leaf.origin, id=text_id, length=longest, most=MAX_WORD_CHARACTERS
        )
    control = CONTROL.search(text)
    if control:
        yield problem("text.control", leaf.origin, id=text_id, code=f"U+{ord(control[0]):04X}")


def _categories(text: str) -> str:
    """Return the first letter of each character's category; M is a mark on the letter before it."""
    return "" if text.isascii() else "".join(unicodedata.category(it)[0] for it in text)


def _is_text(leaf: Node) -> bool:
    return isinstance(leaf.value, str) and any(
        unicodedata.category(it) not in ("Cf", "Zs") for it in leaf.value
    )


def _no_text(text_id: str, leaf: Node) -> Problem:
    if leaf.unread:
        return problem("value.unread", leaf.unread.origin, fix=excerpt(quoted(leaf.unread.text)))
    kind = "text.list" if isinstance(leaf.value, list) else "text.empty"
    return problem(kind, leaf.origin, id=text_id)
