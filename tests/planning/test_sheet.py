"""Sheets: their boxes, and how few of them a tiled poster takes."""

import pytest

from kit.planning.plan import plan_sheets
from kit.planning.sheet import Sheet, Tiling
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
