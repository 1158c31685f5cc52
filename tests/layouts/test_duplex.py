"""Office prints: backs that lie behind their fronts, rulers, and the test sheet."""

from pathlib import Path

import pytest

from tests.support.pdfs import MM, Page, pages, ruler_mm, squeezed
from tests.support.runs import LANGS, Built, kit_of, run

in_each_language = pytest.mark.parametrize("lang", LANGS)


def cards(folder: Path, *args: str, first: int | None = None) -> list[Page]:
    """Build the cards of the office, in Dutch, and return their pages, or the first few."""
    result = run(
        "build", "cards", "--profile", "office", "--lang", "nl", "--output", str(folder), *args
    )
    assert result.exit_code == 0, result.output
    (file,) = folder.rglob("cards*.pdf")
    return pages(file, first)


def discs(page: Page) -> list[tuple[float, float]]:
    """Return the centres, in mm, of the rings of a page of backs: one in each card, bar a cover."""
    found = {
        (
            round((curve["x0"] + curve["x1"]) / 2 / MM, 2),
            round((curve["top"] + curve["bottom"]) / 2 / MM, 2),
        )
        for curve in page.curves
        if curve["stroke"]
        and curve["linewidth"] > 1.5 * MM
        and (curve["x1"] - curve["x0"]) / MM > 44
        and abs((curve["x1"] - curve["x0"]) - (curve["bottom"] - curve["top"])) < 0.1 * MM
    }
    return sorted(found)


def turned(points: list[tuple[float, float]], flip: str) -> list[tuple[float, float]]:
    """Return where points of a back lie seen from the front, after a flip on an edge of the A4."""
    if flip == "long-edge":
        return sorted((210 - x, y) for x, y in points)
    return sorted((x, 297 - y) for x, y in points)


@pytest.mark.parametrize("flip", ["long-edge", "short-edge"])
def test_backs_lie_behind_their_fronts_for_both_flips(tmp_path: Path, flip: str) -> None:
    for front, back in zip(*[iter(cards(tmp_path, "--flip", flip))] * 2, strict=True):
        centres = turned(discs(back), flip)
        assert len(centres) in (3, 4)  # a cover has none
        for in_front, behind in zip(discs(front), centres, strict=True):
            assert in_front == pytest.approx(behind, abs=0.1)
        lines = [line for line in front.lines if max(line["width"], line["height"]) > 150 * MM]
        assert sorted(round(line["x0"] / MM, 2) for line in lines) == [0, 105]
        assert sorted(round(line["top"] / MM, 2) for line in lines) == [0, 148.5]


def test_a_flip_on_the_short_edge_turns_the_same_back_upside_down(tmp_path: Path) -> None:
    long = cards(tmp_path / "long")
    short = cards(tmp_path / "short", "--flip", "short-edge")
    for a, b in zip(long[1::2], short[1::2], strict=True):
        assert [char["text"] for char in a.chars] == [char["text"] for char in b.chars]
        for one, other in zip(a.chars, b.chars, strict=True):
            assert abs(one["x0"] - (float(a.width) - other["x1"])) < 0.1 * MM
            assert abs(one["top"] - (float(a.height) - other["bottom"])) < 0.1 * MM


def test_without_a_flip_all_backs_follow_all_fronts_in_their_places(tmp_path: Path) -> None:
    sheets = cards(tmp_path, "--flip", "none")
    discuss = squeezed(kit_of("nl").texts["card.discuss"])
    are_backs = [discuss in squeezed(page.extract_text()) for page in sheets]
    assert are_backs == [False] * 6 + [True] * 6
    straight = cards(tmp_path / "long")
    for alone, back in zip(sheets[6:], straight[1::2], strict=True):
        in_place_of_fronts = sorted((105 * (1 - x // 105) + x % 105, y) for x, y in discs(back))
        for one, other in zip(discs(alone), in_place_of_fronts, strict=True):
            assert one == pytest.approx(other, abs=0.1)
        assert len([line for line in alone.lines if line["height"] > 290 * MM]) == 1


@pytest.mark.parametrize("flip", ["long-edge", "short-edge"])
def test_an_offset_shifts_the_backs_to_the_right_and_down_as_they_are_read(
    tmp_path: Path, flip: str
) -> None:
    before = discs(cards(tmp_path / "before", "--flip", flip, first=2)[1])
    after = discs(cards(tmp_path / "after", "--flip", flip, "--offset", "2,-1.5", first=2)[1])
    sign = 1 if flip == "long-edge" else -1
    for (x, y), (new_x, new_y) in zip(before, after, strict=True):
        assert (new_x - x, new_y - y) == pytest.approx((sign * 2, sign * -1.5), abs=0.02)


def test_a_schools_own_printer_shifts_its_backs(tmp_path: Path) -> None:
    school = tmp_path / "school"
    school.mkdir()
    (school / "school.yaml").write_text("printer: {offset: [1.5, -0.5]}\n", encoding="utf-8")
    before = discs(cards(tmp_path / "before", first=2)[1])
    after = discs(cards(tmp_path / "after", "--school", str(school), first=2)[1])
    assert after[0][0] - before[0][0] == pytest.approx(1.5, abs=0.02)
    assert after[0][1] - before[0][1] == pytest.approx(-0.5, abs=0.02)


@in_each_language
@pytest.mark.parametrize(
    ("file", "which"),
    [
        ("poster-a3.pdf", slice(None)),
        ("cards-a4.pdf", slice(0, 1)),
        ("matrices-a3.pdf", slice(None)),
    ],
)
def test_every_office_print_has_a_ruler_of_100_mm(
    built: Built, lang: str, file: str, which: slice
) -> None:
    words = squeezed(kit_of(lang).texts["print.scale"])
    sheets = pages(built.pdf(lang, f"office/{file}"))[which]
    assert sheets
    for page in sheets:
        assert ruler_mm(page) == [100]
        assert words in squeezed(page.extract_text())


@pytest.mark.parametrize("flip", ["long-edge", "short-edge"])
def test_the_test_sheet_has_its_cross_in_one_place_on_both_sides(tmp_path: Path, flip: str) -> None:
    args = ("--lang", "nl", "--flip", flip, "--output", str(tmp_path))
    assert run("calibrate", *args).exit_code == 0
    (file,) = tmp_path.rglob("calibrate*.pdf")
    front, back = pages(file)
    crosses = []
    for page in (front, back):
        arms = [
            line for line in page.lines if abs(max(line["width"], line["height"]) / MM - 90) < 0.1
        ]
        upright = next(line for line in arms if line["height"] > line["width"])
        level = next(line for line in arms if line["width"] > line["height"])
        crosses.append((upright["x0"] / MM, level["top"] / MM))
    assert turned([crosses[1]], flip)[0] == pytest.approx(crosses[0], abs=0.1)
    assert ruler_mm(front) == [100]


def test_an_offset_given_to_the_test_sheet_moves_its_back_only(tmp_path: Path) -> None:
    def corner(*args: str) -> list[float]:
        folder = tmp_path / "".join(args)
        assert run("calibrate", "--lang", "nl", "--output", str(folder), *args).exit_code == 0
        (file,) = folder.rglob("calibrate*.pdf")
        return [
            min(line["x0"] for line in page.lines if line["width"] > 80 * MM)
            for page in pages(file)
        ]

    straight, moved = corner(), corner("--offset", "3,0")
    assert moved[0] == pytest.approx(straight[0], abs=0.01)
    assert moved[1] - straight[1] == pytest.approx(3 * MM, abs=0.05)
