"""Choose the language of messages: Dutch or English."""

import locale
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from kit.names import find_id
from kit.paths import languages

LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")  # in order of precedence (POSIX)


def message_language(langs: Sequence[str], schools: Sequence[Path]) -> str:
    """Return the language of messages, nl or en.

    The first of these that names a language decides: the first of `langs` (those of --lang), the
    file of the first school, the locale.
    """
    from kit.reading.school_language import named_language

    asked = (lang for lang in langs[:1] if lang in languages())
    named = named_language(schools[0]) if schools else ""
    settings = (os.environ.get(name) for name in LOCALE_VARIABLES)
    preferred = next(filter(None, (*asked, named, *settings)), "") or _system_language()
    return "nl" if preferred.lower().startswith(("nl", "dutch")) else "en"


def language_of_arguments(arguments: Sequence[str]) -> str:
    """Return the language of messages for command-line arguments that may be invalid."""
    langs = (find_id("language", lang, languages()) for lang in _values(arguments, "--lang"))
    schools = [Path(school) for school in _values(arguments, "--school")]
    return message_language([lang for lang in langs if lang], schools)


def _system_language() -> str:
    """Return the language of the system, where no variable names one, as on Windows."""
    with suppress(ValueError):  # a locale with a name that Python does not know
        return locale.getlocale()[0] or ""
    return ""


def _values(arguments: Sequence[str], option: str) -> Iterator[str]:
    """Yield the values of an option, written as `--option value` or `--option=value`."""
    for argument, following in zip(arguments, (*arguments[1:], ""), strict=True):
        if argument == option:
            yield following
        elif argument.startswith(f"{option}="):
            yield argument.partition("=")[2]
