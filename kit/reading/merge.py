"""The kit's facts + what a school adds and changes -> merged facts, each with its origin.

One rule merges everything, facts and texts: maps merge key by key, lists of things with an id merge
by id, anything else is replaced.
"""

from collections.abc import Iterator, Mapping
from itertools import count

from kit.errors import Origin
from kit.reading.school import LoadedSchool
from kit.yaml_nodes.nodes import Node

# The icon of a school's card, field or choice that names none.
DEFAULT_ICONS = {"cards": "lightbulb", "fields": "dots-three-circle", "choices": "scales"}


def merge(base: Node, over: Node) -> Node:
    """Return `base` with `over` merged into it, by the rule above."""
    if isinstance(base.value, dict) and isinstance(over.value, dict):
        merged = {
            key: merge(base.value[key], node) if key in base.value else node
            for key, node in over.value.items()
        }
        return Node(base.value | merged, base.origin)
    if isinstance(base.value, list) and isinstance(over.value, list):
        by_id = {_id(node): node for node in base.value}
        for node in over.value:
            by_id[_id(node)] = merge(by_id[_id(node)], node) if _id(node) in by_id else node
        return Node(list(by_id.values()), base.origin)
    return over


def _id(node: Node) -> str:
    return node.text_of("id") or str(node.value)


def with_school_facts(facts: Node, school: LoadedSchool) -> Node:
    """Return the facts of the kit with those of a school.

    New cards get the numbers after the kit's last one, and what has no icon gets a default.
    """
    origin = school.node.origin
    added: dict[str, dict[str, list[Node]]] = {}
    for lens_id, kind, item in _school_items(facts, school):
        added.setdefault(lens_id, {}).setdefault(kind, []).append(item)
    lenses = [_lens(lens_id, kinds, origin) for lens_id, kinds in added.items()]
    readings = [_facts_of(source, "id", "url") for source in school.node.items_of("readings")]
    over = {"lenses": Node(lenses, origin), "readings": Node(readings, origin)}
    if school.node.map:
        over["id"] = Node(school.id, origin)
    if "blank_cards" in school.node.map:
        over["blank_cards"] = school.node.map["blank_cards"]
    return _with_defaults(merge(facts, Node(over, origin)))


def _lens(lens_id: str, kinds: Mapping[str, list[Node]], origin: Origin) -> Node:
    lists = {kind: Node(items, origin) for kind, items in kinds.items()}
    return Node({"id": Node(lens_id, origin), **lists}, origin)


def _school_items(facts: Node, school: LoadedSchool) -> Iterator[tuple[str, str, Node]]:
    """Yield the facts of each card, field and choice of a school, with its lens and its kind."""
    for example in school.node.items_of("examples"):
        card = _facts_of(example, "id", "choice", "icon", "picture", "quantity")
        yield example.text_of("lens"), "cards", card
    for lens_id, fields in school.node.entries_of("fields"):
        yield from ((lens_id, "fields", _facts_of(field, "id", "icon")) for field in fields.items)
    lenses = [lens for lens in facts.items_of("lenses") if "choices" in lens.map]
    for choice in school.node.items_of("choices"):
        yield lenses[0].text_of("id"), "choices", _facts_of(choice, "id", "icon")


def _facts_of(item: Node, *keys: str) -> Node:
    """Return the entries of an item that are facts, marked as a school's."""
    entries = {key: item.map[key] for key in keys if key in item.map}
    return Node(entries | {"from_school": Node("true", item.origin)}, item.origin)


def _with_defaults(facts: Node) -> Node:
    """Return facts in which each card has a number, and each card, field and choice an icon."""
    lenses = facts.items_of("lenses")
    cards = (card for lens in lenses for card in lens.items_of("cards"))
    numbers = [card.text_of("number") for card in cards]
    last = max((int(number) for number in numbers if number.isdecimal()), default=0)
    free_numbers = count(last + 1)
    completed = [_lens_with_defaults(lens, free_numbers) for lens in lenses]
    return Node(facts.map | {"lenses": Node(completed, facts.map["lenses"].origin)}, facts.origin)


def _lens_with_defaults(lens: Node, free_numbers: Iterator[int]) -> Node:
    lists: dict[str, Node] = {}
    for kind, icon in DEFAULT_ICONS.items():
        items = []
        for item in lens.items_of(kind):
            defaults = {"icon": Node(icon, item.origin)}
            if kind == "cards" and "number" not in item.map:
                defaults["number"] = Node(str(next(free_numbers)), item.origin)
            items.append(Node(defaults | item.map, item.origin))
        if items:
            lists[kind] = Node(items, lens.map[kind].origin)
    return Node(lens.map | lists, lens.origin)
