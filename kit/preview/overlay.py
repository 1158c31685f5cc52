"""The lines that the page in the browser draws over a sheet: bleed, safe area, cuts."""

from typing import TypedDict

from kit.catalogue import UNPRINTED_MM
from kit.planning.sheet import Sheet


class Overlay(TypedDict):
    """Lines over the pages of one sheet, as JSON. All in mm, from the top left of the page.

    Rectangles are x, y, width, height. page/overlay.js draws them.
    """

    size_mm: list[float]  # width and height of the page
    trim_mm: list[float]  # rectangle; the page outside it is bleed (and slug, if there are marks)
    safe_mm: list[float] | None  # rectangle of the safe area; None: tiles have none
    cuts_mm: list[list[float]]  # lines to cut along, each from x, y to x, y


def sheet_overlay(sheet: Sheet) -> Overlay:
    """Return the lines to draw over the pages of a sheet.

    Tiles have no safe area: the picture continues from each tile to the next.
    """
    (width, height), bleed = sheet.size_mm, sheet.bleed_mm
    inset = bleed + sheet.safe_mm
    return {
        "size_mm": [width, height],
        "trim_mm": [bleed, bleed, width - 2 * bleed, height - 2 * bleed],
        "safe_mm": None if sheet.tiling else [inset, inset, width - 2 * inset, height - 2 * inset],
        "cuts_mm": _cuts_mm(sheet),
    }


def _cuts_mm(sheet: Sheet) -> list[list[float]]:
    """Return the lines to cut along; each runs across the whole page."""
    (width, height), bleed = sheet.size_mm, sheet.bleed_mm
    vertical: list[float] = []
    horizontal: list[float] = []
    if sheet.tiling:  # only the left and top edges, so that tiles can overlap
        vertical, horizontal = [UNPRINTED_MM], [UNPRINTED_MM]
    elif bleed:
        vertical, horizontal = [bleed, width - bleed], [bleed, height - bleed]
    elif sheet.piece in ("cards", "instructions"):
        vertical, horizontal = [width / 2], [height / 2]
    return [[x, 0, x, height] for x in vertical] + [[0, y, width, y] for y in horizontal]
