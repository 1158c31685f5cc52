"""An Excel workbook -> its sheets (ECMA-376, part 1), formulas by the result they had last.

Libraries that know all of the format either do not say how a cell shows its number, or take longer
to load than this takes to read. Nothing is read but what a sheet shows.
"""

import posixpath
import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from math import isfinite
from typing import NamedTuple
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from kit.locales import locale_of
from kit.number_format import built_in, shown, shown_text
from kit.sheets import MAX_CHARACTERS, Cell, Flaw, Merge, Row, Sheet, cleaned, elements, local_name

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})", re.ASCII | re.IGNORECASE)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")  # of a character that XML cannot hold
_MAIN = "xl/workbook.xml"
_EPOCH = datetime(1899, 12, 30)


class Parts(NamedTuple):
    """The files of a workbook by their names, which programs write in any case."""

    archive: ZipFile
    names: dict[str, str]

    def read(self, part: str, *wanted: str) -> Iterator[tuple[str, Element]]:
        """Yield the elements of a part that have one of some names; none if it is not there."""
        name = self.names.get(part.lower())
        if name:
            with self.archive.open(name) as stream:
                yield from elements(stream, wanted)


class Workbook(NamedTuple):
    """What cells refer to: texts, formats by style, the first day; and the language to show in."""

    texts: list[Cell]
    formats: list[str]
    since_1904: bool
    lang: str


def sheets(archive: ZipFile, lang: str) -> list[Sheet]:
    """Return the sheets of a workbook that are not hidden, in their order."""
    names = {name.replace("\\", "/").lower().lstrip("/"): name for name in archive.namelist()}
    parts = Parts(archive, names)
    main = {kind: part for _, kind, part in _links(parts, "")}.get("officeDocument", _MAIN)
    if main.lower() not in names:
        raise ValueError("no workbook")
    links = [*_links(parts, main)]
    linked = {kind: part for _, kind, part in links}
    tabs = {link: part for link, kind, part in links if kind == "worksheet"}
    book = Workbook(
        [*_texts(parts, linked.get("sharedStrings", ""))],
        [*_codes(parts, linked.get("styles", ""), lang)],
        any(item.get("date1904") in ("1", "true") for _, item in parts.read(main, "workbookPr")),
        lang,
    )
    shown_tabs = (
        (tab.get("name", ""), tabs[_id(tab)])
        for _, tab in parts.read(main, "sheet")
        if _id(tab) in tabs and tab.get("state", "visible") == "visible"
    )
    return [Sheet(name, partial(_items, parts, part, book)) for name, part in shown_tabs]


def _links(parts: Parts, part: str) -> Iterator[tuple[str, str, str]]:
    """Yield what a part links to: the id of the link, its kind, and the other part."""
    folder, name = posixpath.split(part)
    for _, link in parts.read(posixpath.join(folder, "_rels", f"{name}.rels"), "Relationship"):
        target = posixpath.join("/", folder, link.get("Target", "").replace("\\", "/"))
        kind = link.get("Type", "").rpartition("/")[2]
        yield link.get("Id", ""), kind, posixpath.normpath(target).lstrip("/")


def _id(tab: Element) -> str:
    """Return the id of the link to a sheet, in whichever namespace it stands."""
    return next((text for key, text in tab.items() if key.rpartition("}")[2] == "id"), "")


def _texts(parts: Parts, part: str) -> Iterator[Cell]:
    """Yield the texts that cells share; a long one is checked once, not at each cell."""
    for _, item in parts.read(part, "si"):
        text = _text(item)
        yield text if len(text) <= MAX_CHARACTERS else cleaned(text)


def _text(item: Element) -> str:
    """Return a text that may have parts in styles of their own, without how it is pronounced."""
    runs = (run for run in item if local_name(run) in ("t", "r"))
    pieces = (piece for run in runs for piece in ((run,) if local_name(run) == "t" else run))
    return _unescaped("".join(piece.text or "" for piece in pieces if local_name(piece) == "t"))


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _codes(parts: Parts, part: str, lang: str) -> Iterator[str]:
    """Yield the format of each style."""
    own: dict[str, str] = {}
    for tag, group in parts.read(part, "numFmts", "cellXfs"):
        for item in group:
            number = item.get("numFmtId", "0")
            if tag == "numFmts":
                own[number] = item.get("formatCode", "")
            else:
                yield own.get(number) or built_in(int(number), lang)


def _items(parts: Parts, part: str, book: Workbook) -> Iterator[Row | Merge]:
    """Yield the rows of a sheet that hold something, then what is merged over several rows."""
    line = 0
    for tag, item in parts.read(part, "row", "mergeCell"):
        if tag == "row":
            line = int(float(item.get("r", line + 1)))
            cells = dict(_cells(item, book)) if len(item) else None
            if cells:
                yield Row(line, cells)
        else:
            corners = [_place(corner) for corner in item.get("ref", "").split(":")]
            if len(corners) == 2 and corners[0] and corners[1]:
                (column, first), (_, last) = corners[0], corners[1]
                yield Merge(column, first, last)


def _cells(row: Element, book: Workbook) -> Iterator[tuple[int, Cell]]:
    column = -1
    for item in row:
        place = _place(item.get("r", ""))
        column = place[0] if place else column + 1
        cell = _cell(item, book) if len(item) else ""
        if cell:
            yield column, cell


def _place(reference: str) -> tuple[int, int] | None:
    """Return the column of `B7` from 0, and its row; columns are A, B, ... Z, AA."""
    match = _REFERENCE.fullmatch(reference)
    if not match:
        return None
    column = 0
    for letter in match[1].upper():
        column = 26 * column + ord(letter) - ord("A") + 1
    return column - 1, int(match[2])


def _cell(item: Element, book: Workbook) -> Cell:
    """Return what a cell shows."""
    found = {local_name(part): part for part in item}
    kind, style = item.get("t", "n"), int(item.get("s", 0))
    code = book.formats[style] if style < len(book.formats) else "General"
    value = (found["v"].text or "") if "v" in found else ""
    if kind == "inlineStr":
        return shown_text(_text(found["is"]), code) if "is" in found else ""
    if not value:
        return Flaw("spreadsheet.formula", "") if "f" in found and kind != "str" else ""
    if kind in ("n", "d"):
        return _number(value, code, book, iso=kind == "d")
    if kind == "s":
        text = book.texts[int(value)]
        return text if isinstance(text, Flaw) else shown_text(text, code)
    locale = locale_of(book.lang)
    if kind == "b":
        return locale.false if value == "0" else locale.true
    if kind == "e":
        return Flaw("spreadsheet.error", locale.errors.get(value, value[:20]))
    return shown_text(_unescaped(value), code)


def _number(value: str, code: str, book: Workbook, *, iso: bool) -> Cell:
    """Return what a cell with a number, or with a date of ISO 8601, shows."""
    if code == "General" and value.isascii() and value.isdigit() and len(value) < 10:
        return value
    try:
        number = _days(value) if iso else float(value)
    except ValueError:
        return value
    if not isfinite(number):
        return value
    try:
        return shown(number, code, book.lang, since_1904=book.since_1904 and not iso)
    except ValueError as error:
        return Flaw("spreadsheet.error", str(error))


def _days(moment: str) -> float:
    since = datetime.fromisoformat(moment).replace(tzinfo=None) - _EPOCH
    return since.total_seconds() / 86_400
