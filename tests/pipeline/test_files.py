"""The finished files: sizes, fonts, standards, metadata, and that they are always the same."""

from itertools import pairwise
from pathlib import Path

import page as page_validation
import pikepdf
import pytest

from tests.support.pdfs import pages, size_mm, squeezed, text_of
from tests.support.runs import FILES, LANGS, Built, kit_of, run

SIZES_MM = {
    "office/poster-a3.pdf": (420, 297),
    "office/cards-a4.pdf": (210, 297),
    "office/matrices-a3.pdf": (420, 297),
    "office/guide-a4.pdf": (210, 297),
    "office/instructions-a4.pdf": (210, 297),
    "office/agreements-a3.pdf": (420, 297),
    "office/slides-16x9.pdf": (320, 180),
    "large/poster-a0.pdf": (1189, 841),
}
every_file = pytest.mark.parametrize(
    ("lang", "file"), [(lang, file) for lang in LANGS for file in FILES]
)


def test_build_writes_exactly_the_promised_files(built: Built) -> None:
    found = {file.relative_to(built.folder).as_posix() for file in built.folder.rglob("*.*")}
    assert found == {f"denkplaat/{lang}/{file}" for lang in LANGS for file in FILES}


def test_build_says_what_it_wrote_with_pages_and_sheet_size(built: Built) -> None:
    lines = built.result.output.splitlines()
    assert len(lines) == 16
    path = built.pdf("nl", "office/cards-a4.pdf")
    assert f"{path}  12 pages, 210 x 297 mm" in lines
    assert f"{built.pdf('en', 'large/poster-a0.pdf')}  1 page, 1189 x 841 mm" in lines


@every_file
def test_every_page_has_the_exact_size(built: Built, lang: str, file: str) -> None:
    width, height = SIZES_MM[file]
    for page in pages(built.pdf(lang, file)):
        assert size_mm(page) == (width, height)


@every_file
def test_pdf_meets_pdf_a_2a_and_pdf_ua_1(built: Built, lang: str, file: str) -> None:
    data = built.pdf(lang, file).read_bytes()
    for profile in ("2a", "ua1"):
        report = page_validation.validate_pdf_bytes(data, profile=profile)
        assert report.is_compliant, [failure.message for failure in report.failures]
        assert report.rules.total > 0


@every_file
def test_all_fonts_are_bundled_and_embedded(built: Built, lang: str, file: str) -> None:
    fonts = set()
    with pikepdf.open(built.pdf(lang, file)) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
                assert {"/FontFile2", "/FontFile3"} & set(item.keys())
                fonts.add(str(item["/FontName"]).partition("+")[2].partition("-")[0])
    assert {name.removesuffix("Bold").removesuffix("Regular") for name in fonts} == {
        "AtkinsonHyperlegibleNext",
        "BricolageGrotesque",
    }


@every_file
def test_nothing_is_rasterised(built: Built, lang: str, file: str) -> None:
    with pikepdf.open(built.pdf(lang, file)) as pdf:
        images = [
            item
            for item in pdf.objects
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"
        ]
    assert images == []


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("nl", "Denkplaat Kansengelijkheid en digitalisering"),
        ("en", "Equal opportunities and digitalisation: a discussion poster"),
    ],
)
def test_poster_has_title_and_language(built: Built, lang: str, title: str) -> None:
    with pikepdf.open(built.pdf(lang, "large/poster-a0.pdf")) as pdf:
        assert str(pdf.docinfo["/Title"]).startswith(title)
        assert str(pdf.Root["/Lang"]) == lang
        assert pdf.Root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_poster_has_a_heading_for_itself_and_each_lens_in_the_order_of_the_path(
    built: Built,
) -> None:
    kinds = _headings(built.pdf("nl", "large/poster-a0.pdf"))
    assert kinds[0] == "H1"
    assert kinds.count("H1") == 1
    assert kinds.count("H2") == 5
    assert all(int(b[1]) - int(a[1]) <= 1 for a, b in pairwise(kinds)), kinds


def test_poster_reads_aloud_lens_by_lens(built: Built) -> None:
    texts = kit_of("nl").texts
    text = text_of(built.pdf("nl", "large/poster-a0.pdf"))
    lenses = ("society", "results", "choices", "ict-input", "ict-output")
    names = [f"{number}{texts[f'{lens}.name']}" for number, lens in enumerate(lenses, 1)]
    starts = [text.index(squeezed(name)) for name in names]
    assert starts == sorted(starts)
    assert text.index(squeezed(texts["poster.intro"])) < starts[0]
    assert text.index(squeezed(texts["poster.closing"])) > starts[-1]
    for start, end in pairwise([*starts, len(text)]):
        assert text[start:end].count(squeezed(texts["fair"])) == 1


def _headings(file: Path) -> list[str]:
    """Return the kinds of the headings in the structure tree, in the order they are read aloud."""
    found: list[str] = []

    def walk(node: object) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            kind = str(node.get("/S", ""))
            if kind[:2] == "/H" and kind[2:].isdigit():
                found.append(kind[1:])
            walk(node.get("/K"))

    with pikepdf.open(file) as pdf:
        walk(pdf.Root["/StructTreeRoot"]["/K"])
    return found


@pytest.mark.uncached
def test_the_same_content_gives_the_same_bytes(built: Built, tmp_path: Path) -> None:
    assert run("build", "--lang", "nl", "--output", str(tmp_path)).exit_code == 0
    for file in FILES:
        twin = tmp_path / "denkplaat" / "nl" / file
        assert twin.read_bytes() == built.pdf("nl", file).read_bytes()


def test_pictures_that_mean_something_are_described(built: Built) -> None:
    with pikepdf.open(built.pdf("nl", "large/poster-a0.pdf")) as pdf:
        found = [
            str(item["/Alt"])
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and "/Alt" in item
        ]
    texts = kit_of("nl").texts
    assert found[0] == texts["alt.poster"]
    assert [alt.startswith(texts["alt.qr"]) for alt in found[1:]] == [True] * 3
