"""Texts on finished pages that end in a line of one word."""

from collections.abc import Iterator, Mapping
from ctypes import c_double
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from tests.support.pdfs import squeezed

MAX_LINES = 5  # a longer text may end as it does
LINE_TOLERANCE = 0.35  # of the height of a letter: letters of one line stand on one level


class Letter(NamedTuple):
    """A letter of a page in lower case, and its box in points from the bottom left."""

    char: str
    left: float
    right: float
    bottom: float
    size: float


class Ending(NamedTuple):
    """A text that ends in one word, and the page it is on."""

    page: int
    text_id: str
    last_line: str


def lonely_endings(file: Path, texts: Mapping[str, str]) -> list[Ending]:
    """Return each of some texts that ends in a line of one word, on a page of a PDF.

    Two words are not asked for where both do not fit in the widest line that the text has.
    """
    said = {squeezed(text) for text in texts.values()}
    asked = {
        text_id: text
        for text_id, text in texts.items()
        if _is_asked(text) and not any(_is_within(squeezed(text), other) for other in said)
    }
    found = []
    seen = 0
    with pypdfium2.PdfDocument(file) as document:
        for number, page in enumerate(document, 1):
            letters = list(_letters(page))
            stream = "".join(letter.char for letter in letters)
            for text_id, text in asked.items():
                for start in _places(stream, squeezed(text)):
                    seen += 1
                    if last_line := _lonely_line(letters[start:], text):
                        found.append(Ending(number, text_id, last_line))
    assert seen > 0, f"none of the texts is in {file}"
    return found


def _is_within(text: str, other: str) -> bool:
    """Whether a text is part of another: it may be broken there."""
    return text != other and text in other


def _is_asked(text: str) -> bool:
    return len(text.split()) > 2 and "{" not in text and len(squeezed(text)) < 400


def _places(stream: str, text: str) -> Iterator[int]:
    place = stream.find(text)
    while place >= 0:
        yield place
        place = stream.find(text, place + len(text))


def _lonely_line(letters: list[Letter], text: str) -> str | None:
    """Return the last line of a text, which begins at the first letter, if it is one word."""
    words = [squeezed(word) for word in text.split()]
    words = [word for word in words if word]
    count = sum(map(len, words))
    lines = [list(line) for _, line in groupby(_levelled(letters[:count]), lambda pair: pair[0])]
    if not 2 <= len(lines) <= MAX_LINES or len(lines[-1]) > len(words[-1]):
        return None
    last_two = [letter for _, letter in _levelled(letters[:count])][
        -len(words[-2]) - len(words[-1]) :
    ]
    space = 0.3 * last_two[-1].size
    width = _width(last_two[: len(words[-2])]) + space + _width(last_two[len(words[-2]) :])
    widest = max(_width([letter for _, letter in line]) for line in lines)
    return None if width > widest else "".join(letter.char for _, letter in lines[-1])


def _levelled(letters: list[Letter]) -> Iterator[tuple[int, Letter]]:
    """Yield letters with the number of their line."""
    line, before = 0, letters[0]
    for letter in letters:
        if letter.right < before.left - 2 * letter.size:
            line += 1
        yield line, letter
        before = letter


def _width(letters: list[Letter]) -> float:
    return max(letter.right for letter in letters) - min(letter.left for letter in letters)


def _letters(page: pypdfium2.PdfPage) -> Iterator[Letter]:
    """Yield the letters of a page in their order, without spaces and hyphens."""
    textpage = page.get_textpage()  # closed as soon as nothing refers to it
    text = textpage.raw
    for index in range(pdfium.FPDFText_CountChars(text)):
        char = squeezed(chr(pdfium.FPDFText_GetUnicode(text, index)))
        if char and not pdfium.FPDFText_IsGenerated(text, index):
            left, right, bottom, top = (c_double() for _ in range(4))
            pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top)
            size = pdfium.FPDFText_GetFontSize(text, index)
            yield Letter(char, left.value, right.value, bottom.value, size)
