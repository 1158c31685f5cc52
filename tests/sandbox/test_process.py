"""What reads a stranger's file can cost no more than it may, and reaches nothing but its bytes."""

import time
from pathlib import Path

import pytest

from kit.sandbox import process
from tests.support import hostile

ONLY_LINUX = pytest.mark.skipif(
    not process.HAS_LIMITS, reason="the system does not limit a process itself"
)


def test_it_answers_with_what_the_function_returns() -> None:
    assert process.run_sandboxed(hostile.length, b"\x00\xff\n\n", "a", "b") == [4, "a", "b"]


@pytest.mark.parametrize("has_limits", [pytest.param(True, marks=ONLY_LINUX), False])
def test_memory_is_limited_by_the_system_or_by_a_watchdog(
    monkeypatch: pytest.MonkeyPatch, has_limits: bool
) -> None:
    monkeypatch.setattr(process, "HAS_LIMITS", has_limits)
    with pytest.raises(process.ResourceLimitError):
        process.run_sandboxed(hostile.takes_a_gigabyte, b"%d" % has_limits)


@pytest.mark.parametrize("has_limits", [pytest.param(True, marks=ONLY_LINUX), False])
def test_time_is_limited_by_the_system_or_by_a_watchdog(
    monkeypatch: pytest.MonkeyPatch, has_limits: bool
) -> None:
    monkeypatch.setattr(process, "HAS_LIMITS", has_limits)
    monkeypatch.setattr(process, "MAX_CPU_S", 1)
    start = time.monotonic()
    with pytest.raises(process.ResourceLimitError):
        process.run_sandboxed(hostile.never_ends, b"%d" % has_limits)
    assert time.monotonic() - start < 30


def test_one_that_waits_for_ever_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "MAX_WALL_S", 0.5)
    with pytest.raises(process.ResourceLimitError):
        process.run_sandboxed(hostile.sleeps, b"")


def test_one_that_dies_has_cost_too_much() -> None:
    with pytest.raises(process.ResourceLimitError):
        process.run_sandboxed(hostile.dies, b"")


@pytest.mark.parametrize("has_processes", [True, False])
def test_errors_come_back_with_and_without_processes(
    monkeypatch: pytest.MonkeyPatch, has_processes: bool
) -> None:
    monkeypatch.setattr(process, "HAS_SUBPROCESSES", has_processes)
    with pytest.raises(process.BrokenFileError, match="ValueError: not so"):
        process.run_sandboxed(hostile.breaks, b"%d" % has_processes)
    with pytest.raises(process.RefusedFileError) as refused:
        process.run_sandboxed(hostile.refuses, b"%d" % has_processes)
    assert (refused.value.kind, refused.value.values) == ("picture.huge", {"size": "9 x 9"})


def test_a_file_is_read_once_and_a_change_is_seen() -> None:
    first = process.run_sandboxed(hostile.number_of_the_process, b"one")
    assert process.run_sandboxed(hostile.number_of_the_process, b"one") == first
    assert process.run_sandboxed(hostile.number_of_the_process, b"two") != first


def test_results_of_another_process_are_used() -> None:
    process.run_sandboxed(hostile.length, b"handed over")
    *_, latest = process.cached_replies()
    process.cache_replies({latest: {"result": "from elsewhere"}})
    assert process.run_sandboxed(hostile.length, b"handed over") == "from elsewhere"


def test_no_module_of_the_folder_it_is_called_in_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("json.py", "kit.py", "sitecustomize.py"):
        (tmp_path / name).write_text("open('ran', 'w').close()", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert process.run_sandboxed(hostile.length, b"1234") == [4]
    assert not (tmp_path / "ran").exists()


def test_its_scratch_folder_goes_even_if_it_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(process.ResourceLimitError):
        process.run_sandboxed(hostile.leaves_files_and_dies, b"")
    assert not any(tmp_path.iterdir())
