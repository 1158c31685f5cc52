"""What a page must measure to be read where it hangs or lies, taken from the finished PDFs."""

from collections import Counter
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest
import zxingcpp

from tests.support.pdfs import MM, Page, pages, picture
from tests.support.poster import ASPHALT, RIMS_MM
from tests.support.runs import LANGS, Built, kit_of, run
from tests.support.schools import write_school

CAP_HEIGHT = {"Bricolage": 0.66, "Atkinson": 0.668}  # share of the type size (OS/2 tables)
IMPRINT_PT = 7.0  # the words to the ruler, for the one who prints
in_each_language = pytest.mark.parametrize("lang", LANGS)
SHEETS = ("office/poster-a3.pdf", "office/matrices-a3.pdf", "large/poster-a0.pdf")


def cap_mm(char: dict[str, float]) -> float:
    family = next(name for name in CAP_HEIGHT if name in str(char["fontname"]))
    return char["size"] * CAP_HEIGHT[family] / MM


@in_each_language
def test_title_and_lens_names_are_read_from_afar(built: Built, lang: str) -> None:
    kit = kit_of(lang)
    (poster,) = pages(built.pdf(lang, "large/poster-a0.pdf"))
    words = poster.extract_words(extra_attrs=["fontname", "size"])

    def least_cap_of(text: str) -> float:
        wanted = text.split()
        return min(max(cap_mm(word) for word in words if word["text"] == part) for part in wanted)

    assert least_cap_of(kit.texts["poster.title"]) >= 40
    for lens in kit.facts.lenses:
        assert least_cap_of(kit.texts[f"{lens.id}.name"]) >= 19
        assert least_cap_of(str(lens.number)) >= 19
    assert least_cap_of(kit.texts["fair"]) >= 13


@in_each_language
def test_on_the_wall_texts_are_larger_than_on_the_table(built: Built, lang: str) -> None:
    kit = kit_of(lang)
    scale = 420 / 1189  # of A3 to A0
    for file, zoom, question_pt, example_pt, body_pt in (
        ("large/poster-a0.pdf", 1.0, 44, 36, 28),
        ("office/poster-a3.pdf", scale, 32, 26, 26),
    ):
        (poster,) = pages(built.pdf(lang, file))
        words = poster.extract_words(extra_attrs=["size"])

        def least_pt(*text_ids: str, zoom: float = zoom, words: list[Any] = words) -> float:
            """Return the least size of texts, as if on A0; a word may be in smaller ones, too."""
            parts = {part for text_id in text_ids for part in kit.texts[text_id].split()}
            sizes = [max(it["size"] for it in words if it["text"] == part) for part in parts]
            return min(sizes) / zoom

        lenses = kit.facts.lenses
        asked = [f"{lens.id}.questions.{it}" for lens in lenses for it in lens.questions]
        assert least_pt(*asked) >= question_pt - 0.05
        shown = [(lens.id, card) for lens in lenses for card in lens.cards if card.on_poster]
        assert least_pt(*(f"{it}.cards.{card.id}.title" for it, card in shown)) >= example_pt - 0.05
        letters = [char["size"] / zoom for char in poster.chars if char["text"].isalpha()]
        imprint_pt = IMPRINT_PT / zoom
        assert min(size for size in letters if abs(size - imprint_pt) > 0.1) >= body_pt - 0.05


@in_each_language
def test_no_text_is_smaller_than_can_be_read(built: Built, lang: str) -> None:
    least_pt = {
        "office/cards-a4.pdf": 9.0,
        "office/matrices-a3.pdf": 11.0,
    }
    for file, least in least_pt.items():
        sizes = Counter(
            round(char["size"], 1) for page in pages(built.pdf(lang, file)) for char in page.chars
        )
        sizes.pop(IMPRINT_PT, None)
        body = {size for size, count in sizes.items() if count > 8}
        assert min(body) >= least - 0.05, (file, sorted(sizes.items()))


@in_each_language
@pytest.mark.parametrize("file", SHEETS)
def test_everything_lies_inside_the_printable_area(built: Built, lang: str, file: str) -> None:
    margin = {"office": 5.0, "large": 10.0}[file.split("/")[0]] * MM
    for page in pages(built.pdf(lang, file)):
        for char in page.chars:
            assert char["x0"] >= margin
            assert char["x1"] <= page.width - margin
            assert char["top"] >= margin
            assert char["bottom"] <= page.height - margin


@in_each_language
@pytest.mark.parametrize("file", [*SHEETS, "office/cards-a4.pdf"])
def test_no_two_lines_of_text_overlap(built: Built, lang: str, file: str) -> None:
    for page in pages(built.pdf(lang, file)):
        assert overlaps(page) == []


def overlaps(page: Page) -> list[tuple[str, str]]:
    """Return the pairs of words whose letters (x-height and up) cover each other."""
    words = page.extract_words(extra_attrs=["size"], keep_blank_chars=False)
    for word in words:  # the box of the letters, without the room above and below the line
        word["top"], word["bottom"] = (
            word["bottom"] - word["size"] * 0.85,
            word["bottom"] - word["size"] * 0.3,
        )
    return [
        (a["text"], b["text"])
        for a, b in combinations(words, 2)
        if a["x0"] < b["x1"] - 0.5
        and b["x0"] < a["x1"] - 0.5
        and a["top"] < b["bottom"] - 0.5
        and b["top"] < a["bottom"] - 0.5
    ]


def test_lens_colours_stand_on_the_poster_where_the_lenses_are(built: Built) -> None:
    image = picture(built.pdf("nl", "large/poster-a0.pdf"))
    assert abs(image.width - 1189) <= 1
    colours = {lens.number: lens.colour for lens in kit_of("nl").facts.lenses} | {3: ASPHALT}
    for number, (x, y) in RIMS_MM.items():
        red, green, blue = (int(colours[number][i : i + 2], 16) for i in (1, 3, 5))
        seen = image.getpixel((x, y))
        assert isinstance(seen, tuple)
        distance = max(abs(a - b) for a, b in zip(seen, (red, green, blue), strict=True))
        assert distance < 24, f"lens {number}: {seen}"


def test_blanks_on_a0_take_a_sticky_note_of_76_mm(built: Built) -> None:
    (poster,) = pages(built.pdf("nl", "large/poster-a0.pdf"))
    squares = [
        shape
        for shape in [*poster.curves, *poster.rects]
        if shape.get("dash")
        and (shape["x1"] - shape["x0"]) / MM >= 76
        and (shape["bottom"] - shape["top"]) / MM >= 76
    ]
    assert len(squares) == 6  # two in each of lenses 1 and 2, one in each of lenses 4 and 5


def test_all_papers_show_the_same_poster(
    built: Built, tmp_path_factory: pytest.TempPathFactory
) -> None:
    out = tmp_path_factory.mktemp("a2")
    args = ("poster", "--lang", "nl", "--profile", "large", "--paper", "a2", "--output", str(out))
    assert run("build", *args).exit_code == 0
    a0, a2 = (
        [(char["text"], char["x0"] / page.width, char["top"] / page.height) for char in page.chars]
        for file in (
            built.pdf("nl", "large/poster-a0.pdf"),
            out / "denkplaat/nl/large/poster-a2.pdf",
        )
        for page in pages(file)
    )
    assert [char[0] for char in a0] == [char[0] for char in a2]
    assert max(abs(a[1] - b[1]) + abs(a[2] - b[2]) for a, b in zip(a0, a2, strict=True)) < 0.003


def test_lines_to_write_on_are_at_least_9_mm_apart(built: Built) -> None:
    for page in pages(built.pdf("nl", "office/cards-a4.pdf")):
        rows = sorted(
            {
                (round(line["x0"]), line["top"] / MM)
                for line in page.lines
                if line["width"] > 60 * MM
            }
        )
        for (x, top), (next_x, next_top) in pairwise(rows):
            if x == next_x:
                assert next_top - top >= 8.99


@pytest.mark.parametrize("file", ["office/poster-a3.pdf", "large/poster-a0.pdf"])
def test_qr_codes_are_read_by_a_scanner(built: Built, file: str) -> None:
    dpi = {"office/poster-a3.pdf": 200, "large/poster-a0.pdf": 75}[file]
    found = zxingcpp.read_barcodes(picture(built.pdf("nl", file), dpi=dpi))
    readings = kit_of("nl").facts.readings
    assert {code.text for code in found} == {reading.url for reading in readings}


def test_a_source_whose_title_is_too_long_for_the_poster_is_named(tmp_path: Path) -> None:
    source = f'{{title: "{"een lange titel " * 15}", url: "https://example.org/a"}}'
    write_school(tmp_path, f"readings:\n  - {source}\n")
    result = run("check", "poster", "--school", str(tmp_path), "--lang", "nl")
    assert result.exit_code == 1
    named = [line for line in result.output.splitlines() if "past niet op de poster" in line]
    assert len(named) == 2  # A3 and A0
    assert all("`readings.own-een-lange-titel" in line for line in named)
