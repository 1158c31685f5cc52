"""Collect finished files in a staging directory, then publish them all at once."""

import contextlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from kit.errors import KitError, Problem, problem, refuse
from kit.output.folder_exchange import PREFIX
from kit.output.transaction import (
    NEW,
    OUTPUT_ROOT,
    Transaction,
    find_unfinished,
    is_regular_file,
    load_journal,
    os_errors_as_kit_errors,
    publish,
    remove_journal,
    roll_back,
)

# The lock file is in the output folder itself, so that builds on all computers that share the
# folder wait for it. It and the staging directory are gone after a build.
LOCK_FILE = f"{PREFIX}lock"


class StagedFiles:
    """Finished files that wait for publication, on disk and not in memory."""

    def __init__(self, transaction: Transaction, locks: contextlib.ExitStack) -> None:
        self._transaction, self._locks = transaction, locks
        self._roots = {os.path.realpath(transaction.output): OUTPUT_ROOT}  # by their real path
        self._paths: list[PurePosixPath] = []

    def put(self, path: PurePosixPath, data: bytes) -> None:
        """Stage a file for a path below the output folder. Raises KitError if that fails."""
        target = self._transaction.output / path
        with os_errors_as_kit_errors(target):
            refuse(_obstacles(self._transaction.output, path))
            path = self._without_links(path)
            file = self._transaction.staged_path(NEW, path)
            if file.exists():
                refuse([problem("output.twice", path=target.as_posix())])
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        self._paths.append(path)

    def publish(self) -> None:
        """Move all staged files to their paths in the output folder, and touch no other file.

        All files of a school (a folder directly in the output folder) appear in one step if the
        system can do so. Raises KitError, with the output folder unchanged, if something cannot be
        written.
        """
        output = self._transaction.output
        with os_errors_as_kit_errors(output):
            refuse(found for path in self._paths for found in _obstacles(output, path))
        publish(self._transaction, self._paths)

    def _without_links(self, path: PurePosixPath) -> PurePosixPath:
        """Return the one path that all names of a file share, and add the root it needs, if any.

        Links to folders are resolved. If one leads to a folder within the output folder, the path
        becomes that folder's. Else what it leads to is a root: it has a lock file and a staging
        directory of its own.
        """
        output = self._transaction.output
        for folder in path.parents:
            rest, full_path = path.relative_to(folder), output / folder
            if folder == OUTPUT_ROOT or not _is_link_or_mount(full_path):
                continue
            real, real_output = os.path.realpath(full_path), os.path.realpath(output)
            if not os.path.ismount(full_path) and Path(real).is_relative_to(real_output):
                within = Path(real).relative_to(real_output)
                return self._without_links(PurePosixPath(within.as_posix()) / rest)
            if real not in self._roots:
                self._add_root(folder)
                self._roots[real] = folder
            return self._roots[real] / rest
        return path

    def _add_root(self, root: PurePosixPath) -> None:
        """Lock a folder and create a staging directory in it.

        The journal names the folder before that, so that the directory is found after a kill.
        """
        transaction = replace(self._transaction, roots=(*self._transaction.roots, root))
        transaction.save()
        self._locks.enter_context(_locked(transaction.output / root))
        (transaction.output / root / transaction.name).mkdir()
        self._transaction = transaction


@contextlib.contextmanager
def staged(output: Path) -> Iterator[StagedFiles]:
    """Stage files until all of them are finished. Files not published at the end are removed.

    Builds into the same output folder wait for each other. What a killed build left is rolled back
    first. Raises KitError if nothing can be written.
    """
    missing = [folder for folder in (output, *output.parents) if not os.path.lexists(folder)]
    try:
        with contextlib.ExitStack() as locks:
            locks.enter_context(_locked(output))
            transaction = _begin(output)
            locks.callback(remove_journal, output, transaction.name)  # after the locks of roots
            try:
                yield StagedFiles(transaction, locks)
            finally:
                with contextlib.suppress(KitError, OSError):  # the next build tries again
                    roll_back(load_journal(output, transaction.name))
    finally:
        for folder in missing:
            with contextlib.suppress(OSError):  # not empty: files were written
                folder.rmdir()


def _begin(output: Path) -> Transaction:
    """Roll back what killed builds left, then create the staging directory of a new transaction."""
    transaction = Transaction(output, f"{PREFIX}{secrets.token_hex(8)}")
    with os_errors_as_kit_errors(output):
        for unfinished in find_unfinished(output):
            _roll_back_locked(unfinished)
        # Not by tempfile, which makes folders private: published folders keep their mode.
        (output / transaction.name).mkdir()
    return transaction


def _roll_back_locked(transaction: Transaction) -> None:
    """Roll back what a killed build left, with a lock on each of its roots."""
    roots = {os.path.realpath(transaction.output / root): root for root in transaction.roots}
    del roots[os.path.realpath(transaction.output)]  # which is locked already
    with contextlib.ExitStack() as locks:
        locks.callback(remove_journal, transaction.output, transaction.name)
        for real, root in roots.items():
            if Path(real).is_dir():
                locks.enter_context(_locked(transaction.output / root))
        roll_back(transaction)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Create a folder if it is missing, and hold its lock file; wait while another build does.

    The operating system keeps the lock, on a shared drive for all computers, and releases it when
    the process ends. Raises KitError if something else has the name of the folder or lock file.
    """
    from filelock import FileLock  # late: slow to import, and `kit --help` does not need it

    file = folder / LOCK_FILE
    with os_errors_as_kit_errors(folder):
        refuse(_parents_in_the_way(folder))
        if os.path.lexists(file) and not (is_regular_file(file) and file.stat().st_size == 0):
            refuse([problem("output.in_the_way", path=file.as_posix())])
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(file, mode=0o666)  # everybody who may write here can take the lock
        lock.acquire()
    try:
        yield
    finally:
        with contextlib.suppress(OSError):  # Windows removes a file only once it is closed
            file.unlink()
        lock.release()


def _obstacles(output: Path, path: PurePosixPath) -> Iterator[Problem]:
    """Yield a problem if something other than a regular file is at a path, or blocks it."""
    yield from _parents_in_the_way(output / path.parent)
    target = output / path
    if os.path.lexists(target) and not is_regular_file(target):
        yield problem("output.in_the_way", path=target.as_posix())


def _parents_in_the_way(folder: Path) -> Iterator[Problem]:
    """Yield a problem for the topmost of a folder and its parents that exists but is no folder."""
    for part in (*reversed(folder.parents), folder):
        if os.path.lexists(part) and not part.is_dir():
            yield problem("output.in_the_way", path=part.as_posix())
            return


def _is_link_or_mount(folder: Path) -> bool:
    """Return whether a folder is a link or a mounted disk (on Windows: a junction or volume)."""
    itself = Path(os.path.realpath(folder.parent), folder.name)
    return Path(os.path.realpath(folder)) != itself or os.path.ismount(folder)
