"""Finished files -> their paths in the output folder; whatever stops it, all of them or none.

Nothing of somebody else's is moved or removed. Where the system can do so, a school's folder and a
new one change places in one step. Elsewhere files are replaced one by one: a journal names them,
the old ones are set aside, and the next build puts these back if that was not finished.
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
    change_places,
    clear,
    is_folder,
    join,
    names,
)

STAGING = re.compile(re.escape(PREFIX) + "[0-9a-f]{16}")
# In a staging folder: finished files, those they replace, and folders to change places with.
NEW, OLD, WHOLE = "new", "old", "whole"
JOURNAL, DRAFT = "journal.json", "journal.new"
OURS = {NEW, OLD, WHOLE, JOURNAL, DRAFT}
MAIN = PurePosixPath()  # the output folder itself
# Virus scanners and viewers hold a file for a moment, on Windows and on its shares.
HELD = (errno.EACCES, errno.EPERM, errno.EBUSY)
PAUSES_S = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 2.0)


@dataclass(frozen=True)
class Exchange:
    """Files that wait for publication, and how far that is. All paths are below the output folder.

    There is a staging folder of one `name` in each place: the output folder, and the folders in it
    that are on another disk or behind a link. So files only need to be renamed. `moves` are the
    files that are being moved, and whether each replaces one; `folders` are made for them.
    """

    output: Path
    name: str
    places: tuple[PurePosixPath, ...] = (MAIN,)
    moves: tuple[tuple[PurePosixPath, bool], ...] = ()
    folders: tuple[PurePosixPath, ...] = ()

    def staged(self, kind: str, path: PurePosixPath) -> Path:
        """Return where a file (NEW, OLD) or folder (WHOLE) is kept: in the place it belongs to."""
        around = (place for place in self.places if path.is_relative_to(place))
        place = max(around, key=lambda place: len(place.parts))
        return self.output / place / self.name / kind / path.relative_to(place)

    def save(self) -> None:
        """Write the journal in one step. Raises KitError if that cannot be."""
        journal = {
            "places": [*map(str, self.places[1:])],  # besides the output folder
            "moves": {str(path): replaces for path, replaces in self.moves},
            "folders": [*map(str, self.folders)],
        }
        draft = self.output / self.name / DRAFT
        with naming(self.output):
            draft.write_text(json.dumps(journal), encoding="utf-8")
        _rename(draft, draft.with_name(JOURNAL), self.output)


def unfinished(output: Path) -> list[Exchange]:
    """Return what killed builds left: folders that are named as ours and hold only what is ours."""
    found = []
    for folder in sorted(output.iterdir()):
        if STAGING.fullmatch(folder.name) and is_folder(folder) and {*names(folder)} <= OURS:
            with contextlib.suppress(ValueError):  # a journal that we did not write
                found.append(load(output, folder.name))
    return found


def load(output: Path, name: str) -> Exchange:
    """Return an exchange as its journal has it. Raises ValueError if that is not a journal."""
    file = output / name / JOURNAL
    if not file.exists():  # then nothing was moved
        return Exchange(output, name)
    match json.loads(file.read_text(encoding="utf-8")):
        case {"places": list(places), "moves": dict(moves), "folders": list(folders)}:
            return Exchange(
                output,
                name,
                (MAIN, *map(_below, places)),
                tuple((_below(path), bool(replaces)) for path, replaces in moves.items()),
                tuple(map(_below, folders)),
            )
    raise ValueError(f"{file} is no journal")


def _below(text: object) -> PurePosixPath:
    """Return a path of a journal, which whoever shares a folder can write: never one outside."""
    path = PurePosixPath(str(text))
    if path.is_absolute() or ".." in path.parts or {":", "\\"} & {*str(text)}:
        raise ValueError(f"{text} leads outside")
    return path


def publish(exchange: Exchange, paths: Sequence[PurePosixPath]) -> None:
    """Put finished files where they belong, each school in one step if the system can.

    Raises KitError if something cannot be written; `settle` then puts back what was moved.
    """
    one_by_one: list[PurePosixPath] = []
    with naming(exchange.output), contextlib.ExitStack() as undo:
        for school in dict.fromkeys(path.parts[0] for path in paths):
            back = _in_one_step(exchange, PurePosixPath(school))
            if back:
                undo.callback(back)
            else:
                one_by_one += (path for path in paths if path.parts[0] == school)
        if one_by_one:
            _move(exchange, one_by_one)
        undo.pop_all()


def settle(exchange: Exchange) -> None:
    """Put back what an exchange that was not finished set aside; then remove what was staged.

    The journal is left for `forget`. Raises KitError, and removes nothing, if something cannot be
    put back.
    """
    if exchange.moves:
        for path, replaces in reversed(exchange.moves):
            _put_back(exchange, path, replaces)
        for folder in reversed(exchange.folders):
            with contextlib.suppress(OSError):  # somebody else has put something into it
                (exchange.output / folder).rmdir()
        replace(exchange, moves=(), folders=()).save()
    _clear_all(exchange)


def _move(exchange: Exchange, paths: Sequence[PurePosixPath]) -> None:
    """Move files one by one; only when all are there does the journal forget the old ones."""
    output = exchange.output
    missing = {
        folder for path in paths for folder in path.parents if not os.path.lexists(output / folder)
    }
    moves = tuple((path, os.path.lexists(output / path)) for path in paths)
    exchange = replace(exchange, moves=moves, folders=tuple(sorted(missing)))
    exchange.save()
    for folder in exchange.folders:
        with naming(output / folder):
            (output / folder).mkdir(exist_ok=True)
    for path, replaces in exchange.moves:
        target, old = output / path, exchange.staged(OLD, path)
        if replaces:
            with naming(target):
                old.parent.mkdir(parents=True, exist_ok=True)
            _rename(target, old, target)
        _rename(exchange.staged(NEW, path), target, target)
    replace(exchange, moves=(), folders=()).save()


def _put_back(exchange: Exchange, path: PurePosixPath, replaces: bool) -> None:
    """Undo one move, however far it came; to do so twice does no harm."""
    target = exchange.output / path
    new, old = exchange.staged(NEW, path), exchange.staged(OLD, path)
    if replaces and not os.path.lexists(old):
        return  # it was not moved yet, or is back already
    if not os.path.lexists(new) and new.parent.is_dir() and is_plain_file(target):
        _rename(target, new, target)
    if replaces:
        if os.path.lexists(target):
            refuse([problem("output.in_the_way", path=target.as_posix())])
        with naming(target):
            target.parent.mkdir(parents=True, exist_ok=True)
        _rename(old, target, target)


def _rename(source: Path, target: Path, named: Path) -> None:
    """Rename a file or folder, trying again for some seconds while another program holds it.

    Raises KitError that names the path that a user knows.
    """
    with naming(named):
        for pause_s in (*PAUSES_S, None):
            try:
                source.replace(target)
                return
            except OSError as error:
                if pause_s is None or error.errno not in HELD:
                    raise
            time.sleep(pause_s)


def _in_one_step(exchange: Exchange, school: PurePosixPath) -> Callable[[], object] | None:
    """Put all files of a school in place at once; return what undoes it, or None if it cannot be.

    A new folder, with what the old one has besides, changes places with that.
    """
    new, whole = exchange.staged(NEW, school), exchange.staged(WHOLE, school)
    target = exchange.output / school
    if exchange.places != (MAIN,):
        return None
    if not os.path.lexists(target):
        with contextlib.suppress(KitError):
            _rename(new, target, target)
            return partial(_rename, target, new, target)
        return None
    with contextlib.suppress(OSError):
        if not HAS_EXCHANGE:
            return None
        whole.parent.mkdir(exist_ok=True)
        join(new, target, whole)
        change_places(whole, target)
        return partial(change_places, whole, target)
    return None


def forget(output: Path, name: str) -> None:
    """Remove the journal too, unless it still names something that is to be put back or removed."""
    exchange = load(output, name)
    main, *others = _staging_folders(exchange)
    with contextlib.suppress(OSError):
        if not exchange.moves and not any(map(os.path.lexists, others)):
            (main / DRAFT).unlink(missing_ok=True)
            (main / JOURNAL).unlink(missing_ok=True)
        main.rmdir()


def _clear_all(exchange: Exchange) -> None:
    """Remove what was staged, as far as can be: what remains goes with the next build."""
    for folder in _staging_folders(exchange):
        new, old, whole = folder / NEW, folder / OLD, folder / WHOLE
        clear(whole, folder.parent, new)
        clear(old, folder.parent, old)
        if not os.path.lexists(whole):  # else `new` is needed again, to tell what is ours in it
            clear(new, folder.parent, new)
        with contextlib.suppress(OSError):  # the journal is in the first
            folder.rmdir()


def _staging_folders(exchange: Exchange) -> list[Path]:
    return [exchange.output / place / exchange.name for place in exchange.places]


def is_plain_file(path: Path) -> bool:
    """Whether a path is a file, and no link to one."""
    return path.is_file() and not path.is_symlink()


@contextlib.contextmanager
def naming(path: Path) -> Iterator[None]:
    """Turn an error of the system into a KitError that names a path."""
    try:
        yield
    except OSError as error:
        found = problem("output.failed", path=path.as_posix(), reason=system_reason(error))
        raise KitError([found]) from None
