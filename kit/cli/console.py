"""What the program says on a terminal, in a user's language: problems, notices, progress."""

import json
import locale
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

import click

from kit.errors import KitError, Origin, Problem, problem, system_reason, unexpected_problem
from kit.messages import format_count, format_message, format_problem
from kit.names import find_id
from kit.paths import languages

EXIT_FAULT = 70  # an error of the program itself, as sysexits.h numbers it
EXIT_INTERRUPTED = 130  # by Ctrl-C, as shells number it
FEW_FILES = 20  # are made in no time
WAIT_S = 2.0  # without a word; then a bar, however few the files
MAX_SHOWN = 50  # problems or notices at a time


class Program(click.Group):
    """A command that is ended by an error of its own with a sentence, and by Ctrl-C without."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run as a program (tests call `main`, which hides no error)."""
        try:
            return self.main(*args, **kwargs)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:  # Rust's panics are no Exception
            raise SystemExit(_fault(error)) from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise SystemExit(EXIT_INTERRUPTED) from None


def _fault(error: BaseException) -> int:
    """Say what error nobody foresaw, with KIT_DEBUG all of it; return the exit code."""
    lang, found = message_language((), ()), unexpected_problem("fault.program", error)
    if os.environ.get("KIT_DEBUG"):
        traceback.print_exception(error)
        click.echo(format_message(f"{found.kind}.text", lang, dict(found.values)), err=True)
    else:
        click.echo(format_problem(found, lang), err=True)
    return EXIT_FAULT


def write_any_character() -> None:
    """Print a question mark for a character that a terminal or pipe cannot show, and go on."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):  # what stands in for a stream, or none at all
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # see above


def echo_json(tree: object) -> None:
    """Print JSON, in ASCII where the output does not take all characters."""
    is_unicode = (sys.stdout.encoding or "").lower().startswith("utf")
    click.echo(json.dumps(tree, ensure_ascii=not is_unicode, indent=2))


def message_language(langs: Sequence[str], schools: Sequence[Path]) -> str:
    """Return the language to speak: Dutch if --lang, the first school or the locale says so."""
    from kit.reading.school_language import named_language

    asked = (lang for lang in langs[:1] if lang in languages())
    named = named_language(schools[0]) if schools else ""
    settings = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    format_path = next(filter(None, (*asked, named, *settings)), "") or _system_language()
    return "nl" if format_path.lower().startswith(("nl", "dutch")) else "en"


def _system_language() -> str:
    """Return the language of the system, where no setting names one, as on Windows."""
    with suppress(ValueError):  # of a name that Python does not know
        return locale.getlocale()[0] or ""
    return ""


def language_of(typed: Sequence[str]) -> str:
    """Return the language to speak to somebody who typed these words, right or wrong."""
    langs = (find_id("language", lang, languages()) for lang in _values(typed, "--lang"))
    schools = [Path(school) for school in _values(typed, "--school")]
    return message_language([lang for lang in langs if lang], schools)


def _values(typed: Sequence[str], option: str) -> Iterator[str]:
    for word, after in zip(typed, (*typed[1:], ""), strict=True):
        if word == option:
            yield after
        elif word.startswith(f"{option}="):
            yield word.partition("=")[2]


@contextmanager
def refusals(lang: str) -> Iterator[None]:
    """Print the problems of a KitError and their number, and leave with exit code 1."""
    try:
        yield
    except KitError as error:
        _refuse(error.problems, lang)
    except OSError as error:  # of a file that nobody expected to fail
        where = Origin(Path(error.filename)) if error.filename else None
        _refuse([problem("file.unreadable", where, reason=system_reason(error))], lang)


def _refuse(problems: Sequence[Problem], lang: str) -> NoReturn:
    show(problems, lang, "more")
    click.echo(format_count("summary", len(problems), lang), err=True)
    raise SystemExit(1) from None


def show(problems: Iterable[Problem], lang: str, more: str = "more_notices") -> None:
    """Print problems or notices, each once; of too many how many more there are."""
    found = list(dict.fromkeys(problems))
    for one in found[:MAX_SHOWN]:
        click.echo(format_problem(one, lang), err=True)
    if len(found) > MAX_SHOWN:
        count = {"count": len(found) - MAX_SHOWN}
        click.echo(format_message(f"{more}.text", lang, count), err=True)


@contextmanager
def progress(lang: str) -> Iterator[Callable[[int, int], None]]:
    """Show how far long work is: a bar on a terminal, elsewhere a line for each tenth of it."""
    start, label = time.monotonic(), format_message("progress.bar", lang, {})
    with ExitStack() as stack:
        bars: list[Any] = []

        def update(done: int, total: int) -> None:
            if bars:
                bars[0].update(done - bars[0].pos)
            elif sys.stderr.isatty() and (total > FEW_FILES or time.monotonic() - start > WAIT_S):
                bar = click.progressbar(length=total, label=label, file=sys.stderr)
                bars.append(stack.enter_context(bar))
            elif total > FEW_FILES and done * 10 // total > (done - 1) * 10 // total:
                click.echo(
                    format_message("progress.text", lang, {"done": done, "total": total}), err=True
                )

        yield update
