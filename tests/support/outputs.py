"""An output folder in which others have put all kinds of things, and what can be seen of it."""

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from kit.output import staging, transaction
from kit.output.staging import staged

# What the kit made before, and what it makes now: of a school, with a new file, a new folder and a
# file that it makes no more, and of a school that is new.
OLD = {
    "s/nl/office/a-a4.pdf": b"old a",
    "s/nl/office/b-a4.pdf": b"old b",
    "s/en/office/a-a4.pdf": b"old en",
}
NEW = {
    "s/nl/office/a-a4.pdf": b"new a",
    "s/nl/office/c-a4.pdf": b"new c",
    "s/nl/large/d-a0.pdf": b"new d",
    "s/en/office/a-a4.pdf": b"new en",
    "t/nl/office/a-a4.pdf": b"new t",
}
OURS = {*OLD, *NEW} | {
    str(folder) for path in (*OLD, *NEW) for folder in PurePosixPath(path).parents
}


def make(out: Path, files: dict[str, bytes]) -> None:
    with staged(out) as finished:
        for path, data in files.items():
            finished.put(PurePosixPath(path), data)
        finished.publish()


def written(out: Path) -> dict[str, bytes]:
    """Return the kit's files that stand in an output folder."""
    return {path: (out / path).read_bytes() for path in sorted(OURS) if (out / path).is_file()}


AFTER = dict(sorted((OLD | NEW).items()))
BEFORE = dict(sorted(OLD.items()))


def whole(found: dict[str, bytes], school: str) -> bool:
    """Whether a school's files are all of before, or all of now."""
    return {path: data for path, data in found.items() if path.startswith(school)} in [
        {path: data for path, data in state.items() if path.startswith(school)}
        for state in (BEFORE, AFTER)
    ]


def add_others(folder: Path) -> None:
    """Put all kinds of things into a folder that the kit did not make."""
    for name in ("notes.txt", ".hidden", "poster-a3 (1).pdf"):
        (folder / name).write_text(f"mine: {name}", encoding="utf-8")
    (folder / "locked.txt").write_text("read-only", encoding="utf-8")
    (folder / "locked.txt").chmod(0o444)
    (folder / "photos/2024/empty").mkdir(parents=True)
    (folder / "photos/2024/.thumbs").write_bytes(b"\0\1")
    (folder / "empty").mkdir()
    os.link(folder / "notes.txt", folder / "second-name.txt")
    if sys.platform != "win32":
        (folder / "to-file").symlink_to("notes.txt")
        (folder / "to-folder").symlink_to("photos")
        (folder / "to-nothing").symlink_to("nowhere")
        os.mkfifo(folder / "pipe")
        (folder / "photos").chmod(0o750)
    for thing in folder.iterdir():
        if not thing.is_symlink():
            os.utime(thing, (1_000_000_000, 1_000_000_000))


def others(out: Path) -> dict[str, tuple[object, ...]]:
    """Return all that is not the kit's, and what its directory entry shows."""
    found = {}
    for thing in _below(str(out)):
        path = Path(thing.path[len(str(out)) + 1 :]).as_posix()
        ours = path in OURS or any(
            part == staging.LOCK_FILE
            or (transaction.STAGING_NAME.fullmatch(part) and part not in LOOKALIKES)
            for part in path.split("/")
        )
        if ours:
            continue
        about = thing.stat(follow_symlinks=False)
        what: object = about.st_ino
        if thing.is_symlink():
            what = os.readlink(thing)  # noqa: PTH115  # Path has it only as a Path
        elif thing.is_file():
            what = (about.st_ino, Path(thing.path).read_bytes())
        elif thing.is_dir():
            what = "folder"
        found[path] = (what, about.st_mode, about.st_mtime_ns)
    return found


def _below(folder: str) -> Iterator[os.DirEntry[str]]:
    """Yield all that is below a folder, links but not what they lead to: faster than by Path."""
    with os.scandir(folder) as things:
        for thing in things:
            yield thing
            if thing.is_dir(follow_symlinks=False):
                yield from _below(thing.path)


LOOKALIKES = (".kit-notes", ".kit-0123456789abcdef", ".kit-")


def scene(root: Path, links: str = "", among: Sequence[str] = ("", "s", "s/nl")) -> Path:
    """Return an output folder with the files of before, and some folders with those of others.

    `links` names a folder in it that is a link to one elsewhere.
    """
    shutil.rmtree(root, ignore_errors=True)
    out = root / "out"
    if links:
        elsewhere = root / "elsewhere"
        elsewhere.mkdir(parents=True)
        (out / links).parent.mkdir(parents=True)
        (out / links).symlink_to(elsewhere)
    for path, data in OLD.items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(data)
    for folder in (*among, "s/nl/office"):
        add_others(out / folder)
    for name in LOOKALIKES:
        (out / name / "new").mkdir(parents=True)
        for file in ("mine.txt", "new/mine.txt"):
            (out / name / file).write_text("keep", encoding="utf-8")
    return out
