"""A finished file -> what a school should know of it, though it stops nothing."""

import math
from collections.abc import Iterable, Iterator

from kit.errors import Problem, problem
from kit.names import Label
from kit.planning.job import Job
from kit.printing.typeset import Rendered
from kit.units import MM_PER_INCH


def file_notices(result: Rendered) -> tuple[Problem, ...]:
    """Return the notices of a school's kit, with those that its file gives rise to."""
    job = result.job
    return (*job.kit.notices, *_unseen_logo(job), *_small_logo(result), *_other_in_print(job))


def without_repeats(notices: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return each notice once.

    A logo of too few pixels is named once, for the piece where the most are wanting.
    """
    found = list(dict.fromkeys(notices))
    small = [notice for notice in found if notice.kind == "notice.logo_small"]
    worst = {notice.origin: notice for notice in sorted(small, key=_needed)}
    return tuple(it for it in found if it not in small or worst[it.origin] == it)


def _needed(notice: Problem) -> int:
    return int(str(dict(notice.values)["needed"]))


def _unseen_logo(job: Job) -> Iterator[Problem]:
    """Yield a notice if a logo is as white as the paper."""
    if job.kit.logo and job.kit.logo.is_unseen:
        yield problem("notice.logo_unseen", job.kit.logo.origin)


def _small_logo(result: Rendered) -> Iterator[Problem]:
    """Yield a notice if a logo has too few pixels to fill its place."""
    logo, sheet = result.job.kit.logo, result.job.sheet
    printed, place = result.logo_mm
    if logo and printed < place - 0.5:
        yield problem(
            "notice.logo_small",
            logo.origin,
            piece=Label("piece", sheet.piece),
            paper=sheet.paper.upper(),
            pixels=logo.pixels,
            printed=f"{printed:.0f}",
            place=f"{place:.0f}",
            needed=math.ceil(place / MM_PER_INCH * sheet.logo_ppi),
        )


def _other_in_print(job: Job) -> Iterator[Problem]:
    """Yield a notice for what of a school's own looks different from a print shop."""
    logo, accent = job.kit.logo, job.kit.accent
    if job.sheet.profile != "copyshop" or not (logo or accent):
        return
    from kit.colour.cmyk import out_of_gamut

    if logo:
        for colour, seen in out_of_gamut(logo.colours):
            yield problem("notice.logo_gamut", logo.origin, colour=colour, seen=seen)
    if accent:
        for colour, seen in out_of_gamut([accent]):
            yield problem("notice.gamut", job.kit.accent_origin, colour=colour, seen=seen)
