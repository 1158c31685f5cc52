"""Jobs + what a reader chose -> what the preview's page is told: tabs, pictures, problems."""

import hashlib
import logging
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from kit.build import Order, jobs
from kit.catalogue import PROFILES
from kit.errors import KitError, Origin, Problem, problem, reason, unforeseen
from kit.messages import count_of, say, tell
from kit.planning.jobs import UNPRINTED_MM, Job, Options, Sheet
from kit.preflight.checks import reported
from kit.printing.typeset import pictures

WIDTH_PX = {1: 1600, 2: 900, 3: 600, 4: 600}  # of a page, by how many stand side by side
MAX_TOLD = 50  # problems: who has more will mend these first
MOST_SHARPER = 64  # pages times the square of how much sharper: what is drawn within seconds

Told = dict[str, object]


@dataclass(frozen=True)
class Reading:
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
class Wish:
    """What a reader looks at, as far as it was said; `sharper` times as many pixels across.

    `reading` is the number of the one that the reader has on the screen.
    """

    piece: str = ""
    lang: str = ""
    profile: str = ""
    sharper: int = 1
    reading: int = 0


@dataclass(frozen=True)
class Drawing:
    """The pages of a job as PNG, by the names that follow from their bytes, and its problems."""

    job: Job
    sharper: int
    pages: tuple[str, ...]
    pngs: Mapping[str, bytes]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Finished:
    """What came of the finished PDFs: problems, or the paths of the files; and what to know."""

    problems: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()
    files: tuple[Path, ...] = ()


def order_of(school: Path | None) -> Order:
    """Return the order for what a plain `kit build` makes."""
    return Order((school,) if school else ())


def fault(error: BaseException) -> Problem:
    """Log an error that nobody foresaw, for a report; return what the page says of it."""
    found = unforeseen("fault.preview", error)
    logging.getLogger(__name__).error("%s", dict(found.values)["error"], exc_info=error)
    return found


def folder_of(school: Path) -> Path:
    """Return the folder of a school that is named by it, or by its file."""
    return school.parent if school.suffix in (".yaml", ".yml") else school


def read(before: Reading, school: Path | None, speak: Callable[[], str]) -> Reading:
    """Read and check a school, or the kit as it is, after an earlier reading.

    `speak` tells the language of messages. Raises nothing: what is wrong stands in the result.
    """
    reading = Reading(before.number + 1, datetime.now().strftime("%H:%M:%S"), before.lang)
    try:
        if school and not folder_of(school).is_dir():
            where = Origin(folder_of(school))
            return replace(reading, problems=(problem("preview.away", where),))
        if school is None or (folder_of(school) / "school.yaml").is_file() or school.is_file():
            reading = replace(reading, lang=speak())  # else the language stays what it was
        order = replace(order_of(school), options=Options(profiles=PROFILES))
        return replace(reading, jobs=tuple(jobs(order)))
    except KitError as error:
        return replace(reading, problems=error.problems)
    except OSError as error:  # a file that went while it was read; its next save is seen
        where = Origin(Path(error.filename if isinstance(error.filename, str) else school or ""))
        return replace(reading, problems=(problem("file.unreadable", where, reason=reason(error)),))
    except BaseException as error:  # Rust's panics are no Exception
        return replace(reading, problems=(fault(error),))


def chosen(jobs: Sequence[Job], wish: Wish) -> Job:
    """Return the job that comes nearest to a wish: the piece counts most, then the language."""
    return max(
        jobs,
        key=lambda job: (
            job.sheet.piece == wish.piece,
            job.kit.lang == wish.lang,
            job.sheet.profile == wish.profile,
        ),
    )


def draw(job: Job, sharper: int) -> Drawing:
    """Draw a job, and find the problems that its layout reports. Raises nothing."""
    try:
        pngs, result = pictures(job, sharper * WIDTH_PX[columns(job.sheet)])
        names = tuple(hashlib.sha256(png).hexdigest()[:32] for png in pngs)
        by_name = dict(zip(names, pngs, strict=True))
        return Drawing(job, sharper, names, by_name, reported(result))
    except BaseException as error:  # Rust's panics are no Exception
        return Drawing(job, sharper, (), {}, (fault(error),))


def sharpest(pages: int, sharper: int) -> int:
    """Return how much sharper so many pages can be drawn without a long wait."""
    return max(1, min(sharper, math.isqrt(MOST_SHARPER // max(1, pages))))


def columns(sheet: Sheet) -> int:
    """Return how many pages stand side by side, so that each can be read and backs face fronts."""
    width, height = sheet.size_mm
    if sheet.tiling:
        return 3
    return 1 if width > height else 2 if width > 200 else 4


def geometry(sheet: Sheet) -> Told:
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


def told(reading: Reading, drawing: Drawing | None, finished: Finished | None) -> Told:
    """Return all that the page is told, ready for JSON; what is wrong stands in place of pages."""
    done = finished or Finished()
    drawn = drawing.problems if drawing else ()
    notices = (*reading.notices, *done.notices)
    problems = KitError((*reading.problems, *drawn, *done.problems)).problems
    lang = reading.lang
    shown: Told = {
        "reading": reading.number,
        "lang": lang,
        "status": _status(reading, len(problems), finished),
        "problems": lines(problems, lang, "more"),
        "notices": lines(notices, lang, "more_notices"),
        "pages": [],
    }
    if drawing:
        shown |= {"tabs": _tabs(reading.jobs, drawing.job, lang)}
    if drawing and not problems:
        sheet = drawing.job.sheet
        shown |= {
            "about": _about(drawing, len(notices), lang),
            "pages": _pages(drawing, lang),
            "sharper": drawing.sharper,
            "width": WIDTH_PX[columns(sheet)],
            "columns": columns(sheet),
            "sheet": geometry(sheet),
        }
    return shown


def _status(reading: Reading, problems: int, finished: Finished | None) -> str:
    lang = reading.lang
    if problems:
        state = count_of("preview.problems", problems, lang)
    elif finished:
        state = count_of("preview.checked", len(finished.files), lang)
    else:
        state = say("preview.checking", lang, {})
    return f"{say('preview.as_of', lang, {'time': reading.time})}\n{state}"


def lines(found: Sequence[Problem], lang: str, more: str) -> list[dict[str, str]]:
    """Return the place and the sentence of problems or notices; of too many how many more."""
    told = [
        {"place": str(one.where or ""), "text": tell(replace(one, where=None), lang)}
        for one in found[:MAX_TOLD]
    ]
    if len(found) > MAX_TOLD:
        told.append(
            {"place": "", "text": say(f"{more}.text", lang, {"count": len(found) - MAX_TOLD})}
        )
    return told


def _tabs(jobs: Sequence[Job], job: Job, lang: str) -> dict[str, list[dict[str, object]]]:
    """Return what can be chosen instead of a job: its values, names, and which one it is."""
    piece, profile = job.sheet.piece, job.sheet.profile
    pieces = {it.sheet.piece: say(f"preview.piece.{it.sheet.piece}", lang, {}) for it in jobs}
    langs = {it.kit.lang: it.kit.texts["language"] for it in jobs}
    profiles = {
        it.sheet.profile: say(f"preview.profile.{it.sheet.profile}", lang, {})
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


def _about(drawing: Drawing, notices: int, lang: str) -> str:
    """Return what is shown, in a line: the piece, the size of its pages, how many.

    Also how many notices there are, which may stand out of sight.
    """
    sheet = drawing.job.sheet
    width, height = sheet.size_mm
    piece = say(f"preview.piece.{sheet.piece}", lang, {})
    pages = count_of("pages", len(drawing.pages), lang)
    values = {"piece": piece, "paper": sheet.paper.upper(), "width": width, "height": height}
    about = say("preview.about", lang, values | {"pages": pages})
    if not notices:
        return about
    title = say("preview.notices", lang, {})
    return f"{about}. {say('preview.noticed', lang, {'title': title, 'count': notices})}"


def _pages(drawing: Drawing, lang: str) -> list[dict[str, object]]:
    job, count = drawing.job, len(drawing.pages)
    values = {
        "title": job.kit.texts[f"titles.{job.sheet.piece}"],
        "profile": say(f"preview.profile.{job.sheet.profile}", lang, {}),
        "count": count,
    }
    return [
        {
            "src": f"/picture/{name}.png",
            "alt": say("preview.alt", lang, values | {"page": page}),
            "cut": not (job.sheet.tiling and page == 1),  # which shows how tiles join
        }
        for page, name in enumerate(drawing.pages, 1)
    ]
