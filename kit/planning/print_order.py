"""Page counts and a number of groups -> copies, paper, sheets and cuts of each file."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import PurePosixPath
from typing import NamedTuple

from kit.catalogue import CARDS_PER_SHEET, DEFAULT_GROUPS, PRINT_ORDER, PRINTED_PIECES
from kit.planning.job import Job, PrintList, PrintTable
from kit.planning.plan import printed_sheets
from kit.planning.sheet import Sheet, paper_name, picture_paths
from kit.reading.load import Kit
from kit.reading.text_ids import ORDER_COLUMNS
from kit.request import Request

HEAVY_PAPER_PIECES = ("cards", "instructions")  # people hold these in their hands
ONE_COPY_PIECES = ("guide", "agreements")  # for all groups together
WALL_PROFILES = ("large", "tiled", "copyshop")  # of posters that hang on a wall, for all groups
LARGE = WALL_PROFILES[:1]  # of anything else that does
CUTS_PER_SHEET = 2  # of A4: in half, and both halves together in half


def print_orders(pages: Sequence[tuple[Job, int]], groups: int) -> list[Job]:
    """Return a job for a print order for each language of a school.

    `pages` are the jobs of finished files with their page counts, grouped by language; the print
    order lists those that are printed, in this order.
    """
    jobs = []
    printed = [file for file in pages if file[0].sheet.piece in PRINTED_PIECES]
    for folder, group in groupby(printed, key=lambda file: file[0].path.parts[:2]):
        files = [*group]
        kit, path = files[0][0].kit, PurePosixPath(*folder, "print-order.pdf")
        table = _print_table(kit, files, groups)
        sheet = Sheet(*PRINT_ORDER, format=files[0][0].sheet.format)
        jobs.append(Job(kit, sheet, path, print_table=table))
    return jobs


def markdown(table: PrintTable) -> str:
    """Return a print order as a table in Markdown."""
    lines = [table.header, ("---",) * len(ORDER_COLUMNS), *table.rows]
    lines += [table.totals] if table.totals else []
    return f"# {table.title}\n\n" + "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


class _Counts(NamedTuple):
    copies: int
    sheets: int  # of paper, all copies together
    cuts: int  # by the school itself


def _print_table(kit: Kit, files: Sequence[tuple[Job, int]], groups: int) -> PrintTable:
    counts = [_counts(job, pages, groups) for job, pages in files]
    office_counts = [
        count
        for (job, _), count in zip(files, counts, strict=True)
        if job.sheet.profile == "office"
    ]
    sheets = str(sum(count.sheets for count in office_counts))
    cuts = str(sum(count.cuts for count in office_counts))
    return PrintTable(
        title=_text(kit, "title", count=groups),
        header=tuple(_text(kit, f"columns.{column}") for column in ORDER_COLUMNS),
        rows=tuple(
            _row(kit, job, pages, count) for (job, pages), count in zip(files, counts, strict=True)
        ),
        totals=(_text(kit, "total"), "", "", "", "", sheets, cuts) if office_counts else (),
    )


def _row(kit: Kit, job: Job, pages: int, counts: _Counts) -> tuple[str, ...]:
    sheet = job.sheet
    first, *others = picture_paths(job.path, pages) if sheet.format == "png" else [job.path]
    return (
        _text(kit, f"pieces.{sheet.piece}"),
        f"{sheet.profile}/{first.name}" + (" ..." if others else ""),
        str(counts.copies),
        _paper(kit, sheet),
        _sides(kit, sheet),
        str(counts.sheets),
        str(counts.cuts),
    )


def _paper(kit: Kit, sheet: Sheet) -> str:
    if sheet.piece == "box":
        weight = "board"
    elif sheet.profile == "copyshop":
        weight = "shop"
    else:
        weight = "heavy" if sheet.piece in HEAVY_PAPER_PIECES else "plain"
    return _text(kit, f"paper_{weight}", paper=paper_name(sheet.tile or sheet.paper))


def _sides(kit: Kit, sheet: Sheet) -> str:
    sides = "outline" if sheet.piece == "box" else "one"
    if _is_duplex(sheet):
        sides = (sheet.flip or "shop").replace("-", "_")
    return _text(kit, f"sides_{sides}")


def _is_duplex(sheet: Sheet) -> bool:
    return sheet.piece == "cards" and sheet.flip != "none"


def _hangs_on_wall(sheet: Sheet) -> bool:
    """Return whether all groups look at the same copy: posters, and any sheet from a plotter."""
    profiles = WALL_PROFILES if sheet.piece == "poster" else LARGE
    return sheet.profile in profiles


def _copies(sheet: Sheet, groups: int) -> int:
    """Return how many copies of a file are printed: one for each group, or one for all."""
    if _hangs_on_wall(sheet) or sheet.piece in ONE_COPY_PIECES:
        return 1
    per_sheet = CARDS_PER_SHEET if (sheet.piece, sheet.paper) == ("instructions", "a4") else 1
    return math.ceil(groups / per_sheet)


def _counts(job: Job, pages: int, groups: int) -> _Counts:
    sheet = job.sheet
    copies = _copies(sheet, groups) * (job.box.boxes if job.box else 1)
    sheets = copies * pages // (2 if _is_duplex(sheet) else 1)
    if sheet.tiling:
        columns, rows = sheet.tiling.columns, sheet.tiling.rows
        return _Counts(copies, sheets, 2 * columns * rows + columns + rows)
    is_cut_by_school = sheet.piece in HEAVY_PAPER_PIECES and sheet.profile == "office"
    return _Counts(copies, sheets, sheets * CUTS_PER_SHEET if is_cut_by_school else 0)


def with_print_list(job: Job, request: Request) -> Job:
    """Return a guide with its print list; any other job as it is."""
    if job.sheet.piece != "guide":
        return job
    groups = request.groups or DEFAULT_GROUPS
    rows = tuple(
        (
            _text(job.kit, f"pieces.{sheet.piece}"),
            str(_copies(sheet, groups)),
            _paper(job.kit, sheet),
            _sides(job.kit, sheet),
            job.kit.texts[f"guide.prepare.after_{_after(sheet)}"],
        )
        for sheet in printed_sheets(job.sheet.profile, request)
    )
    return replace(job, print_list=PrintList(groups, rows))


def _after(sheet: Sheet) -> str:
    """Return what happens to a printed piece, as an id in `guide.prepare.after_*`."""
    is_cut_by_school = sheet.profile == "office"
    match sheet.piece:
        case "cards":
            return "cut" if is_cut_by_school else "bundle"
        case "instructions":
            return "share" if is_cut_by_school else "table"
        case "guide":
            return "you"
        case "agreements":
            return "wall"
        case _:
            return "wall" if _hangs_on_wall(sheet) else "table"


def _text(kit: Kit, name: str, **values: object) -> str:
    text = kit.texts[f"order.{name}"]
    for key, value in values.items():
        text = text.replace(f"{{{key}}}", str(value))
    return text
