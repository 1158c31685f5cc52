"""Measure what commands cost: time and memory of a whole process with its children."""

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
    """What a process and its children used."""

    wall_s: float  # elapsed time
    cpu_s: float  # CPU time of all cores together
    memory_mb: float  # peak resident memory


def python(*args: str) -> Command:
    """Return a command that runs this Python."""
    return (sys.executable, *args)


def kit(*args: str) -> Command:
    """Return a command that runs the kit in a process of its own."""
    return python("-m", "kit", *args)


def measure(command: Command) -> Cost:
    """Run a command and measure it.

    Raises CalledProcessError if it fails; its error output is printed then.
    """
    with tempfile.TemporaryFile("w+") as errors:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, used = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            print(errors.read(), file=sys.stderr)
            raise subprocess.CalledProcessError(process.returncode, command)
    return Cost(wall_s, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def medians(commands: Sequence[Command], runs: int) -> list[Cost]:
    """Return the median cost of each command, run in turns so that other load affects all alike."""
    rounds = [[measure(command) for command in commands] for _ in range(runs)]
    return [_median(costs) for costs in zip(*rounds, strict=True)]


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(
        statistics.median(cost.wall_s for cost in costs),
        statistics.median(cost.cpu_s for cost in costs),
        statistics.median(cost.memory_mb for cost in costs),
    )
