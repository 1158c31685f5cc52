"""Replace a folder by a new version of itself in one step, and keep what others saved in it."""

import contextlib
import ctypes
import errno
import os
import shutil
import stat
import sys
from pathlib import Path

PREFIX = ".kit-"  # of every name that exists in an output folder only while a build runs
# Whether two folders can be exchanged atomically. Only Linux can, on most of its file systems.
HAS_EXCHANGE = sys.platform.startswith("linux")
AT_FDCWD, RENAME_EXCHANGE = -100, 2  # of Linux's renameat2


def merge_folders(new: Path, old: Path, merged: Path) -> None:
    """Create `merged` with everything in `new`, and whatever only `old` contains.

    Files are hard links, so nothing is copied. Raises OSError if the file system has no hard links,
    if another build has its lock or staging directory in `old`, or if a folder cannot be recreated
    with the owner and mode it has in `old`.
    """
    merged.mkdir()
    for name in sorted({*entry_names(new), *entry_names(old)}):
        source = new / name if os.path.lexists(new / name) else old / name
        if name.startswith(PREFIX):
            raise OSError(errno.EBUSY, "another build may be writing into this folder")
        if is_folder(source):
            merge_folders(new / name, old / name, merged / name)
        else:
            os.link(source, merged / name, follow_symlinks=False)
    if os.path.lexists(old):
        _copy_metadata(merged, old)
    if os.path.lexists(new):
        os.utime(merged)


def _copy_metadata(folder: Path, model: Path) -> None:
    """Give a folder the mode, times and access list of another. Raises OSError if it differs."""
    shutil.copystat(model, folder)
    made, wanted = folder.lstat(), model.lstat()
    is_same = all(
        getattr(made, name) == getattr(wanted, name)
        for name in ("st_mode", "st_uid", "st_gid", "st_dev")
    )
    if not is_same or not os.access(model, os.W_OK):
        raise OSError(errno.EPERM, "the folder cannot be recreated with the same owner and mode")


def exchange_folders(one: Path, other: Path) -> None:
    """Exchange two folders atomically, with Linux's renameat2 (RENAME_EXCHANGE).

    Raises OSError where the system or the file system has no such call.
    """
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    paths = (AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other))
    if not rename or rename(*paths, RENAME_EXCHANGE):
        raise OSError(ctypes.get_errno() or errno.ENOSYS, "cannot exchange folders", str(other))


def remove_staged(tree: Path, published: Path, staged: Path) -> None:
    """Remove from `tree` the kit's files and second hard links to files in `published`.

    A file in `tree` is the kit's if its name exists in `staged` too. Whatever others saved into
    `tree`, which stood at `published` until the folders were exchanged, is moved to `published`
    unless a newer file is there. Files that cannot be removed are left.
    """
    if not is_folder(tree):
        return
    with contextlib.suppress(OSError):
        tree.chmod(stat.S_IRWXU)
    for name in entry_names(tree):
        with contextlib.suppress(OSError):
            _remove_entry(tree / name, published / name, staged / name)
    with contextlib.suppress(OSError):
        tree.rmdir()


def _remove_entry(path: Path, published: Path, staged: Path) -> None:
    is_ours, is_published = os.path.lexists(staged), os.path.lexists(published)
    if is_folder(path) and (is_ours or is_published):
        remove_staged(path, published, staged)
    elif is_ours or (is_published and os.path.samestat(path.lstat(), published.lstat())):
        if sys.platform == "win32":  # which refuses to remove read-only files
            path.chmod(stat.S_IWRITE)
        path.unlink()
    elif not is_published or path.lstat().st_mtime_ns > published.lstat().st_mtime_ns:
        path.replace(published)


def entry_names(folder: Path) -> list[str]:
    """Return the names of all files and folders in a folder; none if it is not a folder."""
    return [entry.name for entry in folder.iterdir()] if is_folder(folder) else []


def is_folder(path: Path) -> bool:
    """Return whether a path is a folder, and not a link to one."""
    return path.is_dir() and not path.is_symlink()
