"""The parts of a day: which can stand together, and what holds from which day on."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.foundation.database import Database
from booking.people.permissions import NotAllowed
from booking.spaces.day_part_changes import DayPartsImpossible, set_day_parts
from booking.spaces.day_part_rules import faults_in
from booking.spaces.day_parts import DayPart
from booking.spaces.operations import PastStays
from booking.spaces.queries import current_stock
from tests.town_hall import TownHall


def part(name: str, begin: str, end: str) -> DayPart:
    return DayPart(name, name, time.fromisoformat(begin), time.fromisoformat(end))


MORNING, AFTERNOON = part("Ochtend", "08:00", "12:00"), part("Middag", "12:00", "17:30")
USUAL = ["Ochtend 08:00–12:30", "Middag 12:30–17:30", "Avond 18:00–21:30"]


def on(database: Database, day: date) -> list[str]:
    with database.reading() as session:
        return [f"{p.name_nl} {p.hours}" for p in current_stock(session).day_parts.on(day)]


@pytest.mark.parametrize(
    ("parts", "faults"),
    [
        ([MORNING, AFTERNOON], []),
        ([part("Avond", "18:00", "00:00")], []),
        ([part("Ochtend", "12:00", "08:00")], [("Ochtend", "end")]),
        ([part("Nacht", "02:30", "05:00")], [("Nacht", "end")]),
        ([MORNING, part("Lunch", "11:30", "13:00")], [("Lunch", "begin")]),
        ([part("Avond", "18:00", "00:00"), part("Laat", "22:00", "23:00")], [("Laat", "begin")]),
        ([MORNING, part("ochtend ", "13:00", "15:00")], [("ochtend ", "name")]),
        ([part("Dag", "08:00", "17:00")], [("Dag", "name")]),
        ([part("…", "08:00", "17:00")], [("…", "name")]),
    ],
)
def test_parts_that_cannot_stand_together(
    parts: list[DayPart], faults: list[tuple[str, str]]
) -> None:
    assert [(fault.part.name_nl, fault.at) for fault in faults_in(parts)] == faults


@given(st.lists(st.tuples(st.integers(6, 20), st.integers(1, 4)), max_size=5))
def test_without_a_fault_no_moment_lies_in_two_parts(hours: list[tuple[int, int]]) -> None:
    parts = [DayPart(f"Deel {n}", "", time(begin), time((begin + length) % 24))
             for n, (begin, length) in enumerate(hours)]  # fmt: skip
    shared = [
        hour for hour in range(6, 24)
        if sum(begin <= hour < begin + length for begin, length in hours) > 1
    ]  # fmt: skip
    assert bool(faults_in(parts)) is bool(shared)


def test_they_hold_from_a_day_until_the_next_that_are_planned(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    assert on(database, monday) == USUAL
    later = monday + timedelta(days=14)
    for parts, begins in (([MORNING], later), ([], monday + timedelta(days=7))):
        with database.writing() as session:
            set_day_parts(session, hall.act("els", now), parts, begins=begins)
    assert on(database, monday + timedelta(days=6)) == USUAL
    assert on(database, later - timedelta(days=1)) == []
    assert on(database, later) == ["Ochtend 08:00–12:00"]
    with database.writing() as session:
        set_day_parts(session, hall.act("els", now), [MORNING, AFTERNOON], begins=later)
    assert on(database, later) == ["Ochtend 08:00–12:00", "Middag 12:00–17:30"]


def test_who_may_not_and_what_cannot_change_nothing(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    overlapping = [MORNING, part("Lunch", "11:30", "13:00")]
    for name, parts, begins, error in (
        ("fatima", [MORNING], monday, NotAllowed),
        ("els", overlapping, monday, DayPartsImpossible),
        ("els", [MORNING], monday - timedelta(days=1), PastStays),
    ):
        with pytest.raises(error), database.writing() as session:
            set_day_parts(session, hall.act(name, now), parts, begins=begins)
    assert on(database, monday) == USUAL
