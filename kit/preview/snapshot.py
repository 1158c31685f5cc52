"""Read all files of a school once: the PDFs to make of them, or the problems in them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from kit.build import plan_jobs
from kit.catalogue import PROFILES
from kit.errors import KitError, Origin, Problem, problem, system_reason
from kit.planning.job import Job
from kit.preview.internal_errors import internal_error
from kit.request import Request


@dataclass(frozen=True)
class Snapshot:
    """What was read of all files at one moment: the jobs, or the problems that prevent them."""

    number: int  # counts the snapshots of a preview from 1; 0: nothing has been read yet
    time: str  # local time of reading, as HH:MM:SS
    lang: str  # language of messages: nl or en
    jobs: tuple[Job, ...] = ()
    problems: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()  # about the preview itself


def take_snapshot(
    previous: Snapshot, school: Path | None, message_language: Callable[[], str]
) -> Snapshot:
    """Read and check a school, or the kit without a school, and return the next snapshot.

    `message_language` finds the language of messages; while the school's file is missing, the
    language of the previous snapshot stays. Raises nothing: errors are problems of the snapshot.
    """
    snapshot = Snapshot(previous.number + 1, datetime.now().strftime("%H:%M:%S"), previous.lang)
    try:
        if school and not school_folder(school).is_dir():
            where = Origin(school_folder(school))
            return replace(snapshot, problems=(problem("preview.away", where),))
        if school is None or _has_file(school):
            snapshot = replace(snapshot, lang=message_language())
        request = replace(default_request(school), profiles=PROFILES)
        return replace(snapshot, jobs=tuple(plan_jobs(request)))
    except KitError as error:
        return replace(snapshot, problems=error.problems)
    except OSError as error:  # a file vanished while it was read; its next save is noticed
        return replace(snapshot, problems=(_unreadable(error, school),))
    except BaseException as error:  # panics of Rust libraries are not Exceptions
        return replace(snapshot, problems=(internal_error(error),))


def school_folder(school: Path) -> Path:
    """Return the folder of a school, given that folder or the school.yaml in it."""
    return school.parent if school.suffix in (".yaml", ".yml") else school


def default_request(school: Path | None) -> Request:
    """Return what `kit build` makes of a school if no options are given."""
    return Request((school,) if school else ())


def _has_file(school: Path) -> bool:
    return (school_folder(school) / "school.yaml").is_file() or school.is_file()


def _unreadable(error: OSError, school: Path | None) -> Problem:
    where = Origin(Path(error.filename if isinstance(error.filename, str) else school or ""))
    return problem("file.unreadable", where, reason=system_reason(error))
