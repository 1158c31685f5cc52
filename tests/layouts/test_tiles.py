"""The poster in tiles: put together they are the poster, and each names its place."""

import re
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageChops

from kit.planning.sheet import Tiling
from tests.support.pdfs import MM, is_image, pages, picture, ruler_mm, squeezed, text_within
from tests.support.runs import Built, kit_of, run

A0 = (1189, 841)
A4, A3 = (297, 210), (420, 297)


@pytest.mark.parametrize("tile", ["a4", "a3"])
def test_the_reassembled_tiles_are_the_poster(built: Built, tmp_path: Path, tile: str) -> None:
    args = ("--profile", "tiled", "--tile", tile, "--lang", "nl", "--output", str(tmp_path))
    assert run("build", "poster", *args).exit_code == 0
    file = tmp_path / f"denkplaat/nl/tiled/poster-a0-on-{tile}.pdf"
    tiling = Tiling.fewest(A0, {"a4": A4, "a3": A3}[tile])
    with pikepdf.open(file) as pdf:
        sizes = [
            tuple(round(float(value) / MM, 2) for value in page.mediabox) for page in pdf.pages
        ]
    assert sizes == [(0, 0, *tiling.sheet_mm)] * (1 + tiling.columns * tiling.rows)
    per_mm = 2
    put_together = Image.new("RGB", (A0[0] * per_mm, A0[1] * per_mm))
    for index in range(tiling.columns * tiling.rows):
        row, column = divmod(index, tiling.columns)
        sheet = picture(file, index + 1, dpi=25.4 * per_mm)
        window = [round((5 + side) * per_mm) for side in tiling.window_mm]
        x, y = (
            round(step * (side - 10) * per_mm)
            for step, side in zip((column, row), tiling.window_mm, strict=True)
        )
        put_together.paste(sheet.crop((5 * per_mm, 5 * per_mm, *window)), (x, y))
    poster = picture(built.pdf("nl", "large/poster-a0.pdf"), dpi=25.4 * per_mm)
    poster = poster.crop((0, 0, *put_together.size))
    small = (A0[0] // 2, A0[1] // 2)  # half a pixel to and fro does not count
    difference = ImageChops.difference(put_together.resize(small), poster.resize(small)).convert(
        "L"
    )
    off = sum(count for value, count in enumerate(difference.histogram()) if value > 90)
    assert off < 0.0005 * small[0] * small[1]


def test_tiles_stay_vectors_and_name_their_place_and_scale(shop: Built) -> None:
    file = shop.pdf("nl", "tiled/poster-a0-on-a4.pdf")
    with pikepdf.open(file) as pdf:
        assert not [item for item in pdf.objects if is_image(item)]
    names = [f"{row}{column}" for row in "ABC" for column in range(1, 8)]
    scale = squeezed(kit_of("nl").texts["print.scale"])
    for number, name in enumerate(names, 1):
        beside = text_within(file, number, 184, 205)
        assert name.lower() in beside
        assert scale in beside
    overview, tile = pages(file, 2, with_forms=False)
    assert ruler_mm(tile, upright=True) == [100]
    assert ruler_mm(overview) == [100]
    words = overview.extract_words(extra_attrs=["size"])
    labels = [word["text"] for word in words if round(word["size"]) == 11]
    assert sorted(label for label in labels if re.fullmatch("[A-C][1-7]", label)) == names


def test_cut_lines_of_a_tile_run_over_the_whole_sheet(shop: Built) -> None:
    page = pages(shop.pdf("nl", "tiled/poster-a0-on-a4.pdf"), 2, with_forms=False)[1]
    long = [line for line in page.lines if max(line["width"], line["height"]) > 200 * MM]
    sizes = sorted((round(line["width"] / MM), round(line["height"] / MM)) for line in long)
    assert sizes == [(0, 297), (210, 0)]
