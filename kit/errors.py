"""Problems a user can solve, and the one exception that carries them.

A problem is its kind and the values that belong to it; messages.py has the words.
"""

import errno
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar, runtime_checkable

T = TypeVar("T")
MAX_VALUE = 600  # characters of a value of a problem
MAX_SAID = 200  # and of an exception nobody foresaw


@dataclass(frozen=True)
class Origin:
    """The place a value was read from.

    A file, its line from 1 (0: the file as a whole), and in a spreadsheet the letter of the column;
    the line is then the row.
    """

    file: Path
    line: int = 0
    column: str = ""

    def __str__(self) -> str:
        file = self.file
        with suppress(OSError, ValueError):  # the current folder is gone, or the file not in it
            if file != Path.cwd():
                file = file.relative_to(Path.cwd())
        name = file.as_posix()
        if self.column:
            return f"{name}:{self.column}{self.line}"
        return f"{name}:{self.line}" if self.line else name


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: its kind, where it is, and the values that its words need."""

    kind: str
    where: Origin | None = None
    values: tuple[tuple[str, object], ...] = ()


def problem(kind: str, where: Origin | None = None, **values: object) -> Problem:
    """Return a problem; the names of the values are those in the words to its kind.

    Of a value that is a very long text it keeps the beginning: nobody reads more.
    """
    return Problem(kind, where, tuple((name, _start(value)) for name, value in values.items()))


def _start(value: object, most: int = MAX_VALUE) -> object:
    is_long = isinstance(value, str) and len(value) > most
    return f"{str(value)[:most]}…" if is_long else value


class KitError(Exception):
    """Everything that is wrong, found in one go."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(dict.fromkeys(problems), key=_place))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "; ".join(f"{found.kind} {found.where or ''}" for found in self.problems)


def _place(found: Problem) -> tuple[str, int, int, str]:
    where = found.where
    if not where:
        return ("", 0, 0, "")
    return (str(where.file), where.line, len(where.column), where.column)


def refuse(problems: Iterable[Problem]) -> None:
    """Raise KitError with all problems if there is any."""
    found = tuple(problems)
    if found:
        raise KitError(found)


@contextmanager
def collecting(problems: list[Problem]) -> Iterator[None]:
    """Keep the problems of a stage for later, so that those of the next are found too."""
    try:
        yield
    except KitError as error:
        problems += error.problems


def gather(*stages: Callable[[], T]) -> list[T]:
    """Run stages that do not need each other; raise one KitError with the problems of all."""
    results: list[T] = []
    problems: list[Problem] = []
    for stage in stages:
        with collecting(problems):
            results.append(stage())
    refuse(problems)
    return results


@runtime_checkable
class Localised(Protocol):
    """A value of a problem whose words differ by language."""

    def localised(self, lang: str) -> str:
        """Return the words in a language, or nothing."""


@dataclass(frozen=True)
class Phrase:
    """Words within a sentence: their id in content/messages, and the values that they need."""

    key: str
    values: tuple[tuple[str, object], ...] = ()


def phrase(key: str, **values: object) -> Phrase:
    """Return words to stand in a sentence; the names of the values are those in the words."""
    return Phrase(key, tuple(values.items()))


@dataclass(frozen=True)
class Listing:
    """Several things in a sentence, one after the other."""

    parts: "tuple[Localised | Phrase, ...]"
    mark: str = ", "


SHARING_VIOLATIONS = (32, 33)  # of Windows, which calls them a lack of permission


def system_reason(error: OSError) -> Phrase:
    """Return why the system refused something: in our words, as its own may be in any language."""
    if getattr(error, "winerror", None) in SHARING_VIOLATIONS:
        return phrase("system.EBUSY")
    name = errno.errorcode.get(error.errno or 0, "other").removeprefix("WSA")
    return phrase(f"system.{name}", number=error.errno) if error.errno else phrase("system.unknown")


def unexpected_problem(kind: str, error: BaseException) -> Problem:
    """Return the problem that an exception is which nobody foresaw, by its type and message."""
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    said = " ".join(traceback.format_exception_only(error)[-1].split()).rstrip(".")
    return problem(kind, error=_start(said, MAX_SAID))
