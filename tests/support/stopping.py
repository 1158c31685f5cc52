"""Stop builds before each of their changes on disk, and look at what is left.

Imported by processes that do nothing else: it imports little, so that they fork fast.
"""

import errno
import itertools
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path, PurePosixPath

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
    scene,
    whole,
    written,
)

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
