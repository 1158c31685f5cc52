"""Watch folders: notice whenever a file in them is saved, created or removed.

The operating system reports changes at once, but misses some: a folder that is replaced, or a drive
that is disconnected and connected again. So the folders are polled every second as well.
"""

import asyncio
import os
from collections.abc import AsyncGenerator, Callable, Collection, Iterable
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from watchfiles import awatch

DEBOUNCE_MS = 20  # a save is complete after so long without another change ...
MAX_DEBOUNCE_MS = 400  # ... or so long after the first change, whatever comes first
POLL_MS = 1000
MAX_ENTRIES = 5000  # files and folders: a poll takes a few hundredths of a second at most


@dataclass(frozen=True)
class FolderState:
    """All files and folders at one moment, by path, each with a stamp that changes with it.

    A file's stamp is device, inode, modification time (ns), size; a folder's is device, inode.
    """

    folders: dict[str, tuple[int, ...]] = field(default_factory=dict)
    files: dict[str, tuple[int, ...]] = field(default_factory=dict)


def folder_state(roots: Iterable[Path], skipped: Path) -> FolderState:
    """Return the state of some folders and everything below them, up to about MAX_ENTRIES.

    Left out are hidden files, backup files of editors, whatever cannot be read, and the folder
    `skipped`, which the kit itself writes into. Links to folders are not followed: one could lead
    to the whole disk.
    """
    state, skipped_stamp = FolderState(), _stamp(skipped)
    for folder, subfolders, names in (step for root in roots for step in os.walk(root)):
        stamp = _stamp(folder)[:2]
        if stamp and stamp == skipped_stamp[:2]:
            subfolders.clear()
            continue
        subfolders[:] = [name for name in subfolders if not _is_ignored(name)]
        state.folders[folder] = stamp
        for name in names[:MAX_ENTRIES]:
            file = os.path.join(folder, name)  # noqa: PTH118 - as os.walk and awatch write it
            if not _is_ignored(name):
                state.files[file] = _stamp(file)
        if len(state.files) + len(state.folders) > MAX_ENTRIES:
            break
    return state


def _is_ignored(name: str) -> bool:
    return name.startswith((".", "~")) or name.endswith("~")


def _stamp(path: str | Path) -> tuple[int, ...]:
    """Return device, inode, modification time and size; nothing if the file cannot be read."""
    try:
        found = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return ()
    return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size


async def watch_folders(
    read_state: Callable[[], FolderState], stop: asyncio.Event, use_events: bool = True
) -> AsyncGenerator[None, None]:
    """Yield at once, and then after every change, until `stop` is set.

    With `use_events` the state is read whenever the system reports a change, else only every
    POLL_MS.
    """
    state = await asyncio.to_thread(read_state)
    yield
    while not stop.is_set():
        async with aclosing(_wake_ups(state.folders if use_events else (), stop)) as wake_ups:
            async for reported in wake_ups:
                previous, state = state, await asyncio.to_thread(read_state)
                # A reported file counts as changed even if its stamp is the same: it may have been
                # saved with as many bytes, within the resolution of the file system's clock.
                if state != previous or reported & state.files.keys():
                    yield
                if state.folders != previous.folders:
                    break  # to watch the new folders too


async def _wake_ups(
    folders: Collection[str], stop: asyncio.Event
) -> AsyncGenerator[set[str], None]:
    """Yield the paths that the system reports as changed, or an empty set after POLL_MS.

    Ends after one wake-up if there are no folders, or when `stop` is set.
    """
    if folders:
        with suppress(FileNotFoundError):  # a folder has just been removed
            async for found in awatch(
                *folders,
                watch_filter=None,
                debounce=MAX_DEBOUNCE_MS,
                step=DEBOUNCE_MS,
                stop_event=stop,
                rust_timeout=POLL_MS,
                yield_on_timeout=True,
                recursive=False,
                ignore_permission_denied=True,
            ):
                yield {path for _, path in found}
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), POLL_MS / 1000)
    yield set()
