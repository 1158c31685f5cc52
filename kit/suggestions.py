"""A misspelled word -> the word that was probably meant."""

import difflib
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from kit.errors import Localised

MAX_CHARACTERS = 100  # of a word that is compared with others: comparing long texts is slow


@dataclass(frozen=True)
class Nearest:
    """A suggestion for a misspelled word, searched for only when its message is formatted.

    `candidates` are pairs: a name, and what to suggest if it is the nearest (an id, or a label that
    depends on the language). They are not compared: the same word on the same line is the same
    mistake, though there may be other texts in each language.
    """

    word: str
    candidates: tuple[tuple[str, "str | Localised"], ...] = field(compare=False)

    def localised(self, lang: str) -> str:
        """Return the suggestion in a language; empty if no candidate is near the word."""
        by_name = {fold(name): meant for name, meant in reversed(self.candidates)}
        names = difflib.get_close_matches(fold(self.word[:MAX_CHARACTERS]), by_name, n=1)
        meant = by_name[names[0]] if names else ""
        if isinstance(meant, str):
            return meant and f"`{meant}`"
        return meant.localised(lang)


def nearest(word: str, candidates: "Collection[str] | Mapping[str, str | Localised]") -> Nearest:
    """Return a suggestion for a misspelled word.

    `candidates` are words, or a mapping from each name to what is suggested for it.
    """
    if isinstance(candidates, Mapping):
        return Nearest(word, tuple(candidates.items()))
    return Nearest(word, tuple((name, name) for name in candidates))


@lru_cache(maxsize=1000)
def fold(text: str) -> str:
    """Return a name in the form in which names are compared.

    Case, accents and punctuation do not count, and words are separated by one space.
    """
    letters = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", plain))
