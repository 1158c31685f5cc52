"""Six promises: nothing clipped, nothing replaced, nothing half written, nobody gets in,
the same bytes, and an answer in time.
"""

import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings

from kit.errors import KitError
from kit.paths import home
from kit.reading.school import read_school
from kit.request import Request
from tests.support import fuzz
from tests.support.fuzz_tables import xlsx
from tests.support.pdfs import squeezed, text_of
from tests.support.runs import ROOT, contents, kit_process, run
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


def refused(*args: str) -> list[str]:
    """Return the problems that a check names, in English."""
    result = run("check", *args)
    assert result.exit_code == 1, result.output
    return result.stderr.splitlines()[:-1]


# 1. No overset.


@settings(
    max_examples=8,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[*HealthCheck],
)
@given(fuzz.schools())
def test_generated_schools_are_made_right_or_refused_with_a_place(
    school: dict[str, object],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        fuzz.attempt(write_school(Path(name) / "school", school), Request())


@pytest.mark.parametrize("profile", ["tiled", "copyshop"])
def test_a_generated_school_is_made_right_in_every_profile(tmp_path: Path, profile: str) -> None:
    text = (ROOT / "docs/regenboog/school.yaml").read_text(encoding="utf-8")
    shutil.copy(ROOT / "docs/regenboog/logo.svg", tmp_path)
    folder = write_school(tmp_path, text)
    assert fuzz.attempt(folder, Request(profiles=(profile,))) is not None


@pytest.mark.parametrize("seed", range(20))
def test_mutated_files_are_made_right_or_refused_with_a_place(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    folder = tmp_path / "school"
    shutil.copytree(home() / "content/template/nl", folder)
    file = folder / "school.yaml"
    file.write_bytes(fuzz.mutated(file.read_bytes(), chance))
    fuzz.attempt(folder, Request(pieces=("cards",), profiles=("office",)))


def test_the_proof_sees_an_overlap_and_a_letter_outside(built_twice: bytes) -> None:
    with pypdfium2.PdfDocument(built_twice) as document:
        boxes = [box for _, box in fuzz.letters(document[0])]
    assert [*fuzz.overlaps(boxes)]
    assert min(box[0] for box in boxes) < 5


@pytest.fixture
def built_twice() -> bytes:
    """A page with two texts over each other, too near to the edge."""
    import typst

    source = (
        "#set page(width: 100mm, height: 50mm, margin: 2mm)\n#place[Kansen gelijk]\n"
        "#place(dy: 1.5mm)[Andere tekst]"
    )
    pdf = typst.compile(source.encode(), format="pdf")
    assert isinstance(pdf, bytes)
    return pdf


# 2. No silent substitution.


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


# 3. All or nothing: test_write.py.


# 4. Text is data.


def test_signs_are_printed_as_they_are(school: Path) -> None:
    signs = (
        '#import "x": y',
        "$x^2$",
        "*vet*",
        "_schuin_",
        "@ref",
        "a\\b",
        "<script>",
        "// c",
        "~",
        "--",
        "`code`",
        "= kop",
        "/* c */",
        "[x]",
        "#panic(1)",
        "\\u{41}",
        "<label>",
        "it's",
        '"q"',
    )
    rows = "".join(
        "  - {lens: ict-input, title: Titel, text: '" + sign.replace("'", "''") + "'}\n"
        for sign in signs
    )
    write_school(school, "school: {languages: [nl]}\nexamples:\n" + rows)
    assert run("build", "cards", "--school", "s").exit_code == 0
    printed = text_of(Path("output/s/nl/office/cards-a4.pdf"))
    for sign in signs:
        assert squeezed(sign) in printed, sign


@pytest.mark.parametrize(
    ("escape", "code"),
    [
        ("\\u202e", "U+202E"),
        ("\\u2066", "U+2066"),
        ("\\x07", "U+0007"),
        ("\\x1b", "U+001B"),
        ("\\0", "U+0000"),
    ],
)
def test_invisible_controls_are_refused(school: Path, escape: str, code: str) -> None:
    write_school(school, f'school: {{languages: [en]}}\ntexts:\n  fair: "Fair{escape}?"\n')
    assert refused("--school", "s") == [
        f"s/school.yaml:3: `fair` has an invisible control character: {code}. Type the text anew; "
        "a copy from elsewhere may have brought it along."
    ]


links = pytest.mark.skipif(
    sys.platform == "win32", reason="on Windows only administrators may make links"
)
pipes = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes with a path")


@pytest.mark.parametrize(
    "name",
    [
        "../secret.svg",
        "/etc/hostname",
        pytest.param("link.svg", marks=links),
        pytest.param("pipe.svg", marks=pipes),
    ],
)
def test_no_file_outside_the_folder_is_read(school: Path, name: str) -> None:
    (school.parent / "secret.svg").write_text(
        "<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8"
    )
    if name == "link.svg":
        (school / name).symlink_to(school.parent / "secret.svg")
    if name == "pipe.svg" and sys.platform != "win32":
        os.mkfifo(school / name)
    for key in ("school: {logo: %s}", "examples_from: %s"):
        write_school(school, key % name + "\n")
        (problem,) = refused("--school", "s")
        assert problem.startswith("s/school.yaml:1: ")
        assert name in problem


@links
def test_a_school_yaml_that_is_a_link_to_elsewhere_is_refused(school: Path) -> None:
    (school.parent / "other.yaml").write_text("school: {name: Geheim}\n", encoding="utf-8")
    (school / "school.yaml").symlink_to(school.parent / "other.yaml")
    assert refused("--school", "s") == [
        "s/school.yaml: The file school.yaml lies outside the school’s folder. "
        "Copy it into the folder."
    ]


BOMBS = {
    "alias bomb": (
        "school.yaml",
        b"a: &a [x, x]\n"
        + b"".join(b"%c: &%c [*%c, *%c]\n" % (98 + i, 98 + i, 97 + i, 97 + i) for i in range(20)),
    ),
    "brackets": ("school.yaml", b"a: " + b"[" * 400_000),
    "braces": ("school.yaml", b"a: " + b"{a: " * 200_000),
    "dashes": ("school.yaml", b"a:\n  " + b"- " * 300_000),
    "steps": ("school.yaml", b"".join(b" " * i + b"a:\n" for i in range(1300))),
    "100 MB": ("school.yaml", b"a: " + b"x" * 100_000_000),
    "a million rows": ("rows.xlsx", xlsx("<row><c><v>1</v></c></row>" * 1_000_000)),
    "a far cell": (
        "rows.xlsx",
        xlsx(
            '<row r="1"><c r="A1"><v>1</v></c></row>'
            '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        ),
    ),
    "an L of cells": (
        "rows.xlsx",
        xlsx(
            "<row>" + "<c><v>1</v></c>" * 50_000 + "</row>" + "<row><c><v>1</v></c></row>" * 4_000
        ),
    ),
    "zeroes unpacked": ("rows.xlsx", xlsx(" " * 200_000_000)),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_are_refused_quickly_and_in_little_memory(tmp_path: Path, bomb: str) -> None:
    name, data = BOMBS[bomb]
    folder = write_school(tmp_path / "s", "examples_from: rows.xlsx\n")
    (folder / name).write_bytes(data)
    seconds, megabytes, errors, code = measured("check", "--lang", "en", "--school", str(folder))
    assert code == 1, errors
    files = ((folder / file).as_posix() for file in ("school.yaml", name))
    assert any(file in errors for file in files)
    assert "Traceback" not in errors
    assert seconds < 5
    assert megabytes < 500


def measured(*args: str) -> tuple[float, float, str, int]:
    """Run kit on one core; return its CPU time (s), memory (MB), what it said, its exit code."""
    format_problem = """
import atexit, os, sys
if hasattr(os, "sched_setaffinity"):
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, [cores[os.getpid() % len(cores)]])
def most_kilobytes():
    if sys.platform == "win32":
        import psutil
        return psutil.Process().memory_info().peak_wset / 1024
    if sys.platform == "darwin":
        import resource
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return open("/proc/self/status").read().split("VmHWM:")[1].split()[0]
atexit.register(lambda: print(sum(os.times()[:2]), most_kilobytes()))
"""
    process = kit_process(*args, before=format_problem)
    said, errors = process.communicate()
    seconds, kilobytes = said.splitlines()[-1].split()
    return float(seconds), float(kilobytes) / 1024, errors, process.returncode


# 5. The same bytes.


def test_the_same_bytes_anywhere(tmp_path: Path) -> None:
    args = ("build", "--profile", "all", "--groups", "3", "--lang", "nl", "--output")
    assert run(*args, str(tmp_path / "here")).exit_code == 0
    code = "import os; os.cpu_count = lambda: 7\nfrom kit.cli.commands import main\n"
    code += f"main([*{args!r}, 'there'])"
    environment = os.environ | {
        "TZ": "Asia/Tokyo",
        "LC_ALL": "tr_TR.UTF-8",
        "PYTHONHASHSEED": "7",
        "PYTHONPATH": str(ROOT),
        "SOURCE_DATE_EPOCH": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        check=False,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    assert contents(tmp_path / "here") == contents(tmp_path / "there")


# 6. Bounded.

MANY = {
    "examples": "examples:\n" + "  - {lens: ict-input, title: A, text: B}\n" * 24_000,
    "cards": "examples:\n"
    + "".join(
        f"  - {{lens: ict-input, title: Titel {i}, text: Een tekst over ict nummer {i}.}}\n"
        for i in range(100)
    ),
    "choices": "choices:\n"
    + "".join(
        f"  - {{id: c{i}, label: Keuze {i}, equal: Gelijk {i}, different: Anders {i}}}\n"
        for i in range(50)
    ),
    "unknown keys": "".join(f"sleutel{i}: x\n" for i in range(60_000)),
    "unknown texts": "texts:\n" + "".join(f"  poster.titl{i}: x\n" for i in range(40_000)),
    "wrong examples": "examples:\n" + "  - {lenz: ict-input, choise: time}\n" * 25_000,
    "hidden": "hide:\n" + "".join(f"  - nix{i}\n" for i in range(70_000)),
    "one text": "texts: {poster.intro: " + "woord " * 160_000 + "}\n",
    "one word": "texts: {poster.intro: " + "w" * 4_990 + "}\n",
}


@pytest.mark.parametrize("many", MANY)
def test_any_school_file_is_answered_in_ten_seconds_of_cpu(tmp_path: Path, many: str) -> None:
    folder = write_school(tmp_path / "s", MANY[many])
    assert (folder / "school.yaml").stat().st_size <= 1_000_000
    seconds, _, errors, code = measured("check", "--school", str(folder))
    assert code in (0, 1), errors
    assert "Traceback" not in errors
    assert seconds <= 10
    assert len(errors.splitlines()) <= 52


# Failures that were found by trying, each by its name.


def test_a_text_of_too_many_characters_names_the_most(school: Path) -> None:
    write_school(school, "school: {languages: [en]}\ntexts: {fair: " + "fair " * 1200 + "}\n")
    assert refused("--school", "s") == [
        "s/school.yaml:2: `fair` has 5999 characters, and no text can have more than 5000. "
        "Shorten it."
    ]


def test_a_quantity_may_have_a_point(school: Path) -> None:
    write_school(
        school,
        "school: {languages: [nl]}\n"
        "examples:\n  - {lens: ict-input, title: A, text: B, quantity: 3.0}\n",
    )
    assert run("check", "cards", "--school", "s").exit_code == 0


def test_too_many_cards_are_refused(school: Path) -> None:
    write_school(
        school, "examples:\n" + "  - {lens: ict-input, title: A, text: B, quantity: 100}\n" * 5
    )
    (problem,) = refused("--school", "s")
    assert problem.startswith(
        "s/school.yaml:1: Here are 500 cards to print, and 100 are the most in school.yaml."
    )


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KitError):
        read_school(tmp_path / "nowhere")
