"""Fixtures: the kit as it is built by a user, schools, and a copy of the project to change."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import kit.paths
from tests.support.cache import StepCache
from tests.support.runs import Built, run
from tests.support.schools import write_school_with_logo

# Workers, and the hundreds of processes that tests start, compile each module once and not anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


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


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The kit as it is, in both languages, built once by each worker."""
    folder = tmp_path_factory.mktemp("output")
    result = run("build", "--output", str(folder))
    assert result.exit_code == 0, result.output
    return Built(folder, result)


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The kit for a print shop and over tiles, built once."""
    folder = tmp_path_factory.mktemp("shop")
    result = run("build", "--profile", "copyshop", "--profile", "tiled", "--output", str(folder))
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
def without_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read files of strangers in this process: it takes a quarter of the time."""
    monkeypatch.setattr("kit.sandbox.process.HAS_SUBPROCESSES", False)


@pytest.fixture
def with_sandbox(without_sandbox: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read files of strangers in a sandbox all the same, where a module does without."""
    monkeypatch.setattr("kit.sandbox.process.HAS_SUBPROCESSES", True)


@pytest.fixture
def small_school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The school of `SMALL`, with its logo, in the folder `s` that commands are run beside."""
    monkeypatch.chdir(tmp_path)
    return write_school_with_logo(tmp_path / "s")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of content, layouts and assets that the program uses instead of its own."""
    home = kit.paths.home()
    copy = tmp_path / "project"
    for name in ("content", "layouts", "assets"):
        shutil.copytree(home / name, copy / name)
    monkeypatch.setattr("kit.paths.HOME", copy)
    return copy


def pytest_xdist_auto_num_workers() -> int:
    """Run one test more at a time than there are cores: those of the preview mostly wait."""
    return (os.cpu_count() or 1) + 1
