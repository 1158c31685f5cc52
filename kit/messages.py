"""Problems and notices -> sentences in a user's language, from content/messages."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from kit.errors import Listing, Localised, Phrase, Problem
from kit.paths import read_words

MAX_LISTED = 50  # problems or notices at a time: these are enough to begin with


def format_problem(problem: Problem, lang: str) -> str:
    """Return one line: the place, what is wrong, what to do about it, and what can be chosen.

    Instead of what to do it says what was probably meant, if that is known.
    """
    kind = problem.kind
    values = {name: _localised(value, lang) for name, value in problem.values}
    if (near := dict(problem.values).get("near")) and isinstance(near, str):
        values["near"] = f"`{near}`"
    remedy = "near" if values.get("near") else f"{kind}.hint"
    parts = [
        format_message(key, lang, values) for key in (f"{kind}.text", remedy, f"{kind}.options")
    ]
    place = f"{problem.where}: " if problem.where else ""
    return place + " ".join(filter(None, parts))


def format_message(key: str, lang: str, values: Mapping[str, object]) -> str:
    """Return the sentence with an id in a language (English where it has none), or nothing.

    An id that no sentence has falls back on `other` in its group, if there is one.
    """
    for words in (_catalogue(lang), _catalogue("en")):
        sentence = words.get(key) or words.get(f"{key.rpartition('.')[0]}.other")
        if sentence:
            return sentence.format_map({name: _localised(it, lang) for name, it in values.items()})
    return ""


def _localised(value: object, lang: str) -> object:
    """Return a value as it stands in a sentence: lengths with the language's decimal mark."""
    match value:
        case Phrase(key, values):
            return format_message(key, lang, dict(values))
        case Listing(parts, mark):
            return mark.join(str(_localised(part, lang)) for part in parts)
        case Localised():
            return value.localised(lang)
        case float():
            return f"{value:g}".replace(".", format_message("decimal_mark", lang, {}))
        case _:
            return value


def format_count(key: str, count: int, lang: str) -> str:
    """Return the sentence that counts something, in the singular or the plural."""
    return format_message(f"{key}.{'one' if count == 1 else 'many'}", lang, {"count": count})


@cache
def _catalogue(lang: str) -> Mapping[str, str]:
    return dict(_flat(read_words("messages", lang), ""))


def _flat(words: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    """Yield each sentence with its dotted id."""
    for key, value in words.items():
        if isinstance(value, str):
            yield prefix + key, value.strip()
        else:
            yield from _flat(value, f"{prefix}{key}.")


def first_problems(
    found: Sequence[Problem], lang: str, more_id: str
) -> tuple[Sequence[Problem], str]:
    """Return the first MAX_LISTED problems, and a sentence that says how many more there are.

    The sentence is the one with the id `more_id`; it is empty if all problems are returned.
    """
    rest = len(found) - MAX_LISTED
    more = format_message(f"{more_id}.text", lang, {"count": rest}) if rest > 0 else ""
    return found[:MAX_LISTED], more
