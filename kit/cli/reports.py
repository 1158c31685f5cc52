"""What commands print about their results: files, checks, notices, texts."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kit.cli.console import print_problems
from kit.messages import format_count, format_message
from kit.request import Request
from kit.units import offset_notice

if TYPE_CHECKING:
    from kit.preflight.checks import FinishedFile
    from kit.reading.load import Kit


def print_files(files: "Iterable[FinishedFile]", output: Path, lang: str) -> None:
    """Print a line a file: its path, how many pages it has, of which size.

    Of the pictures of a file, the first and the last are named.
    """
    for file in files:
        width, height = file.size_mm
        pages = format_count("pages", file.pages, lang)
        first, *others = file.paths
        last = f" ... {others[-1].name}" if others else ""
        click.echo(f"{output / first}{last}  {pages}, {width} x {height} mm")


def print_leftovers(leftovers: Sequence[Path], lang: str) -> None:
    """Print how many files of an earlier build remain, and in which folder."""
    if not leftovers:
        return
    folder = os.path.commonpath([file.parent for file in leftovers])
    values = {"count": len(leftovers), "folder": folder}
    message_id = "leftovers.one" if len(leftovers) == 1 else "leftovers.many"
    click.echo(format_message(message_id, lang, values), err=True)


def print_checks(files: "Iterable[FinishedFile]", lang: str) -> None:
    """Print what preflight measured in each file, a line a check."""
    for file in files:
        click.echo(f"{file.path}")
        for check in file.checks:
            mark = format_message("preflight.ok" if check.ok else "preflight.failed", lang, {})
            says = format_message(f"{check.says.kind}.text", lang, dict(check.says.values))
            click.echo(f"  {mark}  {says}")


def print_notices(request: Request, files: "Iterable[FinishedFile]", lang: str) -> None:
    """Print how an offset was understood, and the notices about the files."""
    from kit.preflight.notices import without_repeats

    offset = request.offset_mm
    of_request = [offset_notice("--offset", offset)] if offset else []
    of_files = without_repeats(notice for file in files for notice in file.notices)
    print_problems([*of_request, *of_files], lang, "more_notices")


def text_rows(kits: "Iterable[Kit]") -> list[dict[str, str]]:
    """Return the texts that can be overridden and the parts that can be hidden, with their ids.

    Each row has the keys kind (text or part), id, lang and text.
    """
    from kit.reading.hidden_parts import hideable_parts

    return [
        {"kind": kind, "id": name, "lang": kit.lang, "text": kit.texts[text_id]}
        for kit in kits
        for kind, pairs in (
            ("text", ((name, name) for name in kit.texts)),
            ("part", hideable_parts(kit.facts)),
        )
        for name, text_id in pairs
    ]


def print_rows(rows: Sequence[dict[str, str]]) -> None:
    """Print rows of texts and parts, with aligned columns."""
    width = max(len(row["id"]) for row in rows)
    for row in rows:
        click.echo(f"{row['kind']}  {row['lang']}  {row['id']:<{width}}  {row['text']}")
