"""PDF bytes -> page boxes, and the type, lines, images and crop marks on the pages, by PDFium.

A library other than the one that wrote the file reads it, so that no bug hides itself.
"""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pypdfium2
import pypdfium2.raw as pdfium
from pypdfium2 import PdfFont, PdfImage, PdfMatrix, PdfObject, PdfPage, PdfTextObj

from kit.units import POINTS_PER_INCH, POINTS_PER_MM

BOX_TOLERANCE_MM = 0.01  # for rounding by the library that wrote the file
TEXT_TOLERANCE_MM = 0.1
# PDFium adds the width of the line, and more at corners, to the bounds of a shape.
SHAPE_TOLERANCE_MM = 0.35
CROP_MARK_TOLERANCE_MM = 0.1  # sum of the distances of both ends from the edge of the trim

Box = tuple[float, float, float, float]  # left, bottom, right, top in mm
Point = tuple[float, float]  # mm to the right, mm upwards
_Clip = tuple[PdfObject, PdfMatrix]  # what may be clipped, with the matrix from there to the page


@dataclass(frozen=True)
class PageBoxes:
    """The boxes of a page, in mm from the origin of the PDF page (bottom left).

    A page without a BleedBox and a TrimBox of its own is not `is_explicit`: `bleed` and `trim` are
    then what a reader falls back on.
    """

    media: Box
    bleed: Box
    trim: Box
    is_explicit: bool


@dataclass
class Measurements:
    """What was measured in a file; a minimum is None where there is nothing of the kind.

    `boxes` and `crop_marks` have one value for each page. `fonts` says by name which fonts are
    embedded. `safe_area_violations` counts the text that is not within the safe area, and the other
    objects that are neither within it nor run on to the edge of the bleed.
    """

    boxes: list[PageBoxes] = field(default_factory=list)
    fonts: dict[str, bool] = field(default_factory=dict)
    min_type_pt: float | None = None
    min_line_pt: float | None = None
    min_effective_ppi: float | None = None
    safe_area_violations: int = 0
    crop_marks: list[int] = field(default_factory=list)


def measure(pdf: bytes, safe_mm: float, *, include_forms: bool = True) -> Measurements:
    """Measure all pages of a PDF; the safe area begins `safe_mm` inside the trim.

    With `include_forms`, also measure what form XObjects draw, such as a page placed on a page.
    If PDFium fails anywhere in the file, the result is empty: half a file must pass no check.
    """
    measured = Measurements()
    try:
        with pypdfium2.PdfDocument(pdf) as document:
            for page in document:
                _measure_page(page, safe_mm, include_forms, measured)
    except pypdfium2.PdfiumError:
        return Measurements()
    return measured


def has_size(box: Box, size_mm: Sequence[float]) -> bool:
    """Whether a box has a width and a height, but for rounding."""
    left, bottom, right, top = box
    return is_same_box((right - left, top - bottom), size_mm)


def is_same_box(box: Sequence[float], other: Sequence[float]) -> bool:
    """Whether the numbers of two boxes, in mm, are the same but for rounding."""
    return all(abs(a - b) <= BOX_TOLERANCE_MM for a, b in zip(box, other, strict=True))


def format_size(box: Box) -> str:
    """Return the width and height of a box in mm, as `210.00 x 297.00`."""
    left, bottom, right, top = box
    return f"{right - left:.2f} x {top - bottom:.2f}"


def _measure_page(
    page: PdfPage, safe_mm: float, include_forms: bool, measured: Measurements
) -> None:
    boxes = _page_boxes(page)
    fonts: dict[int, PdfFont] = {}  # by address: many texts share one, and reading its name is slow
    crop_marks = 0
    for item, matrix, clips in _objects(page, PdfMatrix(), include_forms):
        _measure_object(item, matrix, measured)
        if isinstance(item, PdfTextObj):
            font = item.get_font()
            fonts[ctypes.addressof(font.raw.contents)] = font
        measured.safe_area_violations += _leaves_safe_area(item, matrix, clips, boxes, safe_mm)
        if boxes.media != boxes.bleed:
            crop_marks += _crop_marks(item, matrix, boxes)
    measured.boxes.append(boxes)
    measured.crop_marks.append(crop_marks)
    for font in fonts.values():
        name = font.get_base_name()
        measured.fonts[name] = measured.fonts.get(name, True) and font.is_embedded


def _page_boxes(page: PdfPage) -> PageBoxes:
    def in_mm(box: tuple[float, ...]) -> Box:
        left, bottom, right, top = (value / POINTS_PER_MM for value in box)
        return left, bottom, right, top

    explicit = (page.get_bleedbox(fallback_ok=False), page.get_trimbox(fallback_ok=False))
    media, bleed, trim = page.get_mediabox(), page.get_bleedbox(), page.get_trimbox()
    return PageBoxes(in_mm(media), in_mm(bleed), in_mm(trim), None not in explicit)


def _objects(
    page: PdfPage,
    matrix: PdfMatrix,
    include_forms: bool,
    form: PdfObject | None = None,
    clips: tuple[_Clip, ...] = (),
) -> Iterator[tuple[PdfObject, PdfMatrix, tuple[_Clip, ...]]]:
    """Yield what a page, or a form on it, draws, with the matrix from there to the page.

    With it come the forms that it is in, which may be clipped. get_objects() descends into forms
    too, but leaves their matrices to its caller.
    """
    for item in page.get_objects(max_depth=1, form=form):
        if item.type != pdfium.FPDF_PAGEOBJ_FORM:
            yield item, matrix, clips
        elif include_forms:
            inner = item.get_matrix().multiply(matrix)
            yield from _objects(page, inner, include_forms, item, (*clips, (item, matrix)))


def _measure_object(item: PdfObject, matrix: PdfMatrix, measured: Measurements) -> None:
    if isinstance(item, PdfTextObj):
        size_pt = item.get_font_size() * _scale(item, matrix)
        measured.min_type_pt = _smaller(measured.min_type_pt, size_pt)
    elif isinstance(item, PdfImage):
        width_px, _ = item.get_px_size()
        on_page = _matrix_on_page(item, matrix)
        width_pt = (on_page.a**2 + on_page.b**2) ** 0.5
        ppi = width_px / (width_pt / POINTS_PER_INCH)
        measured.min_effective_ppi = _smaller(measured.min_effective_ppi, ppi)
    elif item.type == pdfium.FPDF_PAGEOBJ_PATH and (width_pt := _stroke_width(item)) is not None:
        line_pt = width_pt * _scale(item, matrix)
        measured.min_line_pt = _smaller(measured.min_line_pt, line_pt)


def _stroke_width(path: PdfObject) -> float | None:
    """Return the width of the line of a path, in its own units; None if it has no line."""
    fill_mode, is_stroked, width = ctypes.c_int(), ctypes.c_int(), ctypes.c_float()
    pdfium.FPDFPath_GetDrawMode(path, fill_mode, is_stroked)
    if not is_stroked.value:
        return None
    pdfium.FPDFPageObj_GetStrokeWidth(path, width)
    return width.value


def _scale(item: PdfObject, matrix: PdfMatrix) -> float:
    """Return by how much an object is enlarged on the page."""
    on_page = _matrix_on_page(item, matrix)
    return float(abs(on_page.a * on_page.d - on_page.b * on_page.c) ** 0.5)


def _matrix_on_page(item: PdfObject, matrix: PdfMatrix) -> PdfMatrix:
    to_container = item.get_matrix()
    return to_container.multiply(matrix) if item.container else to_container


def _smaller(minimum: float | None, value: float) -> float:
    return value if minimum is None else min(minimum, value)


def _leaves_safe_area(
    item: PdfObject,
    matrix: PdfMatrix,
    clips: tuple[_Clip, ...],
    boxes: PageBoxes,
    safe_mm: float,
) -> bool:
    """Whether what is seen of an object violates the safe area; crop marks and such never do."""
    is_text = isinstance(item, PdfTextObj)
    if not _reaches_out(_bounds(item, matrix), boxes, safe_mm, is_text=is_text):
        return False
    return _reaches_out(_visible_bounds(item, matrix, clips), boxes, safe_mm, is_text=is_text)


def _reaches_out(bounds: Box, boxes: PageBoxes, safe_mm: float, *, is_text: bool) -> bool:
    """Whether something leaves the safe area, and neither lies outside nor reaches the bleed."""
    bleed, trim = boxes.bleed, boxes.trim
    if bounds[0] >= bleed[2] or bounds[1] >= bleed[3]:
        return False
    if bounds[2] <= bleed[0] or bounds[3] <= bleed[1]:
        return False
    tolerance = TEXT_TOLERANCE_MM if is_text else SHAPE_TOLERANCE_MM
    for side, inward in enumerate((1, 1, -1, -1)):
        if (bounds[side] - trim[side]) * inward >= safe_mm - tolerance:
            continue
        reaches_edge = (bounds[side] - bleed[side]) * inward <= tolerance
        if is_text or not reaches_edge:
            return True
    return False


def _bounds(item: PdfObject, matrix: PdfMatrix) -> Box:
    bounds = item.get_bounds()
    left, bottom, right, top = matrix.on_rect(*bounds) if item.container else bounds
    return left / POINTS_PER_MM, bottom / POINTS_PER_MM, right / POINTS_PER_MM, top / POINTS_PER_MM


def _visible_bounds(item: PdfObject, matrix: PdfMatrix, clips: tuple[_Clip, ...]) -> Box:
    """Return the bounds of what is left of an object by its clipping paths and those around it."""
    left, bottom, right, top = _bounds(item, matrix)
    for clipped, clip_matrix in (*clips, (item, matrix)):
        for points in _clipping_paths(clipped, clip_matrix):
            across, up = zip(*points, strict=True)
            left, bottom = max(left, min(across)), max(bottom, min(up))
            right, top = min(right, max(across)), min(top, max(up))
    return left, bottom, right, top


def _clipping_paths(item: PdfObject, matrix: PdfMatrix) -> Iterator[list[Point]]:
    """Yield the points of each path that an object is clipped to, on the page, in mm."""
    clip = pdfium.FPDFPageObj_GetClipPath(item)
    for path in range(max(0, pdfium.FPDFClipPath_CountPaths(clip))):
        count = pdfium.FPDFClipPath_CountPathSegments(clip, path)
        segments = (pdfium.FPDFClipPath_GetPathSegment(clip, path, i) for i in range(count))
        yield [_point(segment, matrix) for segment in segments]


def _crop_marks(item: PdfObject, matrix: PdfMatrix, boxes: PageBoxes) -> int:
    """Count the crop marks that a path draws, in pairs of points."""
    if item.type != pdfium.FPDF_PAGEOBJ_PATH:
        return 0
    points = [*_points(item, _matrix_on_page(item, matrix))]
    lines = zip(points[::2], points[1::2], strict=False)
    return sum(_is_crop_mark(start, end, boxes) for start, end in lines)


def _is_crop_mark(start: Point, end: Point, boxes: PageBoxes) -> bool:
    """Whether a line lies outside the bleed, in line with an edge of the trim."""
    for across in (0, 1):
        along = 1 - across
        low, high = boxes.bleed[along], boxes.bleed[along + 2]
        is_outside = max(start[along], end[along]) < low or min(start[along], end[along]) > high
        if is_outside and any(
            abs(start[across] - edge) + abs(end[across] - edge) < CROP_MARK_TOLERANCE_MM
            for edge in (boxes.trim[across], boxes.trim[across + 2])
        ):
            return True
    return False


def _points(path: PdfObject, matrix: PdfMatrix) -> Iterator[Point]:
    """Yield the points of a path on the page, in mm."""
    for index in range(pdfium.FPDFPath_CountSegments(path)):
        yield _point(pdfium.FPDFPath_GetPathSegment(path, index), matrix)


def _point(segment: object, matrix: PdfMatrix) -> Point:
    """Return the point at which a segment of a path ends, on the page, in mm."""
    x, y = ctypes.c_float(), ctypes.c_float()
    pdfium.FPDFPathSegment_GetPoint(segment, x, y)
    x_pt, y_pt = matrix.on_point(x.value, y.value)
    return x_pt / POINTS_PER_MM, y_pt / POINTS_PER_MM
