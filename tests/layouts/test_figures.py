"""The figures of the look: type, line length, grid, toner, colours for every eye.

All are taken from the finished pages.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from ctypes import c_float, c_uint
from itertools import combinations, pairwise
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from colorspacious import cspace_convert

from kit.colour.cmyk import printed_colour
from kit.colour.rgb import hex_to_rgb
from kit.printing.recolour import Palette
from tests.support.legibility import collisions
from tests.support.pdfs import MM, pages, picture, squeezed
from tests.support.poster import RIMS_MM
from tests.support.runs import LANGS, ROOT, Built, kit_of, run
from tests.support.schools import write_school

in_each_language = pytest.mark.parametrize("lang", LANGS)


class Text(NamedTuple):
    """A run of text on a page: its size, and its colour."""

    size_pt: float
    colour: tuple[int, int, int]


def texts(file: Path) -> Iterator[tuple[int, Text]]:
    """Yield every run of text with the number of its page, as PDFium reads it."""
    with pypdfium2.PdfDocument(file) as document:
        for number, page in enumerate(document):
            for index in range(pdfium.FPDFPage_CountObjects(page.raw)):
                item = pdfium.FPDFPage_GetObject(page.raw, index)
                if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_TEXT:
                    yield number, _text(item)


def _text(item: Any) -> Text:
    size, matrix, channels = c_float(), pdfium.FS_MATRIX(), [c_uint() for _ in range(4)]
    pdfium.FPDFTextObj_GetFontSize(item, size)
    pdfium.FPDFPageObj_GetMatrix(item, matrix)
    pdfium.FPDFPageObj_GetFillColor(item, *channels)
    red, green, blue = (channel.value for channel in channels[:3])
    return Text(
        size.value * abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5, (red, green, blue)
    )


@in_each_language
def test_a_schools_own_colour_reads_7_to_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.chdir(tmp_path)
    school = 'school: {name: De Zon, colours: {accent: "#ffd500"}}\n'
    write_school(tmp_path / "s", school)
    args = ("--school", "s", "--lang", lang, "--profile", "office", "--output", "out")
    assert run("build", "instructions", "matrices", *args).exit_code == 0
    files = [*(tmp_path / "out").rglob("*.pdf")]
    assert len(files) == 2
    for file in files:
        darker = {text.colour for _, text in texts(file)} & {(105, 87, 0)}
        assert darker  # the colour of the school, on white
        assert collisions(file) == []


def rim_colours(file: Path) -> dict[int, tuple[int, ...]]:
    """Return the colours of the lenses as they are on a finished poster."""
    image = picture(file)
    scale = image.width / 1189
    found = {}
    for number, (x, y) in RIMS_MM.items():
        colour = image.getpixel((round(x * scale), round(y * scale)))
        assert isinstance(colour, tuple)
        found[number] = colour
    return found


def least_distance(colours: list[tuple[int, ...]], vision: str | None) -> float:
    """Return the least distance of colours (CAM02-UCS) as a kind of vision sees them."""
    points = []
    for colour in colours:
        seen = np.array(colour) / 255
        if vision:
            space = {"name": "sRGB1+CVD", "cvd_type": vision, "severity": 100}
            seen = np.clip(cspace_convert(seen, space, "sRGB1"), 0, 1)
        points.append(cspace_convert(seen, "sRGB1", "CAM02-UCS"))
    return min(float(np.linalg.norm(a - b)) for a, b in combinations(points, 2))


@pytest.mark.parametrize("vision", [None, "deuteranomaly", "protanomaly", "tritanomaly"])
def test_lens_colours_are_told_apart_by_every_eye(built: Built, vision: str | None) -> None:
    colours = rim_colours(built.pdf("nl", "large/poster-a0.pdf"))
    (choices,) = (lens for lens in kit_of("nl").facts.lenses if lens.number == 3)  # its rim is road
    colours[3] = tuple(int(choices.colour[i : i + 2], 16) for i in (1, 3, 5))
    assert least_distance([*colours.values()], vision) >= 25


def printed_lens_colours() -> list[tuple[int, ...]]:
    """Return the colours of the lenses as a print shop prints them."""
    palette = Palette(None, kit_of("nl").chosen_inks)
    lenses = kit_of("nl").facts.lenses
    printed = [printed_colour(palette.shape_inks(hex_to_rgb(lens.colour))) for lens in lenses]
    return [tuple(bytes.fromhex(colour[1:])) for colour in printed]


@pytest.mark.parametrize("vision", [None, "deuteranomaly", "protanomaly", "tritanomaly"])
def test_lens_colours_are_told_apart_in_print_too(vision: str | None) -> None:
    assert least_distance(printed_lens_colours(), vision) >= 20


def least_step(colours: Iterable[tuple[int, ...]]) -> float:
    """Return the least difference of colours in greyscale (CIE L*)."""
    lightness = sorted(
        float(cspace_convert(np.array(colour) / 255, "sRGB1", "CIELab")[0]) for colour in colours
    )
    return min(b - a for a, b in pairwise(lightness))


def test_lens_colours_differ_in_greyscale(built: Built) -> None:
    assert least_step(rim_colours(built.pdf("nl", "large/poster-a0.pdf")).values()) >= 8


def test_lens_colours_differ_in_greyscale_in_print_too() -> None:
    assert least_step(printed_lens_colours()) >= 8


def theme_sizes(*groups: str) -> set[float]:
    """Return the sizes of type (pt) that the theme has for some pieces."""
    theme = (ROOT / "layouts/theme.typ").read_text(encoding="utf-8")
    sizes = theme[theme.index("#let type-sizes") : theme.index("/// Return the `stroke`")]
    found = set()
    for group in (*groups, "print-note"):
        part = re.search(rf"^  {group}: \((.*?)^  \),|^  {group}: \((.*?)\),$", sizes, re.M | re.S)
        assert part is not None, group
        found |= {float(size) for size in re.findall(r"([\d.]+)pt", part[0])}
    return found


@in_each_language
@pytest.mark.parametrize(
    ("file", "groups", "scale"),
    [
        ("large/poster-a0.pdf", ("poster",), 1.0),
        ("office/cards-a4.pdf", ("card",), 1.0),
        ("office/matrices-a3.pdf", ("sheet",), 1.0),
        ("office/guide-a4.pdf", ("guide", "sheet"), 1.0),
        ("office/instructions-a4.pdf", ("card",), 1.0),
        ("office/agreements-a3.pdf", ("sheet",), 1.0),
        ("office/slides-16x9.pdf", ("slides",), 1.0),
    ],
)
def test_no_size_of_type_is_outside_the_theme(
    built: Built, lang: str, file: str, groups: tuple[str, ...], scale: float
) -> None:
    found = {round(text.size_pt / scale, 1) for _, text in texts(built.pdf(lang, file))}
    assert len(found) >= 3
    assert found <= {round(size, 1) for size in theme_sizes(*groups)}


def paragraph_lines(file: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines of running text that are followed by another one of the same paragraph.

    Those are as long as their column lets them be.
    """
    for number, page in enumerate(pages(file)):
        words = page.extract_words(extra_attrs=["size", "fontname"], x_tolerance_ratio=0.25)
        rows: list[list[Any]] = []
        for word in words:
            if "Atkinson" not in word["fontname"]:
                continue
            last = rows[-1][-1] if rows else None
            if (
                last
                and abs(last["bottom"] - word["bottom"]) < 1
                and 0 <= word["x0"] - last["x1"] < 0.6 * word["size"]
            ):
                rows[-1].append(word)
            else:
                rows.append([word])
        for row in rows:
            first = row[0]
            follows = any(
                abs(other[0]["x0"] - first["x0"]) < 1
                and abs(other[0]["size"] - first["size"]) < 0.1
                and 0 < other[0]["bottom"] - first["bottom"] < 1.45 * first["size"]
                for other in rows
            )
            if follows:
                yield number, " ".join(word["text"] for word in row)


@in_each_language
@pytest.mark.parametrize(
    ("file", "least", "most"),
    [
        ("large/poster-a0.pdf", 24, 45),
        ("office/cards-a4.pdf", 24, 45),
        ("office/guide-a4.pdf", 45, 75),
    ],
)
def test_lines_are_of_a_length_that_reads_well(
    built: Built, lang: str, file: str, least: int, most: int
) -> None:
    lengths = [len(line) for _, line in paragraph_lines(built.pdf(lang, file))]
    assert len(lengths) > 30
    assert least <= median(lengths) <= most
    assert sorted(lengths)[-len(lengths) // 50 - 1] <= most + 2, sorted(lengths)[-8:]


@in_each_language
def test_the_poster_stands_on_one_grid(built: Built, lang: str) -> None:
    (poster,) = pages(built.pdf(lang, "large/poster-a0.pdf"))
    words = poster.extract_words(extra_attrs=["size"], x_tolerance_ratio=0.25)
    starts = [word for word in words if word["size"] in (28, 30, 42) or word["size"] > 80]
    lefts = Counter(round(word["x0"] / MM) for word in starts if word["x0"] / MM < 336)
    left, icon, tag, note = 27, 13.6, 18.2, 5.5
    far, near = left + 176, left + 169.5  # the second of two columns
    notes = [left + 340 - 78, left + 340 - 78 - 84]
    lines = [
        *(x + inset for x in (left, far, near) for inset in (0, icon, tag)),
        *(x + note for x in notes),
    ]
    on_grid = sum(count for x, count in lefts.items() if any(abs(x - line) <= 2 for line in lines))
    firsts = [
        word
        for word in starts
        if word["x0"] / MM < 336
        and not word["text"].isdigit()  # numbers stand in the middle of discs
        and not any(
            other is not word
            and abs(other["bottom"] - word["bottom"]) < 2
            and word["x0"] > other["x0"]
            and word["x0"] - other["x1"] < word["size"] * 0.6
            for other in words
        )
    ]
    astray = [
        word["text"]
        for word in firsts
        if not any(abs(word["x0"] / MM - line) <= 2 for line in lines)
    ]
    assert on_grid >= 20
    assert len(firsts) > 30
    assert len(astray) <= len(firsts) * 0.1, astray


@in_each_language
@pytest.mark.parametrize(
    "file", ["large/poster-a0.pdf", "office/guide-a4.pdf", "office/cards-a4.pdf"]
)
def test_no_heading_ends_in_a_single_short_word(built: Built, lang: str, file: str) -> None:
    kit = kit_of(lang)
    names = [kit.texts[f"{lens.id}.name"] for lens in kit.facts.lenses]
    long = [name for name in names if len(name.split()) >= 4]
    assert long
    for page in pages(built.pdf(lang, file)):
        words = [
            word
            for word in page.extract_words(extra_attrs=["size", "fontname"], x_tolerance_ratio=0.25)
            if "Bricolage" in word["fontname"]
        ]
        for name in long:
            first, last_word = name.split()[0], name.split()[-1]
            sizes = {word["size"] for word in words if word["text"] == first}
            ends = [it for it in words if it["text"] == last_word and it["size"] in sizes]
            for last in ends:
                line = [
                    word["text"]
                    for word in words
                    if abs(word["bottom"] - last["bottom"]) < 1
                    and abs(word["size"] - last["size"]) < 0.1
                    and last["x0"] - 10 * last["size"] < word["x0"] <= last["x0"]
                ]
                assert len(line) >= 2 or len(last["text"]) > 8, name


def test_long_words_are_hyphenated_in_text_and_not_in_headings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    word = "verantwoordelijkheidsgevoel"
    write_school(
        tmp_path / "s",
        f"examples:\n  - {{lens: ict-input, title: Meer {word}, text: Elke leerling heeft een eigen"
        f" {word} en nog een {word} en daarna een {word}.}}\n",
    )
    args = ("build", "cards", "--school", "s", "--lang", "nl", "--output", "out")
    assert run(*args).exit_code == 0
    (file,) = (tmp_path / "out").rglob("*.pdf")
    lines = [
        (line["text"], line["chars"][0]["fontname"])
        for page in pages(file)
        for line in page.extract_text_lines()
    ]
    broken = [font for text, font in lines if re.search(r"[a-z]{3}[-\u2010\u00ad]$", text)]
    assert any("Atkinson" in font for font in broken)
    assert not any("Bricolage" in font for font in broken)
    assert squeezed(word) in squeezed("".join(text for text, _ in lines))
