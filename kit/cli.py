"""The command line: options, messages, exit codes."""

import locale
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from kit import __version__
from kit.content import languages
from kit.errors import KitError
from kit.messages import say, tell
from kit.plan import PAPER_MM, PIECES, PROFILES, Options
from kit.texts import SECTORS


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kit")
def main() -> None:
    """Make the printable denkplaat kit: poster, cards and matrices for a talk about fairness."""


@main.command()
@click.argument("pieces", nargs=-1, type=click.Choice(PIECES), metavar="[PIECE]...")
@click.option(
    "--lang",
    "langs",
    multiple=True,
    type=click.Choice(languages()),
    help="Language; may be given more than once. Default: all.",
)
@click.option(
    "--profile",
    "profiles",
    multiple=True,
    type=click.Choice(PROFILES),
    help="office: your own A4/A3 printer; large: a plotter. Default: both.",
)
@click.option(
    "--paper",
    type=click.Choice(tuple(PAPER_MM)),
    help="Size of the poster in large (a0, a1, a2) and of the matrices in office (a3, a4).",
)
@click.option(
    "--sector",
    type=click.Choice(SECTORS),
    help="Whose words to use: po, vo or mbo. Default: words for all three.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=Path("output"),
    show_default=True,
    help="Folder to write the PDFs into.",
)
def build(
    pieces: tuple[str, ...],
    langs: tuple[str, ...],
    profiles: tuple[str, ...],
    paper: str | None,
    sector: str | None,
    output: Path,
) -> None:
    """Write the kit as print-ready PDFs.

    PIECE is poster, cards or matrices; without it all are made.
    """
    from kit.build import build as build_kit  # imported late: --help answers at once

    with _refusals(langs):
        written = build_kit(langs or languages(), sector, Options(pieces, profiles, paper), output)
    lang = _message_lang(langs)
    for result in written:
        width, height = result.job.sheet.size_mm
        pages = say(
            "pages.one" if result.pages == 1 else "pages.many", lang, {"count": result.pages}
        )
        click.echo(f"{output / result.job.path}  {pages}, {width} x {height} mm")


@contextmanager
def _refusals(langs: Sequence[str]) -> Iterator[None]:
    """Print the problems of a KitError and their number, and leave with exit code 1."""
    try:
        yield
    except KitError as error:
        lang = _message_lang(langs)
        for problem in error.problems:
            click.echo(tell(problem, lang), err=True)
        count = len(error.problems)
        click.echo(
            say(f"summary.{'one' if count == 1 else 'many'}", lang, {"count": count}), err=True
        )
        raise SystemExit(1) from None


def _message_lang(langs: Sequence[str]) -> str:
    """Return the language to speak: Dutch if the first language asked for or the locale is."""
    settings = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    spoken = next(filter(None, (*langs[:1], *settings, locale.getlocale()[0])), "")
    return "nl" if spoken.lower().startswith(("nl", "dutch")) else "en"
