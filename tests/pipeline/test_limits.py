"""Any school file is made or refused within its limits of CPU time and memory."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.fuzz_tables import xlsx
from tests.support.runs import kit_process
from tests.support.schools import write_school

# The name of a file, and what is in it; made when it is needed, as some are large.
BOMBS: dict[str, Callable[[], tuple[str, bytes]]] = {
    "alias bomb": lambda: (
        "school.yaml",
        b"a: &a [x, x]\n"
        + b"".join(b"%c: &%c [*%c, *%c]\n" % (98 + i, 98 + i, 97 + i, 97 + i) for i in range(20)),
    ),
    "brackets": lambda: ("school.yaml", b"a: " + b"[" * 400_000),
    "braces": lambda: ("school.yaml", b"a: " + b"{a: " * 200_000),
    "dashes": lambda: ("school.yaml", b"a:\n  " + b"- " * 300_000),
    "steps": lambda: ("school.yaml", b"".join(b" " * i + b"a:\n" for i in range(1300))),
    "100 MB": lambda: ("school.yaml", b"a: " + b"x" * 100_000_000),
    "a million rows": lambda: ("rows.xlsx", xlsx("<row><c><v>1</v></c></row>" * 1_000_000)),
    "a far cell": lambda: (
        "rows.xlsx",
        xlsx(
            '<row r="1"><c r="A1"><v>1</v></c></row>'
            '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        ),
    ),
    "an L of cells": lambda: (
        "rows.xlsx",
        xlsx(
            "<row>" + "<c><v>1</v></c>" * 50_000 + "</row>" + "<row><c><v>1</v></c></row>" * 4_000
        ),
    ),
    "zeroes unpacked": lambda: ("rows.xlsx", xlsx(" " * 200_000_000)),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_are_refused_quickly_and_in_little_memory(tmp_path: Path, bomb: str) -> None:
    name, data = BOMBS[bomb]()
    folder = write_school(tmp_path / "s", "examples_from: rows.xlsx\n")
    (folder / name).write_bytes(data)
    seconds, megabytes, errors, code = measured("check", "--lang", "en", "--school", str(folder))
    assert code == 1, errors
    files = ((folder / file).as_posix() for file in ("school.yaml", name))
    assert any(file in errors for file in files)
    assert "Traceback" not in errors
    assert seconds < 5
    assert megabytes < 500


def measured(*args: str) -> tuple[float, float, str, int]:
    """Run kit on one core; return its CPU time (s), memory (MB), what it said, its exit code."""
    report_use = """
import atexit, os, sys
if hasattr(os, "sched_setaffinity"):
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, [cores[os.getpid() % len(cores)]])
def most_kilobytes():
    if sys.platform == "win32":
        import psutil
        return psutil.Process().memory_info().peak_wset / 1024
    if sys.platform == "darwin":
        import resource
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return open("/proc/self/status").read().split("VmHWM:")[1].split()[0]
atexit.register(lambda: print(sum(os.times()[:2]), most_kilobytes()))
"""
    process = kit_process(*args, before=report_use)
    said, errors = process.communicate()
    seconds, kilobytes = said.splitlines()[-1].split()
    return float(seconds), float(kilobytes) / 1024, errors, process.returncode


MANY = {
    "examples": "examples:\n" + "  - {lens: ict-input, title: A, text: B}\n" * 24_000,
    "cards": "examples:\n"
    + "".join(
        f"  - {{lens: ict-input, title: Titel {i}, text: Een tekst over ict nummer {i}.}}\n"
        for i in range(100)
    ),
    "choices": "choices:\n"
    + "".join(
        f"  - {{id: c{i}, label: Keuze {i}, equal: Gelijk {i}, different: Anders {i}}}\n"
        for i in range(50)
    ),
    "unknown keys": "".join(f"sleutel{i}: x\n" for i in range(60_000)),
    "unknown texts": "texts:\n" + "".join(f"  poster.titl{i}: x\n" for i in range(40_000)),
    "wrong examples": "examples:\n" + "  - {lenz: ict-input, choise: time}\n" * 25_000,
    "hidden": "hide:\n" + "".join(f"  - nix{i}\n" for i in range(70_000)),
    "one text": "texts: {poster.intro: " + "woord " * 160_000 + "}\n",
    "one word": "texts: {poster.intro: " + "w" * 4_990 + "}\n",
}


@pytest.mark.parametrize("many", MANY)
def test_any_school_file_is_answered_in_ten_seconds_of_cpu(tmp_path: Path, many: str) -> None:
    folder = write_school(tmp_path / "s", MANY[many])
    assert (folder / "school.yaml").stat().st_size <= 1_000_000
    seconds, _, errors, code = measured("check", "--school", str(folder))
    assert code in (0, 1), errors
    assert "Traceback" not in errors
    assert seconds <= 10
    assert len(errors.splitlines()) <= 52
