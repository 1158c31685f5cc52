"""The tags of a finished PDF: what a screen reader reads aloud, in its order."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

from tests.support.pdfs import squeezed

Marked = dict[tuple[int, int], str]  # text by page and by the id of its marked content


@dataclass(frozen=True)
class Tag:
    """A tag of a kind, such as H1 or LI, with the text and the tags in it, in their order."""

    kind: str
    parts: "tuple[str | Tag, ...]"

    @property
    def children(self) -> "list[Tag]":
        """The tags in this one."""
        return [part for part in self.parts if isinstance(part, Tag)]

    @property
    def text(self) -> str:
        """All that is read aloud of it, squeezed."""
        return "".join(it.text if isinstance(it, Tag) else squeezed(it) for it in self.parts)

    def all(self, kind: str) -> "Iterator[Tag]":
        """Yield the tags of a kind in it, however deep."""
        for child in self.children:
            if child.kind == kind:
                yield child
            yield from child.all(kind)


def tags(file: Path) -> Tag:
    """Read the tags of a PDF."""
    with pikepdf.open(file) as pdf:
        pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
        (root,) = _kids(pdf.Root["/StructTreeRoot"])
        return _tag(root, -1, pages, _marked(file))


def lists(tag: Tag) -> list[list[tuple[str, str]]]:
    """Return all lists in a tag: of each item its label and its words."""
    found = []
    for it in tag.all("L"):
        items = [tuple(part.text for part in item.children) for item in it.children]
        kinds = {(item.kind, *(part.kind for part in item.children)) for item in it.children}
        assert kinds == {("LI", "Lbl", "LBody")}
        found.append([(label, words) for label, words in items])
    return found


def _marked(file: Path) -> Marked:
    found: Marked = defaultdict(str)
    with pypdfium2.PdfDocument(file) as document:
        for number, page in enumerate(document):
            text = page.get_textpage()
            for index in range(text.count_chars()):
                item = pdfium.FPDFText_GetTextObject(text.raw, index)
                key = number, pdfium.FPDFPageObj_GetMarkedContentID(item)
                found[key] += chr(pdfium.FPDFText_GetUnicode(text.raw, index))
    return found


def _kids(node: Any) -> list[Any]:
    kids = node.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _tag(node: Any, page: int, pages: dict[tuple[int, int], int], marked: Marked) -> Tag:
    page = pages[node["/Pg"].objgen] if "/Pg" in node else page
    parts: list[str | Tag] = []
    for kid in _kids(node):
        if not isinstance(kid, pikepdf.Dictionary):
            parts.append(marked[page, int(kid)])
        elif "/MCID" in kid:
            on = pages[kid["/Pg"].objgen] if "/Pg" in kid else page
            parts.append(marked[on, int(kid["/MCID"])])
        elif "/S" in kid:
            parts.append(_tag(kid, page, pages, marked))
    return Tag(str(node["/S"])[1:], tuple(parts))
