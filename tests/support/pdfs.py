"""Read finished PDFs as a user would: words, letters, boxes and pictures, in millimetres."""

import io
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pdfplumber
import pikepdf
import pypdfium2
from pdfplumber.utils import crop_to_bbox, extract_words
from pdfplumber.utils.text import chars_to_textmap
from PIL import Image
from pypdf import PdfReader

from kit.measuring.ink_coverage import Coverage, ink_coverage

MM = 72 / 25.4  # points in a millimetre
Thing = dict[str, Any]  # a letter, line, rectangle or curve, with its box and colours


@dataclass(frozen=True)
class Page:
    """What is drawn on a page, as pdfplumber finds it; lengths are points from the top left."""

    width: float
    height: float
    chars: list[Thing]
    lines: list[Thing]
    rects: list[Thing]
    curves: list[Thing]

    def extract_text(self) -> str:
        """Return the text from top to bottom, line by line."""
        return chars_to_textmap(self.chars).as_string

    def extract_text_lines(self) -> list[Thing]:
        return chars_to_textmap(self.chars).extract_text_lines()

    def extract_words(self, **how: Any) -> list[Thing]:
        return extract_words(self.chars, **how)

    def text_in(self, box: tuple[float, float, float, float]) -> str:
        """Return the text within a box: left, top, right, bottom."""
        chars = crop_to_bbox(self.chars, box)
        return chars_to_textmap(chars).as_string if chars else ""


def pages(file: Path, first: int | None = None, *, with_forms: bool = True) -> list[Page]:
    """Return the pages of a PDF, or the first few.

    Without forms, the page that is placed on another one is left out, such as the poster on tiles.
    """
    pdf = file.read_bytes()
    return read_pages(pdf if with_forms else without_forms(pdf), first)


def coverage_of(document: pikepdf.Pdf) -> Coverage:
    """Return the ink of a PDF that is still open, as it would be read from its file."""
    data = io.BytesIO()
    document.save(data)
    return ink_coverage(PdfReader(data).pages)


def page_count(file: Path) -> int:
    with pypdfium2.PdfDocument(file) as document:
        return len(document)


def without_forms(pdf: bytes) -> bytes:
    """Return a PDF whose forms are empty."""
    emptied = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for item in document.objects:
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Form":
                item.write(b"")
        document.save(emptied, deterministic_id=True)
    return emptied.getvalue()


def read_pages(pdf: bytes, first: int | None) -> list[Page]:
    """Find everything on pages; this takes longer than to typeset them."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return [
            Page(
                float(page.width),
                float(page.height),
                page.chars,
                page.lines,
                page.rects,
                page.curves,
            )
            for page in document.pages[:first]
        ]


def text_within(file: Path, page: int, left: float, right: float) -> str:
    """Return the text of a page between two distances in mm from its left edge."""
    with pypdfium2.PdfDocument(file) as document:
        sheet = document[page]
        text = sheet.get_textpage().get_text_bounded(left * MM, 0, right * MM, sheet.get_height())
        return squeezed(text)


def text_of(file: Path) -> str:
    """Return the text of a PDF in reading order, joined over line ends and hyphenation."""
    with pypdfium2.PdfDocument(file) as document:
        return squeezed("\n".join(page.get_textpage().get_text_range() for page in document))


def squeezed(text: str) -> str:
    """Return a text without spaces, hyphens and line ends, in lower case.

    So that texts compare equal however their lines were broken and hyphenated.
    """
    return re.sub(r"[\s\u00ad\u2010\ufffe\x02-]+", "", unicodedata.normalize("NFC", text)).lower()


def size_mm(page: Page) -> tuple[float, float]:
    """Return the width and height of a page in mm, to a hundredth."""
    return round(float(page.width) / MM, 2), round(float(page.height) / MM, 2)


def picture(file: Path, page: int = 0, dpi: float = 25.4) -> Image.Image:
    """Render a page; at the default of 25.4 dpi a pixel is a millimetre."""
    with pypdfium2.PdfDocument(file) as document:
        return document[page].render(scale=dpi / 72).to_pil().convert("RGB")


def ruler_mm(page: Page, *, upright: bool = False) -> list[float]:
    """Return the lengths of the rulers of a page: lines with eleven marks across."""
    along, across = ("height", "width") if upright else ("width", "height")
    low, high, at = ("top", "bottom", "x0") if upright else ("x0", "x1", "top")
    marks = [line for line in page.lines if 1 < line[across] / MM < 3 and line[along] < 0.1]
    return [
        round(line[along] / MM, 2)
        for line in page.lines
        if abs(line[along] / MM - 100) < 1
        and sum(
            abs(mark[at] - line[at]) < 3 * MM
            and line[low] - 1 <= mark[low]
            and mark[high] <= line[high] + 1
            for mark in marks
        )
        == 11
    ]


def is_image(item: object) -> bool:
    """Whether an object of a pikepdf document is a picture of pixels."""
    return isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"
