"""The parts of a session + how long it lasts -> when each of them begins."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

from kit.catalogue import DEFAULT_SESSION_MINUTES, SESSION_MINUTES
from kit.reading.facts import Step
from kit.reading.school_schema import Session

DAY = 24 * 60  # minutes


class Part(TypedDict):
    """A part of a session as the guide shows it."""

    id: str
    lenses: Sequence[str]  # their ids
    minutes: Sequence[int]  # one for each of the timetable's lengths
    at: str | None  # when it begins, such as `13:30`


class Timetable(TypedDict):
    """The parts of a session, for one length of it or for several."""

    lengths: Sequence[int]  # of the session, in minutes
    steps: list[Part]
    end: NotRequired[str]  # of a session with one length


def timetable(steps: Sequence[Step], session: Session) -> Timetable:
    """Return the parts that a session has, each with its minutes and the time at which it begins.

    Times are those of a clock if the session has a start, else counted from 0:00. If it is not
    known how long the session lasts, nor when it starts, each part has its minutes for all of
    `SESSION_MINUTES`, and no time.
    """
    length = session.minutes or (DEFAULT_SESSION_MINUTES if session.start else None)
    if length is None:
        return {
            "lengths": SESSION_MINUTES,
            "steps": [_part(step, step.minutes, None) for step in steps],
        }
    column = SESSION_MINUTES.index(length)
    now = _minute_of_day(session.start or "0:00")
    parts = []
    for step in steps:
        minutes = step.minutes[column]
        if minutes:
            parts.append(_part(step, (minutes,), _clock(now)))
        now += minutes
    return {"lengths": (length,), "steps": parts, "end": _clock(now)}


def _part(step: Step, minutes: Sequence[int], at: str | None) -> Part:
    return {"id": step.id, "lenses": step.lenses, "minutes": minutes, "at": at}


def _minute_of_day(time: str) -> int:
    hours, minutes = time.replace(".", ":").split(":")
    return int(hours) * 60 + int(minutes)


def _clock(minute: int) -> str:
    return f"{minute % DAY // 60}:{minute % 60:02}"
