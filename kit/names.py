"""Ids <-> the names that people use for them, from content/names.

Names are found in any language, in upper or lower case, with or without accents.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from kit.paths import languages, read_program_texts
from kit.suggestions import fold


@dataclass(frozen=True)
class Term:
    """A thing that a user can name: its id, and its names by language, the one to show first."""

    id: str
    names: tuple[tuple[str, tuple[str, ...]], ...]

    def label(self, lang: str) -> str:
        """Return the name to show in a language; the id if it has no name."""
        return next(iter(dict(self.names).get(lang, ())), self.id)

    def localised(self, lang: str) -> str:
        """Return the label and the id to type, as in: kaarten (`cards`)."""
        label = self.label(lang)
        return f"`{self.id}`" if label == self.id else f"{label} (`{self.id}`)"


@dataclass(frozen=True)
class Label:
    """A thing by its name alone, for use within a sentence."""

    kind: str
    id: str

    def localised(self, lang: str) -> str:
        """Return the name in a language."""
        return term(self.kind, self.id).label(lang)


def term(
    kind: str, term_id: str, printed_names: Callable[[str], tuple[str, ...]] = lambda _: ()
) -> Term:
    """Return the term of a kind with an id.

    Its names are those that are printed in the kit, by language, then those in content/names.
    """
    names = (
        (lang, (*printed_names(lang), *_names(lang).get((kind, term_id), ())))
        for lang in languages()
    )
    return Term(term_id, tuple(names))


def terms(kind: str, ids: Iterable[str]) -> tuple[Term, ...]:
    """Return terms of a kind with their names in content/names."""
    return tuple(term(kind, term_id) for term_id in ids)


def find_id(kind: str, name: str, ids: Iterable[str]) -> str | None:
    """Return which of some ids a name stands for; None if it is the name of none of them."""
    match = by_name(terms(kind, ids)).get(fold(name))
    return match.id if match else None


@cache
def _names(lang: str) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Return the names in content/names by kind and id."""
    return {
        (kind, term_id): tuple(names) if isinstance(names, list) else (names,)
        for kind, names_by_id in read_program_texts("names", lang).items()
        for term_id, names in names_by_id.items()
    }


def by_name(candidates: Iterable[Term]) -> dict[str, Term]:
    """Return terms by their ids and all their names, folded.

    A name that two terms have is that of the first.
    """
    index: dict[str, Term] = {}
    for candidate in candidates:
        for name in (candidate.id, *(name for _, names in candidate.names for name in names)):
            index.setdefault(fold(name), candidate)
    return index
