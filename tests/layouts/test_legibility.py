"""No letter lies on an edge of what is drawn, and each stands out from its ground: on all pages."""

import json
from pathlib import Path

import pypdfium2
import pytest
import typst
from PIL import Image, ImageChops

from kit.paths import home
from tests.support.legibility import Collision, collisions, without_text
from tests.support.runs import FILES, LANGS, Built, edit, kit_of, run
from tests.support.schools import write_school

SAMPLE_SCHOOL = home() / "docs/regenboog"


def assert_readable(folder: Path, files: int) -> None:
    """Assert that all letters of all PDFs in a folder can be read."""
    found = sorted(folder.rglob("*.pdf"))
    assert len(found) == files
    faults = {str(file): collisions(file, with_forms="tiled" not in str(file)) for file in found}
    assert {file: fault for file, fault in faults.items() if fault} == {}


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("lang", LANGS)
def test_no_letter_lies_on_an_edge_or_fades_into_its_ground(
    built: Built, lang: str, file: str
) -> None:
    assert collisions(built.pdf(lang, file)) == []


@pytest.mark.parametrize("lang", LANGS)
def test_nor_does_one_at_a_print_shop(tmp_path: Path, lang: str) -> None:
    copyshop = ("--lang", lang, "--profile", "copyshop", "--output", str(tmp_path))
    assert run("build", *copyshop).exit_code == 0
    assert_readable(tmp_path, 6)


def test_nor_does_one_with_a_schools_own_colour_name_and_logo(tmp_path: Path) -> None:
    school = ("--school", str(SAMPLE_SCHOOL), "--output", str(tmp_path))
    assert run("build", *school, "--profile", "all", "--groups", "4").exit_code == 0
    assert run("calibrate", *school).exit_code == 0
    assert_readable(tmp_path, 17)


def test_the_lines_of_small_tiles_keep_clear_of_the_words_beside_them(tmp_path: Path) -> None:
    tiled = ("--profile", "tiled", "--paper", "a2", "--tile", "a4", "--output", str(tmp_path))
    assert run("build", "poster", "--lang", "nl", *tiled).exit_code == 0
    assert_readable(tmp_path, 1)


def test_a_room_that_reaches_onto_a_lens_is_found(project: Path, tmp_path: Path) -> None:
    edit(project / "layouts/poster.typ", "side: (x: 704mm", "side: (x: 640mm")
    office = ("--profile", "office", "--lang", "nl", "--output", str(tmp_path / "out"))
    assert run("build", "poster", *office).exit_code == 0
    (file,) = (tmp_path / "out").rglob("*.pdf")
    first = collisions(file)[0]
    assert "edge" in first.why
    assert any(first.letters in word for word in kit_of("nl").texts["poster.intro"].split())
    assert (first.left_mm, first.top_mm) == pytest.approx((226, 21), abs=8)


def test_nor_does_one_in_rooms_that_are_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many wide letters as each room takes that lies near the road, a lens or a stem."""
    lengths = {
        "poster.intro": 380,
        "poster.closing": 220,
        "poster.feeds": 21,
        "poster.looks_back": 21,
        "poster.note": 66,
        "card.your_example": 66,
        "fair": 34,
        "choices.intro": 250,
        "ict-input.intro": 160,
        "ict-output.intro": 190,
        "choices.choices.differentiation.equal": 60,
        "choices.questions.together": 76,
    }
    words = "Wij Mogen Hem Zomaar QWERTYg jjj gggg pppp " * 9
    texts = {id_: words[:length].strip() for id_, length in lengths.items()}
    write_school(tmp_path / "s", f"texts: {json.dumps(texts)}\n")
    monkeypatch.chdir(tmp_path)
    office = ("poster", "--school", "s", "--lang", "nl", "--profile", "office", "--output", "out")
    done = run("build", *office)
    assert done.exit_code == 0, done.output
    assert_readable(tmp_path / "out", 1)


def page_of(folder: Path, body: str) -> Path:
    """Set a page of 100 x 100 mm without margins, on which text is black and of 12 pt."""
    source = folder / "page.typ"
    source.write_text(
        "#set page(width: 100mm, height: 100mm, margin: 0mm)\n"
        '#set text(font: "Atkinson Hyperlegible Next", size: 12pt)\n'
        "#let words(x, y, body, ..how) = place(dx: x, dy: y, text(..how, body))\n" + body,
        encoding="utf-8",
    )
    file = folder / "page.pdf"
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(home() / "assets/fonts")])
    typst.compile(str(source), output=str(file), font_paths=fonts)
    return file


BOX = "#place(dx: 20mm, dy: 20mm, rect(width: 40mm, height: 40mm, fill: {}))\n"
PALE_TO_WHITE = BOX.format('gradient.linear(rgb("ddd"), white)')
BLACK_TO_WHITE = BOX.format("gradient.linear(black, white)")
LINE = "#place(dy: 32mm, line(length: 100mm, stroke: 0.25pt))\n"
GREY_4_5, GREY_4_4 = 'fill: rgb("767676")', 'fill: rgb("787878")'  # their contrast with white
BOTH = ("edge", "contrast")


@pytest.mark.parametrize(
    ("body", "letters", "why"),
    [
        ("#words(30mm, 30mm)[Paper]", "", ()),
        (BOX.format("yellow") + "#words(30mm, 30mm)[Tint]", "", ()),
        (BOX.format("yellow") + "#words(58.5mm, 30mm)[Hit]", "H", ("edge",)),
        (BOX.format("navy") + "#words(58.5mm, 30mm)[Hit]", "H", BOTH),
        (BOX.format('rgb("fbfaf5")') + "#words(58.5mm, 30mm)[Hit]", "H", ("edge",)),
        (LINE + "#words(3mm, 30mm)[ink]#words(3mm, 34mm)[ink]", "ink", BOTH),
        ('#words(30mm, 30mm, fill: rgb("777"))[Grey]', "Grey", ("contrast",)),
        ('#words(30mm, 30mm, fill: rgb("555"))[Grey]', "", ()),
        (f"#words(30mm, 30mm, size: 36pt, {GREY_4_5})[Grey]", "", ()),
        (f"#words(30mm, 30mm, size: 36pt, {GREY_4_4})[Grey]", "Grey", ("contrast",)),
        (f"#words(30mm, 30mm, size: 35pt, {GREY_4_5})[Grey]", "Grey", ("contrast",)),
        (f"#scale(50%, words(30mm, 30mm, size: 70pt, {GREY_4_5})[o])", "o", ("contrast",)),
        (PALE_TO_WHITE + "#words(22mm, 30mm, size: 40pt)[Far]", "", ()),
        (BLACK_TO_WHITE + "#words(22mm, 30mm)[Far]", "Far", ("contrast",)),
        ("#words(99mm, 50mm)[Out]", "ut", ("off the page",)),
    ],
)
def test_what_lies_under_letters_is_found(
    tmp_path: Path, body: str, letters: str, why: tuple[str, ...]
) -> None:
    found = collisions(page_of(tmp_path, body))
    assert "".join(collision.letters for collision in found) == letters
    assert {collision.why for collision in found} == ({why} if why else set())


def test_letters_over_a_picture_are_found_within_forms_too(tmp_path: Path) -> None:
    squares = bytes([0, 255] * 30 + [255, 0] * 30) * 30
    Image.frombytes("L", (60, 60), squares).save(tmp_path / "picture.png")
    inner = page_of(tmp_path, '#place(image("picture.png", width: 50mm))#words(30mm, 9mm)[Photo]')
    (found,) = collisions(inner)
    assert found == Collision(1, "Photo", ("edge", "contrast"), 30.3, 9.0)
    inner.rename(tmp_path / "inner.pdf")
    outer = page_of(tmp_path, '#place(image("inner.pdf", width: 50mm))#words(60mm, 60mm)[Bare]')
    (found,) = collisions(outer)
    assert found.letters == "Photo"
    assert collisions(outer, with_forms=False) == []


def test_a_letter_within_a_hair_of_an_edge_is_found(tmp_path: Path) -> None:
    def at_a_distance_of(mm: float) -> list[Collision]:
        line = f"#place(dy: {50 - mm}mm, line(length: 100mm, stroke: 0.1pt))\n"
        return collisions(page_of(tmp_path, line + "#words(40mm, 50mm)[H]"))

    assert at_a_distance_of(0.1) != []
    assert at_a_distance_of(0.8) == []


def test_without_its_text_a_page_keeps_all_else(tmp_path: Path) -> None:
    art = BOX.format("navy") + "#place(dx: 9mm, dy: 9mm, circle(radius: 9mm, stroke: red))\n"
    words = "#words(30mm, 30mm, fill: white)[In]#words(12mm, 12mm)[On]"
    grounds = []
    for body in (art, art + words):
        page_of(tmp_path, body).rename(tmp_path / "inner.pdf")
        outer = page_of(tmp_path, body + '#place(dx: 50mm, image("inner.pdf", width: 50mm))')
        with pypdfium2.PdfDocument(outer) as document:
            grounds.append(without_text(document[0])[0])
            assert bool(document[0].get_textpage().count_chars()) == (body != art)
    assert ImageChops.difference(*grounds).getbbox() is None
    assert len(grounds[0].getcolors(999_999)) > 3  # white, navy, red, and their soft edges
