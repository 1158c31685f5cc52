"""The command line: what each command does, and its exit code."""

import gc
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kit import __version__
from kit.catalogue import PROFILES
from kit.cli.console import (
    echo_json,
    message_language,
    progress,
    refusals,
    show,
    write_any_character,
)
from kit.cli.options import (
    Command,
    Group,
    WholeNumber,
    file_lang_option,
    flip_option,
    groups_option,
    kit_options,
    lang_option,
    offset_option,
    output_option,
    school_option,
    sector_option,
)
from kit.messages import format_count, format_message
from kit.request import Request
from kit.units import offset_notice

if TYPE_CHECKING:
    from kit.preflight.checks import FinishedFile


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kit")
def main() -> None:
    """Make the printable denkplaat kit: poster, cards and matrices for a talk about fairness."""
    write_any_character()
    # Nearly all that is made lives to the end and holds no circles: look for these seldom, or a
    # twentieth of a build goes into it.
    gc.set_threshold(100_000, 20, 20)


@main.command(cls=Command)
@kit_options
@groups_option
@output_option
def build(output: Path, **options: Any) -> None:
    """Write the kit as print-ready PDFs.

    PIECE is poster, cards, matrices, guide, instructions or agreements; without it all are made.
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
    """Return what was asked for, with `all` profiles by their names."""
    profiles = PROFILES if "all" in profiles else profiles
    return Request(schools, langs, sector, profiles=profiles, **options)


def _write(request: Request, output: Path) -> None:
    """Make an order, and say what was written and what a school should know."""
    from kit.build import build as build_kit

    lang = message_language(request.langs, request.schools)
    with refusals(lang), progress(lang) as tell_progress:
        made, left = build_kit(request, output, tell_progress)
    _show_notices(request, made, lang)
    for file in made:
        width, height = file.size_mm
        pages = format_count("pages", file.pages, lang)
        click.echo(f"{output / file.path}  {pages}, {width} x {height} mm")
    if left:
        folder = os.path.commonpath([file.parent for file in left])
        values = {"count": len(left), "folder": folder}
        key = "leftovers.one" if len(left) == 1 else "leftovers.many"
        click.echo(format_message(key, lang, values), err=True)


@main.command(cls=Command)
@kit_options
def check(**options: Any) -> None:
    """Find all problems at once, and write nothing.

    With --profile it tells what was measured in each file, as a print shop's preflight does.
    """
    from kit.build import check as check_kit

    request = _request(**options)
    lang = message_language(request.langs, request.schools)
    with refusals(lang), progress(lang) as tell_progress:
        made = check_kit(request, tell_progress)
    _show_notices(request, made, lang)
    if options["profiles"]:
        _report(made, lang)
    click.echo(format_count("checked", len(made), lang))


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
    from kit.preview.server import run

    def lang() -> str:
        return message_language((), (school,) if school else ())

    with refusals(lang()):
        run(school, port, not no_open, lang)


@main.command("list", cls=Command)
@school_option
@lang_option
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def list_texts(schools: tuple[Path, ...], langs: tuple[str, ...], as_json: bool) -> None:
    """Show every id that can be overridden (texts) or hidden (parts), with its present text."""
    from kit.reading.hidden_parts import hideable_parts
    from kit.reading.load import load

    with refusals(message_language(langs, schools)):
        found = load(Request(schools, langs))
    rows = [
        {"kind": kind, "id": name, "lang": kit.lang, "text": kit.texts[text_id]}
        for kit in found
        for kind, pairs in (
            ("text", ((name, name) for name in kit.texts)),
            ("part", hideable_parts(kit.facts)),
        )
        for name, text_id in pairs
    ]
    if as_json:
        echo_json(rows)
        return
    width = max(len(row["id"]) for row in rows)
    for row in rows:
        click.echo(f"{row['kind']}  {row['lang']}  {row['id']:<{width}}  {row['text']}")


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
    with refusals(lang):
        files = new_school(folder, lang, sector)
    for file in files:
        click.echo(str(file))
    command = f"{ctx.find_root().command_path} preview --school {shell_quoted(folder)}"
    click.echo(
        f"\n{format_message('new.next', lang, {'file': folder / 'school.yaml'})}\n\n    {command}"
    )


def _report(made: "Sequence[FinishedFile]", lang: str) -> None:
    """Say what was measured in each file, a line a check."""
    for file in made:
        click.echo(f"{file.path}")
        for found in file.checks:
            mark = format_message("preflight.ok" if found.ok else "preflight.failed", lang, {})
            says = format_message(f"{found.says.kind}.text", lang, dict(found.says.values))
            click.echo(f"  {mark}  {says}")


def _show_notices(request: Request, made: "Sequence[FinishedFile]", lang: str) -> None:
    """Say how an offset was understood, and what else a school should know."""
    from kit.preflight.notices import without_repeats

    offset = request.offset_mm
    asked = [offset_notice("--offset", offset)] if offset else []
    show([*asked, *without_repeats(notice for file in made for notice in file.notices)], lang)
