"""A finished file -> notices: what a school should know although the file is fine."""

import math
from collections.abc import Iterable, Iterator

from kit.errors import Problem, problem
from kit.names import Label
from kit.planning.box import most_cards
from kit.planning.job import Job
from kit.planning.places import without_place
from kit.planning.sheet import paper_name
from kit.printing.typeset import Rendered
from kit.units import MM_PER_INCH

LOGO_TOLERANCE_MM = 0.5  # a difference in width that nobody notices
MAX_NAMED = 3  # things without a place in one notice


def file_notices(result: Rendered) -> tuple[Problem, ...]:
    """Return the notices about a school's kit, and those about one of its files."""
    job = result.job
    return (
        *job.kit.notices,
        *_without_place(job),
        *_invisible_logo(job),
        *_small_logo(result),
        *_out_of_gamut(job),
        *_several_boxes(job),
    )


def without_repeats(notices: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return each notice once; one about a small logo only for the piece that prints it largest."""
    unique = list(dict.fromkeys(notices))
    small = [notice for notice in unique if notice.kind == "notice.logo_small"]
    worst = {notice.origin: notice for notice in sorted(small, key=_needed_pixels)}
    return tuple(
        notice for notice in unique if notice not in small or worst[notice.origin] == notice
    )


def _needed_pixels(notice: Problem) -> int:
    return int(str(dict(notice.values)["needed"]))


def _without_place(job: Job) -> Iterator[Problem]:
    """Yield a notice for each kind of thing of a school that a poster has no more places for."""
    kit = job.kit
    if job.sheet.piece != "poster":
        return
    for lens in kit.facts.lenses:
        for kind, text_ids in without_place(lens):
            named = [f"\u201c{kit.texts[text_id]}\u201d" for text_id in text_ids[:MAX_NAMED]]
            more = ["\u2026"] if len(text_ids) > MAX_NAMED else []
            names = ", ".join((*named, *more))
            yield problem(f"notice.no_place.{kind}", kit.origins[text_ids[0]], names=names)


def _invisible_logo(job: Job) -> Iterator[Problem]:
    """Yield a notice if a logo is as white as the paper."""
    if job.kit.logo and job.kit.logo.is_unseen:
        yield problem("notice.logo_unseen", job.kit.logo.origin)


def _small_logo(result: Rendered) -> Iterator[Problem]:
    """Yield a notice if a logo has too few pixels to fill its place."""
    logo, sheet = result.job.kit.logo, result.job.sheet
    printed, place = result.logo_mm  # widths
    if logo and printed < place - LOGO_TOLERANCE_MM:
        yield problem(
            "notice.logo_small",
            logo.origin,
            piece=Label("piece", sheet.piece),
            paper=paper_name(sheet.paper),
            pixels=logo.pixels,
            printed=f"{printed:.0f}",
            place=f"{place:.0f}",
            needed=math.ceil(place / MM_PER_INCH * sheet.logo_ppi),
        )


def _several_boxes(job: Job) -> Iterator[Problem]:
    """Yield a notice if the deck is too thick for one box."""
    box = job.box
    if box and box.boxes > 1:
        thick, most = round(box.boxes * box.cards * box.board_mm), most_cards(box.board_mm)
        yield problem("notice.boxes", thick=thick, most=most, boxes=box.boxes, cards=box.cards)


def _out_of_gamut(job: Job) -> Iterator[Problem]:
    """Yield a notice for each colour of the school that looks different in CMYK."""
    logo, accent = job.kit.logo, job.kit.accent
    if job.sheet.profile != "copyshop" or not (logo or accent):
        return
    from kit.colour.cmyk import out_of_gamut

    if logo:
        for colour, printed in out_of_gamut(logo.colours):
            yield problem("notice.logo_gamut", logo.origin, colour=colour, seen=printed)
    if accent:
        for colour, printed in out_of_gamut([accent]):
            yield problem("notice.gamut", job.kit.accent_origin, colour=colour, seen=printed)
