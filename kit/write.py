"""Bytes -> output folder, all or nothing."""

import contextlib
import ctypes
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kit.errors import KitError, problem, reason

STAGING = ".kit-"  # what the names of unfinished folders start with


@dataclass(frozen=True)
class Staged:
    """Finished files that wait in a folder of their own, on disk and not in memory."""

    output: Path
    staging: Path

    def put(self, path: PurePosixPath, data: bytes) -> None:
        """Keep a file by its path below the output folder. Raises KitError if it cannot be."""
        with _told(self.output):
            file = self.staging / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)

    def publish(self) -> list[Path]:
        """Put all files into the output folder, all of a first-level folder (a school) in one step.

        That folder is made anew beside the old one, with what the old one has besides, and the two
        change places. Whenever the program is stopped, either stands there whole. Returns what was
        left there from earlier builds. Raises KitError if something cannot be written.
        """
        with _told(self.output):
            schools = sorted(folder.name for folder in self.staging.iterdir())
            left = [
                file for name in schools for file in _keep_others(self.output, self.staging, name)
            ]
            for name in schools:
                _change_places(self.staging / name, self.output / name)
            return left


@contextlib.contextmanager
def staged(output: Path) -> Iterator[Staged]:
    """Make room for files until all of them are finished; what is not published then is gone.

    Builds into one output folder wait for each other. Raises KitError if nothing can be written.
    """
    missing = [folder for folder in (output, *output.parents) if not folder.exists()]
    try:
        with contextlib.ExitStack() as stack:
            with _told(output):
                output.mkdir(parents=True, exist_ok=True)
                stack.enter_context(_alone(output))
                staging = stack.enter_context(_staging(output))
            yield Staged(output, staging)
    finally:
        for folder in missing:
            with contextlib.suppress(OSError):  # it is not empty: files were written
                folder.rmdir()


@contextlib.contextmanager
def _told(output: Path) -> Iterator[None]:
    """Turn what the system says of a file into a KitError."""
    try:
        yield
    except OSError as error:
        where = Path(error.filename or output).as_posix()
        raise KitError([problem("output.failed", path=where, reason=reason(error))]) from None


def _key(output: Path) -> str:
    """Return what names an output folder where builds into different ones meet."""
    return hashlib.sha256(os.fsencode(output.resolve())).hexdigest()[:16]


@contextlib.contextmanager
def _alone(output: Path) -> Iterator[None]:
    """Wait until no other build writes into a folder; the lock ends with the program."""
    from filelock import FileLock  # slow to import, and help needs none

    with FileLock(Path(tempfile.gettempdir()) / f"kit-{_key(output)}.lock"):
        yield


@contextlib.contextmanager
def _staging(output: Path) -> Iterator[Path]:
    """Make a folder for unfinished files on the same disk, elsewhere if that can be.

    What a build into this output folder left there when it was stopped goes.
    """
    elsewhere, prefix = Path(tempfile.gettempdir()), f"{STAGING}{_key(output)}-"
    for stale in (*output.glob(f"{STAGING}*"), *elsewhere.glob(f"{prefix}*")):
        shutil.rmtree(stale, ignore_errors=True)
    same_disk = elsewhere.stat().st_dev == output.stat().st_dev
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=elsewhere if same_disk else output))
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
