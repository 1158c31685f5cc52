"""Texts -> the characters in them that no font can show, found before anything is set.

Typst complains of such characters one file at a time and names no text; of some it only panics.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache

from kit.errors import Problem, problem
from kit.paths import home
from kit.reading.fonts import SchoolFonts, codes_of
from kit.yaml_nodes.nodes import Node

# What the bundled fonts are known to have: Latin, and the punctuation of the kit's own texts.
_USUAL = re.compile(r"[\n\x20-\x7e\xa0-\u017f\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u20ac]*")
# Shown by being there: joiners, soft hyphens, selectors, and spaces, which are made of a plain one.
_UNSEEN = re.compile(r"[\s\xad\u034f\u200b-\u200d\u2060\ufe00-\ufe0f\U000e0100-\U000e01ef]")
MAX_NAMED = 8  # code points of a run


def missing_glyphs(texts: Mapping[str, Node], fonts: SchoolFonts | None) -> Iterator[Problem]:
    """Yield a problem for each run of characters in the texts of a kit that no font can show."""
    for text_id, leaf in texts.items():
        text = leaf.value
        if not isinstance(text, str) or _USUAL.fullmatch(text):
            continue
        shown = bundled_codes() | (fonts.codes if fonts else frozenset())
        for run in dict.fromkeys(_runs(text, shown)):
            yield problem(f"text.{_kind(run)}", leaf.origin, id=text_id, character=named(run))


@cache
def bundled_codes() -> frozenset[int]:
    """Return the code points that the kit's own fonts have."""
    files = (home() / "assets" / "fonts").glob("*/*.ttf")
    return frozenset(code for file in files for code in codes_of(file.read_bytes()))


def named(run: str) -> str:
    """Return characters with their code points, or these alone where nothing can be seen."""
    codes = " ".join(f"U+{ord(part):04X}" for part in run)
    return codes if _kind(run) != "glyph" else f"{run} ({codes})"


def _kind(run: str) -> str:
    """Return what is the matter with characters: that no font has them, or nobody could."""
    kinds = {unicodedata.category(part) for part in run}
    if "Co" in kinds:
        return "symbol"  # private use: a bullet of Word, say
    return "no_character" if "Cn" in kinds else "glyph"


def _is_shown(letter: str, shown: frozenset[int]) -> bool:
    """Whether a character can be shown, if need be as a letter with the marks it is made of."""
    if ord(letter) in shown or _UNSEEN.match(letter):
        return True
    parts = unicodedata.normalize("NFD", letter)
    return len(parts) > 1 and all(ord(part) in shown for part in parts)


def _runs(text: str, shown: frozenset[int]) -> Iterator[str]:
    """Yield each run of characters that cannot be shown, with the letter that a mark stands on."""
    end = 0
    for at, letter in enumerate(text):
        if at < end or _is_shown(letter, shown):
            continue
        start = at
        while start > end and _joins(text[start]):
            start -= 1
        end = at + 1
        while end < len(text) and (_joins(text[end]) or not _is_shown(text[end], shown)):
            end += 1
        yield text[start : min(end, start + MAX_NAMED)]


def _joins(letter: str) -> bool:
    """Whether a character is one with that before it: a mark, a joiner, a selector."""
    return unicodedata.category(letter) in ("Mn", "Me", "Mc", "Cf")
