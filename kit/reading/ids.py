"""What a school adds -> the same, each thing with an id of its own."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import chain, count
from pathlib import Path

from kit.errors import Origin, Problem, problem
from kit.reading.facts import MAX_ID, RESERVED
from kit.yaml_nodes.nodes import Node
from kit.yaml_nodes.quotes import excerpt

MAX_SLUG = MAX_ID - 10  # with what makes it differ from others


def with_ids(node: Node) -> Node:
    """Give examples and readings that have no id one that is made from their title."""
    entries = dict(node.map)
    for key in ("examples", "readings"):
        if key in entries and entries[key].items:
            entries[key] = Node(_named(entries[key].items, key), entries[key].origin)
    return Node(entries, node.origin)


def _named(items: list[Node], key: str) -> list[Node]:
    """Name items `own-...`, so that none takes the place of another or of one of the kit's."""
    taken = {str(item.map["id"].value) for item in items if "id" in item.map}
    named = []
    for i, item in enumerate(items, 1):
        if item.map and "id" not in item.map:
            words = [leaf.value for _, leaf in item.map.get("title", item).leaves()]
            name = f"own-{slug(str(words[0])) or key}" if "title" in item.map else f"own-{key}"
            names = chain((name,), (f"{name}-{number}" for number in count(i)))
            name = next(name for name in names if name not in taken)
            taken.add(name)
            item = Node({"id": Node(name, item.origin)} | item.map, item.origin)
        named.append(item)
    return named


def ids_twice(node: Node) -> Iterator[Problem]:
    """Yield a problem for each id that two things of a school share: one would hide the other."""
    fields = node.map["fields"].map.values() if "fields" in node.map else ()
    lists = [node.map[key] for key in ("examples", "choices", "readings") if key in node.map]
    for things in (*lists, *fields):
        first: dict[object, Origin] = {}
        for item in things.items:
            name = item.map["id"].value if "id" in item.map else None
            if isinstance(name, str) and name in first:
                yield problem("school.id_twice", item.origin, id=name, first=str(first[name]))
            first.setdefault(name, item.origin)


def without_repeated_languages(node: Node) -> tuple[Node, list[Problem]]:
    """Leave out languages that stand there before; each has one problem."""
    path = ("school", "languages")
    known, languages = node.resolve(path)
    repeated: dict[object, Problem] = {}
    names = [item.value for item in languages.items] if known == path else []
    for i in reversed(range(len(names))):
        if isinstance(names[i], str) and names[i] in names[:i]:
            where, lang = languages.items[i].origin, excerpt(str(names[i]))
            repeated[names[i]] = problem("school.language_twice", where, lang=lang)
            node = node.without((*path, i))
    return node, [*repeated.values()]


def output_id(folder: Path) -> str:
    """Return the id of a school that gives none, after its folder."""
    name = slug(folder.resolve().name)
    return f"school-{name}" if name in RESERVED else name or "school"


def slug(text: str) -> str:
    """Return a text as an id: small letters without accents, digits, hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-").lstrip("0123456789-")[:MAX_SLUG].strip("-")
