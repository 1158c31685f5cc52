"""Two folders -> one in the place of the other, in one step; nothing of somebody else's is lost."""

import contextlib
import ctypes
import errno
import os
import shutil
import stat
import sys
from pathlib import Path

PREFIX = ".kit-"  # of the names of all that is in an output folder only while a build runs
HAS_EXCHANGE = sys.platform.startswith("linux")  # and on it most disks have it too


def join(new: Path, old: Path, whole: Path) -> None:
    """Fill a folder with the new files and all that the old folder has besides.

    They are the same files under another name. Raises OSError where that cannot be, or where a
    folder would not be exactly what it was.
    """
    whole.mkdir()
    for name in sorted({*names(new), *names(old)}):
        source = new / name if os.path.lexists(new / name) else old / name
        if name.startswith(PREFIX):
            raise OSError(errno.EBUSY, "another build may work in here")
        if is_folder(source):
            join(new / name, old / name, whole / name)
        else:
            os.link(source, whole / name, follow_symlinks=False)
    if os.path.lexists(old):
        _make_alike(whole, old)
    if os.path.lexists(new):
        os.utime(whole)


def _make_alike(folder: Path, model: Path) -> None:
    """Give a folder the mode, times and access list of another. Raises OSError if it differs."""
    shutil.copystat(model, folder)
    made, wanted = folder.lstat(), model.lstat()
    alike = all(
        getattr(made, name) == getattr(wanted, name)
        for name in ("st_mode", "st_uid", "st_gid", "st_dev")
    )
    if not alike or not os.access(model, os.W_OK):
        raise OSError(errno.EPERM, "a folder that is not ours to make anew")


def change_places(one: Path, other: Path) -> None:
    """Let two folders change places, with Linux's renameat2 (RENAME_EXCHANGE).

    Raises OSError where the system or the disk cannot.
    """
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    if not rename or rename(here, os.fsencode(one), here, os.fsencode(other), exchange):
        raise OSError(ctypes.get_errno() or errno.ENOSYS, "cannot change places", str(other))


def clear(tree: Path, there: Path, ours: Path) -> None:
    """Remove from a tree what is ours, and what is `there` under its other name.

    What somebody else saved while two folders changed places is moved there. What cannot be
    removed, or is older than what is there, is left.
    """
    if not is_folder(tree):
        return
    with contextlib.suppress(OSError):
        tree.chmod(stat.S_IRWXU)
    for name in names(tree):
        with contextlib.suppress(OSError):
            _clear_one(tree / name, there / name, ours / name)
    with contextlib.suppress(OSError):
        tree.rmdir()


def _clear_one(path: Path, there: Path, ours: Path) -> None:
    is_ours, is_there = os.path.lexists(ours), os.path.lexists(there)
    if is_folder(path) and (is_ours or is_there):
        clear(path, there, ours)
    elif is_ours or (is_there and os.path.samestat(path.lstat(), there.lstat())):
        if sys.platform == "win32":  # which removes nothing that is read-only
            path.chmod(stat.S_IWRITE)
        path.unlink()
    elif not is_there or path.lstat().st_mtime_ns > there.lstat().st_mtime_ns:
        path.replace(there)


def names(folder: Path) -> list[str]:
    """Return what a folder holds; nothing if it is none."""
    return [file.name for file in folder.iterdir()] if is_folder(folder) else []


def is_folder(path: Path) -> bool:
    """Whether a path is a folder, and no link to one."""
    return path.is_dir() and not path.is_symlink()
