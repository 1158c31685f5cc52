"""The steps of a session and its length -> when each step begins, and how long it takes."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

from kit.catalogue import DEFAULT_SESSION_MINUTES, SESSION_MINUTES
from kit.reading.facts import Step
from kit.reading.school_schema import Session

MINUTES_PER_DAY = 24 * 60


class TimetableStep(TypedDict):
    """A step of a session as the guide shows it."""

    id: str
    lenses: Sequence[str]  # their ids
    minutes: Sequence[int]  # one for each of Timetable.lengths
    at: str | None  # when it begins, such as `13:30`


class Timetable(TypedDict):
    """The steps of a session, for one length or for several."""

    lengths: Sequence[int]  # of the session, in minutes
    steps: list[TimetableStep]
    end: NotRequired[str]  # when it ends; only for one length


def timetable(steps: Sequence[Step], session: Session) -> Timetable:
    """Return the steps of a session with their minutes, and the times at which they begin.

    Without a start, times are counted from 0:00. Without a start and a length, steps have no times,
    and their minutes for each length in `SESSION_MINUTES`. Steps that a session of that
    length leaves out, with 0 minutes, are not returned.
    """
    length = session.minutes or (DEFAULT_SESSION_MINUTES if session.start else None)
    if length is None:
        return {
            "lengths": SESSION_MINUTES,
            "steps": [_timetable_step(step, step.minutes, None) for step in steps],
        }
    column = SESSION_MINUTES.index(length)
    now = _minute_of_day(session.start or "0:00")
    timetable_steps = []
    for step in steps:
        minutes = step.minutes[column]
        if minutes:
            timetable_steps.append(_timetable_step(step, (minutes,), _clock(now)))
        now += minutes
    return {"lengths": (length,), "steps": timetable_steps, "end": _clock(now)}


def _timetable_step(step: Step, minutes: Sequence[int], at: str | None) -> TimetableStep:
    return {"id": step.id, "lenses": step.lenses, "minutes": minutes, "at": at}


def _minute_of_day(time: str) -> int:
    hours, minutes = time.replace(".", ":").split(":")
    return int(hours) * 60 + int(minutes)


def _clock(minute: int) -> str:
    return f"{minute % MINUTES_PER_DAY // 60}:{minute % 60:02}"
