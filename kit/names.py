"""Ids -> what people call them, and back: in any language, in any case, with or without accents.

The names stand in content/names.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from kit.paths import languages, read_words
from kit.suggestions import fold


@dataclass(frozen=True)
class Term:
    """A thing that can be chosen: its id, and by language its names, the one to show first."""

    id: str
    names: tuple[tuple[str, tuple[str, ...]], ...]

    def label(self, lang: str) -> str:
        """Return the name to show in a language, without one the id."""
        return next(iter(dict(self.names).get(lang, ())), self.id)

    def localised(self, lang: str) -> str:
        """Return the label with the id to type: kaarten (`cards`)."""
        label = self.label(lang)
        return f"`{self.id}`" if label == self.id else f"{label} (`{self.id}`)"


@dataclass(frozen=True)
class Label:
    """The name of a thing, to stand in a sentence without its id."""

    kind: str
    id: str

    def localised(self, lang: str) -> str:
        """Return the name in a language."""
        return term(self.kind, self.id).label(lang)


def term(kind: str, name: str, printed: Callable[[str], tuple[str, ...]] = lambda _: ()) -> Term:
    """Return a thing of a kind, called what is printed and what content/names says."""
    names = ((lang, (*printed(lang), *_names(lang).get((kind, name), ()))) for lang in languages())
    return Term(name, tuple(names))


def terms(kind: str, ids: Iterable[str]) -> tuple[Term, ...]:
    """Return things of a kind, called what content/names says."""
    return tuple(term(kind, name) for name in ids)


def find(kind: str, name: str, ids: Iterable[str]) -> str | None:
    """Return which of several things of a kind a name stands for, if any."""
    found = by_name(terms(kind, ids)).get(fold(name))
    return found.id if found else None


@cache
def _names(lang: str) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Return the names in content/names by kind and id."""
    return {
        (kind, name): tuple(names) if isinstance(names, list) else (names,)
        for kind, things in read_words("names", lang).items()
        for name, names in things.items()
    }


def by_name(known: Iterable[Term]) -> dict[str, Term]:
    """Return things by their ids and all their names, folded; of two with one name the first."""
    found: dict[str, Term] = {}
    for it in known:
        for name in (it.id, *(name for _, names in it.names for name in names)):
            found.setdefault(fold(name), it)
    return found
