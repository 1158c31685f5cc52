"""Boxes, type, lines, images and crop marks of small PDFs, in mm, pt and ppi."""

import io

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name

from kit.measuring.page_geometry import Measurements, format_size, has_size, is_same_box, measure
from kit.units import POINTS_PER_MM

PAGE_MM = (0.0, 0.0, 100.0, 100.0)
BLEED_MM = (10.0, 10.0, 90.0, 90.0)
TRIM_MM = (13.0, 13.0, 87.0, 87.0)


def box(sides_mm: tuple[float, ...]) -> Array:
    return Array([round(side * POINTS_PER_MM, 4) for side in sides_mm])


def measured(content: str, form: str = "", *, include_forms: bool = True) -> Measurements:
    """Measure one page whose unit is 1 mm; `/F Do` draws `form`, twice as large."""
    pdf = pikepdf.Pdf.new()
    page = pdf.add_blank_page(page_size=(283.4646, 283.4646))
    page.obj.BleedBox, page.obj.TrimBox = box(BLEED_MM), box(TRIM_MM)
    image = pdf.make_stream(
        bytes(100),
        Subtype=Name.Image,
        Width=100,
        Height=1,
        BitsPerComponent=8,
        ColorSpace=Name.DeviceGray,
    )
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    resources = Dictionary(Font=Dictionary(T=font), XObject=Dictionary(I=image))
    drawn = pdf.make_stream(
        form.encode("ascii"),
        Subtype=Name.Form,
        BBox=[0, 0, 100, 100],
        Matrix=[2, 0, 0, 2, 0, 0],
        Resources=resources,
    )
    page.obj.Resources = Dictionary(
        Font=resources.Font, XObject=Dictionary(I=image, F=pdf.make_indirect(drawn))
    )
    page.obj.Contents = pdf.make_stream(
        f"{POINTS_PER_MM} 0 0 {POINTS_PER_MM} 0 0 cm {content}".encode("ascii")
    )
    data = io.BytesIO()
    pdf.save(data)
    return measure(data.getvalue(), 5, include_forms=include_forms)


def test_boxes_are_in_mm_and_compared_but_for_rounding() -> None:
    (boxes,) = measured("").boxes
    assert has_size(boxes.media, (100, 100))
    assert not has_size(boxes.media, (100, 100.1))
    assert is_same_box(boxes.bleed, BLEED_MM)
    assert is_same_box(boxes.trim, TRIM_MM)
    assert not is_same_box(boxes.trim, BLEED_MM)
    assert boxes.is_explicit
    assert format_size(boxes.trim) == "74.00 x 74.00"


@pytest.mark.parametrize(("in_form", "scale"), [(False, 1), (True, 2)])
def test_sizes_are_those_on_the_page_also_in_a_form(in_form: bool, scale: int) -> None:
    content = "BT /T 2 Tf 25 25 Td (x) Tj ET 0.1 w 25 30 m 35 30 l S q 10 0 0 1 25 25 cm /I Do Q"
    found = measured("/F Do", content) if in_form else measured(content)
    assert found.min_type_pt == pytest.approx(2 * scale * POINTS_PER_MM, abs=1e-3)
    assert found.min_line_pt == pytest.approx(0.1 * scale * POINTS_PER_MM, abs=1e-3)
    assert found.min_effective_ppi == pytest.approx(100 / (10 * scale / 25.4), abs=0.1)
    assert found.fonts == {"Helvetica": False}
    assert found.safe_area_violations == 0


def test_forms_are_left_out_if_asked_for() -> None:
    found = measured("/F Do", "BT /T 2 Tf 25 25 Td (x) Tj ET", include_forms=False)
    assert (found.min_type_pt, found.fonts) == (None, {})


@pytest.mark.parametrize(
    ("content", "violations"),
    [
        ("BT /T 4 Tf 20 20 Td (x) Tj ET", 0),
        ("BT /T 4 Tf 14 20 Td (x) Tj ET", 1),
        ("20 20 10 10 re f", 0),
        ("14 20 10 10 re f", 1),
        ("10 10 80 80 re f", 0),  # a background: it runs on to the edge of the bleed
        ("0 0 5 5 re f", 0),  # outside the bleed
    ],
)
def test_what_leaves_the_safe_area_is_counted(content: str, violations: int) -> None:
    assert measured(content).safe_area_violations == violations


@pytest.mark.parametrize(
    ("line", "count"),
    [("4 13 m 9 13 l", 1), ("87 91 m 87 96 l", 1), ("4 20 m 9 20 l", 0), ("4 13 m 20 13 l", 0)],
)
def test_crop_marks_are_outside_the_bleed_in_line_with_the_trim(line: str, count: int) -> None:
    assert measured(f"0.1 w {line} S").crop_marks == [count]


def test_a_file_that_cannot_be_read_has_no_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    assert measure(b"%PDF-1.7 and no more", 5) == Measurements()

    def fail(*_: object) -> None:
        raise pypdfium2.PdfiumError("after the page was measured")

    monkeypatch.setattr(pypdfium2.PdfFont, "get_base_name", fail)
    assert measured("BT /T 4 Tf 20 20 Td (x) Tj ET") == Measurements()
