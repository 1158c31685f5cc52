"""Spreadsheets that were made to cost much, or drawn by chance: read or refused, and never dear."""

import random
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from kit.reading.spreadsheet import read_spreadsheet
from kit.sandbox import process
from tests.support.fuzz_tables import BOMBS, attempt, cases, row, xlsx
from tests.support.runs import ROOT

# Some of each class, that are made quickly; `python -m tests.support.fuzz` tries all of them.
SOME = {
    "a far cell": True,
    "a far cell in quotes": True,
    "a far cell in small letters": True,
    "a far cell elsewhere": False,
    "a text that all cells share": False,
    "a long text merged over all rows": False,
    "a million rows": False,
    "entities in entities": False,
    "an entity of another file": False,
    "a million elements in elements": False,
    "a header of a million cells": False,
    "one cell": False,
    "quotes": False,
    "an open quote": False,
}
ATTEMPTS = """
import sys, tempfile
from pathlib import Path
from kit.sandbox import process
from tests.support.fuzz_tables import BOMBS, attempt, megabytes
process.MAX_CPU_S = 1  # tests/pipeline/test_limits.py has some with the usual limit
with tempfile.TemporaryDirectory() as folder:
    for name in sys.stdin.read().splitlines():
        print(int(attempt(Path(folder), *BOMBS[name]())), name, flush=True)
    print(int(megabytes()))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="tells of no process what it cost")
def test_bombs_are_read_or_refused_in_little_time_and_memory() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ATTEMPTS],
        input="\n".join(SOME),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    *lines, most = done.stdout.splitlines()
    assert done.returncode == 0, (lines[-1:], done.stderr)
    assert {line[2:]: line[0] == "1" for line in lines} == SOME
    assert int(most) < 600, "of both processes together, and of the bombs that this one makes"


def test_spreadsheets_that_chance_draws_are_read_or_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "HAS_SUBPROCESSES", False)  # as in a browser, and quicker
    drawn = [case for case in islice(cases(random.Random(3)), 150) if case[0][:2] != "a."]
    assert len(drawn) > 100, "without the bombs, which need a process of their own"
    read = sum(attempt(tmp_path, name, data) for name, data in drawn)
    assert 0.05 * len(drawn) < read < 0.9 * len(drawn)


def test_what_takes_long_to_import_is_imported_only_where_it_is_needed() -> None:
    code = "import sys; from kit.sandbox.tables import read_table; "
    code += "read_table(sys.argv[1].encode(), '.csv', 'nl'); import kit.sandbox.xlsx; "
    code += "print({*sys.modules} & {*sys.argv[2:]})"
    slow = ("openpyxl", "babel", "pydantic", "yaml", "kit.reading.school")
    command = [sys.executable, "-c", code, "lens;titel;tekst\na;b;c\n", *slow]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout == "set()\n"


def test_a_sandbox_gives_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "v.xlsx"
    rows = row("lens", "titel", "tekst", "prijs") + row("ict-input", "T", "Tekst", "1") + row("a")
    file.write_bytes(xlsx(rows))
    found = read_spreadsheet(file, "nl")
    assert (len(found.rows), len(found.problems), len(found.notices)) == (1, 2, 1)
    monkeypatch.setattr(process, "HAS_SUBPROCESSES", False)
    monkeypatch.setattr(process, "MAX_CACHED_REPLIES", 1)  # so that the first result is forgotten
    read_spreadsheet(file, "en")
    assert read_spreadsheet(file, "nl") == found


def test_every_bomb_has_a_name_of_its_own() -> None:
    assert {*SOME} <= {*BOMBS}
