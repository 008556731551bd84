"""The busiest hour by size: loads by hand, full rooms, and hours around a change of the clock."""

from datetime import date, datetime, time, timedelta

import pytest

from booking.foundation.local_time import TOWN_HALL, epoch_minutes
from booking.occupancy.sizing.busiest import busiest_hours
from booking.occupancy.sizing.values import Asked, Meeting
from booking.occupancy.sizing.wants import Demand

TUESDAY = date(2026, 3, 24)  # the clock goes forward on the Sunday after
WEEKS = [TUESDAY, TUESDAY + timedelta(weeks=1)]


def minute(day: date, hours: float) -> int:
    wall = datetime.combine(day, time(int(hours), round(hours % 1 * 60)), tzinfo=TOWN_HALL)
    return epoch_minutes(wall)


def asked(day: date, begin: float, end: float, size: int = 0, *, refused: bool = False) -> Asked:
    first, last = minute(day, begin), minute(day, end)
    return Asked(Meeting(first, last, size), first, is_refused=refused)


def demand(*wishes: Asked, dates: list[date] = WEEKS) -> Demand:
    return Demand(dates, [], wishes, 0, 0)


def test_the_load_is_meetings_at_once_on_average_by_the_wall_clock() -> None:
    """Two meetings from ten on in each of two weeks, between which the clock changes."""
    wishes = [asked(day, 10, end) for day in WEEKS for end in (10.5, 11.5)]
    (found,) = busiest_hours(demand(*wishes), (3,))
    assert (found.weekday, found.hour, found.day_count) == (1, 10, 2)
    assert (found.load, found.full, found.offered) == (1.5, 0, None)
    assert found.rooms_by_formula == 5


def test_rooms_that_were_full_say_what_must_have_been_asked() -> None:
    wishes = [asked(day, 10, end) for day in WEEKS for end in (10.75, 11)]
    (found,) = busiest_hours(demand(*wishes), (2,))
    assert (found.carried, found.full) == (1.75, 0.75)
    assert found.offered is not None
    assert found.offered > 1.75


def test_what_was_refused_is_in_the_load_and_does_not_fill_a_room() -> None:
    wishes = [asked(day, 9, 10, refused=turn > 0) for day in WEEKS for turn in range(3)]
    (found,) = busiest_hours(demand(*wishes), (1,))
    assert (found.load, found.carried, found.full) == (3, 1, 1)
    assert found.offered is None, "rooms that are always full tell nothing of who was outside"


def test_of_a_size_that_the_house_has_not_nobody_can_say_how_full_it_was() -> None:
    (found,) = busiest_hours(demand(*(asked(day, 9, 10) for day in WEEKS)), (0,))
    assert (found.load, found.full, found.offered) == (1, None, None)


def test_each_size_has_its_own_busiest_hour() -> None:
    small, large = busiest_hours(
        demand(*(asked(day, 9, 10) for day in WEEKS for _ in range(3)),
               *(asked(day, 14, 15, 1) for day in WEEKS)), (5, 5),
    )  # fmt: skip
    assert (small.hour, small.load, large.hour, large.load) == (9, 3, 14, 1)


def test_a_meeting_past_midnight_counts_on_the_days_that_were_measured() -> None:
    late = Asked(Meeting(minute(TUESDAY, 23.5), minute(TUESDAY + timedelta(days=1), 1), 0), 0)
    (found,) = busiest_hours(demand(late), (1,))
    assert (found.weekday, found.hour) == (1, 23)
    assert found.load == pytest.approx(0.25)


def test_nobody_met() -> None:
    assert busiest_hours(demand(), (1, 2)) == []
