"""The value of a cell and its number format -> the text that Excel shows, in Dutch or English.

Format codes (ECMA-376, part 1, 18.8.31) become patterns of Babel. A number in a format that is rare
in texts, such as fractions, powers of ten and conditions, is shown without format.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import cache, lru_cache

Section = tuple[tuple[str, str], ...]  # a section of a format code: kinds and texts of its tokens

MAX_DIGITS = 400  # more than a float has, with all its decimals
LOCALES = {"nl": "nl", "en": "en_GB"}
SHORT_DATES = {"nl": "d-m-yyyy", "en": "dd/mm/yyyy"}

_TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)"? | \\(?P<escaped>.) | (?P<gap>[_*].)
    | \[\$(?P<symbol>[^\]-]*)[^\]]*\] | \[(?P<condition>[<>=])?[^\]]*\]
    | (?P<value>General|Standaard|@) | (?P<half>AM/PM|A/P) | (?P<power>E[+-])
    | (?P<moment>[yj]{1,4}|m{1,5}|d{1,4}|[hu]{1,2}|s{1,2})(?:(?<=s)[.,]0+)?
    | (?P<digit>[0#?.,]) | (?P<slash>/) | (?P<next>;) | (?P<other>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_SYSTEM_FORMAT = re.compile(r"\[\$-(?:(F800|x-sysdate)|F400|x-systime)\]", re.IGNORECASE)


def format_cell(value: object, code: str, lang: str) -> str:
    """Return the text that a cell with a format code shows; in English for other languages."""
    lang = lang if lang in LOCALES else "en"
    match value:
        case str():
            return value if code in ("General", "@") else _format_text(value, code)
        case bool():
            return ("WAAR" if value else "ONWAAR") if lang == "nl" else str(value).upper()
        case timedelta():
            minutes, seconds = divmod(round(value.total_seconds()), 60)
            shown_seconds = f":{seconds:02}" if "s" in code.lower() else ""
            return f"{minutes // 60}:{minutes % 60:02}{shown_seconds}"
        case date() | time():
            return _format_datetime(value, code, lang)
        case int() | float() if code == "General":
            return _format_general(value, lang)
        case int() | float():
            return _format_number(value, code, lang)
        case _:
            return str(value)


@cache
def _sections(code: str) -> tuple[Section, ...]:
    """Split a format code into its sections: for positive numbers, negative ones, zero, texts."""
    sections: list[list[tuple[str, str]]] = [[]]
    for match in _TOKEN.finditer(code):
        kind = match.lastgroup or ""  # none for a colour in brackets
        if kind == "next":
            sections.append([])
        elif kind:
            sections[-1].append((kind, match[kind] if kind != "gap" else " "))
    return tuple(tuple(section) for section in sections)


def _texts(section: Section, *kinds: str) -> str:
    return "".join(text for kind, text in section if kind in kinds)


def _insert(section: Section, value: str) -> str:
    """Return the literal texts of a section, with the value in the place of its digits."""
    places = [i for i, (kind, _) in enumerate(section) if kind in ("value", "digit")]
    texts = [text for _, text in section]
    if places:
        texts[places[0] : places[-1] + 1] = [value]
    return " ".join("".join(texts).split())


def _format_text(value: str, code: str) -> str:
    *others, last = _sections(code)
    return _insert(last, value) if "@" in _texts(last, "value") or len(others) > 2 else value


def _format_general(value: float, lang: str) -> str:
    text = str(value) if isinstance(value, int) else format(value, ".10g")
    return text.replace(".", ",") if lang == "nl" else text


@lru_cache(maxsize=10_000)
def _format_number(value: float, code: str, lang: str) -> str:
    """Return a number in the section of a format code that applies to it."""
    if code.startswith(('"$"', '_("$"')):  # stored by number: the currency is the system's
        code = '"€ "#,##0.00' if ".00" in code else '"€ "#,##0'
    sections = [section for section in _sections(code) if "@" not in _texts(section, "value")][:3]
    if not sections or any(_texts(section, "condition", "power", "slash") for section in sections):
        return _format_general(value, lang)
    if value < 0 and len(sections) > 1:
        return _format_in_section(-value, sections[1], lang)
    return _format_in_section(value, sections[2 if value == 0 and len(sections) > 2 else 0], lang)


def _format_in_section(value: float, section: Section, lang: str) -> str:
    from babel.numbers import format_decimal  # here because most cells are texts

    digits = _texts(section, "digit")
    if not digits.strip("?,."):  # such as "-"??, which shows no digits
        return _insert(section, _format_general(value, lang) if _texts(section, "value") else "")
    power = 2 * _texts(section, "other").count("%") - 3 * (len(digits) - len(digits.rstrip(",")))
    with localcontext(prec=MAX_DIGITS, rounding=ROUND_HALF_UP):
        number = Decimal(format(abs(value), ".15g")).scaleb(power)
        text = format_decimal(number, _digits_pattern(digits.rstrip(",")), LOCALES[lang])
    if digits.endswith("."):  # such as 12,-
        text += "," if lang == "nl" else "."
    return "-" * (value < 0) + _insert(section, text)


def _digits_pattern(digits: str) -> str:
    """Return the digit placeholders of a format code as a pattern of Babel: `#,##0.00`."""
    whole, _, decimals = digits.replace("?", "#").partition(".")
    places = "0" * whole.count("0") or "#"
    if "," in whole:
        places = re.sub(r"(...)$", r",\1", places.rjust(4, "#"))
    return f"{places}.{re.sub('[^0#]', '', decimals)}" if decimals else places


@lru_cache(maxsize=10_000)
def _format_datetime(value: date | time, code: str, lang: str) -> str:
    """Return a date or a time in a format code."""
    from babel.dates import format_datetime

    if isinstance(value, time):
        value = datetime.combine(date(1899, 12, 30), value)
    if code in ("General", "mm-dd-yy", "m/d/yy h:mm"):  # stored by number: follows the system
        code = SHORT_DATES[lang] + (" h:mm" if "h" in code else "")
    system = _SYSTEM_FORMAT.match(code)
    if system:
        code = "dddd d mmmm yyyy" if system[1] else "hh:mm:ss"
    pattern = _datetime_pattern(_sections(code)[0], "-" if lang == "nl" else "/")
    return " ".join(format_datetime(value, pattern, locale=LOCALES[lang]).split())


@cache
def _datetime_pattern(section: Section, slash: str) -> str:
    """Return a section for dates and times as a pattern of Babel: `d MMMM yyyy 'om' HH:mm`."""
    letters, names = str.maketrans("ju", "yh"), {"yyy": "yyyy", "ddd": "EEE", "dddd": "EEEE"}
    moments = [text.lower().translate(letters) for kind, text in section if kind == "moment"]
    pieces, number = [], 0
    for kind, text in section:
        if kind == "moment":
            before, letter, after = (" ", *moments, " ")[number : number + 3]
            number += 1
            is_minutes = letter in ("m", "mm") and (before[0] == "h" or after[0] == "s")
            is_month = letter[0] == "m" and not is_minutes
            is_hour_of_24 = letter[0] == "h" and not _texts(section, "half")
            is_upper = is_month or is_hour_of_24
            pieces.append(letter.upper() if is_upper else names.get(letter, letter))
        else:
            literal = (slash if kind == "slash" else text).replace("'", "’")
            pieces.append("a" if kind == "half" else f"'{literal}'")
    return "".join(pieces).replace("''", "")
