"""Choose which PDF the page in the browser shows, and draw its pages as PNG images."""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kit.catalogue import SCREEN
from kit.errors import Problem
from kit.planning.job import Job
from kit.planning.sheet import Sheet
from kit.preflight.layout_problems import layout_problems
from kit.preview.internal_errors import internal_error
from kit.printing.typeset import pictures

PAGE_WIDTH_PX = {1: 1600, 2: 900, 3: 600, 4: 600}  # at scale 1, by the number of columns
MAX_SCALED_PAGES = 64  # pages times scale squared: what is drawn within a few seconds


@dataclass(frozen=True)
class ViewRequest:
    """What the page in the browser asks for. Empty: no preference."""

    piece: str = ""
    lang: str = ""
    profile: str = ""
    scale: int = 1  # times as many pixels across as PAGE_WIDTH_PX says
    snapshot: int = 0  # number of the snapshot that the browser shows already


@dataclass(frozen=True)
class PageImages:
    """The pages of a job as PNG images, and the problems that its layout reported.

    An image is named after a digest of its bytes; two equal pages have the same name.
    """

    job: Job
    scale: int
    names: tuple[str, ...]  # one a page, in order
    pngs: Mapping[str, bytes]  # by name
    problems: tuple[Problem, ...]


def choose_job(jobs: Sequence[Job], view_request: ViewRequest) -> Job:
    """Return the job that matches a request best: the piece counts most, then the language."""
    return max(
        jobs,
        key=lambda job: (
            job.sheet.piece == view_request.piece,
            job.kit.lang == view_request.lang,
            job.sheet.profile == view_request.profile,
        ),
    )


def draw_pages(job: Job, scale: int) -> PageImages:
    """Draw the pages of a job. Raises nothing: errors are problems of the result."""
    try:
        pngs, result = pictures(job, scale * PAGE_WIDTH_PX[page_columns(job.sheet)])
        names = tuple(hashlib.sha256(png).hexdigest()[:32] for png in pngs)
        by_name = dict(zip(names, pngs, strict=True))
        return PageImages(job, scale, names, by_name, layout_problems(result))
    except BaseException as error:  # panics of Rust libraries are not Exceptions
        return PageImages(job, scale, (), {}, (internal_error(error),))


def limit_scale(page_count: int, scale: int) -> int:
    """Return a scale, reduced so that drawing that many pages takes a few seconds at most."""
    return max(1, min(scale, math.isqrt(MAX_SCALED_PAGES // max(1, page_count))))


def page_columns(sheet: Sheet) -> int:
    """Return how many pages are shown side by side: all are legible, backs are beside fronts."""
    width_mm, height_mm = sheet.size_mm
    if sheet.tiling:
        return 3
    if width_mm > height_mm:
        return 2 if sheet.paper == SCREEN else 1
    return 2 if width_mm > 200 else 4
