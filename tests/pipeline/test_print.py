"""What leaves the printer: profiles, tiles that fit, backs that meet, files that a shop accepts."""

import io
import re
import shutil
import subprocess
from pathlib import Path

import pdf_oxide
import pikepdf
import pytest
from PIL import Image, ImageChops

import kit.colour.cmyk
from kit.colour.cmyk import PROFILE
from kit.planning.plan import plan_sheets
from kit.planning.sheet import Sheet, Tiling
from kit.request import Request
from tests.support.pdfs import MM, Page, pages, picture, size_mm, squeezed, text_of, text_within
from tests.support.runs import LANGS, ROOT, Built, edit, kit_of, run

A0 = (1189, 841)
A4, A3 = (297, 210), (420, 297)
in_each_language = pytest.mark.parametrize("lang", LANGS)
needs_ghostscript = pytest.mark.skipif(
    shutil.which("gs") is None, reason="Ghostscript is not installed"
)
COPYSHOP = ("copyshop/poster-a0.pdf", "copyshop/cards-a6.pdf", "copyshop/matrices-a3.pdf")
every_copyshop_file = pytest.mark.parametrize(
    ("lang", "file"), [(lang, file) for lang in LANGS for file in COPYSHOP]
)


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The kit for a print shop and over tiles, built once."""
    folder = tmp_path_factory.mktemp("shop")
    result = run("build", "--profile", "copyshop", "--profile", "tiled", "--output", str(folder))
    assert result.exit_code == 0, result.output
    return Built(folder, result)


def cards(folder: Path, *args: str) -> list[Page]:
    """Build the cards of the office, in Dutch, and return their pages."""
    result = run(
        "build", "cards", "--profile", "office", "--lang", "nl", "--output", str(folder), *args
    )
    assert result.exit_code == 0, result.output
    (file,) = folder.rglob("cards*.pdf")
    return pages(file)


# Office: backs that meet, a ruler, a test sheet.


def discs(page: Page) -> list[tuple[float, float]]:
    """Return the centres, in mm, of the large discs of a page of backs: one in each card."""
    found = {
        (
            round((curve["x0"] + curve["x1"]) / 2 / MM, 2),
            round((curve["top"] + curve["bottom"]) / 2 / MM, 2),
        )
        for curve in page.curves
        if abs((curve["x1"] - curve["x0"]) / MM - 40) < 0.5
        and abs((curve["bottom"] - curve["top"]) / MM - 40) < 0.5
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
        assert len(centres) == 4
        for x, y in centres:
            column, row = int(x // 105), int(y // 148.5)
            assert abs(x - (column + 0.5) * 105) <= 0.1
            assert abs(y - row * 148.5 - 32) <= 0.1
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
    discuss = kit_of("nl").texts["card.discuss"].upper()
    assert [discuss in page.extract_text() for page in sheets] == [False] * 4 + [True] * 4
    straight = cards(tmp_path / "long")
    for alone, back in zip(sheets[4:], straight[1::2], strict=True):
        assert discs(alone) == turned(discs(back), "long-edge")
        assert len([line for line in alone.lines if line["height"] > 290 * MM]) == 1


@pytest.mark.parametrize("flip", ["long-edge", "short-edge"])
def test_an_offset_shifts_the_backs_to_the_right_and_down_as_they_are_read(
    tmp_path: Path, flip: str
) -> None:
    before = discs(cards(tmp_path / "before", "--flip", flip)[1])
    after = discs(cards(tmp_path / "after", "--flip", flip, "--offset", "2,-1.5")[1])
    sign = 1 if flip == "long-edge" else -1
    for (x, y), (new_x, new_y) in zip(before, after, strict=True):
        assert (new_x - x, new_y - y) == pytest.approx((sign * 2, sign * -1.5), abs=0.02)


def test_a_schools_own_printer_shifts_its_backs(tmp_path: Path) -> None:
    school = tmp_path / "school"
    school.mkdir()
    (school / "school.yaml").write_text("printer: {offset: [1.5, -0.5]}\n", encoding="utf-8")
    before = discs(cards(tmp_path / "before")[1])
    after = discs(cards(tmp_path / "after", "--school", str(school))[1])
    assert after[0][0] - before[0][0] == pytest.approx(1.5, abs=0.02)
    assert after[0][1] - before[0][1] == pytest.approx(-0.5, abs=0.02)


def ruler_mm(page: Page, *, upright: bool = False) -> list[float]:
    """Return the lengths of the rulers of a page: lines with eleven marks across."""
    along, across = ("height", "width") if upright else ("width", "height")
    low, high, at = ("top", "bottom", "x0") if upright else ("x0", "x1", "top")
    marks = [line for line in page.lines if 1 < line[across] / MM < 3 and line[along] < 0.1]
    return [
        round(line[along] / MM, 2)
        for line in page.lines
        if abs(line[along] / MM - 100) < 1
        and sum(
            abs(mark[at] - line[at]) < 3 * MM
            and line[low] - 1 <= mark[low]
            and mark[high] <= line[high] + 1
            for mark in marks
        )
        == 11
    ]


@in_each_language
@pytest.mark.parametrize(
    ("file", "which"),
    [
        ("poster-a3.pdf", slice(None)),
        ("cards-a4.pdf", slice(0, None, 2)),
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


# Tiles.


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
        assert not [item for item in pdf.objects if _is_image(item)]
    names = [f"{row}{column}" for row in "ABC" for column in range(1, 8)]
    scale = squeezed(kit_of("nl").texts["print.scale"])
    for number, name in enumerate(names, 1):
        beside = text_within(file, number, 184, 205)
        assert name.lower() in beside
        assert scale in beside
    overview, tile = pages(file, 2)
    assert ruler_mm(tile, upright=True) == [100]
    assert ruler_mm(overview) == [100]
    words = overview.extract_words(extra_attrs=["size"])
    labels = [word["text"] for word in words if round(word["size"]) == 11]
    assert sorted(label for label in labels if re.fullmatch("[A-C][1-7]", label)) == names


def test_cut_lines_of_a_tile_run_over_the_whole_sheet(shop: Built) -> None:
    page = pages(shop.pdf("nl", "tiled/poster-a0-on-a4.pdf"), 2)[1]
    long = [line for line in page.lines if max(line["width"], line["height"]) > 200 * MM]
    sizes = sorted((round(line["width"] / MM), round(line["height"] / MM)) for line in long)
    assert sizes == [(0, 297), (210, 0)]


# Print shop.


def _is_image(item: object) -> bool:
    return isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"


@every_copyshop_file
def test_boxes_say_where_the_trim_and_the_bleed_are(shop: Built, lang: str, file: str) -> None:
    (width, height), bleed = {
        "copyshop/poster-a0.pdf": (A0, 5),
        "copyshop/cards-a6.pdf": ((105, 148), 3),
        "copyshop/matrices-a3.pdf": ((420, 297), 3),
    }[file]
    outer = (0, 0, width + 2 * bleed, height + 2 * bleed)
    inner = (bleed, bleed, width + bleed, height + bleed)
    with pikepdf.open(shop.pdf(lang, file)) as pdf:
        assert not pdf.check_pdf_syntax() if hasattr(pdf, "check_pdf_syntax") else not pdf.check()
        for page in pdf.pages:
            for box, wanted in (
                (page.mediabox, outer),
                (page.bleedbox, outer),
                (page.trimbox, inner),
            ):
                found = [float(value) / MM for value in box]
                assert found == pytest.approx(wanted, abs=0.01)


@every_copyshop_file
def test_files_for_a_shop_are_pdf_x_4(shop: Built, lang: str, file: str) -> None:
    with pikepdf.open(shop.pdf(lang, file)) as pdf:
        (intent,) = pdf.Root.OutputIntents
        assert intent.S == "/GTS_PDFX"
        assert str(intent.OutputConditionIdentifier) == "FOGRA39"
        profile = ROOT / "assets/profiles" / PROFILE
        assert intent.DestOutputProfile.read_bytes() == profile.read_bytes()
        assert pdf.docinfo["/Trapped"] == "/False"
        assert pdf.trailer["/ID"]
        with pdf.open_metadata() as xmp:
            assert xmp["{http://www.npes.org/pdfx/ns/id/}GTS_PDFXVersion"] == "PDF/X-4"
            assert xmp["dc:title"]
            assert xmp["xmp:MetadataDate"]
        assert not any("/Annots" in page for page in pdf.pages)
        assert "/JavaScript" not in pdf.Root.get("/Names", {})


@every_copyshop_file
def test_another_programs_check_finds_pdf_x_4(shop: Built, lang: str, file: str) -> None:
    report = pdf_oxide.PdfDocument(str(shop.pdf(lang, file))).validate_pdf_x("4")
    assert report["valid"], report


@every_copyshop_file
def test_everything_is_in_inks_and_text_in_black_or_white(
    shop: Built, lang: str, file: str
) -> None:
    for page in pages(shop.pdf(lang, file)):
        assert {char["non_stroking_color"] for char in page.chars} <= {(0, 0, 0, 1), (0, 0, 0, 0)}
        for shape in [*page.rects, *page.curves, *page.lines]:
            for paint in (
                shape["stroking_color"] if shape["stroke"] else None,
                shape["non_stroking_color"] if shape["fill"] else None,
            ):
                if paint is not None:
                    assert len(paint) == 4
                    assert sum(paint) <= 2.8


@needs_ghostscript
@every_copyshop_file
def test_ghostscript_finds_text_on_the_black_plate_alone(
    shop: Built, tmp_path: Path, lang: str, file: str
) -> None:
    text_only = tmp_path / "text.pdf"
    with pikepdf.open(shop.pdf(lang, file)) as pdf:
        for page in pdf.pages:
            kept = [
                step
                for step in pikepdf.parse_content_stream(page)
                if str(step.operator)
                not in ("f", "f*", "S", "s", "B", "B*", "b", "b*", "sh", "Do", "W", "W*")
            ]
            page.Contents = pdf.make_stream(
                re.sub(
                    rb"^(h|[-\d. ]+ [mlc])$", b"", pikepdf.unparse_content_stream(kept), flags=re.M
                )
            )
        pdf.save(text_only)
    found = subprocess.run(
        ["gs", "-q", "-o", "-", "-r50", "-sDEVICE=inkcov", str(text_only)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    rows = [
        [float(value) for value in line.split()[:4]]
        for line in found.splitlines()
        if "CMYK" in line
    ]
    assert rows
    assert max(max(row[:3]) for row in rows) == 0
    assert max(row[3] for row in rows) > 0


@needs_ghostscript
def test_grounds_run_into_the_bleed(shop: Built, tmp_path: Path) -> None:
    for file, page, points in (
        ("copyshop/poster-a0.pdf", 1, [(1, 1), (1, 849), (1198, 1), (1198, 849)]),
        ("copyshop/cards-a6.pdf", 2, [(1, 1), (110, 1), (1, 153), (110, 153)]),
        ("copyshop/matrices-a3.pdf", 1, [(1, 1), (425, 1)]),
    ):
        image = picture(shop.pdf("nl", file), page - 1)
        for x, y in points:
            assert image.getpixel((x, y)) != (255, 255, 255), (file, x, y)


def test_cards_for_a_shop_are_front_and_back_in_turn(shop: Built) -> None:
    loaded = kit_of("nl")
    sheets = pages(shop.pdf("nl", "copyshop/cards-a6.pdf"))
    assert len(sheets) == 32
    for lens in loaded.facts.lenses:
        for card in lens.cards:
            front, back = sheets[2 * card.number - 2 : 2 * card.number]
            base = f"{lens.id}.cards.{card.id}"
            assert squeezed(loaded.texts[f"{base}.text"]) in squeezed(front.extract_text())
            assert squeezed(loaded.texts[f"{base}.question"]) in squeezed(back.extract_text())


def test_marks_stand_outside_the_bleed_in_line_with_the_trim(tmp_path: Path) -> None:
    args = ("--profile", "copyshop", "--marks", "--lang", "nl", "--output", str(tmp_path))
    assert run("build", "cards", *args).exit_code == 0
    (file,) = tmp_path.rglob("*.pdf")
    page = pages(file)[0]
    assert size_mm(page) == (131, 174)
    marks = [line for line in page.lines if abs(line["linewidth"] - 0.25) < 0.01]
    assert len(marks) == 8
    for mark in marks:
        left, top = mark["x0"] / MM, mark["top"] / MM
        assert round(left, 1) in (13, 118) or round(top, 1) in (13, 161)
        assert not (10 < left < 121 and 10 < top < 164)


def test_a_schools_colour_stays_in_large_titles_only(tmp_path: Path) -> None:
    school = tmp_path / "school"
    school.mkdir()
    (school / "school.yaml").write_text(
        'school: {name: De Regenboog, colours: {accent: "#7a1fa2"}}\n', encoding="utf-8"
    )
    args = ("--profile", "copyshop", "--lang", "nl", "--school", str(school))
    result = run("build", *args, "--output", str(tmp_path / "out"))
    assert result.exit_code == 0
    assert "school.yaml:1" in result.stderr
    assert "#7a1fa2" in result.stderr
    (poster,) = pages(tmp_path / "out/school/nl/copyshop/poster-a0.pdf")
    coloured = {char["size"] for char in poster.chars if any(char["non_stroking_color"][:3])}
    assert coloured
    assert min(coloured) >= 36
    for page in pages(tmp_path / "out/school/nl/copyshop/cards-a6.pdf"):
        assert not [char for char in page.chars if any(char["non_stroking_color"][:3])]


# Pictures in the colours and shapes that schools send.


def _logo(mode: str) -> bytes:
    """Return a red logo, 1200 x 400, in a colour mode."""
    red = Image.new("RGB", (1200, 400), "#c81e28")
    data = io.BytesIO()
    match mode:
        case "palette":
            red.convert("P").save(data, "PNG")
        case "grey16":
            Image.new("I;16", (1200, 400), 0x8000).save(data, "PNG")
        case "adobe":
            red.convert("CMYK").save(data, "JPEG", quality=95)
        case "turned":
            exif = Image.Exif()
            exif[0x0112] = 6  # to be turned a quarter to the right
            red.transpose(Image.Transpose.ROTATE_90).save(data, "JPEG", exif=exif, quality=95)
        case _:
            red.save(data, "PNG")
    return data.getvalue()


@pytest.mark.parametrize("mode", ["rgb", "palette", "grey16", "adobe", "turned"])
def test_logos_of_any_colour_mode_are_printed_in_inks(tmp_path: Path, mode: str) -> None:
    school = tmp_path / "school"
    school.mkdir()
    ending = "jpg" if mode in ("adobe", "turned") else "png"
    (school / f"logo.{ending}").write_bytes(_logo(mode))
    (school / "school.yaml").write_text(f"school: {{logo: logo.{ending}}}\n", encoding="utf-8")
    args = ("cards", "--profile", "copyshop", "--profile", "office", "--lang", "nl")
    result = run("build", *args, "--school", str(school), "--output", str(tmp_path / "out"))
    assert result.exit_code == 0, result.output
    with pikepdf.open(tmp_path / "out/school/nl/copyshop/cards-a6.pdf") as pdf:
        images = [
            item for item in pdf.objects if _is_image(item) and item.ColorSpace != "/DeviceGray"
        ]
        assert [image.ColorSpace for image in images] == ["/DeviceCMYK"]
        assert (int(images[0].Width), int(images[0].Height)) == (1200, 400)
        cyan, magenta, yellow, black = (value / 255 for value in images[0].read_bytes()[:4])
    assert cyan + magenta + yellow + black <= 2.8
    seen = picture(tmp_path / "out/school/nl/office/cards-a4.pdf", dpi=100)
    red, green, blue = (
        sum(b) / len(b)
        for b in zip(*[seen.getpixel((x, 535)) for x in range(310, 360)], strict=True)
    )
    if mode == "grey16":
        assert max(abs(value - 128) for value in (red, green, blue)) < 8
        assert (cyan, magenta, yellow) == pytest.approx((0.5, 0.4, 0.4), abs=0.2)
    else:
        assert (red, green, blue) == pytest.approx((200, 30, 40), abs=30)
        assert magenta > 0.8
        assert yellow > 0.6


def test_a_logo_with_gradients_is_printed_in_inks(tmp_path: Path) -> None:
    school = tmp_path / "school"
    school.mkdir()
    (school / "logo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20"><defs><linearGradient id="g">'
        '<stop stop-color="#c81e28"/><stop offset="1" stop-color="#102080"/></linearGradient>'
        '</defs><rect width="60" height="20" fill="url(#g)"/></svg>',
        encoding="utf-8",
    )
    (school / "school.yaml").write_text("school: {logo: logo.svg}\n", encoding="utf-8")
    args = ("check", "cards", "--profile", "copyshop", "--lang", "en", "--school", str(school))
    result = run(*args)
    assert result.exit_code == 0, result.output
    assert "Colour spaces: CMYK." in result.output


# Reports and refusals.


def test_check_reports_as_a_print_shop_would() -> None:
    result = run("check", "--profile", "copyshop", "--lang", "en")
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0] == "denkplaat/en/copyshop/poster-a0.pdf"
    report = lines[1 : lines.index("denkplaat/en/copyshop/cards-a6.pdf")]
    assert all(line.startswith("  ok  ") for line in report)
    for wanted in (
        "Pages: 1, of 1199 x 851 mm.",
        "Trim 1189 x 841 mm, bleed 5 mm around it.",
        "Fonts: 3 of 3 embedded.",
        "Smallest type: 26 pt (at least 6 pt).",
        "Most ink: 251 % (at most 280 %).",
        "Output intent, with its profile: /GTS_PDFX FOGRA39.",
        "Colour spaces: CMYK.",
        "Version: PDF/X-4; trapped: /False.",
        "The file has an id.",
        "Metadata: complete.",
    ):
        assert f"  ok  {wanted}" in report
    assert any("#34ddc9 → " in line for line in report)
    assert lines[-1] == "No problems: 6 files can be made."


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (
            ("build", "--flip", "sideways"),
            2,
            "`--flip sideways` is not possible. Choose from long edge (`long-edge`)",
        ),
        (("build", "--tile", "a5"), 2, "`--tile a5` is not possible. Choose from `a4`, `a3`."),
        (("build", "--offset", "11,0"), 2, "`--offset 11,0` cannot be read as two lengths"),
        (("build", "--offset", "left"), 2, "Write them as --offset 1.5,-0.5"),
        (("build", "--offset", "nan,0"), 2, "two lengths of at most 10 mm"),
        (("build", "--groups", "0"), 2, "Give a whole number from 1 to 200."),
        (("build", "poster", "--flip", "short-edge"), 1, "--flip short-edge is for the cards"),
        (("build", "poster", "--offset", "1,1"), 1, "--offset is for the cards"),
        (("build", "--tile", "a3"), 1, "--tile a3 is for the poster on several sheets"),
        (("build", "--marks"), 1, "--marks is for a print shop (`copyshop`)"),
        (("build", "--profile", "tiled", "--paper", "a3"), 1, "poster (several sheets) on `a0`"),
        (
            ("build", "cards", "--profile", "tiled"),
            1,
            "The piece `cards` is not made for several sheets (`tiled`)",
        ),
    ],
)
def test_options_that_cannot_be_are_refused(
    tmp_path: Path, args: tuple[str, ...], code: int, message: str
) -> None:
    result = run(*args, "--output", str(tmp_path / "out"))
    assert result.exit_code == code
    assert message in result.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("offset", ["[12, 0]", "[1]", "[1, 2, 3]", "[left, 0]", "1.5", "[nan, 0]"])
def test_a_printer_offset_that_cannot_be_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, offset: str
) -> None:
    (tmp_path / "school.yaml").write_text(f"printer:\n  offset: {offset}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    result = run("check", "--school", ".")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "school.yaml:2: `printer.offset` must be two lengths in mm, of at most 10. "
        "Write it as [1.5, -0.5].",
        "1 problem; nothing was written.",
    ]


# Print order.


@in_each_language
def test_a_print_order_says_what_to_print_how_often(tmp_path: Path, lang: str) -> None:
    args = ("--profile", "office", "--lang", lang, "--groups", "6", "--output", str(tmp_path))
    assert run("build", *args).exit_code == 0
    folder = tmp_path / "denkplaat" / lang
    texts = kit_of(lang).texts
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (folder / "print-order.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| ") and "---" not in line
    ]
    table = {row[1]: row for row in rows}
    cards_row = table["office/cards-a4.pdf"]
    assert cards_row[2] == "6"
    assert cards_row[4] == texts["order.sides_long_edge"]
    assert cards_row[5:] == ["24", "48"]  # six sets of four sheets, each cut twice
    assert table["office/matrices-a3.pdf"][5:] == ["24", "0"]
    assert table["office/poster-a3.pdf"][5:] == ["6", "0"]
    assert table["office/instructions-a4.pdf"][2:6:3] == ["2", "2"]  # four cards on a sheet
    assert table["office/guide-a4.pdf"][2:6:3] == ["1", "12"]
    assert table["office/agreements-a3.pdf"][2:6:3] == ["1", "1"]
    assert rows[-1][5:] == ["69", "52"]
    file = folder / "print-order.pdf"
    (page,) = pages(file)
    assert size_mm(page) == (297, 210)
    printed = text_of(file)
    for row in rows:
        assert all(squeezed(cell) in printed for cell in row)


def test_one_poster_is_enough_for_all_groups(tmp_path: Path) -> None:
    args = ("poster", "--profile", "all", "--lang", "nl", "--groups", "9")
    assert run("build", *args, "--output", str(tmp_path)).exit_code == 0
    order = (tmp_path / "denkplaat/nl/print-order.md").read_text(encoding="utf-8")
    for file in ("large/poster-a0.pdf", "tiled/poster-a0-on-a4.pdf", "copyshop/poster-a0.pdf"):
        assert f"| {file} | 1 |" in order
    assert "| office/poster-a3.pdf | 9 |" in order


@in_each_language
def test_every_text_that_helps_to_print_is_printed(shop: Built, tmp_path: Path, lang: str) -> None:
    printed = text_of(shop.pdf(lang, "tiled/poster-a0-on-a4.pdf"))
    everything = ("build", "--profile", "all", "--groups", "4")
    only_cards = ("build", "cards", "--profile", "office", "--groups", "4")
    for flip in ("long-edge", "short-edge", "none"):
        for args in (("calibrate",), everything if flip == "long-edge" else only_cards):
            folder = tmp_path / args[0] / flip
            done = run(*args, "--flip", flip, "--lang", lang, "--output", str(folder))
            assert done.exit_code == 0
            found = [*folder.rglob("calibrate*.pdf"), *folder.rglob("print-order.pdf")]
            assert all(len(pages(file)) == 1 for file in found if file.stem == "print-order")
            printed += "".join(text_of(file) for file in found)
    counts = {"columns": "7", "rows": "3", "count": "21", "paper": "A4"}
    for text_id, text in kit_of(lang).texts.items():
        if re.match(r"(print|calibrate)\.", text_id):
            assert squeezed(text.format_map(counts) if "{c" in text else text) in printed, text_id
        if text_id.startswith("order."):
            papers = [
                text.replace("{count}", "4").replace("{paper}", size) for size in ("A3", "A4", "A6")
            ]
            assert any(squeezed(paper) in printed for paper in papers), text_id


def test_sheets_know_their_boxes() -> None:
    sheet = Sheet("poster", "copyshop", "a3")
    assert (sheet.trim_mm, sheet.bleed_mm, sheet.size_mm) == ((420, 297), 3, (426, 303))
    assert Sheet("poster", "copyshop", "a2").bleed_mm == 5
    assert Sheet("cards", "copyshop", "a6", marks=True).size_mm == (131, 174)
    assert {sheet.profile for sheet in plan_sheets(Request())} == {"office", "large"}


# A finished file that breaks a rule is not written.


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            "theme.typ",
            "imprint: (7pt,)",
            "imprint: (5pt,)",
            "Smallest type: 5 pt (at least 6 pt).",
        ),
        (
            "theme.typ",
            "thickness: 0.5pt)",
            "thickness: 0.1pt)",
            "Thinnest line: 0.1 pt (at least 0.25 pt).",
        ),
        (
            "matrices.typ",
            "#let margin = 10mm",
            "#let margin = 4mm",
            "Outside the safe area of 5 mm:",
        ),
        (
            "matrices.typ",
            "#let page-size = (width: job.paper.width * 1mm",
            "#let page-size = (width: job.paper.width * 1.001mm",
            "Pages: 4, not all 420 x 297 mm but 420.42 x 297.00 mm.",
        ),
    ],
)
def test_a_layout_that_breaks_a_rule_is_caught_in_the_finished_file(
    project: Path, tmp_path: Path, file: str, old: str, new: str, message: str
) -> None:
    edit(project / "layouts" / file, old, new)
    out = tmp_path / "out"
    result = run("build", "matrices", "--lang", "en", "--output", str(out))
    assert result.exit_code == 1
    assert f"denkplaat/en/office/matrices-a3.pdf: {message}" in result.output
    assert not out.exists()


def test_too_much_ink_is_caught_in_the_finished_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kit.colour.cmyk.limit_coverage", lambda values, most=4.0: values)
    kit.colour.cmyk._table.cache_clear()
    Image.new("RGB", (1200, 400), "black").save(tmp_path / "logo.png")
    (tmp_path / "school.yaml").write_text("school: {logo: logo.png}\n", encoding="utf-8")
    args = ("cards", "--profile", "copyshop", "--lang", "en", "--school", str(tmp_path))
    result = run("build", *args, "--output", str(tmp_path / "out"))
    kit.colour.cmyk._table.cache_clear()
    assert result.exit_code == 1
    assert "Most ink: 300 % (at most 280 %)." in result.output
    assert not (tmp_path / "out").exists()
