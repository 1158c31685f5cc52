"""Rendered -> problems: nothing that fails here is written."""

import math
import re
from collections.abc import Iterable, Iterator

from kit.errors import Problem, problem
from kit.logo import DPI, MM_PER_INCH
from kit.render import Overset, Rendered

_MISSING_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')


def preflight(rendered: Iterable[Rendered]) -> Iterator[Problem]:
    """Yield a problem for each text too long, each character without a font, each complaint.

    Texts are named by the file and line they were read from.
    """
    for result in rendered:
        yield from (_overset(result, overset) for overset in result.overset)
        yield from _coarse_logo(result)
        for complaint in result.complaints:
            yield from _complaint(result, complaint)


def _overset(result: Rendered, overset: Overset) -> Problem:
    kit, sheet = result.job.kit, result.job.sheet
    return problem(
        "overset.word" if overset.word else "overset.text",
        kit.origins[overset.text_id],
        id=overset.text_id,
        word=overset.word,
        length=len(kit.texts[overset.text_id]),
        fits=overset.fits,
        size=f"{overset.size_pt:g}",
        piece=sheet.piece,
        paper=sheet.paper.upper(),
    )


def _coarse_logo(result: Rendered) -> Iterator[Problem]:
    """Yield a problem where a logo of pixels is printed at less than 300 dpi."""
    logo = result.job.kit.logo
    if not logo or not logo.pixels or not result.logo_mm:
        return
    width, height = logo.pixels
    dpi = width / (result.logo_mm / MM_PER_INCH)
    if dpi < DPI - 0.5:
        yield problem(
            "logo.coarse",
            logo.origin,
            pixels=f"{width} x {height}",
            piece=result.job.sheet.piece,
            paper=result.job.sheet.paper.upper(),
            dpi=round(dpi),
            printed=round(result.logo_mm),
            largest=int(width / DPI * MM_PER_INCH),
            needed=math.ceil(result.logo_mm / MM_PER_INCH * DPI),
        )


def _complaint(result: Rendered, complaint: str) -> Iterator[Problem]:
    """Name the texts with a character that no font has; other complaints stay as they are."""
    characters = _MISSING_GLYPH.findall(complaint)
    if not characters:
        yield problem("layout.complaint", path=result.job.path, complaint=complaint)
    kit = result.job.kit
    for character in dict.fromkeys(characters):
        code = " ".join(f"U+{ord(part):04X}" for part in character)
        for text_id, text in kit.texts.items():
            if character in text:
                where = kit.origins[text_id]
                yield problem("text.glyph", where, id=text_id, character=character, code=code)
