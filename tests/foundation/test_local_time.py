"""The town hall's wall clock, on the two nights that are not like others too."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.foundation.local_time import (
    MissingHour,
    day_of,
    days_of,
    epoch_minutes,
    from_epoch_minutes,
    local_day,
    local_instant,
    local_period,
    to_local,
)
from booking.foundation.periods import Period

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
days = st.dates(date(2000, 1, 1), date(2060, 12, 31))
instants = st.integers(0, 60 * 366 * 24 * 3600).map(
    lambda seconds: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


def test_the_hour_that_is_skipped_is_refused_with_words() -> None:
    with pytest.raises(MissingHour) as refusal:
        local_instant(SPRING, time(2, 30))
    assert "does not exist" in refusal.value.sentence
    assert local_instant(SPRING, time(3)) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert local_instant(SPRING, time(1, 59)) == datetime(2026, 3, 29, 0, 59, tzinfo=UTC)


def test_the_double_hour_means_the_first_of_two() -> None:
    assert local_instant(AUTUMN, time(2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert local_instant(AUTUMN, time(3)) == datetime(2026, 10, 25, 2, tzinfo=UTC)


def test_a_wall_clock_span_lasts_what_it_really_lasts() -> None:
    assert local_period(SPRING, time(1), time(4)).duration == timedelta(hours=2)
    assert local_period(AUTUMN, time(1), time(4)).duration == timedelta(hours=4)
    assert local_period(date(2026, 6, 1), time(22), time(0)).duration == timedelta(hours=2)


@pytest.mark.parametrize(
    ("day", "hours"),
    [(SPRING, 23), (AUTUMN, 25), (date(2026, 3, 28), 24), (date(2026, 12, 31), 24)],
)
def test_a_day_lasts_23_24_or_25_hours(day: date, hours: int) -> None:
    assert local_day(day).duration == timedelta(hours=hours)


@given(days)
def test_days_join_without_gap_or_overlap(day: date) -> None:
    assert local_day(day).ends_at == local_day(day + timedelta(days=1)).starts_at
    assert to_local(local_day(day).starts_at).time() == time.min


@given(instants)
def test_an_instant_lies_in_its_own_day(instant: datetime) -> None:
    assert local_day(day_of(instant)).contains(instant)


@given(instants, st.integers(1, 4 * 24 * 60))
def test_the_days_of_a_period_are_those_it_has_a_minute_in(begin: datetime, length: int) -> None:
    begin = begin.replace(second=0, microsecond=0)
    period = Period(begin, begin + timedelta(minutes=length))
    first = day_of(begin) - timedelta(days=2)
    around = [first + timedelta(days=n) for n in range(10)]
    assert days_of(period) == [day for day in around if local_day(day).overlaps(period)]


def test_ending_at_midnight_is_not_touching_the_next_day() -> None:
    assert days_of(local_period(date(2026, 3, 23), time(20), time(0))) == [date(2026, 3, 23)]


@given(instants)
def test_epoch_minutes_go_there_and_back(instant: datetime) -> None:
    whole = instant.replace(second=0, microsecond=0)
    assert from_epoch_minutes(epoch_minutes(instant)) == whole
