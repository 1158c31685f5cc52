"""Ids that a school leaves out or gives twice -> generated ids, and problems."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import chain, count
from pathlib import Path

from kit.errors import Origin, Problem, problem
from kit.reading.value_types import MAX_ID_CHARACTERS, RESERVED
from kit.yaml_nodes.nodes import Node
from kit.yaml_nodes.quotes import excerpt

MAX_SLUG_CHARACTERS = MAX_ID_CHARACTERS - 10  # leaves room for a prefix and a number


def with_generated_ids(school: Node) -> Node:
    """Return a school whose examples and readings all have an id, made from their titles."""
    entries = dict(school.map)
    for key in ("examples", "readings"):
        if school.items_of(key):
            entries[key] = Node(_with_ids(entries[key].items, key), entries[key].origin)
    return Node(entries, school.origin)


def _with_ids(items: list[Node], key: str) -> list[Node]:
    """Return items with unique ids; `own-` keeps generated ids apart from those of the kit."""
    taken = {item.text_of("id") for item in items if "id" in item.map}
    with_ids = []
    for i, item in enumerate(items, 1):
        if item.map and "id" not in item.map:
            base = f"own-{_title_slug(item) or key}"
            names = chain((base,), (f"{base}-{number}" for number in count(i)))
            name = next(name for name in names if name not in taken)
            taken.add(name)
            item = Node({"id": Node(name, item.origin)} | item.map, item.origin)
        with_ids.append(item)
    return with_ids


def _title_slug(item: Node) -> str:
    """Return the slug of a title, in its first language; empty without a title."""
    if "title" not in item.map:
        return ""
    _, title = next(item.map["title"].leaves())
    return slug(str(title.value))


def duplicate_ids(school: Node) -> Iterator[Problem]:
    """Yield a problem for each id that a school gives twice: one of the two would be lost."""
    lists = [school.items_of(key) for key in ("examples", "choices", "readings")]
    lists += [fields.items for _, fields in school.entries_of("fields")]
    for items in lists:
        first: dict[object, Origin] = {}
        for item in items:
            name = item.map["id"].value if "id" in item.map else None
            if isinstance(name, str) and name in first:
                yield problem("school.id_twice", item.origin, id=name, first=str(first[name]))
            first.setdefault(name, item.origin)


def without_duplicate_languages(school: Node) -> tuple[Node, list[Problem]]:
    """Return a school that names each language once, and a problem for each that it names twice."""
    path = ("school", "languages")
    existing, node = school.resolve(path)
    languages = [item.value for item in node.items] if existing == path else []
    problems: dict[object, Problem] = {}
    for i in reversed(range(len(languages))):
        lang = languages[i]
        if isinstance(lang, str) and lang in languages[:i]:
            origin = school.get((*path, i)).origin
            problems[lang] = problem("school.language_twice", origin, lang=excerpt(lang))
            school = school.without((*path, i))
    return school, [*problems.values()]


def output_id(folder: Path) -> str:
    """Return an id for a school without one, made from the name of its folder."""
    name = slug(folder.resolve().name)
    return f"school-{name}" if name in RESERVED else name or "school"


def slug(text: str) -> str:
    """Return a text in the characters of an id: lower case, digits and hyphens; may be empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-").lstrip("0123456789-")
    return name[:MAX_SLUG_CHARACTERS].strip("-")
