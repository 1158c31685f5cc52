"""Texts as people type them in YAML -> the same texts in quotes, as YAML must have them."""

import re

# Control characters are invisible, and those for the direction of writing (Unicode UAX 9) can make
# a text look like another one.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
MAX_EXCERPT_CHARACTERS = 70  # of a text in a message

_DOUBLE_QUOTES, _SINGLE_QUOTES = '"“”„', "'\u2018\u2019\u201a"
# Pairs of curly quotes: the characters that may open, and those that may close.
_CURLY_PAIRS = (("“„", "”“"), ("\u2018\u201a", "\u2019\u2018"))
_DOUBLE = re.compile(f"[{_DOUBLE_QUOTES}]")
_SINGLE = re.compile(rf"(?<!\w)[{_SINGLE_QUOTES}]|[{_SINGLE_QUOTES}](?!\w)")  # not within a word
# Dutch and English words that begin with an apostrophe, and years as in '80s.
_APOSTROPHE = re.compile(
    rf"[{_SINGLE_QUOTES}](?:[tsnkmr]|ns|ie|em|tis|twas|cause|\d\ds?)(?![^\W_])", re.IGNORECASE
)
_COMMENT_SIGN = re.compile(r"#(?:\s|$)")


def quoted(value: str) -> str:
    """Return a text as a quoted YAML scalar.

    Quotes that were typed around it, straight or curly, are replaced. Double quotes are used unless
    the text itself has some, or a backslash.
    """
    text = _without_quotes(value)
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def without_comment(value: str) -> str:
    """Return a line without the comment at its end: two spaces, `#`, and a space.

    YAML asks for one space only; but people type `Groep 7 # digitaal` as a text.
    """
    for sign in _COMMENT_SIGN.finditer(value):
        if value[: sign.start()].endswith(("  ", "\t")):
            return value[: sign.start()].rstrip()
    return value.rstrip()


def excerpt(text: str) -> str:
    """Return a text for use in a message: on one line, shortened, without control characters.

    If it is shortened within quotes, the closing quote stays.
    """
    text = CONTROL.sub("\N{REPLACEMENT CHARACTER}", text.replace("\n", " ").replace("\t", " "))
    if len(text) <= MAX_EXCERPT_CHARACTERS:
        return text
    closing_quote = text[-1] if text[-1] in "\"'" else ""
    return text[: MAX_EXCERPT_CHARACTERS - 5].rstrip() + " ..." + closing_quote


def without_curly_quotes(text: str) -> str:
    """Return a text without the curly quotes around it.

    Word processors make them of straight ones; to YAML they are part of the text.
    """
    for opening, closing in _CURLY_PAIRS:
        inner = text[1:-1]
        if len(text) > 1 and text[0] in opening and text[-1] in closing:
            return text if set(inner) & set(opening + closing) else inner
    return text


def _without_quotes(value: str) -> str:
    """Return a text without the quotes around the whole of it, or without a lone opening quote.

    Quotes around its first words only, or around two parts ("one" and "two"), belong to the text.
    """
    if not value:
        return value
    if value[0] in _DOUBLE_QUOTES:
        quote = _DOUBLE
    elif value[0] in _SINGLE_QUOTES and not _APOSTROPHE.match(value):
        quote = _SINGLE
    else:
        return value
    indices = [match.start() for match in quote.finditer(value)]
    indices = [i for i in indices if i == 0 or not _APOSTROPHE.match(value, i)]
    if len(indices) == 1:
        return value[1:]
    if indices[-1] < len(value) - 1:
        return value
    inner = indices[1:-1]
    if len(inner) % 2:
        return value[1:]
    is_two_parts = inner and not value[inner[0] - 1].isspace()
    return value if is_two_parts else value[1:-1]
