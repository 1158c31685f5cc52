"""The steps of a session and its length -> when each begins, its minutes, lenses and texts."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

from kit.catalogue import DEFAULT_SESSION_MINUTES, SESSION_MINUTES
from kit.reading.facts import Step
from kit.reading.school_schema import Session
from kit.reading.text_ids import short_step_text_ids, step_text_ids

MINUTES_PER_DAY = 24 * 60


class TimetableStep(TypedDict):
    """A step of a session in guide and slides; `texts` and `short` are ids by part, as `do`."""

    id: str
    lenses: Sequence[str]  # their ids
    minutes: Sequence[int]  # one for each of Timetable.lengths
    at: str | None  # when it begins, such as `13:30`
    texts: dict[str, str]  # in the shortest session, those of its short form
    short: dict[str, str]  # those of its short form; empty unless there are several lengths


class Timetable(TypedDict):
    """The steps of a session, for one length or for several."""

    lengths: Sequence[int]  # of the session, in minutes
    steps: list[TimetableStep]
    end: NotRequired[str]  # when it ends; only for one length
    has_start: bool  # whether times are those of a clock, not counted from 0:00


def timetable(steps: Sequence[Step], session: Session) -> Timetable:
    """Return the steps of a session with their minutes, and the times at which they begin.

    Without a start, times are counted from 0:00. Without a start and a length, steps have no times,
    and their minutes for each length in `SESSION_MINUTES`. Steps that a session of that
    length leaves out, with 0 minutes, are not returned. In the shortest session a step has its
    short form.
    """
    length = session.minutes or (DEFAULT_SESSION_MINUTES if session.start else None)
    if length is None:
        return {
            "lengths": SESSION_MINUTES,
            "steps": [
                {**_timetable_step(step, step.minutes, None), "short": short_step_text_ids(step)}
                for step in steps
            ],
            "has_start": False,
        }
    column = SESSION_MINUTES.index(length)
    form = _short_form if length == SESSION_MINUTES[0] else _timetable_step
    now = _minute_of_day(session.start or "0:00")
    timetable_steps = []
    for step in steps:
        minutes = step.minutes[column]
        if minutes:
            timetable_steps.append(form(step, (minutes,), _clock(now)))
        now += minutes
    return {
        "lengths": (length,),
        "steps": timetable_steps,
        "end": _clock(now),
        "has_start": session.start is not None,
    }


def _timetable_step(step: Step, minutes: Sequence[int], at: str | None) -> TimetableStep:
    return {
        "id": step.id,
        "lenses": step.lenses,
        "minutes": minutes,
        "at": at,
        "texts": step_text_ids(step),
        "short": {},
    }


def _short_form(step: Step, minutes: Sequence[int], at: str | None) -> TimetableStep:
    """Return a step as it is in the shortest session."""
    return {
        **_timetable_step(step, minutes, at),
        "lenses": (step.short and step.short.lenses) or step.lenses,
        "texts": step_text_ids(step) | short_step_text_ids(step),
    }


def _minute_of_day(time: str) -> int:
    hours, minutes = time.replace(".", ":").split(":")
    return int(hours) * 60 + int(minutes)


def _clock(minute: int) -> str:
    return f"{minute % MINUTES_PER_DAY // 60}:{minute % 60:02}"
