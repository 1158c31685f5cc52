"""A value and the format of its cell -> the text that a spreadsheet shows.

Format codes are those of ECMA-376, part 1, 18.8.31, as Excel, LibreOffice and Google write them,
with the Dutch letters j (year) and u (hour) too. Spaces in a row are one: print needs no more.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from kit.locales import LOCALES, Locale, locale_of

MAX_CODE = 255  # characters, in Excel; a longer format is none
_SINCE_1904 = 1462  # days that old Macs count from later

# Windows' numbers of languages: the last ten bits of those of countries, as in `[$-413]`.
_LANGUAGES = {0x13: "nl", 0x09: "en"}
_TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)"?
    | \\(?P<escaped>.)
    | _(?P<blank>.)
    | \*(?P<fill>.)
    | \[(?P<elapsed>h+|u+|m+|s+)\]
    | \[(?P<condition>(?:[<>]=?|=|<>)-?[0-9]{1,15}(?:\.[0-9]{1,15})?)\]
    | \[\$(?P<symbol>[^\]]*)\]
    | \[[^\]]*\]
    | (?P<general>General|Standaard)
    | (?P<half>AM/PM|A/P)
    | (?P<exponent>E[+-])
    | (?P<date>y+|j+|m+|d+|h+|u+|s+(?:[.,]0+)?)
    | (?P<digit>[0#?])
    | (?P<mark>[.,%/@;])
    | (?P<other>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


class Token(NamedTuple):
    """A piece of a format: digit, date, elapsed, half, exponent, general, a mark, or literal."""

    kind: str
    text: str


class Section(NamedTuple):
    """A part of a format, with the numbers it is for and the language of its dates, if it says."""

    tokens: tuple[Token, ...]
    condition: str = ""
    lang: str = ""

    def has(self, *kinds: str) -> bool:
        """Whether there is a piece of one of these kinds."""
        return any(token.kind in kinds for token in self.tokens)


@cache
def built_in(number: int, lang: str) -> str:
    """Return the format that a file names by its number alone (18.8.30); else General."""
    short = locale_of(lang).short_date
    if 27 <= number <= 36 or 50 <= number <= 58:  # dates of Chinese, Japanese and Korean systems
        return short
    money, money_cents = '"€" #,##0;"€" -#,##0', '"€" #,##0.00;"€" -#,##0.00'
    codes = {
        **{1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00"},
        **{5: money, 6: money, 7: money_cents, 8: money_cents, 12: "# ?/?", 13: "# ??/??"},
        **{14: short, 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM"},
        **{19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: f"{short} h:mm"},
        **dict.fromkeys((37, 38), "#,##0;-#,##0"),
        **dict.fromkeys((39, 40), "#,##0.00;-#,##0.00"),
        **{41: '#,##0;-#,##0;"-"', 42: f'{money};"€ -"', 43: '#,##0.00;-#,##0.00;"-"'},
        **{44: f'{money_cents};"€ -"', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0"},
        **{48: "##0.0E+0", 49: "@"},
    }
    return codes.get(number, "General")


def shown(value: float, code: str, lang: str, *, since_1904: bool = False) -> str:
    """Return the text that a cell with a number shows.

    Dates are days since 1900, or since 1904. Raises ValueError for a date that cannot be, which a
    spreadsheet shows as `#####`.
    """
    from kit.shown_date import shown_date  # late: most spreadsheets have texts alone
    from kit.shown_number import shown_general, shown_number

    locale = locale_of(lang)
    section, number = _section_for(value, _sections(code, lang))
    sign = "-" if number < 0 else ""
    if section.has("date", "elapsed"):
        names = LOCALES.get(section.lang, locale)
        days = value + _SINCE_1904 * since_1904
        text = shown_date(days, section.tokens, locale, names)
    elif section.has("general", "@"):
        text = _filled(section, shown_general(number, locale))
    elif section.has("digit"):
        text = sign + shown_number(abs(number), section.tokens, locale)
    else:
        text = _filled(section, "")
    return " ".join(text.split())


def shown_text(value: str, code: str) -> str:
    """Return the text that a cell with a text shows: mostly itself."""
    sections = _sections(code, "")
    last = sections[-1]
    return _filled(last, value) if last.has("@") or len(sections) > 3 else value


def _filled(section: Section, value: str) -> str:
    """Return what stands around a value, with the value in it."""
    texts = {"general": value, "@": value}
    return "".join(texts.get(kind, text) for kind, text in section.tokens)


@cache
def _sections(code: str, lang: str) -> tuple[Section, ...]:
    """Split a format into its parts: for positive numbers, negative ones, zero, and texts."""
    code = code.strip() if len(code) <= MAX_CODE else ""
    system = _system_format(code, locale_of(lang))
    sections: list[Section] = []
    section = Section(())
    for match in _TOKEN.finditer(system or code or "General"):
        kind = match.lastgroup or ""
        text = match[kind] if kind else ""
        if kind == "mark" and text == ";":
            sections.append(section)
            section = Section(())
        elif kind == "condition":
            section = section._replace(condition=text)
        elif kind:
            symbol, _, place = text.partition("-") if kind == "symbol" else (text, "", "")
            tokens = (*section.tokens, _token(kind, symbol))
            section = section._replace(tokens=tokens, lang=_language(place) or section.lang)
    return (*sections, section)


def _token(kind: str, text: str) -> Token:
    match kind:
        case "mark":
            return Token(text, text)
        case "date" | "elapsed":
            return Token(kind, text.lower().replace("j", "y").replace("u", "h"))
        case "blank" | "fill":  # to align what stands around it
            return Token("literal", " " if kind == "blank" or text == " " else "")
        case "quoted" | "escaped" | "symbol" | "other":
            return Token("literal", text)
        case _:
            return Token(kind, text)


def _system_format(code: str, locale: Locale) -> str:
    """Return what a format that stands for the system's own date or time is; else nothing."""
    if re.match(r"\[\$-(F800|x-sysdate)\]", code, re.IGNORECASE):
        return locale.long_date
    return "hh:mm:ss" if re.match(r"\[\$-(F400|x-systime)\]", code, re.IGNORECASE) else ""


def _language(place: str) -> str:
    """Return the language of `413`, `2000413` or `nl-NL`; of nothing nothing."""
    try:
        return _LANGUAGES.get(int(place, 16) & 0x3FF, "")
    except ValueError:
        return place[:2].lower()


def _section_for(value: float, sections: Sequence[Section]) -> tuple[Section, float]:
    """Return the part of a format that is for a number, and the number that it shows."""
    numeric = [part for part in sections[:3] if len(sections) == 1 or not part.has("@")]
    if any(part.condition for part in numeric):
        fits = [part for part in numeric if not part.condition or _holds(part.condition, value)]
        return (fits or numeric)[0], value
    if value < 0 and len(numeric) > 1:
        return numeric[1], -value
    zero = value == 0 and len(numeric) > 2
    return numeric[2 if zero else 0] if numeric else sections[0], value


def _holds(condition: str, value: float) -> bool:
    sign = condition.rstrip("-.0123456789")
    limit = float(condition.removeprefix(sign))
    less, more = value < limit, value > limit
    return {"<": less, ">": more, "<=": not more, ">=": not less}.get(
        sign, (value == limit) == (sign == "=")
    )
