"""The command: what it offers, what it refuses, and that a refusal writes nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from kit import __version__
from tests.support.runs import edit, run

QUICK = ("build", "cards")


def test_version_and_help_answer() -> None:
    assert __version__ in run("--version").output
    assert "build" in run("--help").output
    for option in ("--lang", "--profile", "--paper", "--sector", "--output"):
        assert option in run("build", "--help").output


def test_module_runs_as_a_program() -> None:
    command = [sys.executable, "-m", "kit", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8")
    assert done.stdout == f"kit, version {__version__}\n"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            ("banner",),
            (
                "There is no piece `banner`. Choose from `poster`, `cards`, sheets to fill in "
                "(`matrices`)"
            ),
        ),
        (("--lang", "fy"), "`--lang fy` is not possible. Choose from Dutch (`nl`), English"),
        (("--profile", "tiny"), "`--profile tiny` is not possible. Choose from own printer"),
        (("--paper", "a5"), "`--paper a5` is not possible. Choose from `a0`, `a1`"),
        (("--sector", "hbo"), "`--sector hbo` is not possible."),
    ],
)
def test_an_unknown_choice_is_a_usage_error(args: tuple[str, ...], message: str) -> None:
    result = run("build", *args)
    assert result.exit_code == 2
    assert message in result.output


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("poster", "--paper", "a4"), "None of these pieces can be made on A4."),
        (("cards", "--profile", "large"), "The piece `cards` is not made for plotter (`large`)."),
        (
            ("matrices", "--profile", "office", "--paper", "a0"),
            "These can: sheets to fill in (own printer) on `a3`, `a4`.",
        ),
        (
            ("poster", "--profile", "large", "--paper", "a3"),
            "These can: poster (plotter) on `a0`, `a1`, `a2`.",
        ),
    ],
)
def test_a_sheet_that_cannot_be_is_a_problem(
    args: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    result = run("build", *args, "--output", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert message in result.output
    assert "1 problem; nothing was written." in result.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("args", "files"),
    [
        (("poster", "--paper", "a1"), {"office/poster-a3.pdf", "large/poster-a1.pdf"}),
        (("agreements", "--paper", "a1"), {"office/agreements-a3.pdf", "large/agreements-a1.pdf"}),
        (("poster", "--profile", "large", "--paper", "a2"), {"large/poster-a2.pdf"}),
        (("matrices", "--profile", "office", "--paper", "a4"), {"office/matrices-a4.pdf"}),
        (
            ("cards", "matrices", "--paper", "a4"),
            {"office/cards-a4.pdf", "office/matrices-a4.pdf", "large/matrices-a2.pdf"},
        ),
    ],
)
def test_paper_sets_the_size_of_what_can_have_it(
    args: tuple[str, ...], files: set[str], tmp_path: Path
) -> None:
    result = run("build", *args, "--lang", "en", "--output", str(tmp_path))
    assert result.exit_code == 0, result.output
    found = {file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*.pdf")}
    assert found == {f"denkplaat/en/{file}" for file in files}


def test_an_output_folder_that_is_a_file_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    result = run(*QUICK, "--output", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert "out is in the way. The kit did not make it" in result.output
    assert "--output" in result.output
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


def test_a_failing_build_leaves_the_last_output_whole(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(*QUICK, "--output", str(out)).exit_code == 0
    before = {file: file.read_bytes() for file in out.rglob("*") if file.is_file()}
    edit(project / "content/lenses/ict-input/nl.yaml", "title: ", "title: 日")
    result = run(*QUICK, "--output", str(out))
    assert result.exit_code == 1
    assert {file: file.read_bytes() for file in out.rglob("*") if file.is_file()} == before
