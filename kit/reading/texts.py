"""Nodes -> Texts of one language: complete, printable, and with words for placeholders."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from kit.catalogue import MAX_CHARACTERS, MAX_WORD_CHARACTERS
from kit.errors import Origin, Problem, problem, refuse
from kit.reading.facts import Facts
from kit.reading.text_ids import optional_text_ids, text_ids
from kit.suggestions import nearest
from kit.yaml_nodes.nodes import Node
from kit.yaml_nodes.quotes import CONTROL, excerpt, quoted

# The ids of short texts by what they say, computed only if a suggestion needs them.
IdsByText = Callable[[], Mapping[str, str]]

# Placeholders that stay in a text: the layout puts in numbers that it alone knows.
LAYOUT_PLACEHOLDERS = {
    name: f"{{{name}}}"
    for name in (
        *("count", "page", "columns", "rows", "paper", "overlap"),
        *("width", "height", "depth", "examples", "blanks"),
    )
}
PLACEHOLDER = re.compile(r"\{([A-Za-z_]+)\}")
MAX_MARKS = 3  # on one letter: Vietnamese has two, Hebrew with vowels three
_MARKS = re.compile("M+")


@dataclass(frozen=True)
class Texts:
    """All texts of a kit in one language, ready to print, and their origins; both by id."""

    by_id: Mapping[str, str]
    origins: Mapping[str, Origin]


def validate_texts(node: Node, facts: Facts, ids_by_text: IdsByText = dict) -> Texts:
    """Check that a language has each text that the facts need, and fill in its words.

    `{learner}` becomes the text `words.learner`, `{Learner}` the same with a capital.
    `ids_by_text` is for suggestions: an unknown id may be what a known text says. Raises KitError
    with file and line for each text that is missing, unknown, empty or unprintable; if there are
    none, for each unknown placeholder.
    """
    leaves = dict(node.leaves())
    expected = tuple(text_ids(facts))
    expected += tuple(text_id for text_id in optional_text_ids(facts) if text_id in leaves)
    refuse(_wrong_texts(node, leaves, expected, ids_by_text))
    words = _words(leaves)
    refuse(_unknown_placeholders(leaves, words))
    texts = {
        text_id: PLACEHOLDER.sub(lambda match: words[match[1]], str(leaves[text_id].value))
        for text_id in expected
    }
    return Texts(texts, {text_id: leaves[text_id].origin for text_id in expected})


def texts_of(facts: Facts, texts: Texts) -> Texts:
    """Return those of some texts that belong to facts, which may be fewer than all."""
    ids = [name for name in (*text_ids(facts), *optional_text_ids(facts)) if name in texts.by_id]
    return Texts({name: texts.by_id[name] for name in ids}, {n: texts.origins[n] for n in ids})


def _wrong_texts(
    node: Node, leaves: Mapping[str, Node], expected: Collection[str], ids_by_text: IdsByText
) -> Iterator[Problem]:
    yield from (_missing(text_id, node) for text_id in expected if text_id not in leaves)
    for text_id in leaves.keys() - {*expected}:
        yield _unknown(text_id, leaves[text_id], expected, ids_by_text())
    for text_id, leaf in leaves.items():
        if not _has_visible_text(leaf):
            yield _not_a_text(text_id, leaf)
        if isinstance(leaf.value, str):
            yield from _unprintable(text_id, leaf.value, leaf.origin)


def _missing(text_id: str, node: Node) -> Problem:
    """Return the problem of a missing text, at the deepest map on its path that exists."""
    return problem("text.missing", node.get(tuple(text_id.split("."))).origin, id=text_id)


def _unknown(
    text_id: str, leaf: Node, expected: Collection[str], ids_by_text: Mapping[str, str]
) -> Problem:
    near = nearest(text_id, {**ids_by_text, **{name: name for name in expected}})
    return problem("text.unknown", leaf.origin, id=excerpt(text_id), near=near)


def _has_visible_text(leaf: Node) -> bool:
    """Whether a value is a text of more than spaces and format characters."""
    return isinstance(leaf.value, str) and any(
        unicodedata.category(character) not in ("Cf", "Zs") for character in leaf.value
    )


def _not_a_text(text_id: str, leaf: Node) -> Problem:
    if leaf.unread:
        return problem("value.unread", leaf.unread.origin, fix=excerpt(quoted(leaf.unread.text)))
    kind = "text.list" if isinstance(leaf.value, list) else "text.empty"
    return problem(kind, leaf.origin, id=text_id)


def _unprintable(text_id: str, text: str, origin: Origin) -> Iterator[Problem]:
    """Yield the problems of a text that no frame can take, or that would not print as it reads."""
    if len(text) > MAX_CHARACTERS:
        values = {"length": len(text), "most": MAX_CHARACTERS}
        yield problem("text.long", origin, id=text_id, **values)
    if any(len(marks) > MAX_MARKS for marks in _MARKS.findall(_categories(text))):
        yield problem("text.marks", origin, id=text_id, most=MAX_MARKS)
    longest = max(map(len, text.split()), default=0)
    if longest > MAX_WORD_CHARACTERS:
        yield problem("text.word", origin, id=text_id, length=longest, most=MAX_WORD_CHARACTERS)
    if control := CONTROL.search(text):
        yield problem("text.control", origin, id=text_id, code=f"U+{ord(control[0]):04X}")


def _categories(text: str) -> str:
    """Return the general category of each character by its first letter; M is a combining mark."""
    return "" if text.isascii() else "".join(unicodedata.category(each)[0] for each in text)


def _words(leaves: Mapping[str, Node]) -> dict[str, str]:
    """Return what each placeholder becomes; `{Learner}` becomes the word with a capital."""
    words = {
        text_id.removeprefix("words."): str(leaf.value)
        for text_id, leaf in leaves.items()
        if text_id.startswith("words.")
    }
    capitals = {name.capitalize(): word[:1].upper() + word[1:] for name, word in words.items()}
    return LAYOUT_PLACEHOLDERS | words | capitals


def _unknown_placeholders(
    leaves: Mapping[str, Node], words: Mapping[str, str]
) -> Iterator[Problem]:
    known = ", ".join(f"{{{word}}}" for word in words if word not in LAYOUT_PLACEHOLDERS)
    for text_id, leaf in leaves.items():
        for name in PLACEHOLDER.findall(str(leaf.value)):
            if name not in words:
                yield problem("text.placeholder", leaf.origin, id=text_id, name=name, words=known)
