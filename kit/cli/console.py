"""Print on a terminal, a pipe or into a file: problems, progress, JSON."""

import json
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from kit.errors import KitError, Origin, Problem, problem, system_reason
from kit.messages import first_problems, format_count, format_message, format_problem

if TYPE_CHECKING:
    from kit.build import ProgressCallback

EXIT_PROBLEMS = 1
MIN_FILES_FOR_PROGRESS = 21  # fewer take a moment: no progress is shown ...
MAX_SILENT_S = 2.0  # ... unless they take longer than this


def replace_unencodable_characters() -> None:
    """Print a question mark, instead of failing, for what the output's encoding does not have."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):  # a test's stream, or none at all
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # see above


def echo_json(tree: object) -> None:
    """Print JSON, in ASCII unless the output's encoding is Unicode."""
    is_unicode = (sys.stdout.encoding or "").lower().startswith("utf")
    click.echo(json.dumps(tree, ensure_ascii=not is_unicode, indent=2))


@contextmanager
def exit_on_problems(lang: str) -> Iterator[None]:
    """Print the problems of a KitError and how many there are, then exit with EXIT_PROBLEMS."""
    try:
        yield
    except KitError as error:
        _exit(error.problems, lang)
    except OSError as error:  # not expected, so nobody has converted it
        where = Origin(Path(error.filename)) if error.filename else None
        _exit([problem("file.unreadable", where, reason=system_reason(error))], lang)


def _exit(problems: Sequence[Problem], lang: str) -> NoReturn:
    print_problems(problems, lang, "more")
    click.echo(format_count("summary", len(problems), lang), err=True)
    raise SystemExit(EXIT_PROBLEMS) from None


def print_problems(found: Iterable[Problem], lang: str, more_id: str) -> None:
    """Print problems or notices, each once; of very many the first, and how many more there are.

    `more_id` is the message that says the latter.
    """
    first, more = first_problems(list(dict.fromkeys(found)), lang, more_id)
    for one in first:
        click.echo(format_problem(one, lang), err=True)
    if more:
        click.echo(more, err=True)


@contextmanager
def show_progress(lang: str) -> Iterator["ProgressCallback"]:
    """Show progress in making files: a bar on a terminal, elsewhere a line every tenth of it."""
    start, label = time.monotonic(), format_message("progress.bar", lang, {})
    with ExitStack() as stack:
        bars: list[Any] = []  # the bar, once it is shown

        def update(done: int, total: int) -> None:
            is_long = total >= MIN_FILES_FOR_PROGRESS
            if bars:
                bars[0].update(done - bars[0].pos)
            elif sys.stderr.isatty() and (is_long or time.monotonic() - start > MAX_SILENT_S):
                bar = click.progressbar(length=total, label=label, file=sys.stderr)
                bars.append(stack.enter_context(bar))
            elif is_long and done * 10 // total > (done - 1) * 10 // total:
                values = {"done": done, "total": total}
                click.echo(format_message("progress.text", lang, values), err=True)

        yield update
