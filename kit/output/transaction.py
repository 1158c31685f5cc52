"""Move finished files into the output folder as one transaction: all of them or none.

Files are finished in a staging directory first. Files that the kit did not make are neither moved
nor removed. Where the system can exchange two folders atomically, a school's folder is replaced by
a new one in one step. Elsewhere files are replaced one by one: a journal lists them and the files
they replace are set aside, so that the next build can roll back if this one is killed.
"""

import contextlib
import errno
import json
import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath

from kit.errors import KitError, problem, refuse, system_reason
from kit.output.folder_exchange import (
    HAS_EXCHANGE,
    PREFIX,
    entry_names,
    exchange_folders,
    is_folder,
    merge_folders,
    remove_staged,
)

STAGING_NAME = re.compile(re.escape(PREFIX) + "[0-9a-f]{16}")
# Inside a staging directory: finished files, the files they replace, and folders that hold both
# finished files and everything else that is in the folder they will be exchanged with. These names
# and the keys of the journal stay the same: a killed build of an older version may have left them.
NEW, OLD, MERGED = "new", "old", "whole"
JOURNAL, JOURNAL_DRAFT = "journal.json", "journal.new"
STAGING_ENTRIES = {NEW, OLD, MERGED, JOURNAL, JOURNAL_DRAFT}
OUTPUT_ROOT = PurePosixPath()
# Virus scanners and viewers block a file for a moment, on Windows and on Windows shares.
ERRORS_OF_BLOCKED_FILES = (errno.EACCES, errno.EPERM, errno.EBUSY)
RETRY_PAUSES_S = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 2.0)


@dataclass(frozen=True)
class Transaction:
    """Files to publish, and how far that has got. All paths are relative to `output`.

    Files are only ever renamed, which needs a staging directory on the same file system. So each of
    the `roots` has one, called `name`: the output folder itself, and every folder in it that is a
    link or a mounted disk. `moves` are the files being moved, each with whether it replaces another
    file; `folders` are the folders created for them.
    """

    output: Path
    name: str
    roots: tuple[PurePosixPath, ...] = (OUTPUT_ROOT,)
    moves: tuple[tuple[PurePosixPath, bool], ...] = ()
    folders: tuple[PurePosixPath, ...] = ()

    def staged_path(self, kind: str, path: PurePosixPath) -> Path:
        """Return where a file (NEW, OLD) or folder (MERGED) is staged: in the innermost root."""
        around = (root for root in self.roots if path.is_relative_to(root))
        root = max(around, key=lambda root: len(root.parts))
        return self.output / root / self.name / kind / path.relative_to(root)

    def staging_directories(self) -> list[Path]:
        """Return the staging directory of each root, the one with the journal first."""
        return [self.output / root / self.name for root in self.roots]

    def save(self) -> None:
        """Write the journal atomically. Raises KitError if that fails."""
        journal = {
            "places": [*map(str, self.roots[1:])],  # the output folder is always one
            "moves": {str(path): replaces for path, replaces in self.moves},
            "folders": [*map(str, self.folders)],
        }
        draft = self.output / self.name / JOURNAL_DRAFT
        with os_errors_as_kit_errors(self.output):
            draft.write_text(json.dumps(journal), encoding="utf-8")
        _rename(draft, draft.with_name(JOURNAL), self.output)


def find_unfinished(output: Path) -> list[Transaction]:
    """Return the transactions of builds that were killed.

    Only a folder that has the name of a staging directory, nothing else in it and a valid journal
    (or none) counts: any other is somebody else's.
    """
    found = []
    for folder in sorted(output.iterdir()):
        is_staging = STAGING_NAME.fullmatch(folder.name) and is_folder(folder)
        if is_staging and {*entry_names(folder)} <= STAGING_ENTRIES:
            with contextlib.suppress(ValueError):  # the kit did not write this journal
                found.append(load_journal(output, folder.name))
    return found


def load_journal(output: Path, name: str) -> Transaction:
    """Return a transaction as its journal describes it. Raises ValueError if that is invalid."""
    file = output / name / JOURNAL
    if not file.exists():  # nothing has been moved yet
        return Transaction(output, name)
    match json.loads(file.read_text(encoding="utf-8")):
        case {"places": list(roots), "moves": dict(moves), "folders": list(folders)}:
            return Transaction(
                output,
                name,
                (OUTPUT_ROOT, *map(_relative_path, roots)),
                tuple((_relative_path(path), bool(replaces)) for path, replaces in moves.items()),
                tuple(map(_relative_path, folders)),
            )
    raise ValueError(f"{file} is not a journal")


def _relative_path(text: object) -> PurePosixPath:
    """Return a path from a journal. Raises ValueError if it leads out of the output folder.

    Anybody who shares the folder can write a journal.
    """
    path = PurePosixPath(str(text))
    if path.is_absolute() or ".." in path.parts or {":", "\\"} & {*str(text)}:
        raise ValueError(f"{text} leads out of the output folder")
    return path


def publish(transaction: Transaction, paths: Sequence[PurePosixPath]) -> None:
    """Move finished files to their paths, each school in one step if the system can do so.

    Raises KitError if something cannot be written; `roll_back` then restores what was moved.
    """
    remaining: list[PurePosixPath] = []
    with os_errors_as_kit_errors(transaction.output), contextlib.ExitStack() as on_error:
        for school in dict.fromkeys(path.parts[0] for path in paths):
            undo = _publish_atomically(transaction, PurePosixPath(school))
            if undo:
                on_error.callback(undo)
            else:
                remaining += (path for path in paths if path.parts[0] == school)
        if remaining:
            _publish_one_by_one(transaction, remaining)
        on_error.pop_all()


def roll_back(transaction: Transaction) -> None:
    """Restore the files that an unfinished transaction set aside, then remove what was staged.

    If the transaction is finished, there is nothing to restore. The journal stays until
    `remove_journal`. Raises KitError, and removes nothing, if a file cannot be restored.
    """
    if transaction.moves:
        for path, replaces in reversed(transaction.moves):
            _undo_move(transaction, path, replaces)
        for folder in reversed(transaction.folders):
            with contextlib.suppress(OSError):  # not empty: somebody else uses it now
                (transaction.output / folder).rmdir()
        replace(transaction, moves=(), folders=()).save()
    _remove_staging(transaction)


def _publish_atomically(
    transaction: Transaction, school: PurePosixPath
) -> Callable[[], object] | None:
    """Publish all files of a school in one step; return what undoes it, or None if impossible.

    A folder with the new files and all others of the old folder is exchanged with the old folder.
    """
    new, merged = transaction.staged_path(NEW, school), transaction.staged_path(MERGED, school)
    target = transaction.output / school
    if transaction.roots != (OUTPUT_ROOT,):
        return None
    if not os.path.lexists(target):
        with contextlib.suppress(KitError):
            _rename(new, target, target)
            return partial(_rename, target, new, target)
        return None
    with contextlib.suppress(OSError):
        if not HAS_EXCHANGE:
            return None
        merged.parent.mkdir(exist_ok=True)
        merge_folders(new, target, merged)
        exchange_folders(merged, target)
        return partial(exchange_folders, merged, target)
    return None


def _publish_one_by_one(transaction: Transaction, paths: Sequence[PurePosixPath]) -> None:
    """Move files one by one, with a journal of these moves until all of them are done."""
    output = transaction.output
    missing = {
        folder for path in paths for folder in path.parents if not os.path.lexists(output / folder)
    }
    moves = tuple((path, os.path.lexists(output / path)) for path in paths)
    transaction = replace(transaction, moves=moves, folders=tuple(sorted(missing)))
    transaction.save()
    for folder in transaction.folders:
        with os_errors_as_kit_errors(output / folder):
            (output / folder).mkdir(exist_ok=True)
    for path, replaces in transaction.moves:
        target, old = output / path, transaction.staged_path(OLD, path)
        if replaces:
            with os_errors_as_kit_errors(target):
                old.parent.mkdir(parents=True, exist_ok=True)
            _rename(target, old, target)
        _rename(transaction.staged_path(NEW, path), target, target)
    replace(transaction, moves=(), folders=()).save()


def _undo_move(transaction: Transaction, path: PurePosixPath, replaces: bool) -> None:
    """Undo one move, however far it got. Undoing it twice does no harm."""
    target = transaction.output / path
    new, old = transaction.staged_path(NEW, path), transaction.staged_path(OLD, path)
    if replaces and not os.path.lexists(old):
        return  # the old file was never moved, or is back already
    if not os.path.lexists(new) and new.parent.is_dir() and is_regular_file(target):
        _rename(target, new, target)
    if replaces:
        if os.path.lexists(target):
            refuse([problem("output.in_the_way", path=target.as_posix())])
        with os_errors_as_kit_errors(target):
            target.parent.mkdir(parents=True, exist_ok=True)
        _rename(old, target, target)


def _rename(source: Path, target: Path, named: Path) -> None:
    """Rename a file or folder; retry for some seconds while another program blocks it.

    Raises KitError that names the path `named`, which is one that the user knows.
    """
    with os_errors_as_kit_errors(named):
        for pause_s in (*RETRY_PAUSES_S, None):
            try:
                source.replace(target)
                return
            except OSError as error:
                if pause_s is None or error.errno not in ERRORS_OF_BLOCKED_FILES:
                    raise
            time.sleep(pause_s)


def remove_journal(output: Path, name: str) -> None:
    """Remove the journal and its staging directory, unless a later build still needs them.

    It does if there are moves to undo, or if another root still has its staging directory.
    """
    transaction = load_journal(output, name)
    main, *others = transaction.staging_directories()
    with contextlib.suppress(OSError):
        if not transaction.moves and not any(map(os.path.lexists, others)):
            (main / JOURNAL_DRAFT).unlink(missing_ok=True)
            (main / JOURNAL).unlink(missing_ok=True)
        main.rmdir()


def _remove_staging(transaction: Transaction) -> None:
    """Remove what was staged, except the journal; a later build removes what is in use now."""
    for folder in transaction.staging_directories():
        new, old, merged = folder / NEW, folder / OLD, folder / MERGED
        remove_staged(merged, folder.parent, new)
        remove_staged(old, folder.parent, old)
        if not os.path.lexists(merged):  # else `new` must stay, to tell the kit's files in it
            remove_staged(new, folder.parent, new)
        with contextlib.suppress(OSError):  # the first folder still contains the journal
            folder.rmdir()


def is_regular_file(path: Path) -> bool:
    """Return whether a path is a file, and not a link to one."""
    return path.is_file() and not path.is_symlink()


@contextlib.contextmanager
def os_errors_as_kit_errors(path: Path) -> Iterator[None]:
    """Convert an OSError into a KitError that names a path."""
    try:
        yield
    except OSError as error:
        found = problem("output.failed", path=path.as_posix(), reason=system_reason(error))
        raise KitError([found]) from None
