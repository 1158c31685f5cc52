"""A layout, its inputs, fonts and PDF standards -> PDF or PNG, and what the layout reported.

The only module of printing that calls Typst. Nothing but the arguments, the layouts and the assets
goes in, so equal arguments give equal results.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import typst

from kit import RELEASED
from kit.catalogue import PDF_STANDARDS
from kit.paths import home
from kit.typst_fonts import fonts_in

Inputs = Mapping[str, str]  # `sys.inputs` of a layout, such as its job as JSON
Standard = Literal["1.6", "a-2a", "ua-1"]
ARCHIVE: tuple[Standard, ...] = tuple(standard.typst for standard in PDF_STANDARDS)


@dataclass(frozen=True)
class Fonts:
    """Fonts that a layout can use: where their files are, and the families of a school."""

    folders: tuple[Path, ...]
    school_families: tuple[str, ...]
    loaded: typst.Fonts = field(compare=False, repr=False)


@dataclass(frozen=True)
class LayoutReport:
    """What a layout reports as labelled metadata, and what Typst warns of.

    `overset` has a dictionary for each text that does not fit its frame, `pages` the page count,
    `logos` the width in mm of each logo as printed, and of its place.
    """

    pages: int
    overset: tuple[Mapping[str, Any], ...]
    logos: tuple[tuple[float, float], ...]
    warnings: tuple[str, ...]


def load_fonts(folders: Sequence[Path], school_families: Sequence[str]) -> Fonts:
    """Load the fonts below folders, and no others."""
    return Fonts(tuple(folders), tuple(school_families), fonts_in(*folders))


def compile_pdf(
    layout: str,
    inputs: Inputs,
    fonts: Fonts,
    standards: Sequence[Standard],
    *,
    check_glyphs: bool = True,
) -> tuple[bytes, LayoutReport]:
    """Typeset a layout to a PDF that meets `standards`, dated at the release.

    A character that no font has is an error of Typst only if the PDF is to be an archive: with
    `check_glyphs` any other is typeset once as an archive first. Raises typst.TypstError, and as a
    BaseException what Typst panics with.
    """
    compiler = _compiler(layout, inputs, fonts)
    if check_glyphs and tuple(standards) != ARCHIVE:
        compiler.compile(format="pdf", pdf_standards=[*ARCHIVE], timestamp=RELEASED)
    pdf, warnings = compiler.compile_with_warnings(
        format="pdf", pdf_standards=[*standards], timestamp=RELEASED
    )
    assert isinstance(pdf, bytes)
    return pdf, _report(compiler, warnings)


def compile_png(
    layout: str, inputs: Inputs, fonts: Fonts, ppi: float
) -> tuple[list[bytes], LayoutReport]:
    """Draw the pages of a layout as PNG, at so many pixels an inch. Raises as compile_pdf does."""
    compiler = _compiler(layout, inputs, fonts)
    drawn, warnings = compiler.compile_with_warnings(format="png", ppi=ppi)
    pages = drawn if isinstance(drawn, list) else [drawn] if drawn else []
    return pages, _report(compiler, warnings)


def release_memory() -> None:
    """Make Typst drop sooner what it keeps in memory of a large document.

    It drops what its last ten compilations did not use; this adds compilations of nothing.
    """
    empty = typst.Compiler(b"", font_paths=fonts_in(), ignore_system_fonts=True)
    for _ in range(3):
        empty.compile(input=b"", format="svg")


def _compiler(layout: str, inputs: Inputs, fonts: Fonts) -> typst.Compiler:
    return typst.Compiler(
        str(home() / "layouts" / f"{layout}.typ"),
        root=str(home()),
        font_paths=fonts.loaded,
        ignore_system_fonts=True,
        sys_inputs={"fonts": json.dumps(fonts.school_families), **inputs},
    )


def _report(compiler: typst.Compiler, warnings: Sequence[typst.TypstWarning]) -> LayoutReport:
    def values(label: str) -> Any:
        return json.loads(compiler.query(f"<{label}>", field="value"))

    (pages,) = values("page-count")
    return LayoutReport(
        pages,
        tuple(values("overset")),
        tuple((printed, place) for printed, place in values("logo")),
        tuple(warning.message for warning in warnings),
    )
