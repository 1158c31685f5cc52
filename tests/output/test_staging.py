"""The kit writes its own files, and leaves alone what else is in the output folder."""

import errno
import json
import os
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest

from kit.build import find_leftovers
from kit.errors import KitError
from kit.messages import format_problem
from kit.output import folder_exchange, staging, transaction
from kit.output.staging import staged
from kit.preflight.checks import FinishedFile
from tests.support.marks import linux, posix, ways
from tests.support.outputs import (
    AFTER,
    BEFORE,
    LOOKALIKES,
    NEW,
    OLD,
    make,
    others,
    scene,
    written,
)
from tests.support.runs import ROOT, contents, run


@pytest.fixture
def _two_steps(monkeypatch: pytest.MonkeyPatch, in_one_step: bool) -> None:
    monkeypatch.setattr(transaction, "HAS_EXCHANGE", in_one_step)


# 1. What the kit did not make.


@ways
@posix
@pytest.mark.usefixtures("_two_steps")
@pytest.mark.parametrize("links", ["", "s", "s/nl", "s/nl/office"])
def test_what_the_kit_did_not_make_stays_as_it_is(tmp_path: Path, links: str) -> None:
    out = scene(tmp_path, links)
    with socket.socket(socket.AF_UNIX) as open_socket:
        os.chdir(out / "s/nl")  # a path of a socket is short
        open_socket.bind("socket")
        os.chdir(ROOT)
        before = others(out)
        make(out, NEW)
        assert written(out) == AFTER
        assert others(out) == before
    assert not links or (out / links).is_symlink()
    assert not [*tmp_path.rglob(staging.LOCK_FILE)]


@ways
@posix
@pytest.mark.usefixtures("_two_steps")
def test_a_folder_that_may_not_be_written_is_no_loss(tmp_path: Path) -> None:
    out = scene(tmp_path)
    (out / "s/nl/mine").mkdir()
    (out / "s/nl/mine/file").touch()
    (out / "s/nl/mine").chmod(0o555)
    before = others(out)
    make(out, NEW)
    assert (written(out), others(out)) == (AFTER, before)
    (out / "s/nl/mine").chmod(0o755)


@linux
def test_a_school_changes_in_one_step_where_others_have_files_too(tmp_path: Path) -> None:
    out = scene(tmp_path)
    before = (out / "s").stat().st_ino
    make(out, NEW)
    assert (out / "s").stat().st_ino != before


def test_a_folder_in_which_another_build_works_is_not_replaced(tmp_path: Path) -> None:
    out = scene(tmp_path) if sys.platform != "win32" else tmp_path / "out"
    make(out, OLD)
    before = (out / "s").stat().st_ino
    with staged(out / "s") as another:
        another.put(PurePosixPath("nl/office/b-a4.pdf"), b"another")
        make(out, NEW)
        another.publish()
    assert (out / "s").stat().st_ino == before
    assert written(out) == AFTER | {"s/nl/office/b-a4.pdf": b"another"}
    assert not [*(out / "s").glob(".kit-*")]


@posix
def test_an_output_folder_that_is_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").symlink_to("elsewhere")
    make(tmp_path / "out", NEW)
    assert (tmp_path / "out").is_symlink()
    assert written(tmp_path / "elsewhere") == dict(sorted(NEW.items()))


@ways
@posix
@pytest.mark.usefixtures("_two_steps")
@pytest.mark.skipif(
    not Path("/dev/shm").is_dir() or Path("/dev/shm").stat().st_dev == ROOT.stat().st_dev,
    reason="there is no second disk to link to",
)
def test_a_link_to_another_disk_is_followed(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm") as other_disk:
        for link in ("s", "t/nl"):
            (tmp_path / "out" / link).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "out" / link).symlink_to(Path(other_disk, link.replace("/", "-")))
            Path(other_disk, link.replace("/", "-")).mkdir()
        make(tmp_path / "out", OLD)
        make(tmp_path / "out", NEW)
        assert written(tmp_path / "out") == AFTER
        assert sorted(file.name for file in Path(other_disk).iterdir()) == ["s", "t-nl"]
        assert not [*Path(other_disk).rglob(".kit-*")]


def put_file(path: Path) -> None:
    path.write_text("mine", encoding="utf-8")


def put_folder(path: Path) -> None:
    (path / "mine").mkdir(parents=True)


def put_dangling_link(path: Path) -> None:
    path.symlink_to("nowhere")


def put_link_to_file(path: Path) -> None:
    (path.parent / "mine.pdf").write_text("mine", encoding="utf-8")
    path.symlink_to("mine.pdf")


@pytest.mark.parametrize(
    ("path", "put"),
    [
        ("out", put_file),
        ("out/s", put_file),
        ("out/s/nl", put_file),
        ("out/s/nl/office", put_file),
        ("out/s/nl/office/a-a4.pdf", put_folder),
        ("out/.kit-lock", put_file),
        ("out/.kit-lock", put_folder),
        pytest.param("out", put_dangling_link, marks=posix),
        pytest.param("out/s", put_dangling_link, marks=posix),
        pytest.param("out/s/nl/office", put_link_to_file, marks=posix),
        pytest.param("out/s/nl/office/a-a4.pdf", put_dangling_link, marks=posix),
        pytest.param("out/s/nl/office/a-a4.pdf", put_link_to_file, marks=posix),
        pytest.param("out/s/nl/office/a-a4.pdf", os.mkfifo, marks=posix)
        if sys.platform != "win32"
        else ("out/s/nl", put_folder),
    ],
)
def test_what_stands_in_the_way_is_named_and_stays(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    put: Callable[[Path], None],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    put(Path(path))
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(KitError) as caught:
        make(Path("out"), NEW)
    (found,) = caught.value.problems
    assert format_problem(found, "en") == (
        f"{path} is in the way. The kit did not make it, and leaves it alone. Move it, or choose "
        "another folder with --output."
    )
    assert format_problem(found, "nl") == (
        f"{path} staat in de weg. De kit heeft dat niet gemaakt en laat het staan. Verplaats het, "
        "of kies een andere map met --output."
    )
    assert sorted(tmp_path.rglob("*")) == before


@posix
def test_two_files_that_a_link_makes_one_are_refused(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for link in ("s/en", "u"):
        shutil.rmtree(out, ignore_errors=True)
        (out / "s/nl").mkdir(parents=True)
        (out / link).symlink_to(out / "s/nl" if link == "s/en" else out / "s")
        twin = "s/en/office/a-a4.pdf" if link == "s/en" else "u/nl/office/a-a4.pdf"
        with pytest.raises(KitError) as caught:
            make(out, {"s/nl/office/a-a4.pdf": b"one", twin: b"two"})
        (found,) = caught.value.problems
        path = (out / twin).as_posix()
        assert format_problem(found, "en") == (
            f"{path} would be the same file as another one from this command. In the output "
            "folder, remove the link that makes two folders one."
        )
        assert format_problem(found, "nl") == (
            f"{path} zou hetzelfde bestand worden als een ander bestand van deze opdracht. Haal "
            "in de uitvoermap de link weg die van twee mappen één maakt."
        )
        assert not [file for file in out.rglob("*") if file.is_file()]


@pytest.mark.parametrize(
    "journal",
    [
        "no journal",
        "[]",
        '{"places": [], "moves": {"../../mine": false}, "folders": []}',
        '{"places": ["/tmp"], "moves": {}, "folders": []}',
    ],
)
def test_a_journal_that_the_kit_did_not_write_is_left_alone(tmp_path: Path, journal: str) -> None:
    folder = tmp_path / "out/.kit-0123456789abcdef"
    (folder / "new").mkdir(parents=True)
    (folder / "journal.json").write_text(journal, encoding="utf-8")
    make(tmp_path / "out", NEW)
    assert {file.name for file in folder.iterdir()} == {"new", "journal.json"}


@linux
def test_what_is_saved_while_folders_change_places_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = scene(tmp_path)

    def save_first(one: Path, other: Path) -> None:
        (other / "late.txt").write_text("late", encoding="utf-8")
        (other / "late folder").mkdir(exist_ok=True)
        (other / "draft").write_text("saved anew", encoding="utf-8")
        (other / "draft").replace(other / "notes.txt")
        folder_exchange.exchange_folders(one, other)

    monkeypatch.setattr(transaction, "exchange_folders", save_first)
    make(out, NEW)
    assert written(out) == AFTER
    assert (out / "s/late.txt").read_text(encoding="utf-8") == "late"
    assert (out / "s/late folder").is_dir()
    assert (out / "s/notes.txt").read_text(encoding="utf-8") == "saved anew"
    assert {file.name for file in out.glob(".kit-*")} == {*LOOKALIKES}


@linux
def test_a_disk_without_other_names_for_files_is_no_hindrance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_link(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, "operation not permitted")

    out = scene(tmp_path)
    monkeypatch.setattr(os, "link", no_link)
    before = others(out)
    make(out, NEW)
    assert (written(out), others(out)) == (AFTER, before)


def test_what_was_set_aside_and_cannot_be_put_back_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    out = Path("out")
    name = ".kit-0123456789abcdef"
    (out / name / "old/s").mkdir(parents=True)
    (out / name / "old/s/a-a4.pdf").write_bytes(b"old")
    (out / "s/a-a4.pdf/mine").mkdir(parents=True)
    moves = {"s/a-a4.pdf": True}
    (out / name / "journal.json").write_text(
        json.dumps({"places": [], "moves": moves, "folders": []}), encoding="utf-8"
    )
    before = contents(tmp_path)
    with pytest.raises(KitError) as caught:
        make(out, NEW)
    assert format_problem(caught.value.problems[0], "en").startswith(
        "out/s/a-a4.pdf is in the way. "
    )
    assert contents(tmp_path) == before
    (out / "s/a-a4.pdf/mine").rmdir()
    (out / "s/a-a4.pdf").rmdir()
    make(out, {})
    assert (out / "s/a-a4.pdf").read_bytes() == b"old"
    assert not (out / name).exists()


# 2. Windows, and drives that computers share.


class Holder:
    """A program that has a file open: on Windows neither it nor a folder around it is renamed."""

    def __init__(self, file: Path, times: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.file, self.times, self.slept_s = file, times, 0.0
        self._replace = os.replace
        monkeypatch.setattr(os, "replace", self.replace)
        monkeypatch.setattr(transaction.time, "sleep", self.sleep)
        monkeypatch.setattr(transaction, "HAS_EXCHANGE", False)

    def replace(self, source: Path, target: Path) -> None:
        if self.times and (self.file.is_relative_to(source) or self.file == Path(target)):
            self.times -= 1
            raise PermissionError(errno.EACCES, "Access is denied", str(source))
        self._replace(source, target)

    def sleep(self, seconds: float) -> None:
        self.slept_s += seconds


def test_a_file_that_is_held_for_a_moment_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, OLD)
    holder = Holder(tmp_path / "s/nl/office/a-a4.pdf", 7, monkeypatch)
    make(tmp_path, NEW)
    assert written(tmp_path) == AFTER
    assert 1 < holder.slept_s < 5


def test_a_new_file_that_is_held_for_a_moment_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging.secrets, "token_hex", lambda _: "0123456789abcdef")
    held = tmp_path / ".kit-0123456789abcdef/new/t/nl/office/a-a4.pdf"
    Holder(held, 12, monkeypatch)  # longer than its folder is tried
    make(tmp_path, NEW)
    assert written(tmp_path) == dict(sorted(NEW.items()))


def test_a_pdf_that_is_open_is_named_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    make(Path("out"), OLD)
    holder = Holder(Path("out/s/nl/office/a-a4.pdf"), 1_000, monkeypatch)
    with pytest.raises(KitError) as caught:
        make(Path("out"), NEW)
    (found,) = caught.value.problems
    assert format_problem(found, "en") == (
        "out/s/nl/office/a-a4.pdf cannot be saved: you do not have permission. Close the PDF "
        "if it is open in another program, or choose another folder with --output."
    )
    assert format_problem(found, "nl") == (
        "out/s/nl/office/a-a4.pdf is niet op te slaan: je hebt er geen rechten voor. Sluit de pdf "
        "als die nog open is in een ander programma, of kies een andere map met --output."
    )
    assert 5 < holder.slept_s < 30
    assert written(Path("out")) == BEFORE
    assert not [*Path("out").rglob(".kit-*")]


def test_what_others_have_open_is_no_hindrance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, OLD)
    (tmp_path / "s/nl/office/minutes.docx").write_bytes(b"mine")
    holder = Holder(tmp_path / "s/nl/office/minutes.docx", 1_000, monkeypatch)
    make(tmp_path, NEW)
    assert written(tmp_path) == AFTER
    assert holder.times == 1_000


@posix
def test_all_folders_and_files_have_ordinary_modes(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        with staged(tmp_path / "out") as finished:
            for path, data in NEW.items():
                finished.put(PurePosixPath(path), data)
            modes = {
                (stat.S_ISDIR(file.stat().st_mode), stat.S_IMODE(file.stat().st_mode))
                for file in (tmp_path / "out").rglob("*")
                if file.name != staging.LOCK_FILE
            }
            finished.publish()
        published = {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.rglob("*.pdf")}
    finally:
        os.umask(before)
    assert modes == {(True, 0o750), (False, 0o640)}
    assert published == {0o640}


@posix
def test_builds_of_two_computers_wait_for_each_other(tmp_path: Path) -> None:
    (tmp_path / "drive").mkdir()
    (tmp_path / "mounted").symlink_to("drive")  # the other computer knows the folder so
    with staged(tmp_path / "drive/out") as mine:
        mine.put(PurePosixPath("s/nl/a-a4.pdf"), b"mine")
        (tmp_path / "temp").mkdir()
        code = (
            "from tests.support.outputs import *; from pathlib import Path; "
            "print('starts', flush=True); "
            f"make(Path({str(tmp_path / 'mounted/out')!r}), {{'s/nl/a-a4.pdf': b'theirs'}})"
        )
        environment = os.environ | {"TMPDIR": str(tmp_path / "temp")}
        other = subprocess.Popen(
            [sys.executable, "-c", code], cwd=ROOT, env=environment, stdout=subprocess.PIPE
        )
        assert other.stdout
        assert other.stdout.readline() == b"starts\n"
        with pytest.raises(subprocess.TimeoutExpired):
            other.wait(timeout=0.5)
        mine.publish()
        assert (tmp_path / "drive/out/s/nl/a-a4.pdf").read_bytes() == b"mine"
    other.communicate(timeout=60)
    assert other.returncode == 0
    assert (tmp_path / "drive/out/s/nl/a-a4.pdf").read_bytes() == b"theirs"
    assert [file.name for file in (tmp_path / "drive/out").iterdir()] == ["s"]


# 3. What an earlier build left.


def test_what_an_earlier_build_left_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("build", "matrices", "--paper", "a4").exit_code == 0
    for name in ("matrices-old.pdf", "matrices.docx", "guide-a4.pdf"):  # not of this build
        (tmp_path / "output/denkplaat/en/office" / name).touch()
    folder = Path("output/denkplaat")
    one = run("build", "matrices", "--lang", "en")
    assert one.stderr == f"Still there from an earlier time: 1 file in {folder / 'en/office'}.\n"
    many = run("build", "matrices", "--lang", "en", "--lang", "nl")
    assert many.stderr == f"Still there from an earlier time: 2 files in {folder}.\n"
    one = run("build", "matrices", "--lang", "nl")
    assert one.stderr == (
        f"Van een vorige keer staat er nog 1 bestand in {folder / 'nl/office'}.\n"
    )
    many = run("build", "matrices", "--lang", "nl", "--lang", "en")
    assert many.stderr == f"Van een vorige keer staan er nog 2 bestanden in {folder}.\n"
    assert (folder / "en/office/matrices-a4.pdf").exists()


@pytest.mark.parametrize(
    ("name", "is_left"),
    [
        ("poster-a1.pdf", True),
        ("poster-a0-on-a4.pdf", True),
        ("cards-a4-flip-short-edge-02.pdf", True),
        ("guide-a4-90-min.pdf", True),
        ("matrices-a4.pdf", False),  # none of these were made
        ("poster-a0.pdf", False),  # this was
        ("poster-a1 (copy).pdf", False),
        ("poster-a1.txt", False),
        ("print-order.pdf", False),
    ],
)
def test_only_what_this_build_could_have_meant_is_left(
    tmp_path: Path, name: str, is_left: bool
) -> None:
    folder = PurePosixPath("s/nl/office")
    made = [
        FinishedFile(folder / file, 1, (1, 1), (), ())
        for file in ("poster-a0.pdf", "cards-a4.pdf", "guide-a4.pdf")
    ]
    (tmp_path / folder).mkdir(parents=True)
    (tmp_path / folder / name).touch()
    assert find_leftovers(made, tmp_path) == ([tmp_path / folder / name] if is_left else [])
