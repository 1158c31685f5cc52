"""Bytes -> output folder, all or nothing."""

import contextlib
import ctypes
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from filelock import FileLock

from kit.errors import KitError, problem, reason

STAGING = ".kit-"  # what the names of unfinished folders start with


def write(files: Mapping[PurePosixPath, bytes], output: Path) -> list[Path]:
    """Write files below a folder, all of a first-level folder (a school) in one step.

    That folder is made anew beside the old one, with what the old one has besides, and the two
    change places. Whenever the program is stopped, either stands there whole. Builds into one
    output folder wait for each other. Raises KitError if something cannot be written; what stood
    there before is then left as it was. Returns what was left there from earlier builds.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
        with _alone(output), _staging(output) as staging:
            for path, data in files.items():
                (staging / path).parent.mkdir(parents=True, exist_ok=True)
                (staging / path).write_bytes(data)
            schools = sorted({path.parts[0] for path in files})
            left = [file for name in schools for file in _keep_others(output, staging, name)]
            for name in schools:
                _change_places(staging / name, output / name)
            return left
    except OSError as error:
        where = Path(error.filename or output).as_posix()
        raise KitError([problem("output.failed", path=where, reason=reason(error))]) from None


@contextlib.contextmanager
def _alone(output: Path) -> Iterator[None]:
    """Wait until no other build writes into a folder; the lock ends with the program."""
    name = hashlib.sha256(os.fsencode(output.resolve())).hexdigest()[:16]
    with FileLock(Path(tempfile.gettempdir()) / f"kit-{name}.lock"):
        yield


@contextlib.contextmanager
def _staging(output: Path) -> Iterator[Path]:
    """Make a folder for unfinished files on the same disk, elsewhere if that can be.

    What a build that was stopped left in the output folder goes.
    """
    for stale in output.glob(f"{STAGING}*"):
        shutil.rmtree(stale, ignore_errors=True)
    elsewhere = Path(tempfile.gettempdir())
    same_disk = elsewhere.stat().st_dev == output.stat().st_dev
    folder = Path(tempfile.mkdtemp(prefix=STAGING, dir=elsewhere if same_disk else output))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _keep_others(output: Path, staging: Path, name: str) -> list[Path]:
    """Take over what a school's folder has besides the new files, and return it."""
    kept = []
    for file in sorted((output / name).rglob("*")):
        new = staging / file.relative_to(output)
        if file.is_file() and not new.exists():
            new.parent.mkdir(parents=True, exist_ok=True)
            _link_or_copy(file, new)
            kept.append(file)
    return kept


def _link_or_copy(file: Path, new: Path) -> None:
    try:
        os.link(file, new, follow_symlinks=False)
    except OSError:  # a disk without hard links
        shutil.copy2(file, new, follow_symlinks=False)


def _change_places(new: Path, old: Path) -> None:
    """Put a folder in the place of another in one step where the system can, else in two."""
    if not old.exists():
        new.replace(old)
    elif not _exchanged(new, old):
        aside = new.with_name(f"{new.name}-before")
        old.replace(aside)
        try:
            new.replace(old)
        except OSError:
            aside.replace(old)
            raise


def _exchanged(one: Path, other: Path) -> bool:
    """Let two paths change places with Linux's renameat2 (RENAME_EXCHANGE); False if it cannot."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    return rename is not None and (
        rename(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0
    )
