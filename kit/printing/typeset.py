"""Job -> Rendered, the finished PDF and what the layout reported while it was set, or Failed.

The only module that knows the layouts. A layout reports facts as labelled metadata: `<overset>` for
each text that did not fit its frame at the smallest size, `<page-count>`, and `<logo>` for widths.
"""

import json
import os
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import typst

from kit import RELEASED
from kit.catalogue import SLUG_MM
from kit.paths import bundled_fonts, home
from kit.planning.job import Job
from kit.planning.layout_input import layout_input
from kit.printing.prepress import escape_stream_ends, to_pdfx4
from kit.reading.fonts import SchoolFonts
from kit.typst_fonts import fonts_in
from kit.units import MM_PER_INCH

AHEAD = 4  # jobs a core that are waiting, being set, or waiting to be checked
MANY_PAGES = 40  # a deck of cards: what is kept of it grows with them
Inputs = dict[str, str]  # what a layout is told: its job as JSON, and the poster of its tiles
Fonts = tuple[typst.Fonts, str]  # and the names of a school's own families, as JSON
Standard = Literal["1.6", "a-2a", "ua-1"]
ARCHIVE: list[Standard] = ["a-2a", "ua-1"]  # archives and reads aloud; both at once ask for RGB
PRESS: list[Standard] = ["1.6", "ua-1"]  # what PDF/X-4 is made from
TILED: list[Standard] = []  # a PDF within a PDF meets neither


@dataclass(frozen=True)
class Overset:
    """A text that does not fit at the least type size (pt).

    Either one `word` is too wide, or the text is too long and about `fits` characters of it fit.
    """

    text_id: str
    word: str | None
    fits: int
    size_pt: float


@dataclass(frozen=True)
class Reported:
    """What a layout reported while a job was set: its page count and all that went wrong.

    `logo_mm` is the greatest width at which a logo is printed, and that of its place.
    """

    job: Job
    pages: int
    overset: tuple[Overset, ...]
    logo_mm: tuple[float, float]
    complaints: tuple[str, ...]


@dataclass(frozen=True)
class Rendered(Reported):
    """A job that could be set, with its PDF; there is none without one.

    `colours` are those (`#rrggbb`) that were turned into inks.
    """

    pdf: bytes
    colours: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.pdf.startswith(b"%PDF-"):
            raise ValueError(f"{self.job.path} was set without a PDF")


@dataclass(frozen=True)
class Failed:
    """A job that Typst would not set, and all that it said."""

    job: Job
    complaints: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.complaints:
            raise ValueError(f"{self.job.path} failed without a reason")


def render(jobs: Iterable[Job]) -> Iterator[Rendered | Failed]:
    """Set jobs side by side on all cores (Typst works outside the GIL); yield them in their order.

    Only a few are under way at a time, so that memory does not grow with their number. Only Typst
    runs on threads: the library that finishes a PDF must not (qpdf is not made for it).
    """
    cores = os.cpu_count() or 1
    fonts_of = lru_cache(maxsize=cores)(_fonts)
    running: deque[Future[Rendered | Failed]] = deque()
    with ThreadPoolExecutor(cores) as pool:
        for job in jobs:
            running.append(pool.submit(_render_one, fonts_of(job.kit.fonts), job))
            if len(running) == AHEAD * cores:
                yield _finished(running.popleft().result())
        while running:
            yield _finished(running.popleft().result())


def _fonts(of_school: SchoolFonts | None) -> Fonts:
    """Return the bundled fonts with those of a school, and the names of the latter."""
    fonts = fonts_in(bundled_fonts(), *([of_school.folder] if of_school else []))
    return fonts, json.dumps(of_school.families if of_school else [])


def _render_one(fonts: Fonts, job: Job) -> Rendered | Failed:
    """Set a job: a poster to be tiled once by itself, then into its tiles."""
    piece, data = job.sheet.piece, {"job": json.dumps(layout_input(job))}
    with _failures(job) as failed:
        if job.sheet.tiling:
            poster = _set(fonts, job, piece, data, TILED)
            return _joined(poster, _set(fonts, job, "tiles", data | _within(poster), TILED))
        result = _set(fonts, job, piece, data, standards_of(job))
        if result.pages > MANY_PAGES:
            _forget()
        return result
    return failed[0]


def _joined(poster: Rendered, tiles: Rendered) -> Rendered:
    """Return the tiles with all that was reported of the poster on them."""
    return replace(
        poster,
        pdf=tiles.pdf,
        pages=tiles.pages,
        overset=(*poster.overset, *tiles.overset),
        complaints=(*poster.complaints, *tiles.complaints),
    )


@contextmanager
def _failures(job: Job) -> Iterator[list[Failed]]:
    """Keep what Typst says of a job that it does not set; its panics are no Exception."""
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
    """Return the first line of each complaint in a diagnostic; there is always one."""
    found = re.split(r"^error: ", diagnostic.strip(), flags=re.MULTILINE)
    lines = (complaint.splitlines()[0] for complaint in found if complaint.strip())
    return tuple(dict.fromkeys(lines)) or (diagnostic,)


def _within(poster: Rendered) -> Inputs:
    """Return a poster as an input of its tiles: Typst takes no bytes, it only makes them."""
    return {"poster": json.dumps(list(poster.pdf))}


def pictures(job: Job, width_px: int) -> tuple[list[bytes], Reported | Failed]:
    """Draw the pages of a job as PNG, each so many pixels wide; also return what was reported.

    Tiles are set as for their PDF. Pages for a print shop have their bleed but neither crop marks
    nor inks yet: these come after Typst. A letter without a font is only found in a PDF.
    """
    fonts, piece, data = (
        _fonts(job.kit.fonts),
        job.sheet.piece,
        {"job": json.dumps(layout_input(job))},
    )
    with _failures(job) as failed:
        poster = _set(fonts, job, piece, data, TILED) if job.sheet.tiling else None
        inputs = data | _within(poster) if poster else data
        compiler = _compiler(fonts, "tiles" if poster else piece, inputs)
        drawn, warnings = compiler.compile_with_warnings(
            format="png", ppi=width_px / job.sheet.size_mm[0] * MM_PER_INCH
        )
        pages = drawn if isinstance(drawn, list) else [drawn] if drawn else []
        return pages, poster or _reported(compiler, job, warnings)
    return [], failed[0]


def _forget() -> None:
    """Have Typst forget sooner what a large file left in its memory.

    It forgets what its last ten compilations did not use: these are of nothing.
    """
    nothing = typst.Compiler(b"", font_paths=fonts_in(), ignore_system_fonts=True)
    for _ in range(3):
        nothing.compile(input=b"", format="svg")


def standards_of(job: Job) -> list[Standard]:
    """Return the standards that Typst makes a job's PDF to."""
    if job.sheet.tiling:
        return TILED
    return PRESS if job.sheet.profile == "copyshop" else ARCHIVE


def _finished(result: Rendered | Failed) -> Rendered | Failed:
    """Return a result with its PDF made ready for print shops, or for strict readers."""
    job = result.job
    if isinstance(result, Failed) or job.sheet.tiling:
        return result
    if job.sheet.profile == "copyshop":
        slug_mm = SLUG_MM if job.sheet.marks else 0
        pdf, colours = to_pdfx4(result.pdf, slug_mm, job.kit.accent)
        return replace(result, pdf=pdf, colours=tuple(colours))
    return replace(result, pdf=escape_stream_ends(result.pdf))


def _set(
    fonts: Fonts, job: Job, layout: str, inputs: Inputs, standards: list[Standard]
) -> Rendered:
    """Set a job in a layout; return the PDF and what the layout reported."""
    compiler = _compiler(fonts, layout, inputs)
    if standards != ARCHIVE and layout != "tiles":
        # As for an archive, where alone a letter that no font has is an error.
        compiler.compile(format="pdf", pdf_standards=[*ARCHIVE], timestamp=RELEASED)
    pdf, warnings = compiler.compile_with_warnings(
        format="pdf", pdf_standards=[*standards], timestamp=RELEASED
    )
    assert isinstance(pdf, bytes)
    return Rendered(**vars(_reported(compiler, job, warnings)), pdf=pdf)


def _compiler(fonts: Fonts, layout: str, inputs: Inputs) -> typst.Compiler:
    families, own_families = fonts
    return typst.Compiler(
        str(home() / "layouts" / f"{layout}.typ"),
        root=str(home()),
        font_paths=families,
        ignore_system_fonts=True,
        sys_inputs={"fonts": own_families, **inputs},
    )


def _reported(
    compiler: typst.Compiler, job: Job, warnings: Sequence[typst.TypstWarning]
) -> Reported:
    """Return what the layout reported while a job was set."""
    overset = json.loads(compiler.query("<overset>", field="value"))
    (pages,) = json.loads(compiler.query("<page-count>", field="value"))
    return Reported(
        job,
        pages,
        tuple(Overset(it["id"], it["word"], it["fits"], it["size"]) for it in overset),
        max(map(tuple, json.loads(compiler.query("<logo>", field="value"))), default=(0.0, 0.0)),
        tuple(warning.message for warning in warnings),
    )
