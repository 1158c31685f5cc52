"""How Dutch and English spreadsheets write numbers, dates, truth and errors."""

from typing import NamedTuple


class Locale(NamedTuple):
    """The signs, formats and words of a language; dates as Windows shows them, short and long."""

    decimal: str
    group: str
    separator: str
    short_date: str
    long_date: str
    months: tuple[str, ...]
    short_months: tuple[str, ...]
    days: tuple[str, ...]
    short_days: tuple[str, ...]
    true: str
    false: str
    errors: dict[str, str]


_DUTCH_MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)
_DUTCH_DAYS = ("zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag")
_ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_ENGLISH_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_DUTCH_ERRORS = {
    "#N/A": "#N/B",
    "#REF!": "#VERW!",
    "#VALUE!": "#WAARDE!",
    "#NAME?": "#NAAM?",
    "#DIV/0!": "#DEEL/0!",
    "#NUM!": "#GETAL!",
    "#NULL!": "#LEEG!",
    "#SPILL!": "#OVERLOOP!",
    "#CALC!": "#BEREKENEN!",
}

LOCALES = {
    "nl": Locale(
        decimal=",",
        group=".",
        separator="-",
        short_date="d-m-yyyy",
        long_date="dddd d mmmm yyyy",
        months=_DUTCH_MONTHS,
        short_months=tuple("mrt" if month == "maart" else month[:3] for month in _DUTCH_MONTHS),
        days=_DUTCH_DAYS,
        short_days=tuple(day[:2] for day in _DUTCH_DAYS),
        true="WAAR",
        false="ONWAAR",
        errors=_DUTCH_ERRORS,
    ),
    "en": Locale(
        decimal=".",
        group=",",
        separator="/",
        short_date="dd/mm/yyyy",
        long_date="d mmmm yyyy",
        months=_ENGLISH_MONTHS,
        short_months=tuple(month[:3] for month in _ENGLISH_MONTHS),
        days=_ENGLISH_DAYS,
        short_days=tuple(day[:3] for day in _ENGLISH_DAYS),
        true="TRUE",
        false="FALSE",
        errors={},
    ),
}
ERRORS = frozenset((*_DUTCH_ERRORS, *_DUTCH_ERRORS.values()))


def locale_of(lang: str) -> Locale:
    """Return how a language writes numbers; one that is not known as English."""
    return LOCALES.get(lang, LOCALES["en"])
