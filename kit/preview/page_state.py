"""The state of the page in the browser, as JSON: all that page/page.js shows.

That script documents the same keys; change both together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NotRequired, TypedDict

from kit.errors import KitError, Problem
from kit.messages import first_problems, format_count, format_message, format_problem
from kit.planning.job import Job
from kit.planning.sheet import paper_name
from kit.preview.build_process import BuildResult
from kit.preview.overlay import Overlay, sheet_overlay
from kit.preview.page_images import PAGE_WIDTH_PX, PageImages, page_columns
from kit.preview.snapshot import Snapshot


class MessageItem(TypedDict):
    """A problem or notice in a list. Text between backticks is something typed in a file."""

    place: str  # file and line, or empty
    text: str


class TabOption(TypedDict):
    """One of the choices in a row of tabs."""

    value: str  # as in the address of the page
    name: str  # in the language of messages
    selected: bool


class Tabs(TypedDict):
    """The rows of tabs, each with one option selected."""

    piece: list[TabOption]
    lang: list[TabOption]
    profile: list[TabOption]  # those that the selected piece has


class PageItem(TypedDict):
    """One page of the PDF that is shown."""

    src: str  # address of its image
    alt: str  # description, for screen readers
    has_cuts: bool  # whether the cut lines of the overlay apply to it


class PageState(TypedDict):
    """All that the page shows. While there are problems, no pages are shown."""

    etag: NotRequired[str]  # digest of all other keys, added by the route
    snapshot: int  # number of the snapshot; 0: nothing has been read yet
    lang: str  # language of messages; if it changes, the browser reloads the page
    status: str  # two lines: when the files were read, and what came of it
    problems: list[MessageItem]
    notices: list[MessageItem]
    pages: list[PageItem]
    tabs: NotRequired[Tabs]  # missing if the files cannot be read; the earlier ones stay
    # Only if there are pages:
    about: NotRequired[str]  # one line: the piece, the size and number of its pages
    columns: NotRequired[int]  # pages side by side
    image_width_px: NotRequired[int]  # of an image at scale 1
    overlay: NotRequired[Overlay]


class BuildReply(TypedDict):
    """The answer to a request to make the PDFs."""

    summary: str  # how many files were made, or how many problems there are
    folder: str  # absolute path of the output folder
    files: list[str]  # paths below that folder; empty if there are problems
    problems: list[MessageItem]


def make_page_state(
    snapshot: Snapshot, images: PageImages | None, build_result: BuildResult | None
) -> PageState:
    """Return the state of the page, from whatever is known of a snapshot so far."""
    result = build_result or BuildResult()
    drawing_problems = images.problems if images else ()
    found = KitError((*snapshot.problems, *drawing_problems, *result.problems))  # sorts them
    problems, notices = found.problems, (*snapshot.notices, *result.notices)
    state: PageState = {
        "snapshot": snapshot.number,
        "lang": snapshot.lang,
        "status": _status(snapshot, len(problems), build_result),
        "problems": message_items(problems, snapshot.lang, "more"),
        "notices": message_items(notices, snapshot.lang, "more_notices"),
        "pages": [],
    }
    if images:
        state["tabs"] = _tabs(snapshot.jobs, images.job, snapshot.lang)
    if images and not problems:
        sheet = images.job.sheet
        state["about"] = describe_pages(images, len(notices), snapshot.lang)
        state["pages"] = _page_items(images, snapshot.lang)
        state["columns"] = page_columns(sheet)
        state["image_width_px"] = PAGE_WIDTH_PX[page_columns(sheet)]
        state["overlay"] = sheet_overlay(sheet)
    return state


def make_build_reply(result: BuildResult, output: Path, lang: str) -> BuildReply:
    """Return the answer to a request to make the PDFs in a folder."""
    if result.files:
        summary = format_count("preview.made", len(result.files), lang)
    else:
        summary = format_count("summary", len(result.problems), lang)
    return {
        "summary": summary,
        "folder": str(output.resolve()),
        "files": [file.as_posix() for file in result.files],
        "problems": message_items(result.problems, lang, "more"),
    }


def message_items(found: Sequence[Problem], lang: str, more_id: str) -> list[MessageItem]:
    """Return the first problems or notices, and as last item how many more there are."""
    first, more = first_problems(found, lang, more_id)
    items: list[MessageItem] = [
        {"place": str(it.origin or ""), "text": format_problem(replace(it, origin=None), lang)}
        for it in first
    ]
    return [*items, {"place": "", "text": more}] if more else items


def _status(snapshot: Snapshot, problem_count: int, build_result: BuildResult | None) -> str:
    lang = snapshot.lang
    if problem_count:
        outcome = format_count("preview.problems", problem_count, lang)
    elif build_result:
        outcome = format_count("preview.checked", len(build_result.files), lang)
    else:
        outcome = format_message("preview.checking", lang, {})
    return f"{format_message('preview.as_of', lang, {'time': snapshot.time})}\n{outcome}"


def _tabs(jobs: Sequence[Job], selected: Job, lang: str) -> Tabs:
    piece, profile = selected.sheet.piece, selected.sheet.profile
    pieces = {
        job.sheet.piece: format_message(f"preview.piece.{job.sheet.piece}", lang, {})
        for job in jobs
    }
    langs = {job.kit.lang: job.kit.texts["language"] for job in jobs}
    profiles = {
        job.sheet.profile: format_message(f"preview.profile.{job.sheet.profile}", lang, {})
        for job in jobs
        if job.sheet.piece == piece
    }
    return {
        "piece": _tab_options(pieces, piece),
        "lang": _tab_options(langs, selected.kit.lang),
        "profile": _tab_options(profiles, profile),
    }


def _tab_options(names: Mapping[str, str], selected: str) -> list[TabOption]:
    return [
        {"value": value, "name": name, "selected": value == selected}
        for value, name in names.items()
    ]


def describe_pages(images: PageImages, notice_count: int, lang: str) -> str:
    """Return one line: the piece, the size and number of its pages.

    It also says how many notices there are, as these may be scrolled out of sight.
    """
    sheet = images.job.sheet
    width, height = sheet.size_mm
    piece = format_message(f"preview.piece.{sheet.piece}", lang, {})
    pages = format_count("pages", len(images.names), lang)
    values = {"piece": piece, "paper": paper_name(sheet.paper), "width": width, "height": height}
    about = format_message("preview.about", lang, values | {"pages": pages})
    if not notice_count:
        return about
    title = format_message("preview.notices", lang, {})
    noticed = format_message("preview.noticed", lang, {"title": title, "count": notice_count})
    return f"{about}. {noticed}"


def _page_items(images: PageImages, lang: str) -> list[PageItem]:
    job = images.job
    values = {
        "title": job.kit.texts[f"titles.{job.sheet.piece}"],
        "profile": format_message(f"preview.profile.{job.sheet.profile}", lang, {}),
        "count": len(images.names),
    }
    return [
        {
            "src": f"/image/{name}.png",
            "alt": format_message("preview.alt", lang, values | {"page": page}),
            "has_cuts": not (job.sheet.tiling and page == 1),  # which shows how tiles join
        }
        for page, name in enumerate(images.names, 1)
    ]
