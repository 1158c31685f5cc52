"""Texts as people type them in YAML -> the same in quotes that YAML reads whole."""

import re

# Controls are invisible, and those for the direction of writing (Unicode UAX 9) can make a text
# look like another one.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
MAX_SHOWN = 70  # characters of a text in a message

_DOUBLE_SIGNS, _SINGLE_SIGNS = '"“”„', "'\u2018\u2019\u201a"
_CURLY = (("“„", "”“"), ("\u2018\u201a", "\u2019\u2018"))  # how they open and close
_DOUBLE = re.compile(f"[{_DOUBLE_SIGNS}]")
_SINGLE = re.compile(rf"(?<!\w)[{_SINGLE_SIGNS}]|[{_SINGLE_SIGNS}](?!\w)")  # not within a word
# Dutch and English words that begin with an apostrophe, and years as in '80s.
_APOSTROPHE = re.compile(
    rf"[{_SINGLE_SIGNS}](?:[tsnkmr]|ns|ie|em|tis|twas|cause|\d\ds?)(?![^\W_])", re.IGNORECASE
)
_REMARK = re.compile(r"#(?:\s|$)")


def quoted(value: str) -> str:
    """Return a text between the quotes that suit it, without those that were typed around it."""
    text = _without_quotes(value)
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def without_comment(value: str) -> str:
    """Leave out a remark at the end of a line: two spaces, `#`, and a space."""
    for mark in _REMARK.finditer(value):
        if value[: mark.start()].endswith(("  ", "\t")):
            return value[: mark.start()].rstrip()
    return value.rstrip()


def excerpt(text: str) -> str:
    """Return a text as a message can show it: short, without controls; its closing quote stays."""
    text = CONTROL.sub("\N{REPLACEMENT CHARACTER}", text.replace("\n", " ").replace("\t", " "))
    if len(text) <= MAX_SHOWN:
        return text
    return text[: MAX_SHOWN - 5].rstrip() + " ..." + (text[-1] if text[-1] in "\"'" else "")


def without_curly_quotes(text: str) -> str:
    """Take off the curly quotes that a word processor makes of straight ones around a value."""
    for opening, closing in _CURLY:
        inner = text[1:-1]
        if len(text) > 1 and text[0] in opening and text[-1] in closing:
            return text if set(inner) & set(opening + closing) else inner
    return text


def _without_quotes(value: str) -> str:
    """Take off the quotes around a whole text, or the one before it, straight or curly."""
    if not value:
        return value
    if value[0] in _DOUBLE_SIGNS:
        quote = _DOUBLE
    elif value[0] in _SINGLE_SIGNS and not _APOSTROPHE.match(value):
        quote = _SINGLE
    else:
        return value
    places = [found.start() for found in quote.finditer(value)]
    places = [at for at in places if at == 0 or not _APOSTROPHE.match(value, at)]
    if len(places) == 1:
        return value[1:]
    if places[-1] < len(value) - 1:
        return value  # quotes around its first words
    inner = places[1:-1]
    if len(inner) % 2:
        return value[1:]
    is_two_parts = inner and not value[inner[0] - 1].isspace()  # as in "one" and "two"
    return value if is_two_parts else value[1:-1]
