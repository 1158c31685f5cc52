"""Lengths as people type them -> millimetres; lengths and large numbers in messages."""

import re
from dataclasses import dataclass

from kit.catalogue import MAX_OFFSET_MM
from kit.errors import Origin, Phrase, Problem, phrase, problem
from kit.messages import format_message

MM_PER_INCH = 25.4
POINTS_PER_INCH = 72
POINTS_PER_MM = POINTS_PER_INCH / MM_PER_INCH

MINUS_SIGN = "\u2212"
_LENGTH = re.compile(r"\s*([+-]?\d+(?:[.,]\d+)?)\s*(?:mm\s*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Thousands:
    """A large number in a message, its digits in groups of three."""

    number: int

    def localised(self, lang: str) -> str:
        """Return the number with the thousands mark of a language: 10,500 or 10.500."""
        return f"{self.number:,}".replace(",", format_message("thousands_mark", lang, {}))


def parse_offset(text: str) -> tuple[float, float]:
    """Return the offset of backs in mm, to the right and down, of `1.5,-0.5` or `1,5;-0,5`.

    Where a semicolon separates the two, a comma may be a decimal mark. Raises ValueError for
    anything but two lengths of at most `MAX_OFFSET_MM` either way.
    """
    plain = text.replace(MINUS_SIGN, "-")
    parts = plain.split(";" if ";" in plain else ",")
    matches = [_LENGTH.fullmatch(part) for part in parts]
    x, y = (float(match[1].replace(",", ".")) for match in matches if match)
    if len(parts) != 2 or max(abs(x), abs(y)) > MAX_OFFSET_MM:
        raise ValueError(text)
    return x, y


def offset_notice(
    name: str, offset_mm: tuple[float, float], origin: Origin | None = None
) -> Problem:
    """Return the notice that says in which directions an offset shifts the backs.

    Two whole numbers may have been meant as one length with a decimal comma: then the notice also
    says how to write that.
    """
    x, y = offset_mm
    is_whole = x.is_integer() and y.is_integer()
    return problem(
        "notice.offset_whole" if is_whole else "notice.offset",
        origin,
        name=name,
        across=_shift("left" if x < 0 else "right", x),
        down=_shift("up" if y < 0 else "down", y),
    )


def _shift(direction: str, length_mm: float) -> Phrase:
    return phrase(f"direction.{direction}", mm=abs(length_mm))
