"""PDF bytes -> what a print shop would measure in it, read by PDFium and not by what wrote it."""

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from kit.units import POINTS_PER_MM

NEAR_MM = 0.1
ROUNDING_MM = 0.01  # a page may be rounded to so much
LINE_MM = 0.35  # PDFium adds the width of its line, and more at corners, to the bounds of a shape

Box = tuple[float, float, float, float]  # left, bottom, right, top in mm
Point = tuple[float, float]  # mm from the left, mm from below
Matrix = tuple[float, float, float, float, float, float]
UNMOVED: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True)
class Boxes:
    """The boxes of a page in mm: the paper, the bleed, and the trim.

    `is_said` tells whether the page says what its bleed and its trim are, or readers must guess.
    """

    media: Box
    bleed: Box
    trim: Box
    is_said: bool


@dataclass
class Measures:
    """What stands in a file: boxes a page, and the least and the worst of all that is drawn.

    Sizes of type and widths of lines are in pt, resolution in dpi; None where there are none.
    `strays` counts what leaves the safe area and does not run on to the edge, `crop_marks` the
    lines on each page that stand outside the bleed, in line with the trim.
    """

    boxes: list[Boxes] = field(default_factory=list)
    fonts: dict[str, bool] = field(default_factory=dict)
    min_type_pt: float | None = None
    min_line_pt: float | None = None
    min_effective_ppi: float | None = None
    safe_area_violations: int = 0
    crop_marks: list[int] = field(default_factory=list)


def measure(pdf: bytes, safe_mm: float, *, inside: bool = True) -> Measures:
    """Measure a file; what matters must stay `safe_mm` within the trim.

    With `inside`, what stands in forms (a page set into a page) is measured too. A file that cannot
    be read has no pages.
    """
    measures = Measures()
    with suppress(pypdfium2.PdfiumError), pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            boxes = _boxes(page)
            measures.boxes.append(boxes)
            measures.crop_marks.append(0)
            for item, matrix in _items(page, inside):
                _measure_item(item, matrix, measures)
                measures.safe_area_violations += _leaves_safe_area(item, matrix, boxes, safe_mm)
                if boxes.media != boxes.bleed:
                    measures.crop_marks[-1] += _crop_marks(item, matrix, boxes)
    return measures


def is_size(box: Box, size: Sequence[float]) -> bool:
    """Whether a box has a width and height, both in mm."""
    left, bottom, right, top = box
    return is_near((right - left, top - bottom), size)


def is_near(box: Sequence[float], other: Sequence[float]) -> bool:
    """Whether two boxes are one but for rounding."""
    return all(abs(a - b) <= ROUNDING_MM for a, b in zip(box, other, strict=True))


def size_of(box: Box) -> str:
    """Return the width and height of a box in words, in mm."""
    left, bottom, right, top = box
    return f"{right - left:.2f} x {top - bottom:.2f}"


def _boxes(page: pypdfium2.PdfPage) -> Boxes:
    def in_mm(box: tuple[float, ...]) -> Box:
        left, bottom, right, top = (value / POINTS_PER_MM for value in box)
        return left, bottom, right, top

    said = (page.get_bleedbox(fallback_ok=False), page.get_trimbox(fallback_ok=False))
    media, bleed, trim = page.get_mediabox(), page.get_bleedbox(), page.get_trimbox()
    return Boxes(in_mm(media), in_mm(bleed), in_mm(trim), None not in said)


def _items(page: pypdfium2.PdfPage, inside: bool) -> Iterator[tuple[Any, Matrix]]:
    """Yield what is drawn on a page, with what moves it there from where it was drawn."""
    count = pdfium.FPDFPage_CountObjects(page.raw)
    for index in range(count):
        item = pdfium.FPDFPage_GetObject(page.raw, index)
        yield from _with_parts(item, UNMOVED, inside)


def _with_parts(item: Any, matrix: Matrix, inside: bool) -> Iterator[tuple[Any, Matrix]]:
    if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_FORM:
        yield item, matrix
    elif inside:
        moved = _times(_matrix(item), matrix)
        for index in range(pdfium.FPDFFormObj_CountObjects(item)):
            yield from _with_parts(pdfium.FPDFFormObj_GetObject(item, index), moved, inside)


def _measure_item(item: Any, matrix: Matrix, measures: Measures) -> None:
    match pdfium.FPDFPageObj_GetType(item):
        case pdfium.FPDF_PAGEOBJ_TEXT:
            size = ctypes.c_float()
            pdfium.FPDFTextObj_GetFontSize(item, size)
            size_pt = size.value * _scale(item, matrix)
            measures.min_type_pt = _least(measures.min_type_pt, size_pt)
            font = pdfium.FPDFTextObj_GetFont(item)
            name, is_embedded = _name(font), pdfium.FPDFFont_GetIsEmbedded(font) == 1
            measures.fonts[name] = measures.fonts.get(name, True) and is_embedded
        case pdfium.FPDF_PAGEOBJ_PATH:
            width = ctypes.c_float()
            fill, stroked = ctypes.c_int(), ctypes.c_int()
            pdfium.FPDFPath_GetDrawMode(item, fill, stroked)
            if stroked.value:
                pdfium.FPDFPageObj_GetStrokeWidth(item, width)
                width_pt = width.value * _scale(item, matrix)
                measures.min_line_pt = _least(measures.min_line_pt, width_pt)
        case pdfium.FPDF_PAGEOBJ_IMAGE:
            pixels = ctypes.c_uint(), ctypes.c_uint()
            pdfium.FPDFImageObj_GetImagePixelSize(item, *pixels)
            a, b, *_ = _times(_matrix(item), matrix)
            width_pt = (a * a + b * b) ** 0.5
            measures.min_effective_ppi = _least(
                measures.min_effective_ppi, pixels[0].value / (width_pt / 72)
            )


def _scale(item: Any, matrix: Matrix) -> float:
    """Return how much larger something is drawn than it is written."""
    a, b, c, d, *_ = _times(_matrix(item), matrix)
    return float(abs(a * d - b * c) ** 0.5)


def _least(before: float | None, now: float) -> float:
    return now if before is None else min(before, now)


def _name(font: Any) -> str:
    buffer = ctypes.create_string_buffer(200)
    pdfium.FPDFFont_GetBaseFontName(font, buffer, len(buffer))
    return buffer.value.decode("utf-8", "replace")


def _matrix(item: Any) -> Matrix:
    values = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, values)
    return values.a, values.b, values.c, values.d, values.e, values.f


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        (e * q + f * s + u),
    )


def _leaves_safe_area(item: Any, matrix: Matrix, boxes: Boxes, safe_mm: float) -> bool:
    """Whether something leaves the safe area without running to the edge of the bleed.

    Text never may; marks outside the bleed do not count.
    """
    bounds, bleed, trim = _bounds(item, matrix), boxes.bleed, boxes.trim
    if bounds[0] >= bleed[2] or bounds[1] >= bleed[3]:
        return False
    if bounds[2] <= bleed[0] or bounds[3] <= bleed[1]:
        return False
    is_text = pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_TEXT
    near = NEAR_MM if is_text else LINE_MM
    for side, sign in enumerate((1, 1, -1, -1)):
        within = (bounds[side] - trim[side]) * sign >= safe_mm - near
        at_edge = (bounds[side] - bleed[side]) * sign <= near
        if not within and (is_text or not at_edge):
            return True
    return False


def _crop_marks(item: Any, matrix: Matrix, boxes: Boxes) -> int:
    """Count the lines that stand outside the bleed, each in line with an edge of the trim."""
    if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_PATH:
        return 0
    ends = [*_points(item, _times(_matrix(item), matrix))]
    pairs = zip(ends[::2], ends[1::2], strict=False)
    return sum(_is_crop_mark(start, end, boxes) for start, end in pairs)


def _is_crop_mark(start: Point, end: Point, boxes: Boxes) -> bool:
    for across in (0, 1):
        along = 1 - across
        low, high = boxes.bleed[along], boxes.bleed[along + 2]
        is_outside = max(start[along], end[along]) < low or min(start[along], end[along]) > high
        edges = (boxes.trim[across], boxes.trim[across + 2])
        in_line = any(abs(end[across] - edge) + abs(start[across] - edge) < 0.1 for edge in edges)
        if is_outside and in_line:
            return True
    return False


def _points(item: Any, matrix: Matrix) -> Iterator[Point]:
    """Yield the points of a path on its page, in mm."""
    a, b, c, d, e, f = matrix
    for index in range(pdfium.FPDFPath_CountSegments(item)):
        x, y = ctypes.c_float(), ctypes.c_float()
        pdfium.FPDFPathSegment_GetPoint(pdfium.FPDFPath_GetPathSegment(item, index), x, y)
        yield (
            (a * x.value + c * y.value + e) / POINTS_PER_MM,
            (b * x.value + d * y.value + f) / POINTS_PER_MM,
        )


def _bounds(item: Any, matrix: Matrix) -> Box:
    low_x, low_y, high_x, high_y = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(item, low_x, low_y, high_x, high_y)
    left, bottom, right, top = low_x.value, low_y.value, high_x.value, high_y.value
    if matrix is not UNMOVED:
        a, b, c, d, e, f = matrix
        corners = [(x, y) for x in (left, right) for y in (bottom, top)]
        xs, ys = [a * x + c * y + e for x, y in corners], [b * x + d * y + f for x, y in corners]
        left, bottom, right, top = min(xs), min(ys), max(xs), max(ys)
    return left / POINTS_PER_MM, bottom / POINTS_PER_MM, right / POINTS_PER_MM, top / POINTS_PER_MM
