"""The command line: options, messages, exit codes."""

import gc
import locale
import os
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kit import __version__
from kit.catalogue import (
    FLIPS,
    MINUTES,
    MOST_OFFSET_MM,
    PAPER_MM,
    PIECES,
    PROFILES,
    SECTORS,
    TILES,
)
from kit.content import languages
from kit.errors import KitError, unforeseen
from kit.messages import count_of, say, tell

if TYPE_CHECKING:
    from kit.build import Made, Order, Tell

Offset = tuple[float, float]
EXIT_FAULT = 70  # an error of the program itself, as sysexits.h numbers it
EXIT_INTERRUPTED = 130  # by Ctrl-C, as shells number it
FEW_FILES = 20  # are made in no time
WAIT_S = 2.0  # without a word; then a bar, however few the files
MOST_TOLD = 50  # problems: who has more will solve these first

school_option = click.option(
    "--school",
    "schools",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="A school's folder, or its school.yaml; may be given more than once.",
)
lang_option = click.option(
    "--lang",
    "langs",
    multiple=True,
    type=click.Choice(languages()),
    help="Language; may be given more than once. Default: the school's, or all.",
)
sector_option = click.option(
    "--sector",
    type=click.Choice(SECTORS),
    help="Whose words to use: po, vo or mbo. Default: the school's, or words for all three.",
)


profile_option = click.option(
    "--profile",
    "profiles",
    multiple=True,
    type=click.Choice((*PROFILES, "all")),
    help="office: your own A4/A3 printer; large: a plotter; tiled: a large poster over A4 or A3 "
    "sheets; copyshop: a print shop; all: all of these. Default: office and large.",
)
paper_option = click.option(
    "--paper",
    type=click.Choice(tuple(PAPER_MM)),
    help="Size of the poster (a0, a1, a2) and of the matrices (a3, a4).",
)
tile_option = click.option(
    "--tile", type=click.Choice(TILES), help="The sheets of a tiled poster. Default: a4."
)
flip_option = click.option(
    "--flip",
    type=click.Choice(FLIPS),
    help="How your printer turns the cards; none: print fronts and backs apart. "
    "Default: long-edge.",
)
marks_option = click.option("--marks", is_flag=True, help="Crop marks, if a print shop asks them.")
minutes_option = click.option(
    "--minutes",
    type=click.Choice([str(minutes) for minutes in MINUTES]),
    callback=lambda _, __, value: value and int(value),
    help="How long the session in the guide lasts. Default: the school's, or all three lengths.",
)
output_option = click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=Path("output"),
    show_default=True,
    help="Folder to write the PDFs into.",
)


def _millimetres(_: click.Context, __: click.Parameter, value: str | None) -> Offset | None:
    """Turn `1.5,-0.5` into two lengths in mm, each at most 10 either way."""
    if value is None:
        return None
    try:
        x, y = (float(part) for part in value.split(","))
    except ValueError:
        raise click.BadParameter("write two lengths in mm, such as 1.5,-0.5") from None
    if not all(abs(length) <= MOST_OFFSET_MM for length in (x, y)):
        raise click.BadParameter(f"a printer can be off by {MOST_OFFSET_MM:g} mm at most")
    return x, y


offset_option = click.option(
    "--offset",
    "offset_mm",
    metavar="X,Y",
    callback=_millimetres,
    help="Shift the backs of the cards by mm to the right and down: see `kit calibrate`.",
)


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
    from kit.build import Order

    lang, found = _message_lang(Order()), unforeseen("fault.program", error)
    if os.environ.get("KIT_DEBUG"):
        traceback.print_exception(error)
        click.echo(say(f"{found.kind}.text", lang, dict(found.values)), err=True)
    else:
        click.echo(tell(found, lang), err=True)
    return EXIT_FAULT


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kit")
def main() -> None:
    """Make the printable denkplaat kit: poster, cards and matrices for a talk about fairness."""
    # Nearly all that is made lives to the end and holds no circles: look for these seldom, or a
    # twentieth of a build goes into it.
    gc.set_threshold(100_000, 20, 20)


@main.command()
@click.argument("pieces", nargs=-1, type=click.Choice(PIECES), metavar="[PIECE]...")
@school_option
@lang_option
@profile_option
@paper_option
@tile_option
@flip_option
@offset_option
@marks_option
@minutes_option
@click.option(
    "--groups",
    type=click.IntRange(1, 200),
    help="Add a print order for so many groups, and fit the guide to them. The guide's default: 4.",
)
@sector_option
@output_option
def build(
    pieces: tuple[str, ...],
    schools: tuple[Path, ...],
    langs: tuple[str, ...],
    sector: str | None,
    output: Path,
    **options: Any,
) -> None:
    """Write the kit as print-ready PDFs.

    PIECE is poster, cards, matrices, guide, instructions or agreements; without it all are made.
    """
    from kit.build import Order  # imported late: --help answers at once
    from kit.plan import Options

    _write(Order(schools, langs, sector, Options(pieces, **_without_all(options))), output)


@main.command()
@school_option
@lang_option
@flip_option
@offset_option
@output_option
def calibrate(
    schools: tuple[Path, ...], langs: tuple[str, ...], output: Path, **options: Any
) -> None:
    """Write a sheet that shows how far your printer sets the backs of cards off."""
    from kit.build import Order
    from kit.plan import Options

    _write(Order(schools, langs, options=Options(("calibrate",), **options)), output)


def _without_all(options: dict[str, Any]) -> dict[str, Any]:
    """Return options in which `all` profiles are named."""
    profiles = options["profiles"]
    return options | {"profiles": PROFILES if "all" in profiles else profiles}


def _write(order: "Order", output: Path) -> None:
    """Make an order, and say what was written and what a school should know."""
    from kit.build import build as build_kit

    lang = _message_lang(order)
    with _refusals(order), _progress(lang) as tell_progress:
        made, left = build_kit(order, output, tell_progress)
    _tell_notices(made, lang)
    for file in made:
        width, height = file.size_mm
        pages = count_of("pages", file.pages, lang)
        click.echo(f"{output / file.path}  {pages}, {width} x {height} mm")
    if left:
        folder = os.path.commonpath([file.parent for file in left])
        values = {"count": len(left), "folder": folder}
        click.echo(say("left.one" if len(left) == 1 else "left.many", lang, values), err=True)


@main.command()
@click.argument("pieces", nargs=-1, type=click.Choice(PIECES), metavar="[PIECE]...")
@school_option
@lang_option
@profile_option
@paper_option
@tile_option
@flip_option
@offset_option
@marks_option
@minutes_option
@sector_option
def check(
    pieces: tuple[str, ...],
    schools: tuple[Path, ...],
    langs: tuple[str, ...],
    sector: str | None,
    **options: Any,
) -> None:
    """Find all problems at once, and write nothing.

    With --profile it tells what was measured in each file, as a print shop's preflight does.
    """
    from kit.build import Order
    from kit.build import check as check_kit
    from kit.plan import Options

    order = Order(schools, langs, sector, Options(pieces, **_without_all(options)))
    lang = _message_lang(order)
    with _refusals(order), _progress(lang) as tell_progress:
        made = check_kit(order, tell_progress)
    _tell_notices(made, lang)
    if options["profiles"]:
        _report(made, lang)
    click.echo(count_of("checked", len(made), lang))


@main.command()
@click.option(
    "--school",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="A school's folder, or its school.yaml. Default: the kit as it is.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Port of the page; 0: any that is free. Default: 8765, or any if that is taken.",
)
@click.option("--no-open", is_flag=True, help="Do not open the page in a browser.")
def preview(school: Path | None, port: int | None, no_open: bool) -> None:
    """Show every page in your browser, anew whenever you save a file."""
    from kit.preview import run
    from kit.view import order_of

    order = order_of(school)
    with _refusals(order):
        run(school, port, not no_open, lambda: _message_lang(order))


@main.command("list")
@school_option
@lang_option
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def list_texts(schools: tuple[Path, ...], langs: tuple[str, ...], as_json: bool) -> None:
    """Show every id that can be overridden (texts) or hidden (parts), with its present text."""
    import json

    from kit.build import Order, kits
    from kit.overlay import parts_of

    order = Order(schools, langs)
    with _refusals(order):
        found = kits(order)
    rows = [
        {"kind": kind, "id": name, "lang": kit.lang, "text": kit.texts[text_id]}
        for kit in found
        for kind, pairs in (
            ("text", ((name, name) for name in kit.texts)),
            ("part", parts_of(kit.facts)),
        )
        for name, text_id in pairs
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    width = max(len(row["id"]) for row in rows)
    for row in rows:
        click.echo(f"{row['kind']}  {row['lang']}  {row['id']:<{width}}  {row['text']}")


@main.command()
def schema() -> None:
    """Print the JSON schema of school.yaml, for editors that check while you type."""
    from kit.template import schema as school_schema

    click.echo(school_schema(), nl=False)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--lang", type=click.Choice(("nl", "en")), help="Language of the files.")
@click.option("--sector", type=click.Choice(SECTORS), help="The sector of the school.")
def new(folder: Path, lang: str | None, sector: str | None) -> None:
    """Write a school folder to start from: school.yaml, a spreadsheet and a logo."""
    from kit.build import Order
    from kit.template import new_school

    order = Order((), (lang,) if lang else ())
    with _refusals(order):
        files = new_school(folder, lang or _message_lang(order), sector)
    for file in files:
        click.echo(str(file))


def _report(made: "Sequence[Made]", lang: str) -> None:
    """Say what was measured in each file, a line a check."""
    for file in made:
        click.echo(f"{file.path}")
        for found in file.checks:
            mark = say("preflight.ok" if found.ok else "preflight.failed", lang, {})
            click.echo(f"  {mark}  {say(f'{found.says.kind}.text', lang, dict(found.says.values))}")


def _tell_notices(made: "Sequence[Made]", lang: str) -> None:
    """Say what a school should know, each thing once."""
    from kit.notices import once

    for notice in once(notice for file in made for notice in file.notices):
        click.echo(tell(notice, lang), err=True)


@contextmanager
def _progress(lang: str) -> "Iterator[Tell]":
    """Show how far long work is: a bar on a terminal, elsewhere a line for each tenth of it."""
    start, label = time.monotonic(), say("progress.bar", lang, {})
    with ExitStack() as stack:
        bars: list[Any] = []

        def show(done: int, total: int) -> None:
            if bars:
                bars[0].update(done - bars[0].pos)
            elif sys.stderr.isatty() and (total > FEW_FILES or time.monotonic() - start > WAIT_S):
                bar = click.progressbar(length=total, label=label, file=sys.stderr)
                bars.append(stack.enter_context(bar))
            elif total > FEW_FILES and done * 10 // total > (done - 1) * 10 // total:
                click.echo(say("progress.text", lang, {"done": done, "total": total}), err=True)

        yield show


@contextmanager
def _refusals(order: "Order") -> Iterator[None]:
    """Print the problems of a KitError and their number, and leave with exit code 1."""
    try:
        yield
    except KitError as error:
        lang = _message_lang(order)
        for problem in error.problems[:MOST_TOLD]:
            click.echo(tell(problem, lang), err=True)
        if len(error.problems) > MOST_TOLD:
            more = {"count": len(error.problems) - MOST_TOLD}
            click.echo(say("more.text", lang, more), err=True)
        click.echo(count_of("summary", len(error.problems), lang), err=True)
        raise SystemExit(1) from None


def _message_lang(order: "Order") -> str:
    """Return the language to speak: Dutch if --lang, the first school or the locale says so."""
    settings = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    wishes: Sequence[str | None] = (
        *order.langs[:1],
        _school_language(order.schools),
        *settings,
        locale.getlocale()[0],
    )
    spoken = next(filter(None, wishes), "")
    return "nl" if spoken.lower().startswith(("nl", "dutch")) else "en"


def _school_language(schools: Sequence[Path]) -> str:
    """Return the language that the first school names first, as far as its file can be read."""
    from kit.school import named_language

    return named_language(schools[0]) if schools else ""
