"""Job -> Rendered, the finished PDF and what the layout reported, or Failed."""

import json
import os
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import typst

from kit.catalogue import SLUG_MM
from kit.paths import bundled_fonts
from kit.planning.job import Job
from kit.planning.layout_input import layout_input
from kit.printing.compiler import (
    ARCHIVE,
    Fonts,
    LayoutReport,
    Standard,
    compile_pdf,
    compile_png,
    load_fonts,
    release_memory,
)
from kit.printing.prepress import escape_stream_ends, to_pdfx4
from kit.reading.fonts import SchoolFonts
from kit.units import MM_PER_INCH

MAX_PENDING_PER_CORE = 4  # jobs that wait, are being typeset, or wait for their preflight
MANY_PAGES = 40  # from here on Typst is made to drop what it keeps of a document in memory
PRESS: tuple[Standard, ...] = ("1.6", "ua-1")  # what PDF/X-4 is made from
TILED: tuple[Standard, ...] = ()  # a page within a page meets neither PDF/A nor PDF/UA


@dataclass(frozen=True)
class Overset:
    """A text that does not fit its frame at the smallest type size (pt).

    Either one `word` is too wide, or the text is too long and about `fits` characters of it fit.
    """

    text_id: str
    word: str | None
    fits: int
    size_pt: float


@dataclass(frozen=True)
class Reported:
    """What was reported while a job was typeset.

    `logo_mm` is the greatest width at which a logo is printed, and that of its place; `complaints`
    are what Typst warned of.
    """

    job: Job
    pages: int
    overset: tuple[Overset, ...]
    logo_mm: tuple[float, float]
    complaints: tuple[str, ...]


@dataclass(frozen=True)
class Rendered(Reported):
    """A typeset job with its PDF, which is never empty.

    `colours` (`#rrggbb`) are those that the profile converted to CMYK, `rgb_pdf` is the PDF of
    before.
    """

    pdf: bytes
    colours: tuple[str, ...] = ()
    rgb_pdf: bytes = b""

    def __post_init__(self) -> None:
        if not self.pdf.startswith(b"%PDF-"):
            raise ValueError(f"{self.job.path} was typeset without a PDF")


@dataclass(frozen=True)
class Failed:
    """A job that Typst could not typeset, and each of its errors; there is at least one."""

    job: Job
    complaints: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.complaints:
            raise ValueError(f"{self.job.path} failed without a reason")


def render(jobs: Iterable[Job]) -> Iterator[Rendered | Failed]:
    """Typeset jobs in parallel on all cores; yield the results in the order of the jobs.

    Typst releases the GIL. Only a few jobs are pending at a time, so that memory does not grow with
    their number. PDFs are finished on this thread alone: qpdf is not thread-safe.
    """
    cores = os.cpu_count() or 1
    fonts_of = lru_cache(maxsize=cores)(_fonts)
    pending: deque[Future[Rendered | Failed]] = deque()
    with ThreadPoolExecutor(cores) as pool:
        for job in jobs:
            pending.append(pool.submit(_typeset, fonts_of(job.kit.fonts), job))
            if len(pending) == MAX_PENDING_PER_CORE * cores:
                yield _finished(pending.popleft().result())
        while pending:
            yield _finished(pending.popleft().result())


def pictures(job: Job, width_px: int) -> tuple[list[bytes], Reported | Failed]:
    """Draw the pages of a job as PNG, `width_px` pixels wide; also return what was reported.

    Tiles are typeset as for their PDF. Pages for a print shop have their bleed, but neither crop
    marks nor CMYK: these are added to the PDF. Characters that no font has are not reported.
    """
    fonts, piece, inputs = _fonts(job.kit.fonts), job.sheet.piece, _job_input(job)
    ppi = width_px / job.sheet.size_mm[0] * MM_PER_INCH
    with _failures(job) as failed:
        if job.sheet.tiling:
            poster, report = compile_pdf(piece, inputs, fonts, TILED)
            drawn, _ = compile_png("tiles", inputs | _poster_input(poster), fonts, ppi)
        else:
            drawn, report = compile_png(piece, inputs, fonts, ppi)
        return drawn, Reported(job, **_facts(report))
    return [], failed[0]


def standards_of(job: Job) -> Sequence[Standard]:
    """Return the standards that Typst makes a job's PDF to."""
    if job.sheet.tiling:
        return TILED
    return PRESS if job.sheet.profile == "copyshop" else ARCHIVE


def _fonts(of_school: SchoolFonts | None) -> Fonts:
    """Load the bundled fonts and those of a school."""
    if not of_school:
        return load_fonts([bundled_fonts()], [])
    return load_fonts([bundled_fonts(), of_school.folder], of_school.families)


def _typeset(fonts: Fonts, job: Job) -> Rendered | Failed:
    """Typeset a job; if it is tiled, first the poster by itself, then its tiles."""
    piece, inputs = job.sheet.piece, _job_input(job)
    with _failures(job) as failed:
        pdf, report = compile_pdf(piece, inputs, fonts, standards_of(job))
        if job.sheet.tiling:
            inputs |= _poster_input(pdf)
            pdf, tiles = compile_pdf("tiles", inputs, fonts, TILED, check_glyphs=False)
            report = _joined(report, tiles)
        if report.pages > MANY_PAGES:
            release_memory()
        return Rendered(job, **_facts(report), pdf=pdf)
    return failed[0]


def _joined(poster: LayoutReport, tiles: LayoutReport) -> LayoutReport:
    """Return the report of the tiles with that of the poster on them, whose logo counts."""
    return LayoutReport(
        tiles.pages,
        (*poster.overset, *tiles.overset),
        poster.logos,
        (*poster.warnings, *tiles.warnings),
    )


def _facts(report: LayoutReport) -> dict[str, Any]:
    """Return what Reported holds besides the job."""
    return {
        "pages": report.pages,
        "overset": tuple(
            Overset(it["id"], it["word"], it["fits"], it["size"]) for it in report.overset
        ),
        "logo_mm": max(report.logos, default=(0.0, 0.0)),
        "complaints": report.warnings,
    }


@contextmanager
def _failures(job: Job) -> Iterator[list[Failed]]:
    """Turn errors of Typst into Failed; a panic of Typst is a BaseException."""
    failed: list[Failed] = []
    try:
        yield failed
    except typst.TypstError as error:
        failed.append(Failed(job, _complaints(error.diagnostic or error.message)))
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        failed.append(Failed(job, (f"panic: {error}",)))


def _complaints(diagnostic: str) -> tuple[str, ...]:
    """Return the first line of each error in a diagnostic; there is always one."""
    found = re.split(r"^error: ", diagnostic.strip(), flags=re.MULTILINE)
    lines = (error.splitlines()[0] for error in found if error.strip())
    return tuple(dict.fromkeys(lines)) or (diagnostic,)


def _job_input(job: Job) -> dict[str, str]:
    """Return all that a layout is given, as one JSON text."""
    return {"job": json.dumps(layout_input(job))}


def _poster_input(pdf: bytes) -> dict[str, str]:
    """Return a poster as an input of its tiles: inputs of Typst are text, so a list of numbers."""
    return {"poster": json.dumps(list(pdf))}


def _finished(result: Rendered | Failed) -> Rendered | Failed:
    """Return a result whose PDF is ready for print shops, or for strict PDF/A validators."""
    job = result.job
    if isinstance(result, Failed) or job.sheet.tiling:
        return result
    if job.sheet.profile == "copyshop":
        slug_mm = SLUG_MM if job.sheet.marks else 0
        pdf, colours = to_pdfx4(result.pdf, slug_mm, job.kit.accent, job.kit.chosen_inks)
        return replace(result, pdf=pdf, colours=tuple(colours), rgb_pdf=result.pdf)
    return replace(result, pdf=escape_stream_ends(result.pdf))
