"""Days since 1900 and a part of a format -> a date, a time or a length of time, as text."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kit.locales import Locale

if TYPE_CHECKING:
    from kit.number_format import Token

_DAY_S = 86_400
_DAYS = 2_958_466  # to the end of 9999


def shown_date(days: float, tokens: "Sequence[Token]", locale: Locale, names: Locale) -> str:
    """Return the text of a moment, with the names of months and days of a language.

    Raises ValueError, with what a spreadsheet shows, for one before 1900 or after 9999.
    """
    places = max((len(text.lstrip("s")) - 1 for _, text in tokens if text[:1] == "s"), default=0)
    total_s = round(days * _DAY_S, max(places, 0))  # 9:00 is stored as a little less or more
    if not 0 <= total_s < _DAYS * _DAY_S:
        raise ValueError("#####")
    day, second = divmod(total_s, _DAY_S)
    half = any(token.kind == "half" for token in tokens)
    texts = _of_day(int(day), names) | _of_time(second, half=half)
    pieces = []
    for kind, text in _with_minutes(tokens):
        if kind == "elapsed":
            unit_s = {"h": 3600, "m": 60, "s": 1}[text[0]]
            pieces.append(str(int(total_s // unit_s)).rjust(len(text), "0"))
        elif kind == "half":
            pieces.append(text.split("/")[second >= _DAY_S / 2])
        elif kind == "date" and text[0] == "s":
            pieces.append(_seconds(second % 60, text, locale))
        else:
            pieces.append(texts.get(f"{kind} {text}", locale.separator if kind == "/" else text))
    return "".join(pieces)


def _with_minutes(tokens: "Sequence[Token]") -> "Iterator[tuple[str, str]]":
    """Yield the pieces of a format; an m after hours or before seconds is minutes, not months."""
    steps = [i for i, token in enumerate(tokens) if token.kind in ("date", "elapsed")]
    beside = dict(zip(steps, zip([-1, *steps], [*steps[1:], -1], strict=False), strict=True))
    for i, (kind, text) in enumerate(tokens):
        before, after = beside.get(i, (-1, -1))
        hours = before >= 0 and tokens[before].text[0] == "h"
        seconds = after >= 0 and tokens[after].text[0] == "s"
        minutes = kind == "date" and text in ("m", "mm") and (hours or seconds)
        yield ("minute" if minutes else kind), text


def _of_day(days: int, names: Locale) -> dict[str, str]:
    """Return how a day is written, by the letters of a format.

    Spreadsheets think that 1900 had a 29th of February, so day 61 is the first of March.
    """
    day = date(1899, 12, 31 if days < 60 else 30) + timedelta(days)
    month, weekday = day.month - 1, day.isoweekday() % 7
    return {
        **dict.fromkeys(("date y", "date yy"), f"{day.year % 100:02}"),
        **dict.fromkeys(("date yyy", "date yyyy"), f"{day.year:04}"),
        "date m": str(day.month),
        "date mm": f"{day.month:02}",
        "date mmm": names.short_months[month],
        "date mmmm": names.months[month],
        "date mmmmm": names.months[month][0],
        "date d": str(day.day),
        "date dd": f"{day.day:02}",
        "date ddd": names.short_days[weekday],
        "date dddd": names.days[weekday],
    }


def _of_time(second: float, *, half: bool) -> dict[str, str]:
    """Return how a time is written, by the letters of a format; `half` counts hours to 12."""
    minute, hour = int(second // 60) % 60, int(second // 3600)
    hour = (hour - 1) % 12 + 1 if half else hour
    return {
        "date h": str(hour),
        "date hh": f"{hour:02}",
        "minute m": str(minute),
        "minute mm": f"{minute:02}",
    }


def _seconds(second: float, text: str, locale: Locale) -> str:
    """Return the seconds of a minute with as many digits as `s`, `ss` or `ss.000` asks for."""
    width = len(text) - len(text.lstrip("s"))
    places = max(len(text) - width - 1, 0)
    digits = f"{second:0{min(width, 2) + (places + 1 if places else 0)}.{places}f}"
    return digits.replace(".", locale.decimal)
