"""A misspelled word -> what was probably meant."""

import difflib
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kit.errors import Localised


@dataclass(frozen=True)
class Nearest:
    """What was probably meant by a misspelled word: looked up when it is told.

    `known` are names and what each stands for, in the words to suggest it with.
    """

    word: str
    known: tuple[tuple[str, "str | Localised"], ...]

    def localised(self, lang: str) -> str:
        """Return what the nearest name stands for, in a language, or nothing."""
        meant = {fold(name): what for name, what in reversed(self.known)}
        near = difflib.get_close_matches(fold(self.word[:100]), meant, n=1)
        what = meant[near[0]] if near else ""
        if isinstance(what, str):
            return what and f"`{what}`"
        return what.localised(lang)


def nearest(word: str, known: "Collection[str] | Mapping[str, str | Localised]") -> Nearest:
    """Return what finds the known word, or what is known by it, nearest to a misspelled one."""
    names = known.items() if isinstance(known, Mapping) else ((name, name) for name in known)
    return Nearest(word, tuple(names))


@lru_cache(maxsize=1000)
def fold(text: str) -> str:
    """Return what is left of a name without capitals, accents, marks and needless spaces."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", plain))
