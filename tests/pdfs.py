"""Read finished PDFs as a user would: words, letters, boxes and pictures, in millimetres."""

import re
import unicodedata
from pathlib import Path

import pdfplumber
import pypdfium2
from pdfplumber.page import Page
from PIL import Image

MM = 72 / 25.4  # points in a millimetre


def pages(file: Path, first: int | None = None) -> list[Page]:
    """Return the pages of a PDF, or the first few, with their letters."""
    with pdfplumber.open(file) as document:
        for page in document.pages[:first]:
            assert page.chars is not None  # read while the file is open
        return document.pages[:first]


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
