"""Folders -> a sign whenever a file in them is other than it was.

The system tells of changes at once, but not of all: a folder that is replaced, or a drive that goes
and comes back, it does not see. So each second the folders are looked at too.
"""

import asyncio
import os
from collections.abc import AsyncGenerator, Callable, Collection, Iterable
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from watchfiles import awatch

QUIET_MS = 20  # without a further change, after which a save counts as whole
MAX_WAIT_MS = 400  # for that
LOOK_MS = 1000  # between two looks
MAX_SEEN = 5000  # files and folders: a look takes some hundredths of a second at most


@dataclass(frozen=True)
class FolderState:
    """The files and folders of a moment, by path, each with what tells it from another."""

    folders: dict[str, tuple[int, ...]] = field(default_factory=dict)
    files: dict[str, tuple[int, ...]] = field(default_factory=dict)


def folder_state(roots: Iterable[Path], skipped: Path) -> FolderState:
    """Look at all files in and below folders; what is not there, or cannot be read, is left out.

    Links to folders are not followed: one could lead to the whole disk. Hidden files are left out,
    as are those of an editor and one folder, which is what the kit itself writes into.
    """
    found, ours = FolderState(), _stamp(skipped)
    for folder, inner, names in (step for root in roots for step in os.walk(root)):
        stamp = _stamp(folder)[:2]
        if stamp and stamp == ours[:2]:
            inner.clear()
            continue
        inner[:] = [name for name in inner if not _is_aside(name)]
        found.folders[folder] = stamp
        for name in names[:MAX_SEEN]:
            file = os.path.join(folder, name)  # noqa: PTH118 - as os.walk and awatch write it
            if not _is_aside(name):
                found.files[file] = _stamp(file)
        if len(found.files) + len(found.folders) > MAX_SEEN:
            break
    return found


def _is_aside(name: str) -> bool:
    return name.startswith((".", "~")) or name.endswith("~")


def _stamp(path: str | Path) -> tuple[int, ...]:
    """Return what tells a file from another; of a folder the first two count."""
    try:
        found = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return ()
    return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size


async def changes(
    look: Callable[[], FolderState], stop: asyncio.Event, told: bool = True
) -> AsyncGenerator[None, None]:
    """Yield now, and then whenever a look shows something else, until told to stop.

    The system tells when to look, if it is to; else each second does.
    """
    seen = await asyncio.to_thread(look)
    yield
    while not stop.is_set():
        async with aclosing(_signs(seen.folders if told else (), stop)) as signs:
            async for touched in signs:
                before, seen = seen, await asyncio.to_thread(look)
                # A file can change and look the same: a save of as many bytes, on a slow clock.
                if seen != before or touched & seen.files.keys():
                    yield
                if seen.folders != before.folders:
                    break


async def _signs(folders: Collection[str], stop: asyncio.Event) -> AsyncGenerator[set[str], None]:
    """Yield the paths of changed files when there are some, and at least once a second.

    Ends when there is nothing to be told by the system, or told to stop.
    """
    if folders:
        with suppress(FileNotFoundError):  # one of them went just now
            async for found in awatch(
                *folders,
                watch_filter=None,
                debounce=MAX_WAIT_MS,
                step=QUIET_MS,
                stop_event=stop,
                rust_timeout=LOOK_MS,
                yield_on_timeout=True,
                recursive=False,
                ignore_permission_denied=True,
            ):
                yield {path for _, path in found}
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), LOOK_MS / 1000)
    yield set()
