"""Rendered -> problems: nothing that fails here is written.

First what the layout reported, in the words of a school's own files; then what is measured in the
finished PDF, as a print shop would.
"""

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kit.catalogue import LIMITS
from kit.errors import Origin, Problem, problem
from kit.glyphs import named
from kit.plan import Job, Sheet
from kit.render import Failed, Overset, Rendered, Reported

if TYPE_CHECKING:
    from kit.measure import Box, Measures

# How Typst names characters that no font has.
_CHARACTERS = re.compile(r'(?:the text|codepoint) `"((?:\\.|[^"\\])*)"`')
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")
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
    """A finished file that keeps to every limit, with what was measured in it."""

    result: Rendered
    checks: tuple[Check, ...]


@dataclass(frozen=True)
class Refused:
    """A file that is not to be written, and why."""

    job: Job
    problems: tuple[Problem, ...]

    def __post_init__(self) -> None:
        if not self.problems:
            raise ValueError(f"{self.job.path} was refused without a problem")


def preflight(result: Rendered | Failed) -> Checked | Refused:
    """Find each text too long, character without a font, complaint and failed check in a file.

    Texts are named by the file and line they were read from.
    """
    if isinstance(result, Failed):
        return Refused(result.job, reported(result))
    problems = reported(result)
    measured = () if problems else tuple(checks(result))
    problems += tuple(check.says for check in measured if not check.ok)
    return Refused(result.job, problems) if problems else Checked(result, measured)


def reported(result: Reported | Failed) -> tuple[Problem, ...]:
    """Return what Typst and the layout say is wrong with a job; a failure has at least one."""
    job = result.job
    if isinstance(result, Failed):
        return tuple(_complaint(job, complaint) for complaint in result.complaints)
    return (
        *(_overset(job, overset) for overset in result.overset),
        *(_complaint(job, complaint) for complaint in result.complaints),
    )


def checks(result: Rendered) -> list[Check]:
    """Measure a finished file against the limits of its profile."""
    from kit.measure import measure  # late: while the first files are set

    sheet = result.job.sheet
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
    yield from _least("dpi", measures.least_dpi, limits.least_dpi)
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


def _overset(job: Job, overset: Overset) -> Problem:
    kit, sheet = job.kit, job.sheet
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


def _complaint(job: Job, complaint: str) -> Problem:
    """Name what Typst says: a character that no font has with the text it is in, if it is."""
    where, found = Origin(Path(job.path)), _CHARACTERS.search(complaint)
    if not found:
        return problem("layout.complaint", where, complaint=complaint)
    letters = _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), found[1])
    for text_id, text in job.kit.texts.items():
        if letters in text and not letters.isascii():
            origin = job.kit.origins[text_id]
            return problem("text.glyph", origin, id=text_id, character=named(letters))
    return problem("layout.glyph", where, character=named(letters))
