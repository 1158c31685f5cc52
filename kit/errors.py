"""Problems that a user can solve, and the exception that carries them.

A problem has a kind and values but no text: `messages` turns it into a sentence in the user's
language.
"""

import errno
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar, runtime_checkable

T = TypeVar("T")
MAX_VALUE_CHARACTERS = 600  # of a text in a message: the rest is cut off
MAX_ERROR_CHARACTERS = 200  # of the text of an unforeseen exception


@dataclass(frozen=True)
class Origin:
    """The file and line that a value was read from.

    Lines count from 1; line 0 means the file as a whole. In a spreadsheet the line is the row, and
    `column` the letter of the column.
    """

    file: Path
    line: int = 0
    column: str = ""

    def __str__(self) -> str:
        file = self.file
        with suppress(OSError, ValueError):  # no current folder, or the file is not in it
            if file != Path.cwd():
                file = file.relative_to(Path.cwd())
        name = file.as_posix()
        if self.column:
            return f"{name}:{self.column}{self.line}"
        return f"{name}:{self.line}" if self.line else name


@dataclass(frozen=True)
class Problem:
    """One mistake or notice: the id of its message, its origin, and the values in the message."""

    kind: str
    origin: Origin | None = None
    values: tuple[tuple[str, object], ...] = ()


def problem(kind: str, origin: Origin | None = None, **values: object) -> Problem:
    """Return a problem; `values` are named as the placeholders in the message of its kind.

    Texts are cut off after `MAX_VALUE_CHARACTERS`, so that a message stays readable.
    """
    return Problem(kind, origin, tuple((name, _cut(value)) for name, value in values.items()))


def _cut(value: object, limit: int = MAX_VALUE_CHARACTERS) -> object:
    is_long = isinstance(value, str) and len(value) > limit
    return f"{str(value)[:limit]}…" if is_long else value


class KitError(Exception):
    """All problems of a step at once, without duplicates, in the order of files and lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(dict.fromkeys(problems), key=_by_origin))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "; ".join(f"{each.kind} {each.origin or ''}" for each in self.problems)


def _by_origin(each: Problem) -> tuple[str, int, int, str]:
    """Return a sort key; columns sort as spreadsheets order them: A, B, ... Z, AA."""
    origin = each.origin
    if not origin:
        return ("", 0, 0, "")
    return (str(origin.file), origin.line, len(origin.column), origin.column)


def refuse(problems: Iterable[Problem]) -> None:
    """Raise KitError with all problems if there are any."""
    every = tuple(problems)
    if every:
        raise KitError(every)


@contextmanager
def collecting(problems: list[Problem]) -> Iterator[None]:
    """Add the problems of a step to a list instead of raising them, so that later steps run too."""
    try:
        yield
    except KitError as error:
        problems += error.problems


def gather(*steps: Callable[[], T]) -> list[T]:
    """Run independent steps and return their results.

    Raises one KitError with the problems of all steps.
    """
    results: list[T] = []
    problems: list[Problem] = []
    for step in steps:
        with collecting(problems):
            results.append(step())
    refuse(problems)
    return results


@runtime_checkable
class Localised(Protocol):
    """A value of a problem that reads differently in each language."""

    def localised(self, lang: str) -> str:
        """Return the text in a language; empty if there is none."""


@dataclass(frozen=True)
class Phrase:
    """Part of a sentence: its id in content/messages, and the values in it."""

    key: str
    values: tuple[tuple[str, object], ...] = ()


def phrase(key: str, **values: object) -> Phrase:
    """Return a phrase; `values` are named as the placeholders in its text."""
    return Phrase(key, tuple(values.items()))


@dataclass(frozen=True)
class Listing:
    """Several parts in a row, such as all choices that an option has."""

    parts: "tuple[Localised | Phrase, ...]"
    separator: str = ", "


SHARING_VIOLATIONS = (32, 33)  # winerror of a file in use, which Python gives errno EACCES


def system_reason(error: OSError) -> Phrase:
    """Return why the system refused something, as a phrase of our own.

    The system's own text is in the language of the system, which may not be that of the user.
    """
    if getattr(error, "winerror", None) in SHARING_VIOLATIONS:
        return phrase("system.EBUSY")
    name = errno.errorcode.get(error.errno or 0, "other").removeprefix("WSA")
    return phrase(f"system.{name}", number=error.errno) if error.errno else phrase("system.unknown")


def unexpected_problem(kind: str, error: BaseException) -> Problem:
    """Return a problem of a kind that names an unforeseen exception by its type and message."""
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    text = " ".join(traceback.format_exception_only(error)[-1].split()).rstrip(".")
    return problem(kind, error=_cut(text, MAX_ERROR_CHARACTERS))
