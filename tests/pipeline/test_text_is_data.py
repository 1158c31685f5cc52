"""Texts are data: signs print as themselves, and nothing outside a school's folder is read."""

import os
import sys
from pathlib import Path

import pytest

from tests.support.pdfs import squeezed, text_of
from tests.support.runs import refused, run
from tests.support.schools import write_school


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
        f"s/school.yaml:3: `fair` contains an invisible control character: {code}. Type the text "
        "again. The character may have been copied from another program."
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
        "s/school.yaml: The file school.yaml is not in the school’s folder. Copy it into that "
        "folder."
    ]
