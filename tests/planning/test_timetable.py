"""When the steps of a session begin, for the lengths and starts that a school may give."""

from kit.planning.timetable import timetable
from kit.reading.facts import ShortForm, Step
from kit.reading.school_schema import Session

STEPS = (
    Step(id="welcome", lenses=(), minutes=(5, 10, 15)),
    Step(id="film", lenses=(), minutes=(0, 20, 30)),
    Step(
        id="talk",
        lenses=("society",),
        minutes=(55, 60, 75),
        short=ShortForm(texts=("do", "say"), lenses=("results",)),
    ),
)
SHORT = {"do": "guide.steps.talk.short.do", "say": "guide.steps.talk.short.say"}


def test_without_a_length_each_step_has_its_minutes_for_all_lengths() -> None:
    table = timetable(STEPS, Session())
    assert table["lengths"] == (60, 90, 120)
    assert [(step["minutes"], step["at"]) for step in table["steps"]] == [
        ((5, 10, 15), None),
        ((0, 20, 30), None),
        ((55, 60, 75), None),
    ]
    assert "end" not in table


def test_times_are_counted_from_the_start_and_a_step_without_minutes_is_left_out() -> None:
    table = timetable(STEPS, Session(start="23:30", minutes=60))
    assert [(step["id"], step["at"]) for step in table["steps"]] == [
        ("welcome", "23:30"),
        ("talk", "23:35"),
    ]
    assert table["end"] == "0:30"


def test_a_start_alone_means_the_usual_length_and_a_length_alone_counts_from_zero() -> None:
    assert timetable(STEPS, Session(start="13.30"))["lengths"] == (90,)
    assert [step["at"] for step in timetable(STEPS, Session(minutes=90))["steps"]] == [
        *("0:00", "0:10", "0:30"),
    ]


def test_the_shortest_session_has_the_short_form_of_a_step() -> None:
    *_, talk = timetable(STEPS, Session(minutes=60))["steps"]
    assert talk["lenses"] == ("results",)
    assert talk["texts"]["title"] == "guide.steps.talk.title"
    assert talk["texts"] | SHORT == talk["texts"]
    assert talk["short"] == {}


def test_a_longer_session_has_the_step_itself() -> None:
    *_, talk = timetable(STEPS, Session(minutes=90))["steps"]
    assert talk["lenses"] == ("society",)
    assert talk["texts"]["do"] == "guide.steps.talk.do"
    assert talk["short"] == {}


def test_for_several_lengths_a_step_has_both_forms() -> None:
    welcome, _, talk = timetable(STEPS, Session())["steps"]
    assert welcome["short"] == {}
    assert talk["lenses"] == ("society",)
    assert talk["texts"]["do"] == "guide.steps.talk.do"
    assert talk["short"] == SHORT
