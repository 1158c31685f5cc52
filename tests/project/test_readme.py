"""What the README and the manual say is so."""

import re
import shlex
from itertools import pairwise
from pathlib import Path

import pytest

from kit.cli.commands import main
from kit.reading.school import School
from tests.support.runs import ROOT, edit, run

PAGES = {
    name: (ROOT / name).read_text(encoding="utf-8")
    for name in ("README.md", "docs/handleiding.md", "CONTRIBUTING.md", "docs/look.md")
}
README = PAGES["README.md"]
NAMED_ONLY = ("kit new",)  # in a sentence, without the folder that it needs
LONG_RUNNING = ("preview",)  # tried in a browser: tests/preview


def commands(text: str) -> list[str]:
    """Return the commands of a page: lines set as code, and code in its tables and sentences."""
    lines = re.findall(r"^    (kit [a-z].*?)(?:   .*)?$", text, re.MULTILINE)
    spans = re.findall(r"`(kit [a-z][^`]*)`", text)
    return [
        line
        for line in dict.fromkeys([*lines, *spans])
        if "[" not in line and line not in NAMED_ONLY
    ]


def runnable() -> list[str]:
    found = (
        line for name in ("README.md", "docs/handleiding.md") for line in commands(PAGES[name])
    )
    return [line for line in dict.fromkeys(found) if line.split()[1] not in LONG_RUNNING]


@pytest.mark.parametrize("command", runnable())
def test_every_command_that_is_shown_works(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    name, *args = (word.replace("FOLDER", "school") for word in shlex.split(command))
    assert name == "kit"
    for option, folder in pairwise(args):
        if option == "--school":
            assert run("new", folder).exit_code == 0
    result = run(*args)
    assert result.exit_code == 0, result.output
    assert result.output or args[-1:] == ["--help"]


def test_commands_are_found() -> None:
    assert len(runnable()) >= 18
    assert {line.split()[1] for name in PAGES for line in commands(PAGES[name])} <= {*main.commands}


def test_the_manual_shows_what_the_program_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("new", "onze-school", "--lang", "nl").exit_code == 0
    edit(tmp_path / "onze-school/school.yaml", "choice: time", "choice: toetsen")
    said = run("check", "--school", "onze-school").output.splitlines()[0]
    assert f"    {said}\n" in PAGES["docs/handleiding.md"]
    words = (ROOT / "content/messages/nl.yaml").read_text(encoding="utf-8")
    for quoted in ("past niet", "dat in geen lettertype zit", "Het logo is"):
        assert f"`{quoted}`" in PAGES["docs/handleiding.md"]
        assert quoted in words


def test_every_command_and_option_is_described() -> None:
    for name, command in main.commands.items():
        assert f"kit {name}" in README
        for parameter in command.params:
            for option in parameter.opts:
                if option.startswith("--"):
                    assert f"`{option}`" in README or f"{option} " in README, option


def test_every_key_of_school_yaml_is_described() -> None:
    for key in School.model_fields:
        assert f"| `{key}` |" in README


@pytest.mark.parametrize("name", PAGES)
def test_every_file_that_is_linked_to_is_there(name: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[\w-]+)?\)", PAGES[name])
    here = (ROOT / name).parent
    assert [link for link in links if not (here / link).exists()] == []


def test_the_sample_school_is_the_one_that_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = (ROOT / "docs/regenboog/school.yaml").read_text(encoding="utf-8")
    shown = re.search(r"```yaml\n(.*?)```", README, re.DOTALL)
    assert shown is not None
    for line in shown[1].splitlines():
        if not line.endswith("..."):
            assert line in sample.splitlines()
    monkeypatch.chdir(tmp_path)
    assert run("check", "--school", str(ROOT / "docs/regenboog")).exit_code == 0
