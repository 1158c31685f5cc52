"""The pipeline, from a request to finished PDFs."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from kit.errors import Problem, refuse
from kit.output.staging import staged
from kit.planning.job import Job
from kit.planning.plan import plan, plan_sheets
from kit.planning.print_order import markdown, print_orders, with_print_list
from kit.planning.sheet import Sheet
from kit.preflight.checks import FinishedFile, Refused, preflight
from kit.printing.typeset import Failed, Rendered, render
from kit.reading.load import Kit, load, load_each
from kit.request import Request

ProgressCallback = Callable[[int, int], None]  # how many files are finished, of how many
# The name of a file of ours, whatever its paper and options: see Sheet.name and plan.
NAME = re.compile(r"([a-z]+)-a\d(-on-a\d)?(-flip-[a-z-]+)?(-\d+-min)?(-\d+)?\.pdf")


def _no_progress(done: int, total: int) -> None:
    """Show nothing."""


def build(
    request: Request, output: Path, progress: ProgressCallback = _no_progress
) -> tuple[list[FinishedFile], list[Path]]:
    """Make the files of a request and write them below `output`.

    Also returns what is there of the same pieces from an earlier build with other options.
    Raises KitError with all problems; nothing is written then.
    """
    written = []
    with staged(output) as files:
        for file in make(request, progress):
            for path, data in file.contents.items():
                files.put(path, data)
            written.append(replace(file, contents={}))
        files.publish()
    return written, leftovers(written, output)


def check(request: Request, progress: ProgressCallback = _no_progress) -> list[FinishedFile]:
    """Make the files of a request, and keep none. Raises KitError with all problems."""
    return [replace(file, contents={}) for file in make(request, progress)]


def make(request: Request, progress: ProgressCallback = _no_progress) -> Iterator[FinishedFile]:
    """Yield each file of a request as soon as it is finished and checked.

    Raises KitError with all problems: at the start those of what was read, of all schools; in the
    end those of what was made of it.
    """
    sheets, groups = plan_sheets(request), request.groups
    schools = partial(load_each, request)
    if len(request.schools) < 2:
        schools = partial(iter, [*schools()])
    # Several schools are read once to find all mistakes, and again when it is their turn: all of
    # them would not fit in memory, and reading takes a hundredth of the time of typesetting.
    total = sum(len([*plan(kit, sheets)]) + bool(groups) for kits in schools() for kit in kits)
    problems: list[Problem] = []
    for done, result in enumerate(_rendered(schools(), sheets, request), 1):
        checked = preflight(result)
        progress(done, total)
        if isinstance(checked, Refused):
            problems += checked.problems
        elif not problems:
            yield _with_markdown(checked, result.job)
    refuse(problems)


def plan_jobs(request: Request) -> list[Job]:
    """Return what a request makes, one job a PDF. Raises KitError with all problems."""
    return [*_planned(load(request), plan_sheets(request), request)]


def leftovers(written: Sequence[FinishedFile], output: Path) -> list[Path]:
    """Return files beside those that were written which could be mistaken for them: same pieces."""
    pieces = {(file.path.parent, file.path.name.partition("-")[0]) for file in written}
    paths = {file.path for file in written}
    return [
        output / folder / name
        for folder in sorted({folder for folder, _ in pieces})
        for name in sorted(file.name for file in (output / folder).iterdir())
        if folder / name not in paths
        and (found := NAME.fullmatch(name))
        and (folder, found[1]) in pieces
    ]


def _rendered(
    schools: Iterable[list[Kit]], sheets: Sequence[Sheet], request: Request
) -> Iterator[Rendered | Failed]:
    """Typeset the files of all schools; with groups, then the print orders of each school."""
    if not request.groups:
        yield from render(job for kits in schools for job in _planned(kits, sheets, request))
        return
    for kits in schools:
        pages: list[tuple[Job, int]] = []
        for result in render(_planned(kits, sheets, request)):
            if isinstance(result, Rendered):
                pages.append((result.job, result.pages))
            yield result
        yield from render(print_orders(pages, request.groups))


def _planned(kits: Iterable[Kit], sheets: Sequence[Sheet], request: Request) -> Iterator[Job]:
    """Plan the files of kits; a guide among them lists what to print."""
    yield from (with_print_list(job, request) for kit in kits for job in plan(kit, sheets))


def _with_markdown(file: FinishedFile, job: Job) -> FinishedFile:
    """Return a print order with the same table in Markdown; any other file as it is."""
    if not job.print_table:
        return file
    table = {job.path.with_suffix(".md"): markdown(job.print_table).encode("utf-8")}
    return replace(file, contents={**file.contents, **table})
