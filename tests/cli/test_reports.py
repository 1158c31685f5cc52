"""What commands print about files, those that are left, checks and texts."""

from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from kit.cli.reports import print_files, print_leftovers, print_notices, print_rows, text_rows
from kit.errors import problem
from kit.preflight.checks import FinishedFile
from kit.reading.load import load
from kit.request import Request

FILE = FinishedFile(PurePosixPath("s/nl/a-a4.pdf"), 2, (210, 297), (), ())


def test_a_file_is_a_line_and_leftovers_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    print_files([FILE], Path("out"), "en")
    print_leftovers([], "en")
    print_leftovers([Path("out/nl/a.pdf"), Path("out/en/b.pdf")], "en")
    out, err = capsys.readouterr()
    assert out == f"{Path('out/s/nl/a-a4.pdf')}  2 pages, 210 x 297 mm\n"
    assert err == "Still there from an earlier time: 2 files in out.\n"


def test_a_notice_is_printed_once_after_that_of_the_offset(
    capsys: pytest.CaptureFixture[str],
) -> None:
    noticed = replace(FILE, notices=(problem("notice.one_language", langs="nl"),))
    print_notices(Request(offset_mm=(1.5, 0.0)), [noticed, noticed], "en")
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("--offset shifts the backs of the cards: ")
    assert second.startswith("This text is printed like this in every language: nl.")


def test_every_text_and_part_is_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    rows = text_rows(load(Request(langs=("en",))))
    assert {row["kind"] for row in rows} == {"text", "part"}
    assert {row["lang"] for row in rows} == {"en"}
    assert all(row["text"] for row in rows if row["kind"] == "part")
    print_rows(rows[:2])
    assert capsys.readouterr().out.splitlines()[0].split()[:3] == ["text", "en", rows[0]["id"]]
