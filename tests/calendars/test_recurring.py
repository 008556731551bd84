"""A series as one event with a rule: programs that are not ours see every date where it is."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from booking.calendars.ical_out import CalendarEvent, Organizer, Status, calendar_file
from booking.calendars.recurring import Frame, as_series
from booking.foundation.local_time import MissingHour, local_period
from booking.foundation.recurrence import LAST, Pace, Recurrence, dates_of
from tests.standards.ical_checker import complaints
from tests.standards.ical_js import Read, reading_along

HALL = Organizer("Gemeente Voorbeeldstad", "woonkamer@voorbeeldstad.example")
MADE = datetime(2026, 1, 5, 9, tzinfo=UTC)
MONDAYS = Recurrence(Pace.WEEKLY, weekdays=frozenset({0}), until=date(2026, 4, 20))


@pytest.fixture(scope="module")
def read() -> Iterator[Read]:
    with reading_along() as reader:
        yield reader


def frame_of(
    rule: Recurrence = MONDAYS, *, first: date = date(2026, 3, 16), begins: time = time(10),
    ends: time = time(11),
) -> Frame:  # fmt: skip
    return Frame(
        uid="reeks", recurrence=rule, first_on=first, begins=begins, ends=ends, sequence=3,
        changed_at=MADE + timedelta(days=2), url="https://woonkamer.example/reeksen/reeks",
    )  # fmt: skip


def event_on(frame: Frame, day: date) -> CalendarEvent:
    """As it would stand alone; raises MissingHour."""
    return CalendarEvent(
        uid=f"keer-{day}", sequence=0, period=local_period(day, frame.begins, frame.ends),
        created_at=MADE, changed_at=MADE, status=Status.CONFIRMED, summary="Teamoverleg",
        location="De Beuk", description="", url=f"https://woonkamer.example/{day}",
        category="Ruimte", is_private=False, is_blocking=True,
    )  # fmt: skip


def held_in(frame: Frame) -> dict[date, CalendarEvent]:
    """Every date of the rule at which the clocks do not skip the hour."""
    found = {}
    for day in dates_of(frame.recurrence, frame.first_on):
        try:
            found[day] = event_on(frame, day)
        except MissingHour:
            continue
    return found


def test_a_series_is_one_event_with_its_rule() -> None:
    frame = frame_of()

    [event] = as_series(frame, held_in(frame))
    content = calendar_file([event], organizer=HALL)

    assert complaints(content) == []
    [component] = Calendar.from_ical(content).events
    assert component["rrule"].to_ical() == b"FREQ=WEEKLY;UNTIL=20260420T215959Z;INTERVAL=1;BYDAY=MO"
    lines = content.decode().split("\r\n")
    assert {"UID:reeks", "SEQUENCE:3", "DTSTART;TZID=Europe/Amsterdam:20260316T100000"} < set(lines)
    assert "URL:https://woonkamer.example/reeksen/reeks" in lines


def test_what_is_not_held_is_excluded_and_what_differs_stands_apart(read: Read) -> None:
    frame = frame_of()
    held = held_in(frame)
    del held[date(2026, 3, 23)]
    moved, named, waits = date(2026, 3, 30), date(2026, 4, 6), date(2026, 4, 13)
    held[moved] = replace(held[moved], period=local_period(moved, time(14), time(15)))
    held[named] = replace(held[named], summary="Met taart")
    held[waits] = replace(held[waits], status=Status.TENTATIVE)

    master, *apart = as_series(frame, held)
    content = calendar_file([master, *apart], organizer=HALL)

    assert complaints(content) == []
    assert master.excluded == (frame.start_on(date(2026, 3, 23)),)
    assert [event.recurrence_at for event in apart] == [
        frame.start_on(day) for day in (moved, named, waits)
    ]
    assert {event.sequence for event in apart} == {3}
    assert "RECURRENCE-ID;TZID=Europe/Amsterdam:20260330T100000" in content.decode()
    assert "EXDATE;TZID=Europe/Amsterdam:20260323T100000" in content.decode()
    assert [(seen.period, seen.summary, seen.status) for seen in read(content)] == [
        (event.period, event.summary, event.status) for event in held.values()
    ]


def test_dates_at_both_ends_that_are_not_held_shorten_the_rule() -> None:
    frame = frame_of()
    days = list(held_in(frame))
    held = {day: event_on(frame, day) for day in days[2:4]}

    [event] = as_series(frame, held)

    assert event.excluded == ()
    assert event.period == held[days[2]].period
    assert event.rule.endswith("UNTIL=20260406T215959Z")


def test_one_date_that_is_left_is_an_event_as_any_other() -> None:
    frame = frame_of()
    day = date(2026, 3, 30)

    assert as_series(frame, {day: event_on(frame, day)}) == [event_on(frame, day)]
    assert as_series(frame, {}) == []


def test_most_dates_decide_what_the_series_says() -> None:
    """Where the house moved all but one to another room, that one is the exception."""
    frame = frame_of()
    held = held_in(frame)
    first, *others = held
    for day in others:
        held[day] = replace(held[day], location="De Linde")

    master, apart = as_series(frame, held)

    assert master.location == "De Linde"
    assert (apart.location, apart.recurrence_at) == ("De Beuk", frame.start_on(first))


def test_a_date_that_the_rule_does_not_know_stands_alone() -> None:
    frame = frame_of()
    stray = date(2026, 3, 17)
    held = {**held_in(frame), stray: event_on(frame, stray)}

    assert event_on(frame, stray) in as_series(frame, held)


SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
STARTS = date(2026, 3, 1), date(2026, 10, 20)
ENDS = date(2026, 10, 22), date(2026, 11, 30)
DAILY = Recurrence(Pace.DAILY, until=date(2026, 4, 2))


@pytest.mark.parametrize("first", [date(2026, 3, 27), SPRING])
def test_a_night_that_skips_the_hour_is_left_out(read: Read, first: date) -> None:
    frame = frame_of(DAILY, first=first, begins=time(2, 30), ends=time(3, 30))
    held = held_in(frame)
    assert SPRING not in held

    content = calendar_file(as_series(frame, held), organizer=HALL)

    assert complaints(content) == []
    assert [seen.period for seen in read(content)] == [event.period for event in held.values()]


def test_in_a_night_in_which_the_clocks_change_a_date_is_as_long_as_it_is(read: Read) -> None:
    """From 01:00 to 05:00 is three hours then, and programs differ in what they make of it."""
    frame = frame_of(DAILY, first=date(2026, 3, 27), begins=time(1), ends=time(5))
    held = held_in(frame)

    master, *apart = as_series(frame, held)

    assert [event.recurrence_at for event in apart] == [frame.start_on(SPRING)]
    seen = read(calendar_file([master, *apart], organizer=HALL))
    assert [each.period for each in seen] == [event.period for event in held.values()]


@pytest.mark.parametrize(("begins", "ends"), [(time(1), time(2, 30)), (time(2, 15), time(2, 45)),
                                              (time(2, 30), time(4))])  # fmt: skip
@pytest.mark.parametrize("first", [date(2026, 10, 23), AUTUMN])
def test_the_first_of_the_double_hour_is_the_first_for_every_program(
    read: Read, first: date, begins: time, ends: time
) -> None:
    frame = frame_of(Recurrence(Pace.DAILY, until=date(2026, 10, 27)), first=first,
                     begins=begins, ends=ends)  # fmt: skip
    held = held_in(frame)
    alone = event_on(frame, AUTUMN)

    for events in (as_series(frame, held), [alone]):
        content = calendar_file(events, organizer=HALL)
        assert complaints(content) == []
        expected = [alone] if events == [alone] else list(held.values())
        assert [seen.period for seen in read(content)] == [event.period for event in expected]


@st.composite
def rules(draw: st.DrawFn) -> Recurrence:
    pace = draw(st.sampled_from(Pace))
    weekdays = st.frozensets(st.integers(0, 6), min_size=1)
    if pace is Pace.MONTH_WEEKDAY:
        weekdays = st.frozensets(st.integers(0, 6), min_size=1, max_size=1)
    places = {Pace.MONTH_DAY: st.sampled_from([*range(1, 32), LAST]),
              Pace.MONTH_WEEKDAY: st.sampled_from([1, 2, 3, 4, 5, LAST])}  # fmt: skip
    return Recurrence(
        pace, interval=draw(st.integers(1, 3)), until=draw(st.dates(*ENDS)),
        weekdays=draw(weekdays) if pace in {Pace.WEEKLY, Pace.MONTH_WEEKDAY} else frozenset(),
        place=draw(places[pace]) if pace in places else 0,
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    rule=rules(),
    start=st.dates(*STARTS),
    quarters=st.tuples(st.integers(0, 95), st.integers(1, 24)),
    data=st.data(),
)
def test_every_instant_is_the_one_that_is_held(
    read: Read, rule: Recurrence, start: date, quarters: tuple[int, int], data: st.DataObject
) -> None:
    """Over both nights in which the clocks change, whatever was cancelled or moved."""
    begin, end = quarters[0], min(quarters[0] + quarters[1], 96)
    begins, ends = (time(n // 4 % 24, n % 4 * 15) for n in (begin, end))
    first = next(iter(dates_of(rule, start)), start)
    frame = frame_of(rule, first=first, begins=begins, ends=ends)
    try:
        held = held_in(frame)
    except ValueError:
        return  # 01:30 to 02:00 in the night that has no 02:00
    for day in list(held):
        fate = data.draw(st.sampled_from(["stays", "stays", "stays", "gone", "moved", "named"]))
        if fate == "gone":
            del held[day]
        elif fate == "moved":
            shift = timedelta(minutes=15 * data.draw(st.integers(-100, 100)))
            held[day] = replace(held[day], period=held[day].period.shifted(shift))
        elif fate == "named":
            held[day] = replace(held[day], summary=f"Keer van {day}")

    content = calendar_file(as_series(frame, held), organizer=HALL)

    assert complaints(content) == []
    assert [(seen.period, seen.summary) for seen in read(content)] == sorted(
        (event.period, event.summary) for event in held.values()
    )
