"""Rendered -> problems: nothing that fails here is written.

First what the layout reported, in the words of a school's own files; then what is measured in the
finished PDF, as a print shop would.
"""

import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from kit.catalogue import LIMITS
from kit.errors import Origin, Problem, problem
from kit.names import Label
from kit.planning.job import Job
from kit.planning.sheet import Sheet
from kit.preflight.notices import file_notices
from kit.printing.typeset import Failed, Overset, Rendered, Reported
from kit.reading.glyphs import format_characters

if TYPE_CHECKING:
    from kit.measuring.page_geometry import Measurements
    from kit.preflight.press_checks import CheckResult

# How Typst names characters that no font has.
_CHARACTERS = re.compile(r'(?:the text|codepoint) `"((?:\\.|[^"\\])*)"`')
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")
STANDARDS = (("2a", "PDF/A-2a"), ("ua1", "PDF/UA-1"))  # for archives, and to be read aloud


@dataclass(frozen=True)
class Check:
    """One measured value of a finished file, as a sentence, and whether it keeps to its limit."""

    says: Problem
    ok: bool


@dataclass(frozen=True)
class FinishedFile:
    """A file that keeps to every limit: what was measured in it, and what to write.

    `contents` are bytes by their paths below the output folder: those of the PDF, and of what goes
    with it. Once they are written they are let go of, as there may be thousands of files.
    """

    path: PurePosixPath  # of the PDF, below the output folder
    pages: int
    size_mm: tuple[int, int]  # width and height of its pages
    checks: tuple[Check, ...]
    notices: tuple[Problem, ...]  # what a school should know although it stops nothing
    contents: Mapping[PurePosixPath, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Refused:
    """A file that is not to be written, and why."""

    job: Job
    problems: tuple[Problem, ...]

    def __post_init__(self) -> None:
        if not self.problems:
            raise ValueError(f"{self.job.path} was refused without a problem")


def preflight(result: Rendered | Failed) -> FinishedFile | Refused:
    """Find each text too long, character without a font, complaint and failed check in a file.

    Texts are named by the file and line they were read from.
    """
    if isinstance(result, Failed):
        return Refused(result.job, reported(result))
    problems = reported(result)
    measured = () if problems else tuple(checks(result))
    problems += tuple(check.says for check in measured if not check.ok)
    if problems:
        return Refused(result.job, problems)
    job, notices = result.job, file_notices(result)
    contents = {job.path: result.pdf}
    return FinishedFile(job.path, result.pages, job.sheet.size_mm, measured, notices, contents)


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
    from kit.measuring.page_geometry import measure  # late: while the first files are set

    sheet = result.job.sheet
    standards = STANDARDS if sheet.profile in ("office", "large") else ()
    offset = max(map(abs, result.job.backs_offset_mm)) if sheet.flip else 0
    safe_mm = max(0.0, sheet.safe_mm - offset)
    with ThreadPoolExecutor() as pool:  # what reads standards works outside the GIL
        kept = pool.map(partial(_standard, result.pdf), standards)
        # What is within tiles is checked as the large poster; the overview is no print.
        measures = measure(result.pdf, safe_mm, include_forms=not sheet.tiling)
        found = [*_measured(measures, sheet, safe_mm), *kept]
    if sheet.profile == "copyshop":
        from kit.preflight.press_checks import press_checks

        found += press_checks(result, measures)
    where = Origin(Path(result.job.path))
    return [Check(problem(kind, where, **values), ok) for kind, ok, values in found]


def _measured(measures: "Measurements", sheet: Sheet, safe_mm: float) -> Iterator["CheckResult"]:
    """Yield what is checked in every file."""
    limits = LIMITS[sheet.profile]
    yield _pages(measures, sheet)
    embedded = sum(measures.fonts.values())
    yield (
        "preflight.fonts",
        embedded == len(measures.fonts),
        {"embedded": embedded, "count": len(measures.fonts)},
    )
    yield from _least("type", measures.min_type_pt, limits.min_type_pt)
    yield from _least("line", measures.min_line_pt, limits.min_line_pt)
    yield from _least("dpi", measures.min_effective_ppi, limits.min_effective_ppi)
    yield (
        "preflight.safe",
        measures.safe_area_violations == 0,
        {"count": measures.safe_area_violations, "safe": safe_mm},
    )


def _pages(measures: "Measurements", sheet: Sheet) -> "CheckResult":
    """Check that there are pages, all of the right size."""
    from kit.measuring.page_geometry import format_size, has_size

    width, height = sheet.size_mm
    values: dict[str, object] = {"count": len(measures.boxes), "width": width, "height": height}
    if all(has_size(boxes.media, (width, height)) for boxes in measures.boxes):
        return "preflight.pages", bool(measures.boxes), values
    found = sorted({format_size(boxes.media) for boxes in measures.boxes})
    return "preflight.size", False, values | {"found": ", ".join(found)}


def _least(name: str, measured: float | None, least: float) -> Iterator["CheckResult"]:
    if measured is None:
        yield f"preflight.no_{name}", True, {}
    else:
        shown = round(measured, 0 if name == "dpi" else 2)
        yield f"preflight.{name}", measured >= least - 0.005, {"measured": shown, "least": least}


def _standard(pdf: bytes, standard: tuple[str, str]) -> "CheckResult":
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


def _overset(job: Job, overset: Overset) -> Problem:
    kit, sheet = job.kit, job.sheet
    return problem(
        "overset.word" if overset.word else "overset.text",
        kit.origins[overset.text_id],
        id=overset.text_id,
        word=overset.word,
        length=len(kit.texts[overset.text_id]),
        fits=overset.fits,
        size=overset.size_pt,
        piece=Label("piece", sheet.piece),
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
            return problem("text.glyph", origin, id=text_id, character=format_characters(letters))
    return problem("layout.glyph", where, character=format_characters(letters))
