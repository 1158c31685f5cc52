"""No character is replaced: it is printed as typed, or refused because no font has it."""

import shutil
from itertools import cycle
from pathlib import Path

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
}


def texts_in(*names: str) -> dict[str, str]:
    """Build poster and cards of a school with a name, and examples with several; return texts.

    There is a place on the poster for an example in each of two lenses, so each has its own.
    """
    lenses = ("ict-input", "ict-output")
    examples = "".join(
        f'  - {{lens: {lens}, title: "{name}", text: "{name}."}}\n'
        for name, lens in zip(reversed(names), cycle(lenses), strict=False)
    )
    school = f'school: {{name: "{names[0]}", languages: [nl]}}\nexamples:\n{examples}'
    write_school(Path("s"), school)
    profiles = ("--profile", "office", "--profile", "copyshop")
    result = run("build", "poster", "cards", *profiles, "--school", "s")
    assert result.exit_code == 0, result.output
    return {file.name: text_of(file) for file in Path("output").rglob("*.pdf")}


@pytest.mark.usefixtures("school")
@pytest.mark.parametrize("languages", [("Polish", "Turkish", "Romanian"), ("Greek", "Ukrainian")])
def test_names_in_other_scripts_are_printed(languages: tuple[str, ...]) -> None:
    names = [NAMES[language] for language in languages]
    for file, text in texts_in(*names).items():
        # The poster has a place for the first example; the others are on the cards.
        for name in names if file.startswith("cards") else names[:1]:
            assert {*squeezed(name)} <= {*text}, (file, name)


@pytest.mark.usefixtures("school")
def test_hebrew_names_are_printed() -> None:
    for file, text in texts_in("בית ספר תקווה").items():
        assert {*"תקווה"} <= {*text}, file


@pytest.mark.usefixtures("school")
def test_arabic_names_are_printed() -> None:
    for file, text in texts_in("مدرسة الأمل").items():  # some letters come back as shaped forms
        assert any("؀" <= letter <= "ۿ" or "ﭐ" <= letter <= "﻿" for letter in text), file


@pytest.mark.parametrize("profile", ["office", "large", "tiled", "copyshop"])
@pytest.mark.parametrize(("character", "code"), [("校", "U+6821"), ("🎒", "U+1F392")])
def test_a_character_without_a_font_is_refused_in_every_profile(
    school: Path, profile: str, character: str, code: str
) -> None:
    write_school(school, f'school: {{languages: [en]}}\ntexts: {{fair: "Fair {character}?"}}\n')
    result = run("build", "--profile", profile, "--school", "s")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[0] == (
        f"s/school.yaml:2: `fair` contains a character that is in none of the fonts: {character} "
        f"({code}). Leave it out, or put a font that has it in a folder `fonts` beside "
        "school.yaml."
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
    assert "is in none of the fonts: ר" in "".join(refused("--school", "s"))
    shutil.copytree(project / "elsewhere", school / "fonts")
    assert run("check", "--school", "s").exit_code == 0


def test_a_missing_font_is_a_problem(project: Path) -> None:
    shutil.rmtree(project / "assets/fonts/bricolage-grotesque")
    result = run("check")
    assert result.exit_code == 1
    assert "unknown font family: bricolage grotesque" in result.stderr
