"""Files for a print shop: PDF/X-4 with its boxes, in CMYK, with text in black or white."""

import re
import shutil
import subprocess
from pathlib import Path

import pdf_oxide
import pikepdf
import pytest

from kit.colour.cmyk import profile_path
from tests.support.pdfs import MM, pages, picture, size_mm, squeezed
from tests.support.runs import LANGS, Built, kit_of, run

A0 = (1189, 841)
needs_ghostscript = pytest.mark.skipif(
    shutil.which("gs") is None, reason="Ghostscript is not installed"
)
COPYSHOP = ("copyshop/poster-a0.pdf", "copyshop/cards-a6.pdf", "copyshop/matrices-a3.pdf")
every_copyshop_file = pytest.mark.parametrize(
    ("lang", "file"), [(lang, file) for lang in LANGS for file in COPYSHOP]
)


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
        profile = profile_path()
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
    assert len(sheets) == 48
    cover_front, cover_back = sheets[:2]
    assert squeezed(loaded.texts["poster.title"]) in squeezed(cover_front.extract_text())
    assert squeezed(loaded.texts["card.play.title"]) in squeezed(cover_back.extract_text())
    for lens in loaded.facts.lenses:
        for card in lens.cards:
            front, back = sheets[2 * card.number : 2 * card.number + 2]
            base = f"{lens.id}.cards.{card.id}"
            assert squeezed(loaded.texts[f"{base}.text"]) in squeezed(front.extract_text())
            assert squeezed(loaded.texts[f"{base}.question"]) in squeezed(back.extract_text())


def test_marks_stand_outside_the_bleed_in_line_with_the_trim(tmp_path: Path) -> None:
    args = ("--profile", "copyshop", "--marks", "--lang", "nl", "--output", str(tmp_path))
    assert run("build", "cards", *args).exit_code == 0
    (file,) = tmp_path.rglob("*.pdf")
    (page,) = pages(file, 1)
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
        'school: {name: De Regenboog, colours: {accent: "#1a0a8c"}}\n', encoding="utf-8"
    )
    args = ("--profile", "copyshop", "--lang", "nl", "--school", str(school))
    result = run("build", *args, "--output", str(tmp_path / "out"))
    assert result.exit_code == 0
    assert "school.yaml:1" in result.stderr
    assert "#1a0a8c" in result.stderr
    (poster,) = pages(tmp_path / "out/school/nl/copyshop/poster-a0.pdf")
    coloured = {char["size"] for char in poster.chars if any(char["non_stroking_color"][:3])}
    assert coloured
    assert min(coloured) >= 36
    for page in pages(tmp_path / "out/school/nl/copyshop/cards-a6.pdf"):
        assert not [char for char in page.chars if any(char["non_stroking_color"][:3])]
