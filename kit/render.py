"""Job -> Rendered: the finished PDF and what the layout reported while it was set.

The only room that knows Typst. A layout reports facts as labelled metadata: `<overset>` for each
text that did not fit its room at the smallest size, `<sheets>` for the number of pages.
"""

import json
import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import typst

from kit import RELEASED
from kit.content import home
from kit.fonts import SchoolFonts
from kit.logo import MM_PER_INCH
from kit.plan import SLUG_MM, Job
from kit.prepress import settle_stream_ends, to_press

AHEAD = 4  # jobs a core that are waiting, being set, or waiting to be checked
MANY_PAGES = 40  # a deck of cards: what is kept of it grows with them
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
class Rendered:
    """A job's PDF (None if it could not be made), its page count and all that went wrong.

    `logo_mm` is the greatest width at which a logo is printed, and that of its place; `colours` are
    those (`#rrggbb`) that were turned into inks.
    """

    job: Job
    pdf: bytes | None
    pages: int = 0
    overset: tuple[Overset, ...] = ()
    logo_mm: tuple[float, float] = (0.0, 0.0)
    complaints: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()


def render(jobs: Iterable[Job]) -> Iterator[Rendered]:
    """Set jobs side by side on all cores (Typst works outside the GIL); yield them in their order.

    Only a few are under way at a time, so that memory does not grow with their number. Only Typst
    runs on threads: the library that finishes a PDF must not (qpdf is not made for it).
    """
    cores = os.cpu_count() or 1
    fonts_of = lru_cache(maxsize=cores)(_fonts)
    running: deque[Future[Rendered]] = deque()
    with ThreadPoolExecutor(cores) as pool:
        for job in jobs:
            running.append(pool.submit(_render_one, fonts_of(job.kit.fonts), job))
            if len(running) == AHEAD * cores:
                yield _finished(running.popleft().result())
        while running:
            yield _finished(running.popleft().result())


def _fonts(of_school: SchoolFonts | None) -> Fonts:
    """Return the bundled fonts with those of a school, and the names of the latter."""
    paths = [str(home() / "assets" / "fonts"), *([str(of_school.folder)] if of_school else [])]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=paths)
    return fonts, json.dumps(of_school.families if of_school else [])


def _render_one(fonts: Fonts, job: Job) -> Rendered:
    """Set a job: a poster to be tiled once by itself, then into its tiles."""
    piece = job.sheet.piece
    try:
        if not job.sheet.tiling:
            result = _set(fonts, job, piece, {}, standards_of(job))
            if result.pages > MANY_PAGES:
                _forget()
            return result
        poster = _set(fonts, job, piece, {}, TILED)
        tiles = _set(fonts, job, "tiles", _within(poster), TILED)
        return replace(poster, pdf=tiles.pdf, pages=tiles.pages)
    except typst.TypstError as error:
        return Rendered(job, None, complaints=(error.diagnostic or error.message,))


def _within(poster: Rendered) -> Mapping[str, str]:
    """Return a poster as an input of its tiles: Typst takes no bytes, it only makes them."""
    return {"poster": json.dumps(list(poster.pdf or b""))}


def pictures(job: Job, width_px: int) -> tuple[list[bytes], Rendered]:
    """Draw the pages of a job as PNG, each so many pixels wide; also return what was reported.

    Tiles are set as for their PDF. Pages for a print shop have their bleed but neither crop marks
    nor inks yet: these come after Typst. A letter without a font is only found in a PDF.
    """
    fonts, piece = _fonts(job.kit.fonts), job.sheet.piece
    try:
        poster = _set(fonts, job, piece, {}, TILED) if job.sheet.tiling else None
        compiler = _compiler(
            fonts, job, "tiles" if poster else piece, _within(poster) if poster else {}
        )
        drawn, warnings = compiler.compile_with_warnings(
            format="png", ppi=width_px / job.sheet.size_mm[0] * MM_PER_INCH
        )
    except typst.TypstError as error:
        return [], Rendered(job, None, complaints=(error.diagnostic or error.message,))
    pages = drawn if isinstance(drawn, list) else [drawn or b""]
    reported = poster or _reported(compiler, job, warnings)
    return pages, replace(reported, pdf=None, pages=len(pages))


def _forget() -> None:
    """Have Typst forget sooner what a large file left in its memory.

    It forgets what its last ten compilations did not use: these are of nothing.
    """
    none = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False)
    nothing = typst.Compiler(b"", font_paths=none, ignore_system_fonts=True)
    for _ in range(3):
        nothing.compile(input=b"", format="svg")


def standards_of(job: Job) -> list[Standard]:
    """Return the standards that Typst makes a job's PDF to."""
    if job.sheet.tiling:
        return TILED
    return PRESS if job.sheet.profile == "copyshop" else ARCHIVE


def _finished(result: Rendered) -> Rendered:
    """Return a result with its PDF made ready for print shops, or for strict readers."""
    job = result.job
    if result.pdf is None or job.sheet.tiling:
        return result
    if job.sheet.profile == "copyshop":
        slug_mm = SLUG_MM if job.sheet.marks else 0
        pdf, colours = to_press(result.pdf, slug_mm, job.kit.accent)
        return replace(result, pdf=pdf, colours=tuple(colours))
    return replace(result, pdf=settle_stream_ends(result.pdf))


def _set(
    fonts: Fonts, job: Job, layout: str, inputs: Mapping[str, str], standards: list[Standard]
) -> Rendered:
    """Set a job in a layout; return the PDF and what the layout reported.

    A letter that no font has is an error under the standards of archives alone, so that a layout of
    texts is tried under these first.
    """
    compiler = _compiler(fonts, job, layout, inputs)
    if standards != ARCHIVE and layout != "tiles":
        compiler.compile(format="pdf", pdf_standards=[*ARCHIVE], timestamp=RELEASED)
    pdf, warnings = compiler.compile_with_warnings(
        format="pdf", pdf_standards=[*standards], timestamp=RELEASED
    )
    assert isinstance(pdf, bytes)
    return replace(_reported(compiler, job, warnings), pdf=pdf)


def _compiler(fonts: Fonts, job: Job, layout: str, inputs: Mapping[str, str]) -> typst.Compiler:
    families, own_families = fonts
    return typst.Compiler(
        str(home() / "layouts" / f"{layout}.typ"),
        root=str(home()),
        font_paths=families,
        ignore_system_fonts=True,
        sys_inputs={"job": job.data(), "fonts": own_families, **inputs},
    )


def _reported(
    compiler: typst.Compiler, job: Job, warnings: Sequence[typst.TypstWarning]
) -> Rendered:
    """Return what the layout reported while a job was set, as yet without its PDF."""
    overset = json.loads(compiler.query("<overset>", field="value"))
    (pages,) = json.loads(compiler.query("<sheets>", field="value"))
    return Rendered(
        job,
        None,
        pages,
        tuple(Overset(it["id"], it["word"], it["fits"], it["size"]) for it in overset),
        max(map(tuple, json.loads(compiler.query("<logo>", field="value"))), default=(0.0, 0.0)),
        complaints=tuple(warning.message for warning in warnings),
    )
