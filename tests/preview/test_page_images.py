"""Which PDF is shown, how sharp, and how many of its pages stand side by side."""

import pytest

from kit.build import plan_jobs
from kit.catalogue import PROFILES
from kit.planning.sheet import Sheet
from kit.preview.page_images import ViewRequest, choose_job, draw_pages, limit_scale, page_columns
from kit.request import Request


def test_the_job_that_matches_best_is_chosen() -> None:
    jobs = plan_jobs(Request(pieces=("poster", "cards"), profiles=PROFILES))

    def chosen(view_request: ViewRequest) -> tuple[str, str, str]:
        job = choose_job(jobs, view_request)
        return job.sheet.piece, job.kit.lang, job.sheet.profile

    assert chosen(ViewRequest()) == ("poster", "nl", "office")
    assert chosen(ViewRequest("cards", "en", "copyshop")) == ("cards", "en", "copyshop")
    assert chosen(ViewRequest("cards", "en", "large")) == ("cards", "en", "office")
    assert chosen(ViewRequest("banner", "en", "tiled")) == ("poster", "en", "tiled")


@pytest.mark.parametrize(
    ("pages", "scale", "limited"), [(1, 3, 3), (8, 3, 2), (16, 2, 2), (100, 3, 1), (0, 0, 1)]
)
def test_many_pages_are_drawn_less_sharp(pages: int, scale: int, limited: int) -> None:
    assert limit_scale(pages, scale) == limited


@pytest.mark.parametrize(
    ("sheet", "columns"),
    [
        (Sheet("poster", "office", "a3"), 1),
        (Sheet("cards", "office", "a4"), 2),
        (Sheet("cards", "copyshop", "a6"), 4),
        (Sheet("slides", "office", "16x9"), 2),
        (Sheet("poster", "tiled", "a0", tile="a4"), 3),
    ],
)
def test_wide_sheets_have_a_row_of_their_own(sheet: Sheet, columns: int) -> None:
    assert page_columns(sheet) == columns


def test_equal_pages_have_one_image() -> None:
    (job,) = plan_jobs(Request(langs=("en",), pieces=("instructions",), profiles=("office",)))
    images = draw_pages(job, 1)
    assert images.problems == ()
    assert {*images.names} == {*images.pngs}
    assert all(png.startswith(b"\x89PNG") for png in images.pngs.values())
    assert draw_pages(job, 1).names == images.names
    assert draw_pages(job, 2).names != images.names
