"""What lies under the letters of a finished page: an even ground, that they stand out from.

A page is drawn without its text. The box of each letter's ink, and a hair around it, must hold the
edge of nothing that is drawn, and each of its pixels must contrast with the letter.
"""

from collections.abc import Iterator, Sequence
from ctypes import addressof, c_double, c_uint
from functools import lru_cache
from itertools import groupby
from math import ceil, floor
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops

from tests.support.pdfs import MM

# A letter that touches an edge reads as badly as one that lies on it, and the inks of a print shop
# may be off by as much as this.
HAIR_MM = 0.25
MAX_STEP = 3  # of 255, from pixel to pixel: gradients have less, the softened edge of a tint more
MIN_CONTRAST, MIN_DISPLAY_CONTRAST = 7.0, 4.5
MIN_DISPLAY_PT = 36.0  # as printed
MAX_PPI, MAX_PIXELS = (
    150.0,
    3000,
)  # of the longest side: posters are drawn coarser, as they are read

Colour = tuple[int, ...]
Faults = tuple[str, ...]


class Letter(NamedTuple):
    """A letter on a page: its run of text, its size, its colour and the box of its ink.

    The box is in points from the top left corner of the page: left, top, right, bottom.
    """

    char: str
    run: int
    size_pt: float
    colour: Colour
    box: tuple[float, float, float, float]


class Collision(NamedTuple):
    """Letters of a run of text that cannot be read well, and where the first of them is, in mm."""

    page: int
    letters: str
    why: Faults
    left_mm: float
    top_mm: float


def collisions(file: Path, *, with_forms: bool = True) -> list[Collision]:
    """Return all letters of a PDF that lie on an edge, or stand out too little from their ground.

    Without `with_forms`, letters of a page within a page are left out: where a tile ends, it cuts
    them.
    """
    found: list[Collision] = []
    count = 0
    with pypdfium2.PdfDocument(file) as document:
        for number, page in enumerate(document, 1):
            letters = list(_letters(page, with_forms))
            count += len(letters)
            ground, scale = without_text(page)
            found += _faulty_runs(number, [(it, _faults(it, ground, scale)) for it in letters])
    assert count > 0, f"no letters in {file}"
    return found


def without_text(page: pypdfium2.PdfPage) -> tuple[Image.Image, float]:
    """Draw a page without its text; return the picture and how many pixels a point has."""
    for item in _items(page):
        if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_TEXT:
            pdfium.FPDFPageObj_SetIsActive(item, False)
    scale = min(MAX_PPI / 72, MAX_PIXELS / max(page.get_size()))
    return page.render(scale=scale).to_pil().convert("RGB"), scale


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@lru_cache(maxsize=4096)
def luminance(colour: Colour) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    shares = (channel / 255 for channel in colour)
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _faulty_runs(page: int, judged: Sequence[tuple[Letter, Faults]]) -> Iterator[Collision]:
    for (_, faults), group in groupby(judged, lambda it: (it[0].run, it[1])):
        if faults:
            letters = [letter for letter, _ in group]
            left, top = (round(edge / MM, 1) for edge in letters[0].box[:2])
            yield Collision(page, "".join(it.char for it in letters), faults, left, top)


def _items(page: pypdfium2.PdfPage, depth: int = 15) -> Iterator[Any]:
    """Yield all that is drawn on a page, within forms too."""
    for item in page.get_objects(max_depth=depth):
        yield item.raw


def _letters(page: pypdfium2.PdfPage, with_forms: bool) -> Iterator[Letter]:
    """Yield the letters of a page, spaces aside."""
    textpage = page.get_textpage()  # closed as soon as nothing refers to it
    text = textpage.raw
    left, _, _, top = page.get_bbox()
    on_page = {addressof(item.contents) for item in _items(page, depth=1)}
    for index in range(pdfium.FPDFText_CountChars(text)):
        char = chr(pdfium.FPDFText_GetUnicode(text, index))
        if char.isspace() or pdfium.FPDFText_IsGenerated(text, index) == 1:
            continue
        run = addressof(pdfium.FPDFText_GetTextObject(text, index).contents)
        if with_forms or run in on_page:
            x0, x1, y0, y1 = (c_double() for _ in range(4))
            pdfium.FPDFText_GetCharBox(text, index, x0, x1, y0, y1)
            box = (x0.value - left, top - y1.value, x1.value - left, top - y0.value)
            yield Letter(char, run, _size_pt(text, index), _colour(text, index), box)


def _size_pt(text: Any, index: int) -> float:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, index, matrix)
    scale = abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5
    return float(pdfium.FPDFText_GetFontSize(text, index) * scale)


def _colour(text: Any, index: int) -> Colour:
    channels = [c_uint() for _ in range(4)]
    pdfium.FPDFText_GetFillColor(text, index, *channels)
    return tuple(channel.value for channel in channels[:3])


def _faults(letter: Letter, ground: Image.Image, scale: float) -> Faults:
    """Return what is wrong under a letter: an edge, too little contrast, or no page at all."""
    left, top, right, bottom = letter.box
    hair = HAIR_MM * MM
    box = (
        max(0, floor((left - hair) * scale)),
        max(0, floor((top - hair) * scale)),
        min(ground.width, ceil((right + hair) * scale)),
        min(ground.height, ceil((bottom + hair) * scale)),
    )
    if box[0] >= box[2] or box[1] >= box[3]:
        return ("off the page",)
    under = ground.crop(box)
    least = MIN_DISPLAY_CONTRAST if letter.size_pt >= MIN_DISPLAY_PT else MIN_CONTRAST
    faults: Faults = ("edge",) if _has_edge(under) else ()
    return faults if _least_contrast(under, letter.colour) >= least else (*faults, "contrast")


def _has_edge(under: Image.Image) -> bool:
    if all(low == high for low, high in _extremes(under)):
        return False
    width, height = under.size
    neighbours = [
        (under.crop((0, 0, width - dx, height - dy)), under.crop((dx, dy, width, height)))
        for dx, dy in ((1, 0), (0, 1))
        if width > dx and height > dy
    ]
    steps = (_extremes(ImageChops.difference(*pair)) for pair in neighbours)
    return any(high > MAX_STEP for step in steps for _, high in step)


def _extremes(picture: Image.Image) -> list[tuple[int, int]]:
    """Return the least and the greatest value of each channel."""
    extremes: list[tuple[int, int]] = picture.getextrema()  # type: ignore[assignment]
    return extremes


def _least_contrast(under: Image.Image, colour: Colour) -> float:
    """Return the contrast of a letter with the pixel that it stands out from least."""
    grounds: list[tuple[int, Colour]] = under.getcolors(under.width * under.height)
    lights = [luminance(ground) for _, ground in grounds]
    if min(lights) <= luminance(colour) <= max(lights):
        return 1.0
    return min(contrast(colour, ground) for _, ground in grounds)
