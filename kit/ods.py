"""A LibreOffice spreadsheet -> its sheets (OpenDocument 1.3), cells as the text they show."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from functools import partial
from zipfile import ZipFile

from kit.sheets import Cell, Flaw, Merge, Row, Sheet, local_name

MAX_REPEATED = 20_000  # rows or cells written once: more than a spreadsheet may have

CONTENT = "content.xml"


def sheets(archive: ZipFile) -> list[Sheet]:
    """Return the sheets of a spreadsheet that are not hidden, in their order."""
    hidden: set[str] = set()
    found: list[Sheet] = []
    tables = 0
    with archive.open(CONTENT) as stream:
        for event, element in ET.iterparse(stream, ("start", "end")):
            tag = local_name(element)
            if event == "end" and tag == "style" and _is_hidden(element):
                hidden.add(_attribute(element, "name"))
            elif event == "start" and tag == "table":
                if _attribute(element, "style-name") not in hidden:
                    name = _attribute(element, "name")
                    found.append(Sheet(name, partial(_items, archive, tables)))
                tables += 1
            elif event == "end" and tag == "table-row":
                element.clear()
    return found


def _is_hidden(style: ET.Element) -> bool:
    return any(_attribute(part, "display") == "false" for part in style)


def _items(archive: ZipFile, number: int) -> Iterator[Row | Merge]:
    """Yield the rows of a sheet that hold something, each with what is merged from there on."""
    tables, line = -1, 1
    with archive.open(CONTENT) as stream:
        for event, element in ET.iterparse(stream, ("start", "end")):
            tag = local_name(element)
            if event == "start":
                tables += tag == "table"
            elif tag == "table" and tables == number:
                return
            elif tag == "table-row":
                if tables == number:
                    yield from _row(element, line)
                    line += _count(element, "number-rows-repeated")
                element.clear()


def _row(element: ET.Element, line: int) -> Iterator[Row | Merge]:
    cells: dict[int, Cell] = {}
    column = 0
    for item in element:
        cell, repeated = _cell(item), _count(item, "number-columns-repeated")
        if cell:
            cells |= dict.fromkeys(range(column, column + min(repeated, MAX_REPEATED)), cell)
        last = line + _count(item, "number-rows-spanned") - 1
        if last > line:
            yield Merge(column, line, last)
        column += repeated
    if cells:
        repeated = min(_count(element, "number-rows-repeated"), MAX_REPEATED)
        yield from (Row(line + i, cells) for i in range(repeated))


def _cell(item: ET.Element) -> Cell:
    text = "\n".join(_text(part) for part in item if local_name(part) == "p")
    if _attribute(item, "value-type") == "error":
        return Flaw("spreadsheet.error", text[:20])
    if text or local_name(item) != "table-cell":
        return text
    value = _attribute(item, "string-value") or _attribute(item, "value")
    formula = _attribute(item, "formula") and not _attribute(item, "value-type")
    return Flaw("spreadsheet.formula", "") if formula else value


def _text(part: ET.Element) -> str:
    """Return the text of a paragraph, without the notes and the pronunciation that stand in it."""
    pieces = [part.text or ""]
    for inner in part:
        tag = local_name(inner)
        if tag in ("s", "tab", "line-break"):
            pieces.append(" ")
        elif tag not in ("annotation", "note", "ruby-text"):
            pieces.append(_text(inner))
        pieces.append(inner.tail or "")
    return "".join(pieces)


def _attribute(element: ET.Element, name: str) -> str:
    """Return an attribute, in whichever namespace; the later one, so that LibreOffice's own win."""
    found = [text for key, text in element.items() if key.rpartition("}")[2] == name]
    return found[-1] if found else ""


def _count(element: ET.Element, name: str) -> int:
    return max(int(_attribute(element, name) or 1), 1)
