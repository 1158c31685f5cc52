"""Whatever stops a build: the files are those of before, or those of now."""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.marks import posix, ways
from tests.support.runs import ROOT, contents, kit_process, run
from tests.support.stopping import end, fail, interrupt


def in_a_process(call: str) -> None:
    """Run a function of tests.support.stopping in a process of its own, on a disk in memory."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as root:
        code = f"from tests.support.stopping import *; root = Path({root!r}); {call}"
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT
        )
    assert done.returncode == 0, done.stderr


@ways
@posix
@pytest.mark.parametrize("stop", [end, fail, interrupt])
def test_whatever_stops_a_build_the_files_are_of_before_or_of_now(
    in_one_step: bool, stop: Callable[[], None]
) -> None:
    in_a_process(f"stop_everywhere(root, '', {in_one_step}, {stop.__name__})")


@posix
@pytest.mark.parametrize("stop", [end, fail])
@pytest.mark.parametrize("links", ["s", "s/nl"])
def test_whatever_stops_a_build_through_a_link(links: str, stop: Callable[[], None]) -> None:
    in_a_process(f"stop_everywhere(root, {links!r}, False, {stop.__name__})")


@posix
@pytest.mark.parametrize("links", ["", "s/nl"])
def test_whatever_stops_the_build_that_puts_back(links: str) -> None:
    in_a_process(f"stop_what_puts_back(root, {links!r})")


KILLS = """
import os, random, signal, sys, time
from pathlib import Path
from kit.build import build
from kit.request import Request
import kit.measuring.page_geometry, page, pikepdf

out = Path(sys.argv[1])
def state():
    files = sorted(file for file in out.glob("[!.]*/**/*") if file.is_file())
    return tuple((file.relative_to(out).as_posix(), hash(file.read_bytes())) for file in files)
def make(sector):
    pieces = ("cards", "instructions")
    build(Request((), ("nl",), sector, pieces, profiles=("office",)), out)
def child(sector):
    pid = os.fork()
    if not pid:
        make(sector)
        os._exit(0)
    return pid

states = []
for sector in ("po", "mbo"):
    start = time.monotonic()
    os.waitpid(child(sector), 0)
    took = time.monotonic() - start
    states.append(state())
assert states[0] != states[1]
random.seed(5)
survived, now = 0, 1
for number in range(25):
    pid = child(("po", "mbo")[1 - now])
    # half of the kills fall into the end of the build, where it writes
    time.sleep(took * (random.random() if number % 2 else 0.9 + 0.2 * random.random()))
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    found = state()
    assert found in states, found
    now = states.index(found)
    survived += 1
make("po")
assert state() == states[0]
assert [file.name for file in out.iterdir()] == ["denkplaat"]
print(survived)
"""


@posix
def test_kills_at_random_leave_the_old_or_the_new_files_whole(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLS, str(tmp_path / "out")],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "25"


@posix
def test_a_full_disk_leaves_the_old_files_whole(tmp_path: Path) -> None:
    args = ("build", "cards", "--lang", "en", "--output", str(tmp_path / "out"))
    assert run(*args).exit_code == 0
    before = contents(tmp_path)
    full = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))"
    )
    process = kit_process(*args, "--sector", "po", before=full)
    _, errors = process.communicate()
    assert process.returncode == 1
    assert "cannot be saved: it is too large for this disk." in errors
    assert contents(tmp_path) == before


def test_a_failing_piece_leaves_the_old_files_whole(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run("build", "--lang", "nl", "--output", str(out)).exit_code == 0
    before = contents(out)
    (project / "layouts/matrices.typ").write_text('#panic("broken")', encoding="utf-8")
    assert run("build", "--lang", "nl", "--sector", "po", "--output", str(out)).exit_code == 1
    assert contents(out) == before


def test_two_builds_at_once_do_not_mix(tmp_path: Path) -> None:
    wanted = {}
    common = ("build", "cards", "instructions", "--lang", "nl", "--profile", "office")
    for sector in ("po", "mbo"):
        made = run(*common, "--sector", sector, "--output", str(tmp_path / sector))
        assert made.exit_code == 0, made.output
        wanted[sector] = contents(tmp_path / sector)
    for _ in range(3):
        both = [
            kit_process(*common, "--sector", sector, "--output", str(tmp_path / "both"))
            for sector in wanted
        ]
        for process in both:
            _, errors = process.communicate()
            assert process.returncode == 0, errors
        assert contents(tmp_path / "both") in wanted.values()
