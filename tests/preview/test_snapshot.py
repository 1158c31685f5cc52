"""A snapshot holds what was read, or the problems, and never raises."""

from pathlib import Path

import pytest

from kit.preview.snapshot import Snapshot, default_request, school_folder, take_snapshot
from kit.request import Request
from tests.support.previews import SAMPLE

PREVIOUS = Snapshot(4, "12:00:00", "nl")


def test_a_snapshot_has_all_jobs_or_all_problems(tmp_path: Path) -> None:
    read = take_snapshot(PREVIOUS, SAMPLE, lambda: "en")
    assert (read.number, read.lang, read.problems) == (5, "en", ())
    assert {job.sheet.profile for job in read.jobs} == {"office", "large", "tiled", "copyshop"}
    (tmp_path / "school.yaml").write_text("shool: {}\n", encoding="utf-8")
    wrong = take_snapshot(read, tmp_path, lambda: "en")
    assert (wrong.number, wrong.jobs) == (6, ())
    assert wrong.problems


def test_the_language_stays_while_the_file_is_missing(tmp_path: Path) -> None:
    missing = take_snapshot(PREVIOUS, tmp_path / "away", lambda: "en")
    assert (missing.lang, [found.kind for found in missing.problems]) == ("nl", ["preview.away"])
    assert take_snapshot(PREVIOUS, tmp_path, lambda: "en").lang == "nl"


@pytest.mark.parametrize("school", [Path("s"), Path("s/school.yaml"), Path("s/school.yml")])
def test_a_school_is_its_folder_or_its_file(school: Path) -> None:
    assert school_folder(school) == Path("s")
    assert default_request(school) == Request((school,))
    assert default_request(None) == Request()
