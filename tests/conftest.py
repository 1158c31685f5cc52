"""The whole kit, built once as a user would, and a copy of the project that tests may break."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import kit.paths
from kit.cli.commands import main
from kit.reading.load import Kit, load
from kit.request import Request
from tests.support.cache import StepCache

ROOT = Path(__file__).resolve().parent.parent
LANGS = ("nl", "en")
FILES = (
    "office/poster-a3.pdf",
    "office/cards-a4.pdf",
    "office/matrices-a3.pdf",
    "office/guide-a4.pdf",
    "office/instructions-a4.pdf",
    "office/agreements-a3.pdf",
    "large/poster-a0.pdf",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--no-step-cache",
        action="store_true",
        help="typeset, validate and measure everything anew (tests/support/cache.py)",
    )


@pytest.fixture(autouse=True, scope="session")
def step_cache(pytestconfig: pytest.Config) -> Iterator[StepCache]:
    """Results of slow steps, for all tests."""
    assert pytestconfig.cache is not None
    results = StepCache(pytestconfig.cache.mkdir("steps"))
    results.is_on = not pytestconfig.getoption("--no-step-cache")
    results.remove_old()
    with results.installed():
        yield results


@pytest.fixture(autouse=True)
def _uncached(request: pytest.FixtureRequest, step_cache: StepCache) -> Iterator[None]:
    """Compute everything anew in a test that is marked so."""
    was_on = step_cache.is_on
    step_cache.is_on = was_on and request.node.get_closest_marker("uncached") is None
    yield
    step_cache.is_on = was_on


@pytest.fixture(autouse=True)
def _in_an_english_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@dataclass(frozen=True)
class Built:
    """A finished build: where it stands and what the command said."""

    folder: Path
    result: Result

    def pdf(self, lang: str, file: str) -> Path:
        return self.folder / "denkplaat" / lang / file


def kit_of(lang: str, school: Path | None = None) -> Kit:
    """Return a school's kit in a language, or the kit as it is."""
    (kit,) = load(Request((school,) if school else (), (lang,)))
    return kit


def run(*args: str) -> Result:
    """Run `kit` with arguments; an exception that is no exit fails the test."""
    return CliRunner().invoke(main, args, catch_exceptions=False)


def kit_process(*args: str, before: str = "") -> subprocess.Popen[str]:
    """Start `kit` with arguments in a process of its own, after some other code."""
    code = f"{before}\nfrom kit.cli.commands import main\nmain({list(args)!r})"
    return subprocess.Popen(
        [sys.executable, "-c", code],
        text=True,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def contents(folder: Path) -> dict[str, str]:
    """Return a digest of each file below a folder."""
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file()
    }


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("output")
    result = run("build", "--output", str(folder))
    assert result.exit_code == 0, result.output
    return Built(folder, result)


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder `s` for a school, in the folder that commands are run in."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "s"
    folder.mkdir()
    return folder


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of content, layouts and assets that the program uses instead of its own."""
    home = kit.paths.home()
    copy = tmp_path / "project"
    for name in ("content", "layouts", "assets"):
        shutil.copytree(home / name, copy / name)
    monkeypatch.setattr("kit.paths.HOME", copy)
    return copy


def edit(file: Path, old: str, new: str) -> int:
    """Replace a text that stands in a file, and return the line it stands on."""
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")
    return text[: text.index(old)].count("\n") + 1


def pytest_xdist_auto_num_workers() -> int:
    """Run one test more at a time than there are cores: those of the preview mostly wait."""
    return (os.cpu_count() or 1) + 1
