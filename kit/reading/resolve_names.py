"""What a school calls a lens, choice, icon, sector or language -> its id, or a problem."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

from kit.catalogue import SECTORS
from kit.errors import Listing, Problem, problem
from kit.names import Term, by_name, term
from kit.paths import icons, languages
from kit.reading.variants import variants
from kit.suggestions import fold, nearest
from kit.yaml_nodes.nodes import Node, NodePath
from kit.yaml_nodes.quotes import excerpt

# The paths in school.yaml that hold a name, and the kind of thing it names; `*` is any item or key.
NAMED_KINDS: Mapping[tuple[str, ...], str] = {
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
    """All that a school can name, from the facts of the kit and its texts in each language."""

    facts: Node
    texts: Callable[[str], Node]

    def ids_of_kind(self, kind: str, school: Node) -> tuple[str, ...]:
        """Return the ids of all things of a kind; of choices, the school's own come first."""
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
                nodes = (school, *self._lenses())
                return _ids(choice for node in nodes for choice in node.items_of("choices"))

    def terms(self, kind: str, school: Node) -> tuple[Term, ...]:
        """Return all things of a kind with their names in all languages."""
        return tuple(
            term(kind, term_id, partial(self._printed_names, kind, term_id, school))
            for term_id in self.ids_of_kind(kind, school)
        )

    def _lenses(self) -> list[Node]:
        return self.facts.items_of("lenses")

    def _printed_names(self, kind: str, term_id: str, school: Node, lang: str) -> tuple[str, ...]:
        """Return what a thing is called in the printed kit, the school's own names first."""
        match kind:
            case "language":
                return _texts_at(self.texts(lang), "language") if term_id == lang else ()
            case "lens":
                (lens,) = (lens for lens in self._lenses() if lens.text_of("id") == term_id)
                numbers = _texts_at(lens, "number")
                names = _texts_at(self.texts(lang), term_id, "name")
                return (*names, *numbers, *(f"lens {number}" for number in numbers))
            case "choice":
                lens = next(lens for lens in self._lenses() if "choices" in lens.map)
                label = (lens.text_of("id"), "choices", term_id, "label")
                added = (it for it in school.items_of("choices") if it.text_of("id") == term_id)
                return (
                    *_texts_at(school, "texts", ".".join(label), lang=lang),
                    *(text for choice in added for text in _texts_at(choice, "label", lang=lang)),
                    *_texts_at(self.texts(lang), *label),
                )
            case _:
                return ()


def _ids(items: Iterable[Node]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for item in items for name in _texts_at(item, "id")))


def _texts_at(node: Node, *path: str, lang: str = "") -> tuple[str, ...]:
    """Return the texts at a path: one, or none if nothing is there.

    Of a text that differs by language it is the one in `lang`; one that differs by sector is one
    for each.
    """
    existing, end = node.resolve(path)
    leaves = variants(end.map.get(lang, end)) if existing == path else ()
    return tuple(leaf.value for leaf in leaves if leaf.value and isinstance(leaf.value, str))


@dataclass(frozen=True)
class _Candidates:
    """All things of a kind that a school can name; their names are only read for an unknown id."""

    kind: str
    vocabulary: Vocabulary
    school: Node

    @cached_property
    def ids(self) -> frozenset[str]:
        return frozenset(self.vocabulary.ids_of_kind(self.kind, self.school))

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        return self.vocabulary.terms(self.kind, self.school)

    @cached_property
    def by_name(self) -> dict[str, Term]:
        return by_name(self.terms)


def resolve_names(school: Node, vocabulary: Vocabulary) -> tuple[Node, dict[NodePath, Problem]]:
    """Return a school with ids in place of names, and a problem for each unknown name by its path.

    Unknown names stay in the school as they are.
    """
    problems: dict[NodePath, Problem] = {}
    for pattern, kind in NAMED_KINDS.items():
        candidates = _Candidates(kind, vocabulary, school)
        school = _with_texts_changed(school, pattern, partial(_as_id, candidates, problems))
    return school, problems


def _as_id(
    candidates: _Candidates, problems: dict[NodePath, Problem], path: NodePath, leaf: Node
) -> Node:
    """Return the id that a text names; the text itself, with a problem added, if it is unknown."""
    name = str(leaf.value)
    if not name or name in candidates.ids:
        return leaf
    if match := candidates.by_name.get(fold(name)):
        return Node(match.id, leaf.origin)
    near, known = nearest(name, candidates.by_name), Listing(candidates.terms)
    problems[path] = problem(
        f"unknown.{candidates.kind}", leaf.origin, name=excerpt(name), near=near, known=known
    )
    return leaf


def _with_texts_changed(
    node: Node,
    pattern: tuple[str, ...],
    change: Callable[[NodePath, Node], Node],
    path: NodePath = (),
) -> Node:
    """Return a tree with a function applied to each text whose path matches a pattern."""
    if not pattern:
        return change(path, node) if isinstance(node.value, str) else node
    step, *rest = pattern
    if step == "*" and isinstance(node.value, list):
        items = [
            _with_texts_changed(item, (*rest,), change, (*path, i))
            for i, item in enumerate(node.value)
        ]
        return Node(items, node.origin)
    keys = node.map if step == "*" else [step] if step in node.map else []
    entries = {
        key: _with_texts_changed(node.map[key], (*rest,), change, (*path, key)) for key in keys
    }
    is_changed = any(entry is not node.map[key] for key, entry in entries.items())
    return Node(node.map | entries, node.origin) if is_changed else node
