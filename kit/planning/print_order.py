"""Finished files + a number of groups -> what to print how often, on what, and how many cuts."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from pathlib import PurePosixPath

from kit.catalogue import CARDS_PER_SHEET, PRINT_ORDER, USUAL_GROUPS
from kit.planning.jobs import Job, Options, Sheet, sheets_beside
from kit.reading.texts import ORDER_COLUMNS, Kit

HEAVY = ("cards", "instructions")  # what is held in the hand
ONCE = ("guide", "agreements")  # for all groups together
ON_THE_WALL = ("large", "tiled", "copyshop")  # where posters are large
CUTS_PER_SHEET = 2  # an A4 in half, and both halves in half


@dataclass(frozen=True)
class PrintOrder:
    """A table in words: a title, the heads of its columns, rows of cells.

    The totals are of what the school prints itself on A4 and A3; none if that is nothing.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[str, ...]


def print_orders(pages: Sequence[tuple[Job, int]], groups: int) -> list[Job]:
    """Return a print order for each language of a school, as a job for its PDF.

    It lists the files that were made, in the order of making, each with its number of pages.
    """
    jobs = []
    for folder, group in groupby(pages, key=lambda file: file[0].path.parts[:2]):
        files = [*group]
        kit, path = files[0][0].kit, PurePosixPath(*folder, "print-order.pdf")
        order = asdict(_print_order(kit, files, groups))
        jobs.append(Job(kit, Sheet(*PRINT_ORDER), path, order))
    return jobs


def markdown(order: Mapping[str, object]) -> str:
    """Return a print order as a table in Markdown."""
    table = PrintOrder(**order)  # type: ignore[arg-type]  # a mapping made from one by asdict
    lines = [table.header, ("---",) * len(ORDER_COLUMNS), *table.rows]
    lines += [table.totals] if table.totals else []
    return f"# {table.title}\n\n" + "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


def _print_order(kit: Kit, files: Sequence[tuple[Job, int]], groups: int) -> PrintOrder:
    counts = [_counts(job.sheet, pages, groups) for job, pages in files]
    own = [
        count
        for (job, _), count in zip(files, counts, strict=True)
        if job.sheet.profile == "office"
    ]
    sheets, cuts = sum(count[1] for count in own), sum(count[2] for count in own)
    return PrintOrder(
        _say(kit, "title", count=groups),
        tuple(_say(kit, f"columns.{column}") for column in ORDER_COLUMNS),
        tuple(_row(kit, job, count) for (job, _), count in zip(files, counts, strict=True)),
        (_say(kit, "total"), "", "", "", "", str(sheets), str(cuts)) if own else (),
    )


def _row(kit: Kit, job: Job, counts: tuple[int, int, int]) -> tuple[str, ...]:
    sheet = job.sheet
    copies, sheets, cuts = counts
    return (
        _say(kit, f"pieces.{sheet.piece}"),
        f"{sheet.profile}/{job.path.name}",
        str(copies),
        _paper(kit, sheet),
        _sides(kit, sheet),
        str(sheets),
        str(cuts),
    )


def _paper(kit: Kit, sheet: Sheet) -> str:
    weight = "shop" if sheet.profile == "copyshop" else "heavy" if sheet.piece in HEAVY else "plain"
    return _say(kit, f"paper_{weight}", paper=(sheet.tile or sheet.paper).upper())


def _sides(kit: Kit, sheet: Sheet) -> str:
    sides = (sheet.flip or "shop").replace("-", "_") if _is_duplex(sheet) else "one"
    return _say(kit, f"sides_{sides}")


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


def with_print_list(job: Job, options: Options) -> Job:
    """Return a guide with the list of what to print, cut and lay out; any other job as it is."""
    if job.sheet.piece != "guide":
        return job
    groups = options.groups or USUAL_GROUPS
    rows = [
        (
            _say(job.kit, f"pieces.{sheet.piece}"),
            str(_copies(sheet, groups)),
            _paper(job.kit, sheet),
            _sides(job.kit, sheet),
            job.kit.texts[f"guide.prepare.after_{_after(sheet)}"],
        )
        for sheet in sheets_beside(job.sheet, options)
    ]
    return replace(job, order={"groups": groups, "rows": rows})


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


def _say(kit: Kit, name: str, **values: object) -> str:
    text = kit.texts[f"order.{name}"]
    for key, value in values.items():
        text = text.replace(f"{{{key}}}", str(value))
    return text
