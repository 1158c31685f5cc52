"""ARCHITECTURE.md says what is true: its example works, and its lines are those of the modules."""

import re
from pathlib import Path

import pytest

from tests.support.runs import ROOT, run

TEXT = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


def test_every_module_has_the_line_that_it_begins_with() -> None:
    found = dict(re.findall(r"^\| `([\w/]+\.py)` \| (.+) \|$", TEXT, flags=re.MULTILINE))
    modules = {
        file.relative_to(ROOT / "kit").as_posix(): _first_line(file)
        for file in (ROOT / "kit").rglob("*.py")
        if not file.stem.startswith("__")
    }
    assert found == modules


def _first_line(module: Path) -> str:
    return module.read_text(encoding="utf-8").splitlines()[0].strip('"')


def test_its_example_is_made_and_if_too_long_refused_as_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (text,) = re.findall(r"```yaml\n(.*?)```", TEXT, flags=re.DOTALL)
    (message,) = re.findall(r"```\n(wilg/school.*?)\n```", TEXT, flags=re.DOTALL)
    school = tmp_path / "wilg" / "school.yaml"
    school.parent.mkdir()
    school.write_text(text, encoding="utf-8")
    assert run("check", "cards", "--school", "wilg").exit_code == 0
    *above, last = text.splitlines()
    key, _, value = last.partition(": ")
    assert len(above) == 11
    school.write_text("\n".join([*above, f"{key}: {' '.join([value] * 8)}"]), encoding="utf-8")
    assert run("check", "cards", "--school", "wilg").stderr.splitlines()[0] == message
