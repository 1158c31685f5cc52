"""What schools call the columns of a spreadsheet, and which fields of an example they are."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from functools import cache

# The name in English and in Dutch, then other words for the same.
WORDS = {
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
    "icon": ("icon", "icoon", "icoontje", "pictogram", "symbool", "symbol"),
    "quantity": (
        *("quantity", "aantal", "aantal kaarten", "aantal exemplaren", "aantallen", "hoeveelheid"),
        *("hoeveel", "hoe vaak", "stuks", "exemplaren", "oplage", "quantities", "amount"),
        *("number of cards", "number of copies", "copies", "count", "how many"),
    ),
}
# Words that may mean a column, or something else.
GUESSES = {
    **dict.fromkeys(("naam", "name", "thema", "theme"), "title"),
    **dict.fromkeys(("voorbeeld", "example", "uitleg", "toelichting", "explanation"), "text"),
    **dict.fromkeys(("situatie", "situation", "verhaal", "story", "casus", "case"), "text"),
    **dict.fromkeys(("bril", "perspectief", "invalshoek", "perspective"), "lens"),
    **dict.fromkeys(("dilemma", "beslissing", "decision"), "choice"),
    **dict.fromkeys(("afbeelding", "plaatje", "picture", "image"), "icon"),
    **dict.fromkeys(("code", "kenmerk", "nummer", "number"), "id"),
}
REQUIRED = ("lens", "title", "text")
_COLUMNS = {word: column for column, words in reversed(WORDS.items()) for word in words}


def name_of(column: str, lang: str) -> str:
    """Return what a column is called in a language."""
    return WORDS[column][1 if lang == "nl" else 0]


@cache
def column_of(text: str) -> str:
    """Return the column that a cell of a header names, in any of its words; else nothing."""
    return _COLUMNS.get(plain(text), "")


def is_own_name(text: str) -> bool:
    """Whether a column has its own name, and not another word for it."""
    return plain(text) in WORDS.get(column_of(text), ())[:2]


def plain(text: str) -> str:
    """Return a cell of a header as small words: `2. Korte_tekst (verplicht)*` as `korte tekst`."""
    words = re.sub(r"\(.*?\)", " ", unicodedata.normalize("NFC", text[:100]).lower())
    return " ".join(re.sub(r"^\s*\d+[.)]|[^\w]|_", " ", words).split())


def columns_of(header: Mapping[int, str]) -> dict[int, str]:
    """Return which cells of a header name a column, each column once.

    A column with its own name goes before one with another word for it, then the first.
    """
    found: dict[str, int] = {}
    for index in sorted(header, key=lambda index: (not is_own_name(header[index]), index)):
        column = column_of(header[index])
        if column:
            found.setdefault(column, index)
    return {index: column for column, index in found.items()}


def guess(text: str, columns: Collection[str]) -> str:
    """Return which of some columns a cell of a header that names none is probably meant to be."""
    from difflib import get_close_matches  # late: a good header needs none

    word = plain(text)
    words = [word for column in columns for word in WORDS[column]]
    near = get_close_matches(word, words, n=1, cutoff=0.8)
    likely = GUESSES.get(word, "") or column_of(near[0] if near else "")
    return likely if likely in columns else ""
