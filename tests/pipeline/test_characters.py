"""No character is replaced: it is printed as typed, or refused because no font has it."""

import shutil
from pathlib import Path

import pypdfium2
import pytest

from tests.support.pdfs import squeezed, text_of
from tests.support.runs import refused, run
from tests.support.schools import write_school

NAMES = {
    "Polish": "Szkoła Żółta Łódź, gęślą jaźń",
    "Turkish": "İstanbul Çocuk Ğüş Okulu",
    "Romanian": "Școala Înțelepciunii Țară",
    "Greek": "Σχολείο Αθήνα, ευκαιρίες",
    "Ukrainian": "Школа Їжак та Ґанок, Є",
    "Arabic": "مدرسة الأمل",
    "Hebrew": "בית ספר תקווה",
}


@pytest.mark.parametrize("language", NAMES)
def test_names_in_other_scripts_are_printed(school: Path, language: str) -> None:
    name = NAMES[language]
    write_school(
        school,
        f'school: {{name: "{name}", languages: [nl]}}\n'
        f'examples:\n  - {{lens: ict-input, title: "{name}", text: "{name}."}}\n',
    )
    result = run(
        "build", "poster", "cards", "--profile", "office", "--profile", "copyshop", "--school", "s"
    )
    assert result.exit_code == 0, result.output
    for file in Path("output").rglob("*.pdf"):
        printed = sorted(set(text_of(file)))
        wanted = set(squeezed(name)) if language not in ("Arabic", "Hebrew") else set()
        assert wanted <= set(printed), file
    with pypdfium2.PdfDocument(next(Path("output").rglob("office/cards-a4.pdf"))) as document:
        fonts = " ".join(page.get_textpage().get_text_range() for page in document)
    if language == "Hebrew":
        assert set("תקווה") <= set(fonts)
    if language == "Arabic":
        assert any("؀" <= letter <= "ۿ" or "ﭐ" <= letter <= "﻿" for letter in fonts)


@pytest.mark.parametrize("profile", ["office", "large", "tiled", "copyshop"])
@pytest.mark.parametrize(("character", "code"), [("校", "U+6821"), ("🎒", "U+1F392")])
def test_a_character_without_a_font_is_refused_in_every_profile(
    school: Path, profile: str, character: str, code: str
) -> None:
    write_school(school, f'school: {{languages: [en]}}\ntexts: {{fair: "Fair {character}?"}}\n')
    result = run("build", "--profile", profile, "--school", "s")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[0] == (
        f"s/school.yaml:2: `fair` has a character that no font has: {character} ({code}). Leave it "
        "out, or put a font that has it into a folder `fonts` beside school.yaml."
    )
    assert not Path("output").exists()


def test_a_schools_own_font_has_what_the_kit_lacks(project: Path, school: Path) -> None:
    write_school(school, 'school: {languages: [en], name: "ר"}\n')
    hebrew = project / "assets/fonts/noto-sans-hebrew"
    shutil.move(hebrew, project / "elsewhere")
    (project / "layouts/theme.typ").write_text(
        (project / "layouts/theme.typ")
        .read_text(encoding="utf-8")
        .replace(', "Noto Sans Hebrew"', ""),
        encoding="utf-8",
    )
    assert "no font has: ר" in "".join(refused("--school", "s"))
    shutil.copytree(project / "elsewhere", school / "fonts")
    assert run("check", "--school", "s").exit_code == 0


def test_a_missing_font_is_a_problem(project: Path) -> None:
    shutil.rmtree(project / "assets/fonts/bricolage-grotesque")
    result = run("check")
    assert result.exit_code == 1
    assert "unknown font family: bricolage grotesque" in result.stderr
