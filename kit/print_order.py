"""Finished files + a number of groups -> what to print how often, on what, and how many cuts."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import PurePosixPath

from kit.catalogue import PRINT_ORDER
from kit.plan import Job, Sheet
from kit.render import Rendered
from kit.texts import ORDER_COLUMNS, Kit

HEAVY = ("cards",)  # what is held in the hand
ONCE = ("large", "tiled")  # what hangs on the wall, for all groups together
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


def print_orders(rendered: Sequence[Rendered], groups: int) -> list[Job]:
    """Return a print order for each kit, as a job for its PDF."""
    jobs = []
    for kit, files in groupby(rendered, key=lambda result: result.job.kit):
        path = PurePosixPath(kit.facts.id, kit.lang, "print-order.pdf")
        order = asdict(_print_order(kit, [*files], groups))
        jobs.append(Job(kit, Sheet(*PRINT_ORDER), path, order))
    return jobs


def markdown(order: Mapping[str, object]) -> str:
    """Return a print order as a table in Markdown."""
    table = PrintOrder(**order)  # type: ignore[arg-type]  # a mapping made from one by asdict
    lines = [table.header, ("---",) * len(ORDER_COLUMNS), *table.rows]
    lines += [table.totals] if table.totals else []
    return f"# {table.title}\n\n" + "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


def _print_order(kit: Kit, files: Sequence[Rendered], groups: int) -> PrintOrder:
    counts = [_counts(result, groups) for result in files]
    own = [
        count
        for result, count in zip(files, counts, strict=True)
        if result.job.sheet.profile == "office"
    ]
    sheets, cuts = sum(count[1] for count in own), sum(count[2] for count in own)
    return PrintOrder(
        _say(kit, "title", count=groups),
        tuple(_say(kit, f"columns.{column}") for column in ORDER_COLUMNS),
        tuple(_row(kit, result, count) for result, count in zip(files, counts, strict=True)),
        (_say(kit, "total"), "", "", "", "", str(sheets), str(cuts)) if own else (),
    )


def _row(kit: Kit, result: Rendered, counts: tuple[int, int, int]) -> tuple[str, ...]:
    sheet = result.job.sheet
    weight = "shop" if sheet.profile == "copyshop" else "heavy" if sheet.piece in HEAVY else "plain"
    both = sheet.piece in HEAVY and sheet.flip != "none"
    sides = "one" if not both else (sheet.flip or "shop").replace("-", "_")
    copies, sheets, cuts = counts
    return (
        _say(kit, f"pieces.{sheet.piece}"),
        f"{sheet.profile}/{result.job.path.name}",
        str(copies),
        _say(kit, f"paper_{weight}", paper=(sheet.tile or sheet.paper).upper()),
        _say(kit, f"sides_{sides}"),
        str(sheets),
        str(cuts),
    )


def _counts(result: Rendered, groups: int) -> tuple[int, int, int]:
    """Return how often a file is printed, on how many sheets, and how often these are cut."""
    sheet = result.job.sheet
    once = sheet.profile in ONCE or (sheet.profile, sheet.piece) == ("copyshop", "poster")
    copies = 1 if once else groups
    both = sheet.piece in HEAVY and sheet.flip != "none"
    sheets = copies * result.pages // (2 if both else 1)
    if sheet.tiling:
        tiles = sheet.tiling.columns * sheet.tiling.rows
        return copies, sheets, 2 * tiles + sheet.tiling.columns + sheet.tiling.rows
    cut_here = sheet.piece in HEAVY and sheet.profile == "office"
    return copies, sheets, sheets * CUTS_PER_SHEET if cut_here else 0


def _say(kit: Kit, name: str, **values: object) -> str:
    text = kit.texts[f"order.{name}"]
    for key, value in values.items():
        text = text.replace(f"{{{key}}}", str(value))
    return text
