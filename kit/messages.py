"""Problems, notices and other messages -> sentences in a user's language, from content/messages."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from kit.errors import Listing, Localised, Phrase, Problem
from kit.paths import read_program_texts

MAX_LISTED = 50  # problems or notices at a time: these are enough to begin with


def format_problem(problem: Problem, lang: str) -> str:
    """Return a problem as one line: its origin, what is wrong, a remedy, and possible values.

    The remedy is a suggestion ("Did you mean ...?") where one was found, else the kind's hint.
    """
    kind = problem.kind
    values = {name: _localised(value, lang) for name, value in problem.values}
    if (near := dict(problem.values).get("near")) and isinstance(near, str):
        values["near"] = f"`{near}`"
    remedy = "near" if values.get("near") else f"{kind}.hint"
    sentences = [
        format_message(key, lang, values) for key in (f"{kind}.text", remedy, f"{kind}.options")
    ]
    origin = f"{problem.origin}: " if problem.origin else ""
    return origin + " ".join(filter(None, sentences))


def format_message(key: str, lang: str, values: Mapping[str, object]) -> str:
    """Return the sentence with an id in a language; in English where the language has none.

    An id without a sentence falls back on `other` in its group; empty if there is none either.
    """
    for sentences in (_sentences(lang), _sentences("en")):
        sentence = sentences.get(key) or sentences.get(f"{key.rpartition('.')[0]}.other")
        if sentence:
            localised = {name: _localised(value, lang) for name, value in values.items()}
            return sentence.format_map(localised)
    return ""


def _localised(value: object, lang: str) -> object:
    """Return a value as a sentence shows it; numbers have the language's decimal mark."""
    match value:
        case Phrase(key, values):
            return format_message(key, lang, dict(values))
        case Listing(parts, separator):
            return separator.join(str(_localised(part, lang)) for part in parts)
        case Localised():
            return value.localised(lang)
        case float():
            return f"{value:g}".replace(".", format_message("decimal_mark", lang, {}))
        case _:
            return value


def format_count(key: str, count: int, lang: str) -> str:
    """Return the sentence with an id that counts something, in the singular or plural."""
    return format_message(f"{key}.{'one' if count == 1 else 'many'}", lang, {"count": count})


@cache
def _sentences(lang: str) -> Mapping[str, str]:
    """Return all sentences of a language by their dotted ids, such as `file.missing.text`."""
    return dict(_flattened(read_program_texts("messages", lang), ""))


def _flattened(texts: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in texts.items():
        if isinstance(value, str):
            yield prefix + key, value.strip()
        else:
            yield from _flattened(value, f"{prefix}{key}.")


def first_problems(
    found: Sequence[Problem], lang: str, more_id: str
) -> tuple[Sequence[Problem], str]:
    """Return the first MAX_LISTED problems, and a sentence that says how many more there are.

    The sentence is the one with the id `more_id`; it is empty if all problems are returned.
    """
    rest = len(found) - MAX_LISTED
    more = format_message(f"{more_id}.text", lang, {"count": rest}) if rest > 0 else ""
    return found[:MAX_LISTED], more
