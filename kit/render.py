"""Job -> Rendered: the finished PDF and what the layout reported while it was set.

The only room that knows Typst. A layout reports facts as labelled metadata: `<overset>` for each
text that did not fit its room at the smallest size, `<sheets>` for the number of pages.
"""

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import typst

from kit import RELEASED
from kit.content import home
from kit.plan import Job
from kit.prepress import settle_stream_ends


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

    `logo_mm` is the greatest width at which a logo is printed.
    """

    job: Job
    pdf: bytes | None
    pages: int = 0
    overset: tuple[Overset, ...] = ()
    logo_mm: float = 0.0
    complaints: tuple[str, ...] = ()


def render(jobs: Sequence[Job]) -> list[Rendered]:
    """Set all jobs, side by side on all cores (Typst works outside the GIL), in the order given."""
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(home() / "assets" / "fonts")],
    )
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(partial(_render_one, fonts), jobs))


def _render_one(fonts: typst.Fonts, job: Job) -> Rendered:
    compiler = typst.Compiler(
        str(home() / "layouts" / f"{job.sheet.piece}.typ"),
        root=str(home()),
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"job": job.data()},
    )
    try:
        # PDF/A-2a archives and tags, PDF/UA-1 makes it readable aloud; both at once ask for RGB.
        pdf, warnings = compiler.compile_with_warnings(
            format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=RELEASED
        )
    except typst.TypstError as error:
        return Rendered(job, None, complaints=(error.diagnostic or error.message,))
    assert isinstance(pdf, bytes)
    overset = json.loads(compiler.query("<overset>", field="value"))
    (pages,) = json.loads(compiler.query("<sheets>", field="value"))
    return Rendered(
        job,
        settle_stream_ends(pdf),
        pages,
        tuple(Overset(it["id"], it["word"], it["fits"], it["size"]) for it in overset),
        max(json.loads(compiler.query("<logo>", field="value")), default=0.0),
        complaints=tuple(warning.message for warning in warnings),
    )
