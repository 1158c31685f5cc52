"""`--format png`: pictures of the pages instead of PDFs."""

from pathlib import Path, PurePosixPath

import pytest
from PIL import Image

from kit.build import find_leftovers
from kit.planning.sheet import FILE_NAME, Sheet, picture_paths
from kit.preflight.checks import FinishedFile
from kit.units import MM_PER_INCH
from tests.support.runs import run

SIZES_MM = {  # what is left once the bleed is cut off
    "office/poster-a3.png": (420, 297),
    "office/instructions-a4.png": (210, 297),
    "copyshop/poster-a3.png": (420, 297),
    "copyshop/instructions-a6.png": (105, 148),
}
# Brighter than any ink: the colour of lens 4, and gold.
TEAL, GOLD = (80, 207, 191), (255, 184, 28)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pictures of the cheapest pieces, in the folder of their language."""
    out = tmp_path_factory.mktemp("pictures")
    args = ("--paper", "a3", "--profile", "office", "--profile", "copyshop", "--lang", "nl")
    result = run("build", "poster", "instructions", *args, "--format", "png", "--output", str(out))
    assert result.exit_code == 0, result.output
    assert f"{out}/denkplaat/nl/copyshop/poster-a3.png  1 bladzijde, 420 x 297 mm" in result.output
    return out / "denkplaat/nl"


def test_only_pictures_are_written(drawn: Path) -> None:
    found = {file.relative_to(drawn).as_posix() for file in drawn.rglob("*.*")}
    assert found == {*SIZES_MM}


@pytest.mark.parametrize("name", SIZES_MM)
def test_a_picture_has_its_real_size_and_the_colours_of_a_screen(drawn: Path, name: str) -> None:
    ppi = 150 if name.endswith("a3.png") else 300
    with Image.open(drawn / name) as picture:
        assert picture.mode == "RGB"
        assert picture.info["dpi"] == pytest.approx((ppi, ppi), abs=0.02)
        for pixels, length in zip(picture.size, SIZES_MM[name], strict=True):
            assert pixels == pytest.approx(length / MM_PER_INCH * ppi, abs=1)
        colours = picture.getcolors(picture.width * picture.height)
        wanted = TEAL if "poster" in name else GOLD
        assert wanted in {colour for _, colour in colours or ()}


def test_several_pages_are_numbered_and_all_names_are_known() -> None:
    pdf = PurePosixPath("s/nl/office/cards-a4-flip-none-01.pdf")
    many = picture_paths(pdf, 100)
    assert (many[0].name, many[-1].name) == (
        "cards-a4-flip-none-01-001.png",
        "cards-a4-flip-none-01-100.png",
    )
    assert picture_paths(pdf, 2)[1].name == "cards-a4-flip-none-01-02.png"
    assert all(FILE_NAME.fullmatch(path.name) for path in many)


@pytest.mark.parametrize(
    ("sheet", "ppi"),
    [
        (Sheet("cards", "office", "a4"), 300),
        (Sheet("slides", "office", "16x9"), 300),
        (Sheet("matrices", "office", "a3"), 150),
        (Sheet("poster", "large", "a0"), 150),
        (Sheet("poster", "tiled", "a0", tile="a4"), 300),
    ],
)
def test_pictures_are_as_sharp_as_they_are_looked_at(sheet: Sheet, ppi: int) -> None:
    assert sheet.picture_ppi == ppi
    assert sheet.picture_mm[0] / MM_PER_INCH * ppi <= 10_000


def test_pdfs_of_before_are_named_beside_pictures(tmp_path: Path) -> None:
    folder = PurePosixPath("s/nl/office")
    paths = picture_paths(folder / "cards-a4.pdf", 2)
    (tmp_path / folder).mkdir(parents=True)
    for name in (*(path.name for path in paths), "cards-a4-03.png", "cards-a4.pdf", "mine.png"):
        (tmp_path / folder / name).touch()
    made = [FinishedFile(folder / "cards-a4.pdf", 2, (1, 1), (), (), pictures=paths)]
    left = [file.name for file in find_leftovers(made, tmp_path)]
    assert left == ["cards-a4-03.png", "cards-a4.pdf"]
