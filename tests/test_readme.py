"""What the README says is so."""

import re
from pathlib import Path

import pytest

from kit.cli import main
from kit.school import School
from tests.conftest import run

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


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


def test_every_file_that_it_links_to_is_there() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


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
