"""Problems a user can solve, and the one exception that carries them."""

import difflib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Origin:
    """The place a value was read from: a file and a line from 1 (0: the file as a whole)."""

    file: Path
    line: int = 0

    def __str__(self) -> str:
        here = Path.cwd()
        file = self.file.relative_to(here) if self.file.is_relative_to(here) else self.file
        name = file.as_posix()
        return f"{name}:{self.line}" if self.line else name


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where, what, and what to do about it."""

    message: str
    where: Origin | None = None
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.message}" + (f" {self.hint}" if self.hint else "")


class KitError(Exception):
    """Everything that is wrong, found in one go."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(dict.fromkeys(problems))
        super().__init__("\n".join(map(str, self.problems)))


def refuse(problems: Iterable[Problem]) -> None:
    """Raise KitError with all problems if there is any."""
    found = tuple(problems)
    if found:
        raise KitError(found)


def suggest(word: str, known: Collection[str]) -> str:
    """Return a hint with the known word that is nearest to a misspelled one, or nothing."""
    near = difflib.get_close_matches(word, known, n=1)
    return f"Did you mean `{near[0]}`?" if near else ""
