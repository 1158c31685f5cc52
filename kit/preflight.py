"""Rendered -> problems: nothing that fails here is written.

First what the layout reported, in the words of a school's own files; then what is measured in the
finished PDF, as a print shop would.
"""

import math
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kit.catalogue import LARGE_FORMAT_DPI, LIMITS, Limits
from kit.errors import Origin, Problem, problem
from kit.logo import DPI, MM_PER_INCH
from kit.names import Label
from kit.plan import Sheet
from kit.render import Overset, Rendered

if TYPE_CHECKING:
    from kit.measure import Box, Measures

_MISSING_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')
NEAR_MM = 0.01  # a page may be rounded to so much
STANDARDS = (("2a", "PDF/A-2a"), ("ua1", "PDF/UA-1"))  # for archives, and to be read aloud
WHITE, BLACK = (0.0, 0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 1.0)


@dataclass(frozen=True)
class Check:
    """One measured value of a finished file, as a sentence, and whether it keeps to its limit."""

    says: Problem
    ok: bool


@dataclass(frozen=True)
class Checked:
    """A finished file with what was measured in it, and what is wrong with it."""

    result: Rendered
    checks: tuple[Check, ...]
    problems: tuple[Problem, ...]


def preflight(result: Rendered) -> Checked:
    """Find each text too long, character without a font, complaint and failed check in a file.

    Texts are named by the file and line they were read from.
    """
    reported = tuple(_reported(result))
    measured = tuple(checks(result)) if result.pdf and not reported else ()
    failed = tuple(check.says for check in measured if not check.ok)
    return Checked(result, measured, reported + failed)


def checks(result: Rendered) -> list[Check]:
    """Measure a finished file against the limits of its profile."""
    from kit.measure import measure  # late: while the first files are set

    sheet = result.job.sheet
    assert result.pdf is not None
    standards = STANDARDS if sheet.profile in ("office", "large") else ()
    # The small picture on the first of the tiles is no print, the others show what is checked as
    # the large poster.
    offset = max(map(abs, sheet.offset_mm or result.job.kit.offset_mm)) if sheet.flip else 0
    safe_mm = max(0.0, sheet.safe_mm - offset)
    with ThreadPoolExecutor() as pool:  # what reads standards works outside the GIL
        kept = pool.map(partial(_standard, result.pdf), standards)
        measures = measure(result.pdf, safe_mm, inside=not sheet.tiling)
        found = [*_measured(measures, sheet), *kept]
    if sheet.profile == "copyshop":
        found += _press(result)
    where = Origin(Path(result.job.path))
    return [Check(problem(kind, where, **values), ok) for kind, ok, values in found]


Found = tuple[str, bool, dict[str, object]]


def _measured(measures: "Measures", sheet: Sheet) -> Iterator[Found]:
    """Yield what is checked in every file."""
    limits = LIMITS[sheet.profile]
    width, height = sheet.size_mm
    yield (
        "preflight.pages",
        all(_is_size(boxes.media, (width, height)) for boxes in measures.boxes),
        {"count": len(measures.boxes), "width": width, "height": height},
    )
    if sheet.bleed_mm:
        yield _bleed(measures, sheet)
    embedded = sum(measures.fonts.values())
    yield (
        "preflight.fonts",
        embedded == len(measures.fonts),
        {"embedded": embedded, "count": len(measures.fonts)},
    )
    yield from _least("type", measures.least_type_pt, limits.least_type_pt)
    yield from _least("line", measures.least_line_pt, limits.least_line_pt)
    yield from _least("dpi", measures.least_dpi, _least_dpi(limits, sheet))
    yield (
        "preflight.safe",
        measures.strays == 0,
        {"count": measures.strays, "safe": sheet.safe_mm},
    )


def _bleed(measures: "Measures", sheet: Sheet) -> Found:
    """Check the trim, and that the bleed goes round it."""
    (width, height), bleed = sheet.trim_mm, sheet.bleed_mm
    outward = (-bleed, -bleed, bleed, bleed)
    ok = all(
        _is_size(boxes.trim, (width, height))
        and _near(boxes.bleed, [at + by for at, by in zip(boxes.trim, outward, strict=True)])
        for boxes in measures.boxes
    )
    return "preflight.bleed", ok, {"width": width, "height": height, "bleed": bleed}


def _least(name: str, measured: float | None, least: float) -> Iterator[Found]:
    if measured is None:
        yield f"preflight.no_{name}", True, {}
    else:
        shown = f"{measured:.0f}" if name == "dpi" else f"{measured:.2f}"
        ok = measured >= least - 0.005
        yield f"preflight.{name}", ok, {"measured": shown, "least": f"{least:g}"}


def _least_dpi(limits: Limits, sheet: Sheet) -> int:
    return LARGE_FORMAT_DPI if sheet.is_large_format else limits.least_dpi


def _is_size(box: "Box", size: Sequence[float]) -> bool:
    left, bottom, right, top = box
    return _near((right - left, top - bottom), size)


def _near(box: Sequence[float], other: Sequence[float]) -> bool:
    return all(abs(a - b) <= NEAR_MM for a, b in zip(box, other, strict=True))


def _standard(pdf: bytes, standard: tuple[str, str]) -> Found:
    """Check whether a file keeps to a standard, to be archived or to be read aloud."""
    import page

    profile, name = standard
    # A deck of many cards is one long chain of pages: that is no attack here, but our own file.
    limits = page.SafetyLimits(max_reference_depth=20_000)
    report = page.validate_pdf_bytes(pdf, profile=profile, limits=limits)
    failures = "; ".join(failure.message for failure in report.failures)
    return (
        "preflight.standard" if report.is_compliant else "preflight.no_standard",
        report.is_compliant,
        {"name": name, "rules": report.rules.total, "failures": failures},
    )


def _press(result: Rendered) -> Iterator[Found]:
    """Yield the parts of PDF/X-4, the inks, and the colours that paper cannot show."""
    from kit.inks import duller_in_print
    from kit.pdfx import press_facts

    assert result.pdf is not None
    facts = press_facts(result.pdf)
    most = LIMITS[result.job.sheet.profile].most_ink_percent
    ink = facts.most_ink_percent
    yield "preflight.ink", most is None or ink <= most + 0.5, {"ink": round(ink), "most": most}
    others = facts.text_inks - {WHITE, BLACK}
    own = {inks for inks in others if inks[:3] != (0.0, 0.0, 0.0)}
    yield (
        "preflight.black",
        not others or (bool(result.job.kit.accent) and own == others),
        {"count": len(others)},
    )
    spaces = ", ".join(sorted({"CMYK", *facts.other_spaces}))
    yield (
        "preflight.colour",
        not {s for s in facts.other_spaces if "Device" in s},
        {"spaces": spaces},
    )
    intents = facts.intents
    yield (
        "preflight.intent",
        intents == ["/GTS_PDFX FOGRA39"] and facts.has_profile,
        {"intents": ", ".join(intents) or "-"},
    )
    marked = facts.version == "PDF/X-4" and facts.trapped == "/False" and facts.has_id
    yield "preflight.version", marked, {"version": facts.version or "-", "trapped": facts.trapped}
    yield "preflight.actions", facts.actions == 0, {"count": facts.actions}
    duller = [f"{colour} → {seen}" for colour, seen in duller_in_print(result.colours)]
    kind = "preflight.gamut" if duller else "preflight.in_gamut"
    yield kind, True, {"colours": ", ".join(duller)}


def _reported(result: Rendered) -> Iterator[Problem]:
    """Yield what the layout reported."""
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
        piece=Label("piece", sheet.piece),
        paper=sheet.paper.upper(),
    )


def _coarse_logo(result: Rendered) -> Iterator[Problem]:
    """Yield a problem where a logo of pixels is printed at less than it takes to be sharp."""
    logo = result.job.kit.logo
    if not logo or not logo.pixels or not result.logo_mm:
        return
    sheet = result.job.sheet
    width, height = logo.pixels
    dpi = width / (result.logo_mm / MM_PER_INCH)
    if dpi < DPI - 0.5:
        yield problem(
            "logo.coarse",
            logo.origin,
            pixels=f"{width} x {height}",
            piece=Label("piece", sheet.piece),
            paper=sheet.paper.upper(),
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
