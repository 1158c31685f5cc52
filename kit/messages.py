"""Problems and notices -> sentences in a user's language, from content/messages."""

from collections.abc import Mapping
from functools import cache

from kit.content import home
from kit.errors import Problem


def tell(problem: Problem, lang: str) -> str:
    """Return one line: the place, what is wrong, and what to do about it."""
    values = dict(problem.values)
    parts = [say(f"{problem.kind}.text", lang, values)]
    near = str(values.get("near", ""))
    parts.append(say("near", lang, values) if near else say(f"{problem.kind}.hint", lang, values))
    place = f"{problem.where}: " if problem.where else ""
    return place + " ".join(filter(None, parts))


def say(key: str, lang: str, values: Mapping[str, object]) -> str:
    """Return the sentence with an id in a language (English where it has none), or nothing."""
    for words in (_catalogue(lang), _catalogue("en")):
        if key in words:
            return words[key].format_map(values)
    return ""


def count_of(key: str, count: int, lang: str) -> str:
    """Return the sentence that counts something, in the singular or the plural."""
    return say(f"{key}.{'one' if count == 1 else 'many'}", lang, {"count": count})


@cache
def _catalogue(lang: str) -> Mapping[str, str]:
    from kit.source import read_yaml  # late: most commands have nothing to tell

    file = home() / "content" / "messages" / f"{lang}.yaml"
    if not file.exists():
        return {}
    return {key: str(leaf.value) for key, leaf in read_yaml(file).leaves()}
