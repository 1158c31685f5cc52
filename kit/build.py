"""The pipeline: load, plan, typeset and check every file of a request, then write them all."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from kit.errors import Problem, refuse
from kit.output.staging import staged
from kit.planning.job import Job
from kit.planning.plan import plan, plan_sheets
from kit.planning.print_order import markdown, print_orders, with_print_list
from kit.planning.sheet import FILE_NAME, Sheet, picture_paths
from kit.preflight.checks import FinishedFile, Refused, preflight
from kit.printing.typeset import Failed, Rendered, render
from kit.reading.load import Kit, load, load_each
from kit.request import Request

ProgressCallback = Callable[[int, int], None]  # called with the files finished, and of how many


def _no_progress(done: int, total: int) -> None:
    """Do nothing."""


def build(
    request: Request, output: Path, progress: ProgressCallback = _no_progress
) -> tuple[list[FinishedFile], list[Path]]:
    """Make the files of a request and write them below `output`.

    Returns the files written, without their contents, and the paths of files that an earlier build
    of the same pieces left there. Raises KitError with all problems; then nothing is written.
    """
    written = []
    with staged(output) as files:
        for file in make(request, progress):
            for path, data in file.contents.items():
                files.put(path, data)
            written.append(replace(file, contents={}))
        files.publish()
    return written, find_leftovers(written, output)


def check(request: Request, progress: ProgressCallback = _no_progress) -> list[FinishedFile]:
    """Make the files of a request and return them without their contents; write nothing.

    Raises KitError with all problems.
    """
    return [replace(file, contents={}) for file in make(request, progress)]


def make(request: Request, progress: ProgressCallback = _no_progress) -> Iterator[FinishedFile]:
    """Yield each file of a request as soon as it is finished and has passed preflight.

    Raises KitError with all problems of the input files of all schools, before any file is made; or
    else, after the last one, with all problems of the finished files. No more files are yielded
    once one has a problem.
    """
    sheets, groups = plan_sheets(request), request.groups
    schools = partial(load_each, request)
    if len(request.schools) < 2:
        schools = partial(iter, [*schools()])
    # Several schools are loaded twice: at once to find all problems and to count the files, then
    # one at a time to make these. All of them would not fit in memory, and loading takes a
    # hundredth of the time of typesetting.
    total = sum(len([*plan(kit, sheets)]) + bool(groups) for kits in schools() for kit in kits)
    problems: list[Problem] = []
    for done, result in enumerate(_render_all(schools(), sheets, request), 1):
        checked = preflight(result)
        progress(done, total)
        if isinstance(checked, Refused):
            problems += checked.problems
        elif not problems:
            assert isinstance(result, Rendered)
            yield _add_markdown(_in_its_format(checked, result), result.job)
    refuse(problems)


def plan_jobs(request: Request) -> list[Job]:
    """Return the PDFs that a request makes, one job each. Raises KitError with all problems."""
    return [*_plan_all(load(request), plan_sheets(request), request)]


def find_leftovers(written: Sequence[FinishedFile], output: Path) -> list[Path]:
    """Return files of an earlier build that could be mistaken for those written now.

    They are in the same folders, have names that the kit gives, and are of the same pieces.
    """
    pieces = {(file.path.parent, file.path.name.partition("-")[0]) for file in written}
    paths = {path for file in written for path in file.paths}
    return [
        output / folder / name
        for folder in sorted({folder for folder, _ in pieces})
        for name in sorted(file.name for file in (output / folder).iterdir())
        if folder / name not in paths
        and (match := FILE_NAME.fullmatch(name))
        and (folder, match[1]) in pieces
    ]


def _render_all(
    schools: Iterable[list[Kit]], sheets: Sequence[Sheet], request: Request
) -> Iterator[Rendered | Failed]:
    """Typeset the files of all schools.

    If the request has a number of groups, the print orders of each school follow its files, whose
    page counts they list.
    """
    if not request.groups:
        yield from render(job for kits in schools for job in _plan_all(kits, sheets, request))
        return
    for kits in schools:
        pages: list[tuple[Job, int]] = []
        for result in render(_plan_all(kits, sheets, request)):
            if isinstance(result, Rendered):
                pages.append((result.job, result.pages))
            yield result
        yield from render(print_orders(pages, request.groups))


def _plan_all(kits: Iterable[Kit], sheets: Sequence[Sheet], request: Request) -> Iterator[Job]:
    """Plan the files of kits; the guide of each kit gets the list of what to print."""
    yield from (with_print_list(job, request) for kit in kits for job in plan(kit, sheets))


def _in_its_format(file: FinishedFile, result: Rendered) -> FinishedFile:
    """Return a file with pictures of its pages instead of the PDF, if these were asked for.

    Pictures are for screens: those of a file for a print shop have the colours of before the
    conversion to inks, as screens show no inks.
    """
    sheet = result.job.sheet
    if sheet.format != "png":
        return file
    from kit.printing.rasterise import page_pictures  # late: PDFs need no PDFium until preflight

    paths = picture_paths(file.path, file.pages)
    drawn = page_pictures(result.rgb_pdf or result.pdf, sheet.picture_ppi)
    contents = dict(zip(paths, drawn, strict=True))
    return replace(file, contents=contents, pictures=paths, size_mm=sheet.picture_mm)


def _add_markdown(file: FinishedFile, job: Job) -> FinishedFile:
    """Return a print order with its table as a Markdown file as well; any other file unchanged."""
    if not job.print_table:
        return file
    table = {job.path.with_suffix(".md"): markdown(job.print_table).encode("utf-8")}
    return replace(file, contents={**file.contents, **table})
