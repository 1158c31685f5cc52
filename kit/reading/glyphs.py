"""Texts -> problems for the characters in them that no font has, before anything is set.

Typst reports such characters for one file at a time and names no text; at some of them it panics.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache

from kit.errors import Problem, problem
from kit.paths import bundled_fonts
from kit.reading.fonts import SchoolFonts, code_points_of
from kit.yaml_nodes.nodes import Node

# Texts of these need no look into the bundled fonts, which have all of them: Latin, and the
# punctuation of the kit's own texts.
COMMON_TEXT = re.compile(
    r"[\n\x20-\x7e\xa0-\u017f\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u20ac]*"
)
# What needs no glyph: joiners, soft hyphens, variation selectors, and spaces of any width.
_INVISIBLE = re.compile(r"[\s\xad\u034f\u200b-\u200d\u2060\ufe00-\ufe0f\U000e0100-\U000e01ef]")
MAX_RUN = 8  # characters of a run that a message shows


def missing_glyphs(texts: Mapping[str, Node], fonts: SchoolFonts | None) -> Iterator[Problem]:
    """Yield a problem for each run of characters in texts, by id, that no font has.

    Looked up are the bundled fonts and those of the school.
    """
    for text_id, leaf in texts.items():
        text = leaf.value
        if not isinstance(text, str) or COMMON_TEXT.fullmatch(text):
            continue
        available = bundled_code_points() | (fonts.code_points if fonts else frozenset())
        for run in dict.fromkeys(_missing_runs(text, available)):
            values = {"id": text_id, "character": format_characters(run)}
            yield problem(f"text.{_kind(run)}", leaf.origin, **values)


@cache
def bundled_code_points() -> frozenset[int]:
    """Return the code points that the kit's own fonts have."""
    files = bundled_fonts().glob("*/*.ttf")
    return frozenset(code for file in files for code in code_points_of(file.read_bytes()))


def format_characters(run: str) -> str:
    """Return characters with their code points; only these if the characters would not show."""
    codes = " ".join(f"U+{ord(character):04X}" for character in run)
    return codes if _kind(run) != "glyph" else f"{run} ({codes})"


def _kind(run: str) -> str:
    """Return the kind of problem that missing characters are."""
    categories = {unicodedata.category(character) for character in run}
    if "Co" in categories:
        return "symbol"  # private use, such as a bullet of Word
    return "no_character" if "Cn" in categories else "glyph"


def _is_available(character: str, available: frozenset[int]) -> bool:
    """Whether fonts have a character, or the letter and marks that it can be composed of."""
    if ord(character) in available or _INVISIBLE.match(character):
        return True
    parts = unicodedata.normalize("NFD", character)
    return len(parts) > 1 and all(ord(part) in available for part in parts)


def _missing_runs(text: str, available: frozenset[int]) -> Iterator[str]:
    """Yield each run of missing characters, from the letter that a missing mark belongs to."""
    end = 0
    for i, character in enumerate(text):
        if i < end or _is_available(character, available):
            continue
        start = i
        while start > end and _is_combining(text[start]):
            start -= 1
        end = i + 1
        while end < len(text) and (
            _is_combining(text[end]) or not _is_available(text[end], available)
        ):
            end += 1
        yield text[start : min(end, start + MAX_RUN)]


def _is_combining(character: str) -> bool:
    """Whether a character forms a unit with the one before it: a mark, joiner or selector."""
    return unicodedata.category(character) in ("Mn", "Me", "Mc", "Cf")
