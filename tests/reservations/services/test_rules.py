"""Until when a service can be ordered, against plain counting of days."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from booking.foundation.local_time import day_of, local_day
from booking.reservations.services.rules import cut_off_at
from booking.reservations.services.values import CutOffUnit
from tests.town_hall import at

MONDAY = date(2026, 3, 23)
starts = st.builds(
    lambda days, hour: at(MONDAY + timedelta(days=days), f"{hour:02}:00", "23:30").starts_at,
    st.integers(0, 400),
    st.integers(0, 22),
)


def is_weekday(day: date) -> bool:
    return day.weekday() < 5


@given(starts, st.integers(0, 500))
def test_hours_are_hours_whatever_the_clock_does(starts_at: datetime, hours: int) -> None:
    fixed = cut_off_at(starts_at, hours, CutOffUnit.HOURS, is_working_day=is_weekday)
    assert starts_at - fixed == timedelta(hours=hours)


@given(starts, st.integers(1, 20))
def test_so_many_working_days_lie_between_the_last_moment_and_the_day(
    starts_at: datetime, count: int
) -> None:
    fixed = cut_off_at(starts_at, count, CutOffUnit.WORKING_DAYS, is_working_day=is_weekday)
    last = day_of(fixed - timedelta(minutes=1))
    assert fixed == local_day(last).ends_at
    day, between = last, 0
    while day < day_of(starts_at):
        between += is_weekday(day)
        day += timedelta(days=1)
    assert is_weekday(last)
    assert between == count


def test_a_working_day_before_monday_lasts_to_the_end_of_friday() -> None:
    starts_at = at(MONDAY, "09:00", "10:00").starts_at
    fixed = cut_off_at(starts_at, 1, CutOffUnit.WORKING_DAYS, is_working_day=is_weekday)
    assert fixed == local_day(MONDAY - timedelta(days=3)).ends_at


def test_a_house_that_never_opens_still_has_a_cut_off() -> None:
    starts_at = at(MONDAY, "09:00", "10:00").starts_at
    fixed = cut_off_at(starts_at, 3, CutOffUnit.WORKING_DAYS, is_working_day=lambda _: False)
    assert fixed < starts_at
