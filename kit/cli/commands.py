"""The commands of the program and their exit codes.

What a command needs is imported when it runs, so that `kit --help` answers at once.
"""

import gc
from functools import partial
from pathlib import Path
from typing import Any

import click

from kit import __version__
from kit.catalogue import PROFILES
from kit.cli.console import (
    echo_json,
    exit_on_problems,
    replace_unencodable_characters,
    show_progress,
)
from kit.cli.language import message_language
from kit.cli.options import (
    WholeNumber,
    file_lang_option,
    flip_option,
    format_option,
    groups_option,
    kit_options,
    lang_option,
    offset_option,
    output_option,
    school_option,
    sector_option,
)
from kit.cli.reports import (
    print_checks,
    print_files,
    print_leftovers,
    print_notices,
    print_rows,
    text_rows,
)
from kit.cli.usage import Command, Group
from kit.messages import format_count, format_message
from kit.request import Request


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kit")
def main() -> None:
    """Make the printable denkplaat kit: poster, cards and matrices for a talk about fairness."""
    replace_unencodable_characters()
    # Nearly all objects live until the end and contain no reference cycles. At Python's default
    # thresholds the garbage collector would take a twentieth of the time of a build.
    gc.set_threshold(100_000, 20, 20)


@main.command(cls=Command)
@kit_options
@groups_option
@format_option
@output_option
def build(output: Path, **options: Any) -> None:
    """Write the kit as print-ready PDFs, or as pictures.

    PIECE is poster, cards, matrices, guide, instructions, agreements or slides; without it all of
    these are made. A box for the cards (box) is made if it is named.
    """
    _write(_request(**options), output)


@main.command(cls=Command)
@school_option
@lang_option
@flip_option
@offset_option
@output_option
def calibrate(output: Path, **options: Any) -> None:
    """Write a sheet that shows how far your printer sets the backs of cards off."""
    _write(_request(pieces=("calibrate",), **options), output)


def _request(
    schools: tuple[Path, ...],
    langs: tuple[str, ...],
    sector: str | None = None,
    profiles: tuple[str, ...] = (),
    **options: Any,
) -> Request:
    """Return the request that options make, with the profile `all` replaced by every profile."""
    profiles = PROFILES if "all" in profiles else profiles
    return Request(schools, langs, sector, profiles=profiles, **options)


def _write(request: Request, output: Path) -> None:
    """Build a request; print its notices, the files written, and those of an earlier build."""
    from kit.build import build as build_kit

    lang = message_language(request.langs, request.schools)
    with exit_on_problems(lang), show_progress(lang) as progress:
        files, leftovers = build_kit(request, output, progress)
    print_notices(request, files, lang)
    print_files(files, output, lang)
    print_leftovers(leftovers, lang)


@main.command(cls=Command)
@kit_options
def check(**options: Any) -> None:
    """Find all problems at once, and write nothing.

    With --profile it tells what was measured in each file, as a print shop's preflight does.
    """
    from kit.build import check as check_kit

    request = _request(**options)
    lang = message_language(request.langs, request.schools)
    with exit_on_problems(lang), show_progress(lang) as progress:
        files = check_kit(request, progress)
    print_notices(request, files, lang)
    if options["profiles"]:
        print_checks(files, lang)
    click.echo(format_count("checked", len(files), lang))


@main.command(cls=Command)
@click.option(
    "--school",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="A school's folder, or its school.yaml. Default: the kit as it is.",
)
@click.option(
    "--port",
    type=WholeNumber(0, 65535),
    help="Port of the page; 0: any that is free. Default: 8765, or any if that is taken.",
)
@click.option("--no-open", is_flag=True, help="Do not open the page in a browser.")
def preview(school: Path | None, port: int | None, no_open: bool) -> None:
    """Show every page in your browser, anew whenever you save a file."""
    from kit.preview.server import run_preview

    # Called again after each save: the language of the school may have changed.
    language = partial(message_language, (), (school,) if school else ())
    with exit_on_problems(language()):
        run_preview(school, port, not no_open, language)


@main.command("list", cls=Command)
@school_option
@lang_option
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def list_texts(schools: tuple[Path, ...], langs: tuple[str, ...], as_json: bool) -> None:
    """Show every id that can be overridden (texts) or hidden (parts), with its present text."""
    from kit.reading.load import load

    with exit_on_problems(message_language(langs, schools)):
        rows = text_rows(load(Request(schools, langs)))
    if as_json:
        echo_json(rows)
    else:
        print_rows(rows)


@main.command(cls=Command)
@file_lang_option
def schema(lang: str | None) -> None:
    """Print the JSON schema of school.yaml, for editors that check while you type."""
    from kit.authoring.editor_schema import editor_schema

    echo_json(editor_schema(lang or message_language((), ())))


@main.command(cls=Command)
@click.argument("folder", type=click.Path(path_type=Path), metavar="FOLDER")
@file_lang_option
@sector_option
@click.pass_context
def new(ctx: click.Context, folder: Path, lang: str | None, sector: str | None) -> None:
    """Write a school folder to start from: school.yaml, a spreadsheet and a logo."""
    from kit.authoring.scaffold import new_school, shell_quoted

    lang = lang or message_language((), ())
    with exit_on_problems(lang):
        files = new_school(folder, lang, sector)
    for file in files:
        click.echo(str(file))
    command = f"{ctx.find_root().command_path} preview --school {shell_quoted(folder)}"
    next_step = format_message("new.next", lang, {"file": folder / "school.yaml"})
    click.echo(f"\n{next_step}\n\n    {command}")
