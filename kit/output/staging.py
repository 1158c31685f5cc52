"""Bytes -> output folder, all or nothing."""

import contextlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from kit.errors import KitError, Problem, problem, refuse
from kit.output.folder_exchange import PREFIX
from kit.output.transaction import (
    MAIN,
    NEW,
    Exchange,
    forget,
    is_plain_file,
    load,
    naming,
    publish,
    settle,
    unfinished,
)

# In the output folder itself, where builds of all computers that share it meet. It is the one name
# besides the staging folder; both begin with a dot, and are gone after a build.
LOCK = f"{PREFIX}lock"


class Staged:
    """Finished files that wait in a folder of their own, on disk and not in memory."""

    def __init__(self, exchange: Exchange, locks: contextlib.ExitStack) -> None:
        self._exchange, self._locks = exchange, locks
        self._places = {os.path.realpath(exchange.output): MAIN}
        self._paths: list[PurePosixPath] = []

    def put(self, path: PurePosixPath, data: bytes) -> None:
        """Keep a file by its path below the output folder. Raises KitError if it cannot be."""
        target = self._exchange.output / path
        with naming(target):
            refuse(_in_the_way(self._exchange.output, path))
            path = self._without_links(path)
            file = self._exchange.staged(NEW, path)
            if file.exists():
                refuse([problem("output.twice", path=target.as_posix())])
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        self._paths.append(path)

    def publish(self) -> None:
        """Put all files into the output folder, and leave alone what is there besides.

        All of a first-level folder (a school) appears in one step if the system can do so.
        Raises KitError, and nothing is changed, if something cannot be written.
        """
        output = self._exchange.output
        with naming(output):
            refuse(found for path in self._paths for found in _in_the_way(output, path))
        publish(self._exchange, self._paths)

    def _without_links(self, path: PurePosixPath) -> PurePosixPath:
        """Return the path by which one file has one name, and make its place ready.

        Links to folders are followed: within a place they vanish from the path, else what they lead
        to is a place of its own, with a lock and a staging folder.
        """
        output = self._exchange.output
        for folder in path.parents:
            rest, here = path.relative_to(folder), output / folder
            if folder == MAIN or not _leads_elsewhere(here):
                continue
            real = os.path.realpath(here)
            if not os.path.ismount(here) and Path(real).is_relative_to(os.path.realpath(output)):
                within = Path(real).relative_to(os.path.realpath(output))
                return self._without_links(PurePosixPath(within.as_posix()) / rest)
            if real not in self._places:
                self._enter(folder)
                self._places[real] = folder
            return self._places[real] / rest
        return path

    def _enter(self, place: PurePosixPath) -> None:
        """Lock a place and make a staging folder there; the journal names it first."""
        exchange = replace(self._exchange, places=(*self._exchange.places, place))
        exchange.save()
        self._locks.enter_context(_alone(exchange.output / place))
        (exchange.output / place / exchange.name).mkdir()
        self._exchange = exchange


@contextlib.contextmanager
def staged(output: Path) -> Iterator[Staged]:
    """Make room for files until all of them are finished; what is not published then is gone.

    Builds into one output folder wait for each other. What one that was killed left is put back or
    removed first. Raises KitError if nothing can be written.
    """
    missing = [folder for folder in (output, *output.parents) if not os.path.lexists(folder)]
    try:
        with contextlib.ExitStack() as locks:
            locks.enter_context(_alone(output))
            exchange = Exchange(output, f"{PREFIX}{secrets.token_hex(8)}")
            with naming(output):
                for before in unfinished(output):
                    _settle_alone(before)
                # Made as any folder is: who may read the output folder can read what comes of this.
                (output / exchange.name).mkdir()
            locks.callback(forget, output, exchange.name)  # when the locks of places are gone
            try:
                yield Staged(exchange, locks)
            finally:
                with contextlib.suppress(KitError, OSError):  # the next build tries again
                    settle(load(output, exchange.name))
    finally:
        for folder in missing:
            with contextlib.suppress(OSError):  # it is not empty: files were written
                folder.rmdir()


def _settle_alone(exchange: Exchange) -> None:
    """Settle what a killed build left, while no other build writes into the places of that."""
    places = {os.path.realpath(exchange.output / place): place for place in exchange.places}
    del places[os.path.realpath(exchange.output)]
    with contextlib.ExitStack() as locks:
        locks.callback(forget, exchange.output, exchange.name)
        for real, place in places.items():
            if Path(real).is_dir():
                locks.enter_context(_alone(exchange.output / place))
        settle(exchange)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Make a folder and wait until no other build writes into it.

    The system keeps the lock, for all computers on a shared drive, and it ends with the program.
    """
    from filelock import FileLock  # slow to import, and help needs none

    file = folder / LOCK
    with naming(folder):
        refuse(_not_a_folder(folder))
        if os.path.lexists(file) and not (is_plain_file(file) and file.stat().st_size == 0):
            refuse([problem("output.in_the_way", path=file.as_posix())])
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(file, mode=0o666)  # whoever may write here may wait here
        lock.acquire()
    try:
        yield
    finally:
        with contextlib.suppress(OSError):  # on Windows only a file that is closed can go
            file.unlink()
        lock.release()


def _in_the_way(output: Path, path: PurePosixPath) -> Iterator[Problem]:
    """Yield a problem if something else than a file of ours stands at a path, or on the way."""
    yield from _not_a_folder(output / path.parent)
    target = output / path
    if os.path.lexists(target) and not is_plain_file(target):
        yield problem("output.in_the_way", path=target.as_posix())


def _not_a_folder(folder: Path) -> Iterator[Problem]:
    """Yield a problem for the first of a folder's parents, or itself, that is something else."""
    for part in (*reversed(folder.parents), folder):
        if os.path.lexists(part) and not part.is_dir():
            yield problem("output.in_the_way", path=part.as_posix())
            return


def _leads_elsewhere(folder: Path) -> bool:
    """Whether a folder is a link or a mounted disk (on Windows: a junction or volume too)."""
    itself = Path(os.path.realpath(folder.parent), folder.name)
    return Path(os.path.realpath(folder)) != itself or os.path.ismount(folder)
