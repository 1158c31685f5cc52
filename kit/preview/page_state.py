"""Jobs + what a reader chose -> what the preview's page is told: tabs, pictures, problems."""

import hashlib
import logging
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from kit.build import jobs
from kit.catalogue import PROFILES, UNPRINTED_MM
from kit.errors import KitError, Origin, Problem, problem, system_reason, unexpected_problem
from kit.messages import format_count, format_message, format_problem
from kit.planning.job import Job
from kit.planning.sheet import Sheet
from kit.preflight.layout_problems import layout_problems
from kit.printing.typeset import pictures
from kit.request import Request

WIDTH_PX = {1: 1600, 2: 900, 3: 600, 4: 600}  # of a page, by how many stand side by side
MAX_LISTED = 50  # problems: who has more will mend these first
MAX_SCALED_PAGES = 64  # pages times the square of how much sharper: what is drawn within seconds

PageState = dict[str, object]


@dataclass(frozen=True)
class Snapshot:
    """All files as they were read once: the jobs, or the problems, in the language to tell them.

    Also what to know of how they were read.
    """

    number: int
    time: str
    lang: str
    jobs: tuple[Job, ...] = ()
    problems: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class ViewRequest:
    """What a reader looks at, as far as it was said; `sharper` times as many pixels across.

    `reading` is the number of the one that the reader has on the screen.
    """

    piece: str = ""
    lang: str = ""
    profile: str = ""
    scale: int = 1
    snapshot: int = 0


@dataclass(frozen=True)
class PageImages:
    """The pages of a job as PNG, by the names that follow from their bytes, and its problems."""

    job: Job
    scale: int
    pages: tuple[str, ...]
    pngs: Mapping[str, bytes]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class BuildResult:
    """What came of the finished PDFs: problems, or the paths of the files; and what to know."""

    problems: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()
    files: tuple[Path, ...] = ()


def request_for(school: Path | None) -> Request:
    """Return the request for what a plain `kit build` makes."""
    return Request((school,) if school else ())


def fault(error: BaseException) -> Problem:
    """Log an error that nobody foresaw, for a report; return what the page says of it."""
    found = unexpected_problem("fault.preview", error)
    logging.getLogger(__name__).error("%s", dict(found.values)["error"], exc_info=error)
    return found


def folder_of(school: Path) -> Path:
    """Return the folder of a school that is named by it, or by its file."""
    return school.parent if school.suffix in (".yaml", ".yml") else school


def read(before: Snapshot, school: Path | None, message_language: Callable[[], str]) -> Snapshot:
    """Read and check a school, or the kit as it is, after an earlier reading.

    `speak` tells the language of messages. Raises nothing: what is wrong stands in the result.
    """
    snapshot = Snapshot(before.number + 1, datetime.now().strftime("%H:%M:%S"), before.lang)
    try:
        if school and not folder_of(school).is_dir():
            where = Origin(folder_of(school))
            return replace(snapshot, problems=(problem("preview.away", where),))
        if school is None or (folder_of(school) / "school.yaml").is_file() or school.is_file():
            snapshot = replace(
                snapshot, lang=message_language()
            )  # else the language stays what it was
        request = replace(request_for(school), profiles=PROFILES)
        return replace(snapshot, jobs=tuple(jobs(request)))
    except KitError as error:
        return replace(snapshot, problems=error.problems)
    except OSError as error:  # a file that went while it was read; its next save is seen
        where = Origin(Path(error.filename if isinstance(error.filename, str) else school or ""))
        return replace(
            snapshot, problems=(problem("file.unreadable", where, reason=system_reason(error)),)
        )
    except BaseException as error:  # Rust's panics are no Exception
        return replace(snapshot, problems=(fault(error),))


def chosen(jobs: Sequence[Job], view_request: ViewRequest) -> Job:
    """Return the job that comes nearest to a wish: the piece counts most, then the language."""
    return max(
        jobs,
        key=lambda job: (
            job.sheet.piece == view_request.piece,
            job.kit.lang == view_request.lang,
            job.sheet.profile == view_request.profile,
        ),
    )


def draw(job: Job, scale: int) -> PageImages:
    """Draw a job, and find the problems that its layout reports. Raises nothing."""
    try:
        pngs, result = pictures(job, scale * WIDTH_PX[columns(job.sheet)])
        names = tuple(hashlib.sha256(png).hexdigest()[:32] for png in pngs)
        by_name = dict(zip(names, pngs, strict=True))
        return PageImages(job, scale, names, by_name, layout_problems(result))
    except BaseException as error:  # Rust's panics are no Exception
        return PageImages(job, scale, (), {}, (fault(error),))


def sharpest(pages: int, scale: int) -> int:
    """Return how much sharper so many pages can be drawn without a long wait."""
    return max(1, min(scale, math.isqrt(MAX_SCALED_PAGES // max(1, pages))))


def columns(sheet: Sheet) -> int:
    """Return how many pages stand side by side, so that each can be read and backs face fronts."""
    width, height = sheet.size_mm
    if sheet.tiling:
        return 3
    return 1 if width > height else 2 if width > 200 else 4


def geometry(sheet: Sheet) -> PageState:
    """Return what is drawn over a page: rectangles (x, y, width, height) and lines, in mm.

    Tiles have no safe area: their picture runs on from each to the next.
    """
    (width, height), bleed = sheet.size_mm, sheet.bleed_mm
    trim_width, trim_height = width - 2 * bleed, height - 2 * bleed
    inset = bleed + sheet.safe_mm
    return {
        "size": [width, height],
        "trim": [bleed, bleed, trim_width, trim_height],
        "safe": None if sheet.tiling else [inset, inset, width - 2 * inset, height - 2 * inset],
        "cuts": _cuts(sheet),
    }


def _cuts(sheet: Sheet) -> list[list[float]]:
    """Return where the knife goes, from edge to edge: from x, y to x, y in mm."""
    (width, height), bleed = sheet.size_mm, sheet.bleed_mm
    across: list[float] = []
    down: list[float] = []
    if sheet.tiling:
        down, across = [UNPRINTED_MM], [UNPRINTED_MM]
    elif bleed:
        down, across = [bleed, width - bleed], [bleed, height - bleed]
    elif sheet.piece in ("cards", "instructions"):
        down, across = [width / 2], [height / 2]
    return [[x, 0, x, height] for x in down] + [[0, y, width, y] for y in across]


def page_state(
    snapshot: Snapshot, drawing: PageImages | None, finished: BuildResult | None
) -> PageState:
    """Return all that the page is told, ready for JSON; what is wrong stands in place of pages."""
    done = finished or BuildResult()
    drawn = drawing.problems if drawing else ()
    notices = (*snapshot.notices, *done.notices)
    problems = KitError((*snapshot.problems, *drawn, *done.problems)).problems
    lang = snapshot.lang
    shown: PageState = {
        "reading": snapshot.number,
        "lang": lang,
        "status": _status(snapshot, len(problems), finished),
        "problems": lines(problems, lang, "more"),
        "notices": lines(notices, lang, "more_notices"),
        "pages": [],
    }
    if drawing:
        shown |= {"tabs": _tabs(snapshot.jobs, drawing.job, lang)}
    if drawing and not problems:
        sheet = drawing.job.sheet
        shown |= {
            "about": _about(drawing, len(notices), lang),
            "pages": _pages(drawing, lang),
            "sharper": drawing.scale,
            "width": WIDTH_PX[columns(sheet)],
            "columns": columns(sheet),
            "sheet": geometry(sheet),
        }
    return shown


def _status(snapshot: Snapshot, problems: int, finished: BuildResult | None) -> str:
    lang = snapshot.lang
    if problems:
        state = format_count("preview.problems", problems, lang)
    elif finished:
        state = format_count("preview.checked", len(finished.files), lang)
    else:
        state = format_message("preview.checking", lang, {})
    return f"{format_message('preview.as_of', lang, {'time': snapshot.time})}\n{state}"


def lines(found: Sequence[Problem], lang: str, more: str) -> list[dict[str, str]]:
    """Return the place and the sentence of problems or notices; of too many how many more."""
    told = [
        {"place": str(one.where or ""), "text": format_problem(replace(one, where=None), lang)}
        for one in found[:MAX_LISTED]
    ]
    if len(found) > MAX_LISTED:
        told.append(
            {
                "place": "",
                "text": format_message(f"{more}.text", lang, {"count": len(found) - MAX_LISTED}),
            }
        )
    return told


def _tabs(jobs: Sequence[Job], job: Job, lang: str) -> dict[str, list[dict[str, object]]]:
    """Return what can be chosen instead of a job: its values, names, and which one it is."""
    piece, profile = job.sheet.piece, job.sheet.profile
    pieces = {
        it.sheet.piece: format_message(f"preview.piece.{it.sheet.piece}", lang, {}) for it in jobs
    }
    langs = {it.kit.lang: it.kit.texts["language"] for it in jobs}
    profiles = {
        it.sheet.profile: format_message(f"preview.profile.{it.sheet.profile}", lang, {})
        for it in jobs
        if it.sheet.piece == piece
    }
    return {
        "piece": _options(pieces, piece),
        "lang": _options(langs, job.kit.lang),
        "profile": _options(profiles, profile),
    }


def _options(names: Mapping[str, str], on: str) -> list[dict[str, object]]:
    return [{"value": value, "name": name, "on": value == on} for value, name in names.items()]


def _about(drawing: PageImages, notices: int, lang: str) -> str:
    """Return what is shown, in a line: the piece, the size of its pages, how many.

    Also how many notices there are, which may stand out of sight.
    """
    sheet = drawing.job.sheet
    width, height = sheet.size_mm
    piece = format_message(f"preview.piece.{sheet.piece}", lang, {})
    pages = format_count("pages", len(drawing.pages), lang)
    values = {"piece": piece, "paper": sheet.paper.upper(), "width": width, "height": height}
    about = format_message("preview.about", lang, values | {"pages": pages})
    if not notices:
        return about
    title = format_message("preview.notices", lang, {})
    return f"{about}. {format_message('preview.noticed', lang, {'title': title, 'count': notices})}"


def _pages(drawing: PageImages, lang: str) -> list[dict[str, object]]:
    job, count = drawing.job, len(drawing.pages)
    values = {
        "title": job.kit.texts[f"titles.{job.sheet.piece}"],
        "profile": format_message(f"preview.profile.{job.sheet.profile}", lang, {}),
        "count": count,
    }
    return [
        {
            "src": f"/picture/{name}.png",
            "alt": format_message("preview.alt", lang, values | {"page": page}),
            "cut": not (job.sheet.tiling and page == 1),  # which shows how tiles join
        }
        for page, name in enumerate(drawing.pages, 1)
    ]
