"""Names in school.yaml -> ids: what a school calls the kit's things, and its own choices."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

from kit.catalogue import SECTORS
from kit.errors import Listing, Problem, problem
from kit.names import Term, by_name, term
from kit.paths import icons, languages
from kit.suggestions import fold, nearest
from kit.yaml_nodes.nodes import Node, NodePath
from kit.yaml_nodes.quotes import excerpt

# Where in school.yaml things are named, by what they are; `*` is each item or entry.
PLACES: Mapping[tuple[str, ...], str] = {
    ("school", "sector"): "sector",
    ("school", "languages", "*"): "language",
    ("examples", "*", "lens"): "lens",
    ("examples", "*", "choice"): "choice",
    ("examples", "*", "icon"): "icon",
    ("choices", "*", "icon"): "icon",
    ("fields", "*", "*", "icon"): "icon",
}


@dataclass(frozen=True)
class Vocabulary:
    """What a school can name, from the facts of the kit and its texts in each language."""

    facts: Node
    texts: Callable[[str], Node]

    def ids(self, kind: str, school: Node) -> tuple[str, ...]:
        """Return the ids of all things of a kind, of choices a school's own first."""
        match kind:
            case "sector":
                return SECTORS
            case "language":
                return languages()
            case "icon":
                return tuple(sorted(icons()))
            case "lens":
                return _ids(lens for lens in self._lenses() if "cards" in lens.map)
            case _:
                lists = (school, *self._lenses())
                return _ids(it for node in lists for it in node.get(("choices",)).items)

    def terms(self, kind: str, school: Node) -> tuple[Term, ...]:
        """Return all things of a kind, with all their names in all languages."""
        return tuple(
            term(kind, name, partial(self._printed, kind, name, school))
            for name in self.ids(kind, school)
        )

    def _lenses(self) -> list[Node]:
        return self.facts.get(("lenses",)).items

    def _printed(self, kind: str, name: str, school: Node, lang: str) -> tuple[str, ...]:
        """Return what a thing is called on paper in a language, a school's own words first."""
        match kind:
            case "language":
                return _text(self.texts(name), "language") if name == lang else ()
            case "lens":
                (lens,) = (lens for lens in self._lenses() if _text(lens, "id") == (name,))
                numbers = _text(lens, "number")
                names = _text(self.texts(lang), name, "name")
                return (*names, *numbers, *(f"lens {number}" for number in numbers))
            case "choice":
                with_choices = next(it for it in self._lenses() if "choices" in it.map)
                label = (*_text(with_choices, "id"), "choices", name, "label")
                own = [it for it in school.get(("choices",)).items if _text(it, "id") == (name,)]
                return (
                    *_text(school, "texts", ".".join(label), lang=lang),
                    *(text for it in own for text in _text(it, "label", lang=lang)),
                    *_text(self.texts(lang), *label),
                )
            case _:
                return ()


def _ids(items: Iterable[Node]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for item in items for name in _text(item, "id")))


def _text(node: Node, *way: str, lang: str = "") -> tuple[str, ...]:
    """Return the text at a path, or if it differs by language that in one of them; or nothing."""
    known, end = node.resolve(way)
    leaf = end.map.get(lang, end)
    return (leaf.value,) if known == way and leaf.value and isinstance(leaf.value, str) else ()


@dataclass(frozen=True)
class _Things:
    """All things of a kind that a school can name: ids at once, names when they are needed."""

    kind: str
    vocabulary: Vocabulary
    school: Node

    @cached_property
    def ids(self) -> frozenset[str]:
        return frozenset(self.vocabulary.ids(self.kind, self.school))

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        return self.vocabulary.terms(self.kind, self.school)

    @cached_property
    def by_name(self) -> dict[str, Term]:
        return by_name(self.terms)


def resolve_names(school: Node, vocabulary: Vocabulary) -> tuple[Node, dict[NodePath, Problem]]:
    """Return a school with ids in place of all names that it gives to things of the kit.

    Also returns a problem for each name of nothing, by its path; the name is left as it is.
    """
    wrong: dict[NodePath, Problem] = {}
    for way, kind in PLACES.items():
        things = _Things(kind, vocabulary, school)
        school = _each(school, way, partial(_with_id, things, wrong))
    return school, wrong


def _with_id(things: _Things, wrong: dict[NodePath, Problem], path: NodePath, leaf: Node) -> Node:
    word = str(leaf.value)
    if not word or word in things.ids:
        return leaf
    if found := things.by_name.get(fold(word)):
        return Node(found.id, leaf.origin)
    near, known = nearest(word, things.by_name), Listing(things.terms)
    wrong[path] = problem(
        f"unknown.{things.kind}", leaf.origin, name=excerpt(word), near=near, known=known
    )
    return leaf


def _each(
    node: Node, way: tuple[str, ...], change: Callable[[NodePath, Node], Node], path: NodePath = ()
) -> Node:
    """Return a tree with each text at a way through it changed."""
    if not way:
        return change(path, node) if isinstance(node.value, str) else node
    step, *rest = way
    way = (*rest,)
    if step == "*" and isinstance(node.value, list):
        items = [_each(it, way, change, (*path, i)) for i, it in enumerate(node.value)]
        return Node(items, node.origin)
    keys = node.map if step == "*" else [step] if step in node.map else []
    inner = {key: _each(node.map[key], way, change, (*path, key)) for key in keys}
    is_changed = any(it is not node.map[key] for key, it in inner.items())
    return Node(node.map | inner, node.origin) if is_changed else node
