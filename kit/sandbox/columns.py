"""The names that schools give to columns of a spreadsheet -> the fields of an example."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from functools import cache

# By field: its official name in English, the one in Dutch, then synonyms.
COLUMN_NAMES = {
    "id": ("id", "id", "kaart id", "card id"),
    "lens": ("lens", "lens", "lenzen", "lenses", "welke lens", "which lens"),
    "choice": (
        *("choice", "keuze", "choices", "keuzes", "schoolkeuze", "keuze van de school"),
        *("school choice", "choice of the school", "welke keuze", "which choice"),
    ),
    "title": (
        *("title", "titel", "kop", "kopje", "kopregel", "opschrift", "onderwerp", "kaarttitel"),
        *("titel van de kaart", "heading", "headline", "subject", "topic", "card title"),
    ),
    "text": (
        *("text", "tekst", "omschrijving", "beschrijving", "kaarttekst", "tekst van de kaart"),
        *("hele tekst", "volledige tekst", "lange tekst", "inhoud", "description", "body"),
        *("card text", "full text", "whole text", "long text", "content"),
    ),
    "short": (
        *("short", "kort", "korte tekst", "tekst kort", "samenvatting", "kort samengevat"),
        *("in het kort", "korte omschrijving", "korte beschrijving", "postertekst"),
        *("tekst poster", "tekst voor de poster", "korte tekst voor de poster", "short text"),
        *("text short", "summary", "short description", "in short", "poster text"),
        *("text for the poster", "short text for the poster"),
    ),
    "question": (
        *("question", "vraag", "vragen", "gespreksvraag", "discussievraag", "praatvraag"),
        *("vraag voor het gesprek", "vraag om te bespreken", "questions", "discussion question"),
        *("question to discuss", "conversation question"),
    ),
    "picture": (
        *("picture", "afbeelding", "plaatje", "foto", "beeld", "illustratie", "tekening"),
        *("image", "photo", "illustration", "drawing"),
    ),
    "icon": ("icon", "icoon", "icoontje", "pictogram", "symbool", "symbol"),
    "quantity": (
        *("quantity", "aantal", "aantal kaarten", "aantal exemplaren", "aantallen", "hoeveelheid"),
        *("hoeveel", "hoe vaak", "stuks", "exemplaren", "oplage", "quantities", "amount"),
        *("number of cards", "number of copies", "copies", "count", "how many"),
    ),
}
# Names that may mean a field, or something else: they are only suggested.
AMBIGUOUS_NAMES = {
    **dict.fromkeys(("naam", "name", "thema", "theme"), "title"),
    **dict.fromkeys(("voorbeeld", "example", "uitleg", "toelichting", "explanation"), "text"),
    **dict.fromkeys(("situatie", "situation", "verhaal", "story", "casus", "case"), "text"),
    **dict.fromkeys(("bril", "perspectief", "invalshoek", "perspective"), "lens"),
    **dict.fromkeys(("dilemma", "beslissing", "decision"), "choice"),
    **dict.fromkeys(("code", "kenmerk", "nummer", "number"), "id"),
}
REQUIRED_FIELDS = ("lens", "title", "text")
_FIELDS = {name: field for field, names in reversed(COLUMN_NAMES.items()) for name in names}


def column_name(field: str, lang: str) -> str:
    """Return the official name of the column for a field, in Dutch or else in English."""
    return COLUMN_NAMES[field][1 if lang == "nl" else 0]


@cache
def field_of(name: str) -> str:
    """Return the field that the name of a column stands for, official or not; else nothing."""
    return _FIELDS.get(normalise_name(name), "")


def is_official_name(name: str) -> bool:
    """Whether the name of a column is the official one of its field, in either language."""
    return normalise_name(name) in COLUMN_NAMES.get(field_of(name), ())[:2]


def normalise_name(name: str) -> str:
    """Return the words of a name in lower case: `2. Korte_tekst (verplicht)*` as `korte tekst`."""
    words = re.sub(r"\(.*?\)", " ", unicodedata.normalize("NFC", name[:100]).lower())
    return " ".join(re.sub(r"^\s*\d+[.)]|[^\w]|_", " ", words).split())


def find_fields(header: Mapping[int, str]) -> dict[int, str]:
    """Return the fields that a header names, each once, by the numbers of their columns.

    Of several columns for a field it is the first with an official name, else the first.
    """
    columns: dict[str, int] = {}
    for column in sorted(header, key=lambda column: (not is_official_name(header[column]), column)):
        field = field_of(header[column])
        if field:
            columns.setdefault(field, column)
    return {column: field for field, column in columns.items()}


def guess_field(name: str, fields: Collection[str]) -> str:
    """Return which of some fields the unknown name of a column probably means; else nothing."""
    from difflib import get_close_matches  # here because most headers need no guess

    normalised = normalise_name(name)
    known = [known for field in fields for known in COLUMN_NAMES[field]]
    near = get_close_matches(normalised, known, n=1, cutoff=0.8)
    guess = AMBIGUOUS_NAMES.get(normalised, "") or field_of(near[0] if near else "")
    return guess if guess in fields else ""
