"""A school's fonts are real files of its own, tried before anything is set in them."""

import io
import os
import shutil
from pathlib import Path

import pytest
from fontTools.ttLib import TTCollection, TTFont

from kit.errors import KitError
from kit.messages import format_problem
from kit.paths import home
from kit.reading.fonts import MAX_FONTS, SchoolFonts, read_fonts
from tests.support.runs import run

NOTO = home() / "assets/fonts/noto-sans-hebrew/NotoSansHebrew_400Regular.ttf"
needs_links = pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fonts").mkdir()
    return tmp_path / "fonts"


def refusals(folder: Path, lang: str = "en") -> list[str]:
    with pytest.raises(KitError) as error:
        read_fonts(folder)
    return [format_problem(problem, lang) for problem in error.value.problems]


def fonts_of(folder: Path) -> SchoolFonts:
    fonts = read_fonts(folder)
    assert fonts is not None
    return fonts


def test_a_school_without_fonts_has_none(folder: Path) -> None:
    assert read_fonts(folder) is None
    assert read_fonts(folder / "not there") is None


def test_copies_are_handed_over_and_go_with_the_kit(folder: Path) -> None:
    shutil.copy(NOTO, folder)
    shutil.copy(NOTO.with_name("OFL.txt"), folder)
    for name in (".DS_Store", "._NotoSans.ttf", "Thumbs.db", "desktop.ini"):
        (folder / name).write_bytes(b"noted by the system")
    fonts = fonts_of(folder)
    copies = fonts.folder
    assert fonts.families == ("Noto Sans Hebrew",)
    assert [file.read_bytes() for file in copies.iterdir()] == [NOTO.read_bytes()]
    del fonts
    assert not copies.exists()


def test_a_collection_is_a_font(folder: Path) -> None:
    both = TTCollection()
    both.fonts = [TTFont(NOTO), TTFont(NOTO.with_name("NotoSansHebrew_700Bold.ttf"))]
    both.save(folder / "both.ttc")
    assert fonts_of(folder).families == ("Noto Sans Hebrew",)


@needs_links
def test_links_are_refused_whatever_they_lead_to(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(NOTO, elsewhere)
    (folder / "folder").symlink_to(elsewhere)
    (folder / "file.ttf").symlink_to(elsewhere / NOTO.name)
    (folder / "everything").symlink_to("/")
    says = (
        "This is a link to another file, and the kit does not follow links. Copy the file itself "
        "into the folder fonts."
    )
    zegt = (
        "Dit is een link naar een ander bestand, en die volgt de kit niet. Kopieer het bestand "
        "zelf naar de map fonts."
    )
    names = ["everything", "file.ttf", "folder"]
    assert refusals(folder) == [f"fonts/{name}: {says}" for name in names]
    assert refusals(folder, "nl") == [f"fonts/{name}: {zegt}" for name in names]
    (tmp_path / "linked").symlink_to(elsewhere)
    assert refusals(tmp_path / "linked") == [f"linked: {says}"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes with a name")
def test_what_is_no_file_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe.ttf")
    assert refusals(folder) == [
        "fonts/pipe.ttf: This cannot be used as a font. "
        "Keep only ttf and otf files of at most 20 MB in the folder fonts."
    ]


def subset_of_licence(kind: int) -> bytes:
    font = TTFont(NOTO)
    font["OS/2"].fsType = kind
    data = io.BytesIO()
    font.save(data)
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "says", "zegt"),
    [
        (
            b"no font at all",
            "This font is damaged or too large. Download it again from its maker, or leave it out.",
            "Dit lettertype is beschadigd of te groot. Download het opnieuw bij de maker, of laat "
            "het weg.",
        ),
        (
            subset_of_licence(2),
            "The licence of this font does not allow it to be embedded in a PDF. Choose another "
            "font.",
            "Volgens zijn licentie mag dit lettertype niet in een pdf worden ingesloten. Kies een "
            "ander lettertype.",
        ),
    ],
    ids=["damaged", "licence"],
)
def test_a_font_that_cannot_be_printed_is_named_itself(
    folder: Path, data: bytes, says: str, zegt: str
) -> None:
    (folder / "school.ttf").write_bytes(data)
    assert refusals(folder) == [f"fonts/school.ttf: {says}"]
    assert refusals(folder, "nl") == [f"fonts/school.ttf: {zegt}"]


def test_a_font_that_was_cut_short_is_refused(folder: Path) -> None:
    data = NOTO.read_bytes()
    for cut in (100, 5_000, 20_000):
        (folder / "school.ttf").write_bytes(data[:cut])
        assert "damaged" in refusals(folder)[0]


def test_more_fonts_than_a_school_uses_are_refused(folder: Path) -> None:
    for number in range(MAX_FONTS + 1):
        (folder / f"{number}.ttf").write_bytes(b"not even looked at")
    assert refusals(folder) == [
        f"fonts: The folder fonts contains more than {MAX_FONTS} fonts. Keep only those that the "
        "school uses."
    ]


def test_a_check_names_a_broken_font_and_what_else_is_wrong(folder: Path) -> None:
    (folder / "school.ttf").write_bytes(b"no font at all")
    text = "school: {languages: [nl], name: Wilg}\nhide: [nothing]\n"
    (folder.parent / "school.yaml").write_text(text, encoding="utf-8")
    result = run("check", "instructions", "--school", ".", "--lang", "en")
    assert result.exit_code == 1
    assert "fonts/school.ttf: This font is damaged" in result.stderr
    assert "school.yaml:2: `nothing` is not a part that you can leave out" in result.stderr
