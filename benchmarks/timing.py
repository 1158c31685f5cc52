"""Commands -> what they cost, as whole processes with their children."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
Command = Sequence[str]


@dataclass(frozen=True)
class Cost:
    """What a process took: seconds on the clock, seconds of all cores, and the most memory (MB)."""

    wall: float
    cpu: float
    megabytes: float


def python(*args: str) -> Command:
    """Return a command that runs this Python."""
    return (sys.executable, *args)


def kit(*args: str) -> Command:
    """Return a command that runs the kit in a process of its own."""
    return python("-m", "kit", *args)


def cost(command: Command) -> Cost:
    """Run a command to its end. Raises CalledProcessError, with what it said, if it fails."""
    with tempfile.TemporaryFile("w+") as said:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            print(said.read(), file=sys.stderr)
            raise subprocess.CalledProcessError(process.returncode, command)
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def medians(commands: Sequence[Command], runs: int) -> list[Cost]:
    """Run commands in turns, so that a busy moment meets all of them; return the median of each."""
    found = [[cost(command) for command in commands] for _ in range(runs)]
    return [_median(costs) for costs in zip(*found, strict=True)]


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(
        statistics.median(each.wall for each in costs),
        statistics.median(each.cpu for each in costs),
        statistics.median(each.megabytes for each in costs),
    )
