"""Sheets: their boxes, and how few of them a tiled poster takes."""

import pytest

from kit.planning.plan import plan_sheets
from kit.planning.sheet import FILE_NAME, Sheet, Tiling, paper_name
from kit.request import Request

A0 = (1189, 841)
A4, A3 = (297, 210), (420, 297)


@pytest.mark.parametrize(
    ("poster", "paper", "columns", "rows"),
    [
        (A0, A4, 7, 3),
        (A0, A3, 3, 3),
        ((841, 594), A4, 3, 4),
        ((841, 594), A3, 3, 2),
        ((594, 420), A4, 4, 2),
        ((594, 420), A3, 2, 2),
    ],
)
def test_a_poster_takes_the_fewest_sheets_and_overlaps_10_mm(
    poster: tuple[int, int], paper: tuple[int, int], columns: int, rows: int
) -> None:
    tiling = Tiling.fewest(poster, paper)
    assert (tiling.columns, tiling.rows) == (columns, rows)
    assert sorted(tiling.sheet_mm) == sorted(paper)
    for size, count, window, sheet in zip(
        poster, (columns, rows), tiling.window_mm, tiling.sheet_mm, strict=True
    ):
        assert count * (window - 10) + 10 == pytest.approx(size)
        assert window <= sheet - 10 + 1e-9


def test_sheets_know_their_boxes() -> None:
    sheet = Sheet("poster", "copyshop", "a3")
    assert (sheet.trim_mm, sheet.bleed_mm, sheet.size_mm) == ((420, 297), 3, (426, 303))
    assert Sheet("poster", "copyshop", "a2").bleed_mm == 5
    assert Sheet("cards", "copyshop", "a6", marks=True).size_mm == (131, 174)
    assert {sheet.profile for sheet in plan_sheets(Request())} == {"office", "large"}


@pytest.mark.parametrize(
    ("sheet", "trim_mm", "bleed_mm", "safe_mm", "size_mm"),
    [
        (Sheet("poster", "office", "a3"), (420, 297), 0, 5, (420, 297)),
        (Sheet("cards", "copyshop", "a6"), (105, 148), 3, 4, (111, 154)),
        (Sheet("poster", "copyshop", "a1"), (841, 594), 5, 10, (851, 604)),
        (Sheet("poster", "copyshop", "a1", marks=True), (841, 594), 5, 10, (871, 624)),
        (Sheet("poster", "tiled", "a0", tile="a4"), (1189, 841), 0, 5, (210, 297)),
    ],
)
def test_trim_bleed_safe_area_and_size(
    sheet: Sheet, trim_mm: object, bleed_mm: int, safe_mm: int, size_mm: object
) -> None:
    assert (sheet.trim_mm, sheet.bleed_mm, sheet.safe_mm, sheet.size_mm) == (
        *(trim_mm, bleed_mm, safe_mm, size_mm),
    )


def test_a_tiling_has_the_fewest_sheets_whose_windows_overlap_by_10_mm() -> None:
    tiling = Tiling.fewest((1189, 841), (297, 210))
    assert (tiling.columns, tiling.rows, tiling.sheet_mm) == (7, 3, (210, 297))
    for count, window, poster in zip(
        (tiling.columns, tiling.rows), tiling.window_mm, (1189, 841), strict=True
    ):
        assert count * window - (count - 1) * 10 == pytest.approx(poster)


def test_options_that_change_the_use_of_a_file_are_in_its_name() -> None:
    assert Sheet("cards", "office", "a4", flip="long-edge").name == "cards-a4"
    assert Sheet("cards", "office", "a4", flip="none").name == "cards-a4-flip-none"
    assert Sheet("poster", "tiled", "a0", tile="a3").name == "poster-a0-on-a3"
    assert Sheet("guide", "office", "a4", minutes=60).name == "guide-a4-60-min"
    assert Sheet("slides", "office", "16x9", minutes=60).name == "slides-16x9-60-min"


def test_slides_are_a_screen_that_is_looked_at_from_a_distance() -> None:
    slides = Sheet("slides", "office", "16x9", minutes=60)
    assert (slides.size_mm, slides.logo_ppi) == ((320, 180), 150)
    assert (Sheet("guide", "office", "a4").logo_ppi, paper_name("a4")) == (300, "A4")
    assert paper_name(slides.paper) == "16:9"
    match = FILE_NAME.fullmatch(f"{slides.name}.pdf")
    assert match is not None
    assert match[1] == "slides"
