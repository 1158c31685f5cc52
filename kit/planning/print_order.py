"""Finished files + a number of groups -> what to print how often, on what, and how many cuts."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import PurePosixPath

from kit.catalogue import CARDS_PER_SHEET, DEFAULT_GROUPS, PRINT_ORDER
from kit.planning.job import Job, PrintList, PrintTable
from kit.planning.plan import sheets_beside
from kit.planning.sheet import Sheet
from kit.reading.load import Kit
from kit.reading.text_ids import ORDER_COLUMNS
from kit.request import Request

HEAVY = ("cards", "instructions")  # what is held in the hand
ONCE = ("guide", "agreements")  # for all groups together
ON_THE_WALL = ("large", "tiled", "copyshop")  # where posters are large
CUTS_PER_SHEET = 2  # an A4 in half, and both halves in half


def print_orders(pages: Sequence[tuple[Job, int]], groups: int) -> list[Job]:
    """Return a print order for each language of a school, as a job for its PDF.

    It lists the files that were made, in the order of making, each with its number of pages.
    """
    jobs = []
    for folder, group in groupby(pages, key=lambda file: file[0].path.parts[:2]):
        files = [*group]
        kit, path = files[0][0].kit, PurePosixPath(*folder, "print-order.pdf")
        table = _print_table(kit, files, groups)
        jobs.append(Job(kit, Sheet(*PRINT_ORDER), path, print_table=table))
    return jobs


def markdown(table: PrintTable) -> str:
    """Return a print order as a table in Markdown."""
    lines = [table.header, ("---",) * len(ORDER_COLUMNS), *table.rows]
    lines += [table.totals] if table.totals else []
    return f"# {table.title}\n\n" + "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


def _print_table(kit: Kit, files: Sequence[tuple[Job, int]], groups: int) -> PrintTable:
    counts = [_counts(job.sheet, pages, groups) for job, pages in files]
    in_office = [
        count
        for (job, _), count in zip(files, counts, strict=True)
        if job.sheet.profile == "office"
    ]
    sheets, cuts = sum(count[1] for count in in_office), sum(count[2] for count in in_office)
    return PrintTable(
        _text(kit, "title", count=groups),
        tuple(_text(kit, f"columns.{column}") for column in ORDER_COLUMNS),
        tuple(_row(kit, job, count) for (job, _), count in zip(files, counts, strict=True)),
        (_text(kit, "total"), "", "", "", "", str(sheets), str(cuts)) if in_office else (),
    )


def _row(kit: Kit, job: Job, counts: tuple[int, int, int]) -> tuple[str, ...]:
    sheet = job.sheet
    copies, sheets, cuts = counts
    return (
        _text(kit, f"pieces.{sheet.piece}"),
        f"{sheet.profile}/{job.path.name}",
        str(copies),
        _paper(kit, sheet),
        _sides(kit, sheet),
        str(sheets),
        str(cuts),
    )


def _paper(kit: Kit, sheet: Sheet) -> str:
    weight = "shop" if sheet.profile == "copyshop" else "heavy" if sheet.piece in HEAVY else "plain"
    return _text(kit, f"paper_{weight}", paper=(sheet.tile or sheet.paper).upper())


def _sides(kit: Kit, sheet: Sheet) -> str:
    sides = (sheet.flip or "shop").replace("-", "_") if _is_duplex(sheet) else "one"
    return _text(kit, f"sides_{sides}")


def _is_duplex(sheet: Sheet) -> bool:
    return sheet.piece == "cards" and sheet.flip != "none"


def _copies(sheet: Sheet, groups: int) -> int:
    """Return how often a file is printed: for each group, or once."""
    if sheet.piece in ONCE or (sheet.piece == "poster" and sheet.profile in ON_THE_WALL):
        return 1
    on_one_sheet = CARDS_PER_SHEET if (sheet.piece, sheet.paper) == ("instructions", "a4") else 1
    return math.ceil(groups / on_one_sheet)


def _counts(sheet: Sheet, pages: int, groups: int) -> tuple[int, int, int]:
    """Return how often a file is printed, on how many sheets, and how often these are cut."""
    copies = _copies(sheet, groups)
    sheets = copies * pages // (2 if _is_duplex(sheet) else 1)
    if sheet.tiling:
        tiles = sheet.tiling.columns * sheet.tiling.rows
        return copies, sheets, 2 * tiles + sheet.tiling.columns + sheet.tiling.rows
    cut_here = sheet.piece in HEAVY and sheet.profile == "office"
    return copies, sheets, sheets * CUTS_PER_SHEET if cut_here else 0


def with_print_list(job: Job, request: Request) -> Job:
    """Return a guide with the list of what to print, cut and lay out; any other job as it is."""
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
        for sheet in sheets_beside(job.sheet, request)
    )
    return replace(job, print_list=PrintList(groups, rows))


def _after(sheet: Sheet) -> str:
    """Return what is done with a piece when it is printed."""
    cut_here = sheet.profile == "office"
    match sheet.piece:
        case "cards":
            return "cut" if cut_here else "bundle"
        case "instructions":
            return "share" if cut_here else "table"
        case "guide":
            return "you"
        case "agreements":
            return "wall"
        case "poster" if sheet.profile in ON_THE_WALL:
            return "wall"
        case _:
            return "table"


def _text(kit: Kit, name: str, **values: object) -> str:
    text = kit.texts[f"order.{name}"]
    for key, value in values.items():
        text = text.replace(f"{{{key}}}", str(value))
    return text
