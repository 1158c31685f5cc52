"""Lengths as people type them -> millimetres, and back into words."""

import re

from kit.catalogue import MAX_OFFSET_MM
from kit.errors import Origin, Phrase, Problem, phrase, problem

MM_PER_INCH = 25.4
POINTS_PER_INCH = 72
POINTS_PER_MM = POINTS_PER_INCH / MM_PER_INCH

MINUS_SIGN = "\u2212"
_LENGTH = re.compile(r"\s*([+-]?\d+(?:[.,]\d+)?)\s*(?:mm\s*)?", re.IGNORECASE)


def parse_offset(text: str) -> tuple[float, float]:
    """Return how far backs are shifted, to the right and down in mm: `1.5,-0.5` or `1,5;-0,5`.

    Where a semicolon stands between the two, a comma may be a decimal mark. Raises ValueError if
    these are not two lengths of at most 10 mm either way.
    """
    plain = text.replace(MINUS_SIGN, "-")
    parts = plain.split(";" if ";" in plain else ",")
    found = [_LENGTH.fullmatch(part) for part in parts]
    x, y = (float(match[1].replace(",", ".")) for match in found if match)
    if len(parts) != 2 or max(abs(x), abs(y)) > MAX_OFFSET_MM:
        raise ValueError(text)
    return x, y


def offset_notice(name: str, offset: tuple[float, float], where: Origin | None = None) -> Problem:
    """Return the notice that says how an offset was understood.

    Whole numbers may be one length with a decimal comma: then it also says how to write that.
    """
    x, y = offset
    is_whole = x.is_integer() and y.is_integer()
    return problem(
        "notice.offset_whole" if is_whole else "notice.offset",
        where,
        name=name,
        across=_direction("left" if x < 0 else "right", x),
        down=_direction("up" if y < 0 else "down", y),
    )


def _direction(way: str, length_mm: float) -> Phrase:
    return phrase(f"direction.{way}", mm=abs(length_mm))
