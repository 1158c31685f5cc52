"""Rendered -> FinishedFile, or Refused with its problems.

First what the layout reported, then what is measured in the PDF itself, as a print shop's preflight
does. A file with a problem is never written.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from kit.catalogue import LIMITS
from kit.errors import Origin, Problem, problem
from kit.planning.job import Job
from kit.planning.sheet import Sheet
from kit.preflight.layout_problems import layout_problems
from kit.preflight.notices import file_notices
from kit.preflight.standards import STANDARDS, validate
from kit.printing.typeset import Failed, Rendered

if TYPE_CHECKING:
    from kit.measuring.page_geometry import Measurements
    from kit.preflight.press_checks import CheckResult

TOLERANCE = 0.005  # half of the last decimal that is shown of a measured value


@dataclass(frozen=True)
class Check:
    """What was measured in a PDF, as a sentence, and whether it is within its limit."""

    says: Problem
    ok: bool


@dataclass(frozen=True)
class FinishedFile:
    """A PDF that passed its preflight: what was measured, and the contents to write.

    `contents` has the bytes of the PDF, or of the pictures of its pages, and of what goes with it,
    by path below the output folder. It is emptied once they are written: there may be thousands of
    files. `pictures` has the paths of the pictures, if these are written instead of the PDF.
    """

    path: PurePosixPath  # of the PDF, below the output folder
    pages: int
    size_mm: tuple[int, int]  # width and height of its pages
    checks: tuple[Check, ...]
    notices: tuple[Problem, ...]  # what a school should know although it prevents nothing
    contents: Mapping[PurePosixPath, bytes] = field(default_factory=dict)
    pictures: tuple[PurePosixPath, ...] = ()

    @property
    def paths(self) -> tuple[PurePosixPath, ...]:
        """The paths of the pictures, or else of the PDF."""
        return self.pictures or (self.path,)


@dataclass(frozen=True)
class Refused:
    """A file that must not be written, and why: at least one problem."""

    job: Job
    problems: tuple[Problem, ...]

    def __post_init__(self) -> None:
        if not self.problems:
            raise ValueError(f"{self.job.path} was refused without a problem")


def preflight(result: Rendered | Failed) -> FinishedFile | Refused:
    """Check a result: texts that do not fit, characters without a font, and all limits of print."""
    problems = layout_problems(result)
    if problems or isinstance(result, Failed):
        return Refused(result.job, problems)
    measured = tuple(checks(result))
    problems = tuple(check.says for check in measured if not check.ok)
    if problems:
        return Refused(result.job, problems)
    job, notices = result.job, file_notices(result)
    contents = {job.path: result.pdf}
    return FinishedFile(job.path, result.pages, job.sheet.size_mm, measured, notices, contents)


def checks(result: Rendered) -> list[Check]:
    """Measure a PDF against the limits of its profile, and validate it against its standards."""
    from kit.measuring.page_geometry import measure  # late: while the first files are typeset

    sheet = result.job.sheet
    profiles = STANDARDS if sheet.profile in ("office", "large") else ()
    offset_mm = max(map(abs, result.job.backs_offset_mm)) if sheet.flip else 0
    safe_mm = max(0.0, sheet.safe_mm - offset_mm)
    with ThreadPoolExecutor() as pool:  # the validator releases the GIL
        validated = pool.map(partial(_standard, result.pdf), profiles)
        # Tiles repeat the poster, which is checked as a large one; their overview is a thumbnail.
        measures = measure(result.pdf, safe_mm, include_forms=not sheet.tiling)
        found = [*_measured(measures, sheet, safe_mm), *validated]
    if sheet.profile == "copyshop":
        from kit.preflight.press_checks import press_checks

        found += press_checks(result, measures)
    where = Origin(Path(result.job.path))
    return [Check(problem(kind, where, **values), ok) for kind, ok, values in found]


def _measured(measures: "Measurements", sheet: Sheet, safe_mm: float) -> Iterator["CheckResult"]:
    """Yield the checks of files of all profiles."""
    limits = LIMITS[sheet.profile]
    yield _pages(measures, sheet)
    embedded = sum(measures.fonts.values())
    yield (
        "preflight.fonts",
        embedded == len(measures.fonts),
        {"embedded": embedded, "count": len(measures.fonts)},
    )
    yield _at_least("type", measures.min_type_pt, limits.min_type_pt)
    yield _at_least("line", measures.min_line_pt, limits.min_line_pt)
    yield _at_least("dpi", measures.min_effective_ppi, limits.min_effective_ppi)
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


def _at_least(name: str, measured: float | None, limit: float) -> "CheckResult":
    """Check a value against the least that is allowed; None if the PDF has nothing of the kind."""
    if measured is None:
        return f"preflight.no_{name}", True, {}
    shown = round(measured, 0 if name == "dpi" else 2)
    return f"preflight.{name}", measured >= limit - TOLERANCE, {"measured": shown, "least": limit}


def _standard(pdf: bytes, profile: str) -> "CheckResult":
    """Check whether a PDF meets a standard."""
    validation = validate(pdf, profile)
    return (
        "preflight.standard" if validation.is_compliant else "preflight.no_standard",
        validation.is_compliant,
        {
            "name": STANDARDS[profile],
            "rules": validation.rules,
            "failures": "; ".join(validation.failures),
        },
    )
