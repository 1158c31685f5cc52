"""A number and a part of a format -> its digits, as a spreadsheet shows them."""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING

from kit.locales import Locale

if TYPE_CHECKING:
    from kit.number_format import Token

_EXACT = Context(prec=700)  # digits: more than the largest number has, with all its decimals
_FRACTION = re.compile(r"(?P<whole>[0#?]+[^0#?/]+)?[0#?]+\s*/\s*(?P<below>[0-9#?]+)")
_GENERAL_WIDTH = 11  # digits, of a number that has no format


def shown_number(value: float, tokens: "Sequence[Token]", locale: Locale) -> str:
    """Return the text of a number that is not negative, in a format that has digits."""
    kinds = [token.kind for token in tokens]
    fraction = _FRACTION.search("".join(token.text for token in tokens))
    if fraction:
        return _fraction(value, fraction)
    end = kinds.index("exponent") if "exponent" in kinds else len(kinds)
    point = kinds.index(".") if "." in kinds[:end] else end
    whole, decimals, power = tokens[:point], tokens[point:end], tokens[end:]
    last = max((i for i in range(end) if kinds[i] == "digit"), default=-1)
    thousands = next((i for i in range(last + 1, end) if kinds[i] != ","), end) - last - 1
    number = _decimal(value).scaleb(2 * kinds.count("%") - 3 * thousands)
    places = _count(decimals)
    exponent = _exponent(number, _count(whole), places) if power else 0
    digits = format(_rounded(number.scaleb(-exponent), places), "f")
    before, _, after = digits.partition(".")
    text = _whole(whole, before.lstrip("0"), locale) + _decimals(decimals, after, locale)
    return text + (_power(power, exponent) if power else "")


def shown_general(value: float, locale: Locale) -> str:
    """Return the text of a number without a format: as many digits as fit into a cell."""
    size = abs(value)
    if size >= 10**_GENERAL_WIDTH or (0 < size < 1e-4 and round(value, 9) != value):
        digits, _, power = f"{value:.5E}".partition("E")
        text = _without_zeros(digits) + f"E{power}"
    else:
        room = _GENERAL_WIDTH - 1 - len(str(int(size)))
        text = _without_zeros(format(_rounded(_decimal(value), max(room, 0)), "f"))
    return text.replace(".", locale.decimal)


def _without_zeros(digits: str) -> str:
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _decimal(value: float) -> Decimal:
    """Return a number as spreadsheets have it: to 15 digits."""
    return Decimal(format(value, ".15g"))


def _rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EXACT)


def _count(tokens: "Sequence[Token]") -> int:
    return sum(token.kind == "digit" for token in tokens)


def _exponent(number: Decimal, steps: int, places: int) -> int:
    """Return the power of ten to take out, a multiple of how many digits may stand before it."""
    if not number:
        return 0
    steps = max(steps, 1)
    exponent = number.adjusted() // steps * steps
    grown = _rounded(number.scaleb(-exponent), places)
    return exponent + steps if grown.adjusted() >= steps else exponent


def _power(tokens: "Sequence[Token]", exponent: int) -> str:
    sign = "-" if exponent < 0 else "+" if "+" in tokens[0].text else ""
    rest = "".join(token.text for token in tokens[1:] if token.kind in ("literal", "%"))
    return f"E{sign}{str(abs(exponent)).rjust(_count(tokens), '0')}{rest}"


def _whole(tokens: "Sequence[Token]", digits: str, locale: Locale) -> str:
    """Put the digits before the point into their places; the first takes those that are left."""
    places, kinds = _count(tokens), [token.kind for token in tokens]
    grouped = "," in kinds and "digit" in kinds[kinds.index(",") :]
    pieces: list[str] = []
    seen = written = 0
    for kind, text in reversed(tokens):
        if kind != "digit":
            pieces += [] if kind in (",", "digit") else [text]
            continue
        seen += 1
        taken = digits if seen == places else digits[-1:]
        digits = digits[: len(digits) - len(taken)]
        for digit in reversed(taken or _padding(text)):
            if grouped and written and written % 3 == 0 and digit.isdigit():
                pieces.append(locale.group)
            pieces.append(digit)
            written += 1
    return "".join(reversed(pieces))


def _decimals(tokens: "Sequence[Token]", digits: str, locale: Locale) -> str:
    """Put the digits after the point into their places; only `0` shows zeros at the end."""
    pieces = []
    at = 0
    for kind, text in tokens:
        if kind == "digit":
            pieces.append(digits[at] if digits[at:].strip("0") else _padding(text))
            at += 1
        elif kind != ",":
            pieces.append(locale.decimal if kind == "." else text)
    return "".join(pieces)


def _padding(place: str) -> str:
    return {"0": "0", "?": " "}.get(place, "")


def _fraction(value: float, places: re.Match[str]) -> str:
    """Return a number as a fraction, with whole numbers before it if there is a place for them."""
    from fractions import Fraction

    exact = Fraction(_decimal(value))
    asked = places["below"].strip("#?")
    if asked.strip("0"):
        top, below = round(exact * int(asked)), int(asked)
    else:
        near = exact.limit_denominator(10 ** min(len(places["below"]), 5) - 1)
        top, below = near.numerator, near.denominator
    whole, top = divmod(top, below) if places["whole"] else (0, top)
    parts = [str(whole)] if whole or not top else []
    return " ".join([*parts, f"{top}/{below}"] if top else parts)
