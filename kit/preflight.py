"""Rendered -> problems: nothing that fails here is written."""

import re
from collections.abc import Iterable, Iterator

from kit.errors import Problem
from kit.render import Overset, Rendered

_MISSING_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')


def preflight(rendered: Iterable[Rendered]) -> Iterator[Problem]:
    """Yield a problem for each text too long, each character without a font, each complaint.

    Texts are named by the file and line they were read from.
    """
    for result in rendered:
        yield from (_overset(result, overset) for overset in result.overset)
        for complaint in result.complaints:
            yield from _complaint(result, complaint)


def _overset(result: Rendered, overset: Overset) -> Problem:
    kit, sheet = result.job.kit, result.job.sheet
    where = kit.origins[overset.text_id]
    room = f"on the {sheet.piece} ({sheet.paper.upper()}), not even at {overset.size_pt:g} pt"
    if overset.word:
        message = f"`{overset.text_id}` has a word that is too wide {room}: {overset.word}."
        return Problem(message, where, "Use a shorter word, or put a hyphen in it.")
    length = len(kit.texts[overset.text_id])
    message = f"`{overset.text_id}` ({length} characters) does not fit {room}."
    return Problem(message, where, f"Shorten it to about {overset.fits} characters.")


def _complaint(result: Rendered, complaint: str) -> Iterator[Problem]:
    """Name the texts with a character that no font has; other complaints stay as they are."""
    characters = _MISSING_GLYPH.findall(complaint)
    if not characters:
        yield Problem(f"{result.job.path}: {complaint}")
    kit = result.job.kit
    for character in dict.fromkeys(characters):
        code = " ".join(f"U+{ord(part):04X}" for part in character)
        for text_id, text in kit.texts.items():
            if character in text:
                message = f"`{text_id}` has a character that no font has: {character} ({code})."
                yield Problem(
                    message, kit.origins[text_id], "Leave it out or write it another way."
                )
