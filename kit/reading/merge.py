"""The kit's nodes + a school's -> merged nodes, each still with the line it was written on.

One rule: maps merge, lists of things with an id merge by id, the rest replaces.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from kit.errors import Listing, Origin, Problem, problem, refuse
from kit.names import Label
from kit.paths import languages
from kit.reading.facts import Facts
from kit.reading.school import LoadedSchool
from kit.reading.texts import CARD_TEXTS, CHOICE_TEXTS
from kit.suggestions import nearest
from kit.yaml_nodes.nodes import Node
from kit.yaml_nodes.quotes import excerpt

MAX_LABEL = 80  # longer texts are not what people call a thing
Labels = Callable[[], Mapping[str, str]]  # ids of texts by what they say, when they are needed
DEFAULT_ICON = {"cards": "lightbulb", "fields": "dots-three-circle", "choices": "scales"}


def merge(base: Node, over: Node) -> Node:
    """Lay one node over another; see the rule above."""
    if isinstance(base.value, dict) and isinstance(over.value, dict):
        both = {
            key: merge(base.value[key], node) if key in base.value else node
            for key, node in over.value.items()
        }
        return Node(base.value | both, base.origin)
    if isinstance(base.value, list) and isinstance(over.value, list):
        named = {_id(node): node for node in base.value}
        for node in over.value:
            named[_id(node)] = merge(named[_id(node)], node) if _id(node) in named else node
        return Node(list(named.values()), base.origin)
    return over


def with_school_facts(facts: Node, school: LoadedSchool) -> Node:
    """Lay a school's parts over the facts of the kit; new cards are numbered on."""
    origin = school.node.origin
    lenses: dict[str, dict[str, list[Node]]] = {}
    for lens, kind, part in _school_parts(facts, school):
        lenses.setdefault(lens, {}).setdefault(kind, []).append(part)
    readings = [_own(reading, ("id", "url")) for reading in _items(school.node, "readings")]
    over = {
        "lenses": Node([_lens(name, kinds, origin) for name, kinds in lenses.items()], origin),
        "readings": Node([*readings], origin),
    }
    if school.node.map:
        over["id"] = Node(school.id, origin)
    if "blank_cards" in school.node.map:
        over["blank_cards"] = school.node.map["blank_cards"]
    return _completed(merge(facts, Node({**over}, origin)))


def _lens(name: str, kinds: Mapping[str, list[Node]], origin: Origin) -> Node:
    lists = {kind: Node([*parts], origin) for kind, parts in kinds.items()}
    return Node({"id": Node(name, origin), **lists}, origin)


def _school_parts(facts: Node, school: LoadedSchool) -> Iterator[tuple[str, str, Node]]:
    """Yield each card, field and choice of a school with its lens and its kind."""
    for example in _items(school.node, "examples"):
        card = _own(example, ("id", "choice", "icon", "quantity"))
        yield _text(example, "lens"), "cards", card
    for lens, fields in _entries(school.node, "fields"):
        yield from ((lens, "fields", _own(field, ("id", "icon"))) for field in fields.items)
    for choice in _items(school.node, "choices"):
        yield _lens_with_choices(facts), "choices", _own(choice, ("id", "icon"))


def with_school_texts(texts: Node, school: LoadedSchool, lang: str) -> Node:
    """Lay a school's words in a language over the texts of the kit.

    Raises KitError for each text that the school has, but not in this language, and for each that
    would take the place of a group of texts.
    """
    problems = []
    own = Node({}, texts.origin)
    for path, node in _school_texts(school):
        text = node.map.get(lang, node)
        if text.value == {} and texts.resolve(path)[0] == path:
            continue  # the kit has a text for it
        if node.map and lang not in node.map:
            problems.append(problem("text.language", node.origin, lang=lang))
        elif isinstance(text.value, str) and not (_has_room(texts, path) and _has_room(own, path)):
            near = nearest(".".join(path), [text_id for text_id, _ in texts.leaves()])
            name = excerpt(".".join(path))
            problems.append(problem("text.unknown", node.origin, id=name, near=near))
        else:
            _put(own, path, text)
    refuse(problems)
    return merge(texts, own)


def _has_room(tree: Node, path: tuple[str, ...]) -> bool:
    """Whether a text can stand at a path in a tree: at the end of a branch, not halfway."""
    known, end = tree.resolve(path)
    return all(path) and isinstance(end.value, dict) != (known == path)


def without_hidden(facts: Facts, school: LoadedSchool, labels: Labels) -> Facts:
    """Leave out the parts of the kit that a school hides, by their ids.

    With a choice go the cards that are examples to it. Raises KitError for ids of no part; those
    that are meant may be found by their labels.
    """
    hidden = {str(node.value): node for node in _items(school.node, "hide")}
    refuse(_not_hideable(hidden, facts, labels))
    gone = set(hidden)
    lenses = tuple(
        lens.model_copy(
            update={
                "blocks": tuple(part for part in lens.blocks if part.id not in gone),
                "fields": tuple(part for part in lens.fields if part.id not in gone),
                "choices": tuple(part for part in lens.choices if part.id not in gone),
                "questions": tuple(name for name in lens.questions if name not in gone),
                "cards": tuple(
                    card for card in lens.cards if card.id not in gone and card.choice not in gone
                ),
            }
        )
        for lens in facts.lenses
    )
    keep = () if "readings" in gone else facts.readings
    readings = tuple(reading for reading in keep if reading.id not in gone)
    return facts.model_copy(update={"lenses": lenses, "readings": readings})


def parts_of(facts: Facts) -> Iterator[tuple[str, str]]:
    """Yield the id of every part that can be hidden, with that of the text it is known by."""
    for lens in facts.lenses:
        yield from ((part.id, f"{lens.id}.blocks.{part.id}") for part in lens.blocks)
        yield from ((part.id, f"{lens.id}.fields.{part.id}") for part in lens.fields)
        yield from ((part.id, f"{lens.id}.choices.{part.id}.label") for part in lens.choices)
        yield from ((part.id, f"{lens.id}.cards.{part.id}.title") for part in lens.cards)
        yield from ((name, f"{lens.id}.questions.{name}") for name in lens.questions)
    yield "readings", "readings.title"
    yield from ((item.id, f"readings.{item.id}") for item in facts.readings)


def _not_hideable(hidden: Mapping[str, Node], facts: Facts, labels: Labels) -> Iterator[Problem]:
    """Yield a problem for each id of no part, with that of the part that is called so."""
    parts = {text_id: part for part, text_id in parts_of(facts)}
    known = {part: part for part in parts.values()}
    unknown = {name: node for name, node in hidden.items() if name not in known}
    if unknown:
        called = {label: parts[it] for label, it in labels().items() if it in parts}
        for name, node in unknown.items():
            near = nearest(name, called | known)
            yield problem("hide.unknown", node.origin, name=excerpt(name), near=near)


def labels_of(school: LoadedSchool, texts: Callable[[str], Node]) -> Mapping[str, str]:
    """Return the ids of short texts, the kit's and a school's own, by what each language says."""
    kits = ((text_id, leaf) for lang in languages() for text_id, leaf in texts(lang).leaves())
    own = (
        (".".join(path), leaf) for path, node in _school_texts(school) for _, leaf in node.leaves()
    )
    return {
        str(leaf.value): text_id
        for text_id, leaf in (*kits, *own)
        if len(str(leaf.value)) <= MAX_LABEL
    }


def _school_texts(school: LoadedSchool) -> Iterator[tuple[tuple[str, ...], Node]]:
    """Yield every text of a school with its path in the tree of texts."""
    for key, node in _entries(school.node, "school"):
        if key == "name":
            yield ("school", "name"), node
    for example in _items(school.node, "examples"):
        base = (_text(example, "lens"), "cards", _text(example, "id"))
        yield from _texts_at(base, example, CARD_TEXTS)
    for choice in _items(school.node, "choices"):
        yield from _texts_at(("choices", "choices", _text(choice, "id")), choice, CHOICE_TEXTS)
    for lens, fields in _entries(school.node, "fields"):
        for field in fields.items:
            yield (lens, "fields", _text(field, "id")), _text_or_place(field, "label")
    for reading in _items(school.node, "readings"):
        yield ("readings", _text(reading, "id")), _text_or_place(reading, "title")
    for text_id, node in _entries(school.node, "texts"):
        yield tuple(text_id.split(".")), node


def in_one_language(school: LoadedSchool, langs: Sequence[str]) -> Iterator[Problem]:
    """Yield a notice for each line with a text that is printed as it is in several languages.

    Names of schools and sources are what they are. Cells cannot differ by language: a spreadsheet
    gets one notice.
    """
    sources = {("readings", _text(reading, "id")) for reading in _items(school.node, "readings")}
    places = {
        replace(node.origin, line=0, column="") if node.origin.column else node.origin
        for path, node in _school_texts(school)
        if isinstance(node.value, str) and path not in {("school", "name"), *sources}
    }
    known = Listing(tuple(Label("language", lang) for lang in langs))
    several = places if len(langs) > 1 else set()
    for where in sorted(several, key=lambda where: (where.file, where.line)):
        kind = "notice.one_language" if where.line else "notice.one_language_sheet"
        yield problem(kind, where, langs=known)


def _texts_at(
    base: tuple[str, ...], item: Node, keys: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Node]]:
    yield base, _text_or_place(item, "")
    yield from (((*base, key), item.map[key]) for key in keys if key in item.map)


def _text_or_place(item: Node, key: str) -> Node:
    """Return a text of an item; without one the place where it is missed, which is the item's."""
    return item.map.get(key, Node({}, item.origin))


def _completed(facts: Node) -> Node:
    """Give each card without a number the next one, and what has no icon its kind's."""
    lenses = _items(facts, "lenses")
    numbers = [
        int(_text(card, "number"))
        for lens in lenses
        for card in _items(lens, "cards")
        if "number" in card.map and _text(card, "number").isdecimal()
    ]
    last = max(numbers, default=0)
    done = []
    for lens in lenses:
        parts: dict[str, Node] = {}
        for kind, icon in DEFAULT_ICON.items():
            items = []
            for item in _items(lens, kind):
                more: Mapping[str, Node] = {"icon": Node(icon, item.origin)}
                if kind == "cards" and "number" not in item.map:
                    last += 1
                    more = {**more, "number": Node(str(last), item.origin)}
                items.append(Node({**more, **item.map}, item.origin))
            if items:
                parts[kind] = Node(items, lens.map[kind].origin)
        done.append(Node(lens.map | parts, lens.origin))
    return Node(facts.map | {"lenses": Node(done, facts.map["lenses"].origin)}, facts.origin)


def _lens_with_choices(facts: Node) -> str:
    return next(_text(lens, "id") for lens in _items(facts, "lenses") if "choices" in lens.map)


def _own(item: Node, keys: tuple[str, ...]) -> Node:
    picked = {key: item.map[key] for key in keys if key in item.map}
    return Node(picked | {"from_school": Node("true", item.origin)}, item.origin)


def _put(tree: Node, path: tuple[str, ...], node: Node) -> None:
    """Lay a node over what stands at a path in a tree that is being made."""
    *way, last = path
    for key in way:
        if key not in tree.map or not isinstance(tree.map[key].value, dict):
            tree.map[key] = Node({}, node.origin)
        tree = tree.map[key]
    tree.map[last] = merge(tree.map.get(last, Node({}, node.origin)), node)


def _items(node: Node, key: str) -> list[Node]:
    return node.map[key].items if key in node.map else []


def _entries(node: Node, key: str) -> Iterable[tuple[str, Node]]:
    return node.map[key].map.items() if key in node.map else ()


def _text(node: Node, key: str) -> str:
    return str(node.map[key].value) if key in node.map else ""


def _id(node: Node) -> str:
    return _text(node, "id") or str(node.value)
