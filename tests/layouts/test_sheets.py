"""The sheets that groups fill in: holes that take stickers, lines that take words, on any paper."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from kit.build import plan_jobs
from kit.printing.typeset import Failed, render
from kit.request import Request
from tests.support.figures import SCHOOLS
from tests.support.last_lines import lonely_endings
from tests.support.legibility import collisions
from tests.support.pdfs import MM, Page, page_count, pages, picture, squeezed, text_of
from tests.support.runs import LANGS, ROOT, kit_of, run
from tests.support.schools import write_maximal_school

PIECES = ("matrices", "agreements")
# The paper of a profile, and the diameter of a round sticker that fits into each hole (mm).
STICKERS = {("office", "a3"): 19, ("office", "a4"): 12, ("large", "a2"): 27, ("large", "a0"): 55}
MAX_DARKNESS = 0.1
each_paper = pytest.mark.parametrize(("profile", "paper"), STICKERS, ids=str)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sheets in Dutch on all papers, by the names of their files."""
    files = {}
    for profile, paper in STICKERS:
        folder = tmp_path_factory.mktemp(paper)
        args = ("--lang", "nl", "--profile", profile, "--paper", paper, "--output", str(folder))
        assert run("build", *PIECES, *args).exit_code == 0
        files |= {file.name: file for file in folder.rglob("*.pdf")}
    return files


def holes(page: Page, least_mm: float) -> list[tuple[float, float, float]]:
    """Return the middle and the width in mm of all white circles of at least some width."""
    found = [
        (
            (curve["x0"] + curve["x1"]) / 2 / MM,
            (curve["top"] + curve["bottom"]) / 2 / MM,
            (curve["x1"] - curve["x0"]) / MM,
        )
        for curve in page.curves
        if curve["fill"]
        and curve["stroke"]
        and set(np.atleast_1d(curve["non_stroking_color"])) == {1}
        and abs((curve["x1"] - curve["x0"]) - (curve["bottom"] - curve["top"])) < 0.1 * MM
    ]
    return [hole for hole in found if hole[2] >= least_mm]


@each_paper
def test_each_hole_takes_a_round_sticker(drawn: dict[str, Path], profile: str, paper: str) -> None:
    sticker = STICKERS[profile, paper]
    counts = []
    for page in (*pages(drawn[f"matrices-{paper}.pdf"]), *pages(drawn[f"agreements-{paper}.pdf"])):
        found = holes(page, sticker)
        counts.append(len(found))
        for x, y, width in found:
            others = [hole for hole in found if hole != (x, y, width)]
            distance = min(((x - a) ** 2 + (y - b) ** 2) ** 0.5 for a, b, _ in others)
            assert distance > width
    # Seven for each choice and the blank one; five for each field and two blank ones; two for each
    # of three agreements.
    assert counts == [5 * 7, 5 * 7, 8 * 5, 7 * 5, 3 * 2]


def line_distances(page: Page) -> list[float]:
    """Return the distances in mm between lines to write on that stand one above another."""
    columns = defaultdict(set)
    for line in page.lines:
        if line["height"] < 0.1 and line["width"] > 18 * MM and line["stroke"]:
            columns[round(line["x0"]), round(line["x1"])].add(line["top"] / MM)
    return [low - high for tops in columns.values() for high, low in pairwise(sorted(tops))]


@each_paper
def test_lines_to_write_on_are_at_least_9_mm_apart(
    drawn: dict[str, Path], profile: str, paper: str
) -> None:
    least = {"a3": 10}.get(paper, 9)
    for piece in PIECES:
        for page in pages(drawn[f"{piece}-{paper}.pdf"]):
            distances = line_distances(page)
            assert len(distances) >= 12
            assert min(distances) >= least - 0.05


def test_each_row_of_an_a4_has_two_lines(drawn: dict[str, Path]) -> None:
    society = pages(drawn["matrices-a4.pdf"])[2]
    assert sum(8.9 < distance < 9.3 for distance in line_distances(society)) >= 2 * 8


@pytest.mark.parametrize("paper", ["a3", "a4"])
def test_type_is_of_11_pt_and_pages_spend_little_toner(drawn: dict[str, Path], paper: str) -> None:
    for piece in PIECES:
        file = drawn[f"{piece}-{paper}.pdf"]
        for page in pages(file):
            assert min({round(char["size"], 1) for char in page.chars} - {7.0}) >= 11
        for number in range(page_count(file)):
            grey = picture(file, number, dpi=100).convert("L").tobytes()
            assert 0.06 < 1 - sum(grey) / 255 / len(grey) < MAX_DARKNESS


@pytest.mark.parametrize("paper", ["a2", "a0"])
def test_sheets_for_the_wall_are_those_of_the_table_enlarged(
    drawn: dict[str, Path], paper: str
) -> None:
    for piece in PIECES:
        small, large = (
            [
                (char["text"], char["x0"] / page.width, char["top"] / page.height)
                for page in pages(drawn[f"{piece}-{size}.pdf"])
                for char in page.chars
                if round(char["size"], 1) != 7  # beside the ruler
            ]
            for size in ("a3", paper)
        )
        assert [char[0] for char in small] == [char[0] for char in large]
        assert (
            max(abs(a[1] - b[1]) + abs(a[2] - b[2]) for a, b in zip(small, large, strict=True))
            < 0.002
        )


def test_choices_of_the_board_have_a_row(drawn: dict[str, Path]) -> None:
    texts, printed = kit_of("nl").texts, text_of(drawn["matrices-a4.pdf"])
    assert squeezed(texts["ict-input.unlinked.heading"]) in printed
    for number, card in ((5, "own-device"), (6, "digital-literacy")):
        assert f"{number}{squeezed(texts[f'ict-input.cards.{card}.title'])}" in printed


def test_the_header_bleeds_at_a_print_shop(tmp_path: Path) -> None:
    args = ("--lang", "nl", "--profile", "copyshop", "--output", str(tmp_path))
    assert run("build", "agreements", *args).exit_code == 0
    (file,) = tmp_path.rglob("*.pdf")
    page = picture(file, dpi=101.6)  # 4 pixels a millimetre
    for x in (1, page.width - 2):
        for y, least, most in ((1, 60, 250), (46 * 4, 0, 60)):  # gold, and the road
            pixel = page.getpixel((x, y))
            assert isinstance(pixel, tuple)
            assert least <= sum(pixel) / 3 < most
    assert page.getpixel((1, page.height // 2)) == (255, 255, 255)


def faults(folder: Path, schools: Sequence[Path], lang: str, profile: str, paper: str) -> list[str]:
    """Return what is wrong on sheets that `test_every_kit.py` does not measure."""
    request = Request(schools, langs=(lang,), profiles=(profile,), pieces=PIECES, paper=paper)
    found = []
    for result in render(plan_jobs(request)):
        assert not isinstance(result, Failed), result.complaints
        file = folder / result.job.path.name
        file.write_bytes(result.pdf)
        texts = {id_: text for id_, text in result.job.kit.texts.items() if id_[:6] != "words."}
        found += [*map(str, result.overset), *map(str, collisions(file))]
        found += map(str, lonely_endings(file, texts))
    return found


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("school", SCHOOLS)
def test_small_sheets_keep_to_the_figures(tmp_path: Path, school: str, lang: str) -> None:
    schools = {
        "none": (),
        "sample": (ROOT / "docs/regenboog",),
        "maximal": (tmp_path / "maximal",),
    }[school]
    write_maximal_school(tmp_path / "maximal")
    assert faults(tmp_path, schools, lang, "office", "a4") == []
