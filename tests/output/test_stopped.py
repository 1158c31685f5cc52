"""Whatever stops a build: the files are those of before, or those of now."""

import errno
import itertools
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest

from kit.errors import KitError
from kit.output import folder_exchange, transaction
from kit.output.staging import staged
from tests.support.outputs import (
    AFTER,
    BEFORE,
    LOOKALIKES,
    NEW,
    make,
    others,
    posix,
    scene,
    ways,
    whole,
    written,
)
from tests.support.runs import ROOT, contents, kit_process, run

CHANGES = ("rename", "link", "mkdir", "remove", "rmdir", "chmod", "utime", "truncate")


def stop_at(number: int, root: Path, stop: Callable[[], None]) -> None:
    """Stop this process, or fail, before it changes something on disk for the nth time."""
    count = itertools.count(1)

    def step() -> None:
        if next(count) == number:
            stop()

    def hook(event: str, args: tuple[object, ...]) -> None:
        writes = event == "open" and isinstance(args[2], int) and args[2] & os.O_ACCMODE
        changes = event.startswith("os.") and event[3:] in CHANGES
        if (writes or changes) and str(args[0]).startswith(str(root)):
            step()

    exchange_folders = folder_exchange.exchange_folders

    def change(one: Path, other: Path) -> None:
        step()
        exchange_folders(one, other)

    transaction.exchange_folders = change  # type: ignore[assignment]
    sys.addaudithook(hook)


def end() -> None:
    os._exit(ENDS.index("killed"))


def fail() -> None:
    raise OSError(errno.ENOSPC, "no space left on device")


def interrupt() -> None:
    raise KeyboardInterrupt


def stopped_at(
    number: int, out: Path, stop: Callable[[], None], files: dict[str, bytes] = NEW
) -> str:
    """Make files in a process that is stopped; return how it ended."""
    child = os.fork()
    if not child:
        stops = []

        def once() -> None:
            stops.append(number)
            stop()

        try:
            stop_at(number, out.parent, once)
            make(out, files)
            os._exit(ENDS.index("went on" if stops else "was not stopped"))
        except KitError:
            os._exit(ENDS.index("refused"))
        except KeyboardInterrupt:
            os._exit(ENDS.index("interrupted"))
        finally:
            traceback.print_exc()
            os._exit(99)
    return ENDS[os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])]


ENDS = ("was not stopped", "went on", "refused", "interrupted", "killed")
POSSIBLE = {
    "killed": (BEFORE, AFTER),
    "interrupted": (BEFORE, AFTER),
    "refused": (BEFORE,),
    "went on": (AFTER,),
    "was not stopped": (AFTER,),
}


def stop_everywhere(root: Path, links: str, in_one_step: bool, stop: Callable[[], None]) -> None:
    """Stop a build before each of its steps, and look: at once, and after the next one."""
    transaction.HAS_EXCHANGE = in_one_step
    for number in itertools.count(1):
        out = scene(root, links, among=())
        theirs = others(out)
        how = stopped_at(number, out, stop)
        at_once = written(out)
        assert others(out) == theirs, number
        with staged(out) as another:  # a build that is refused
            if links and how != "killed":  # who could not remove a lock leaves it to the next
                another.put(PurePosixPath("s/nl/office/e-a4.pdf"), b"")
        found = written(out)
        assert others(out) == theirs, number
        for state in (found, at_once) if in_one_step and not links else (found,):
            # a school that is there now may come before another, as each has a step of its own
            assert all(whole(state, school) for school in "st"), (number, how, state)
        if how != "killed" or links:
            assert found in POSSIBLE[how], (number, how, found)
        if how != "killed":
            assert at_once == found, (number, how, at_once)
        left = [file for file in root.rglob(".kit-*") if file.name not in LOOKALIKES]
        assert not left, (number, how, left)
        if how == "was not stopped":
            print(number)
            return


def stop_what_puts_back(root: Path, links: str) -> None:
    """Kill a build half-way its moves, then the one that puts these back, before each step."""
    transaction.HAS_EXCHANGE = False

    def half_way() -> Path:
        out = scene(root, links, among=())
        stopped_at(middle, out, end)
        return out

    middle = next(
        number
        for number in itertools.count(1)
        if stopped_at(number, scene(root, links, among=()), end) == "killed"
        and written(root / "out").get("s/en/office/a-a4.pdf") == b"new en"
    )
    for number in itertools.count(1):
        out = half_way()
        theirs = others(out)
        how = stopped_at(number, out, end, {})
        with staged(out):
            pass
        assert written(out) == BEFORE or not links, number
        assert whole(written(out), "s"), number
        assert others(out) == theirs, number
        assert not {*root.rglob(".kit-*")} - {out / name for name in LOOKALIKES}, number
        if how == "was not stopped":
            assert number > 10
            return


def in_a_process(call: str) -> None:
    """Run a function of this file where nothing but it runs; on a disk in memory if there is."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as root:
        code = f"from tests.output.test_stopped import *; root = Path({root!r}); {call}"
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
    assert "cannot be written: file too large." in errors
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
    common = ("build", "cards", "matrices", "--lang", "nl", "--profile", "office")
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
