"""The checks of a file for a print shop, on small PDFs: which of them fail."""

import io
from pathlib import PurePosixPath

import pikepdf
import pytest

from kit.measuring.page_geometry import measure
from kit.planning.job import Job
from kit.planning.sheet import Sheet
from kit.preflight.press_checks import press_checks
from kit.printing.prepress import to_pdfx4
from kit.printing.typeset import Rendered
from kit.units import POINTS_PER_MM
from tests.support.runs import kit_of

SHEET = Sheet("cards", "copyshop", "a6")


def failures(content: str, *, converted: bool = True, bleed_mm: float = 3) -> set[str]:
    """Return the kinds of the failed checks of a page with some operators."""
    width, height, bleed = (length * POINTS_PER_MM for length in (*SHEET.trim_mm, bleed_mm))
    pdf = pikepdf.Pdf.new()
    page = pdf.add_blank_page(page_size=(width + 2 * bleed, height + 2 * bleed))
    page.trimbox = pikepdf.Rectangle(bleed, bleed, width + bleed, height + bleed)
    page.obj.Contents = pdf.make_stream(content.encode("ascii"))
    with pdf.open_metadata() as xmp:
        xmp["dc:title"] = "Cards"
        xmp["xmpMM:DocumentID"] = "1"
    data = io.BytesIO()
    pdf.save(data)
    finished = to_pdfx4(data.getvalue(), 0, None, {})[0] if converted else data.getvalue()
    job = Job(kit_of("nl"), SHEET, PurePosixPath("cards.pdf"))
    result = Rendered(job, 1, (), (0.0, 0.0), (), pdf=finished)
    checks = press_checks(result, measure(finished, 5))
    return {kind.removeprefix("preflight.") for kind, passes, _ in checks if not passes}


def test_a_converted_page_passes() -> None:
    assert failures("0.2 0.4 0.6 rg 9 9 90 90 re f") == set()


@pytest.mark.parametrize(
    ("content", "kinds"),
    [
        ("", {"no_ink", "ink", "colour"}),
        ("1 1 1 1 k 9 9 90 90 re f", {"ink"}),
        ("q zz", {"unknown"}),
    ],
)
def test_ink_and_unsupported_operators_are_checked(content: str, kinds: set[str]) -> None:
    assert kinds <= failures(content)


def test_an_rgb_file_and_a_bleed_of_another_width_fail() -> None:
    found = failures("1 0 0 rg 9 9 90 90 re f", converted=False)
    assert {"other_colour", "no_profile", "version", "no_bleed"} <= found
    assert "no_bleed" in failures("0.2 0.4 0.6 rg 9 9 90 90 re f", bleed_mm=2)
