"""Half-open stretches of time."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.foundation.periods import Period, gaps

EPOCH = datetime(2026, 3, 29, tzinfo=UTC)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def minutes(begin: int, end: int) -> Period:
    return Period(EPOCH + timedelta(minutes=begin), EPOCH + timedelta(minutes=end))


def minutes_in(periods: list[Period]) -> list[int]:
    """Every minute of ``periods``, written out: the oracle."""
    return [
        minute
        for period in periods
        for minute in range(
            int((period.starts_at - EPOCH).total_seconds()) // 60,
            int((period.ends_at - EPOCH).total_seconds()) // 60,
        )
    ]


periods = st.tuples(st.integers(0, 60), st.integers(1, 30)).map(
    lambda drawn: minutes(drawn[0], drawn[0] + drawn[1])
)


@pytest.mark.parametrize("end", [0, -5])
def test_a_period_takes_time(end: int) -> None:
    with pytest.raises(ValueError, match="cannot run"):
        minutes(0, end)


def test_a_period_of_the_wall_clock_is_refused() -> None:
    with pytest.raises(AssertionError):
        Period(datetime(2026, 3, 29, 10), datetime(2026, 3, 29, 11))  # noqa: DTZ001


def test_the_day_the_clocks_go_forward_lasts_23_hours() -> None:
    day = Period(datetime(2026, 3, 29, tzinfo=AMSTERDAM), datetime(2026, 3, 30, tzinfo=AMSTERDAM))
    assert day.duration == timedelta(hours=23)


def test_neighbours_do_not_overlap() -> None:
    assert not minutes(0, 30).overlaps(minutes(30, 60))
    assert minutes(0, 30).meet(minutes(30, 60)) is None
    assert not minutes(0, 30).contains(minutes(30, 31).starts_at)


@given(periods, periods)
def test_overlap_is_a_minute_in_common(one: Period, other: Period) -> None:
    common = set(minutes_in([one])) & set(minutes_in([other]))
    assert one.overlaps(other) == other.overlaps(one) == bool(common)
    meeting = one.meet(other)
    assert set(minutes_in([meeting] if meeting else [])) == common
    assert one.holds(other) == (set(minutes_in([other])) <= set(minutes_in([one])))


@given(periods, st.lists(periods, max_size=8))
def test_gaps_are_the_minutes_that_nobody_took(within: Period, taken: list[Period]) -> None:
    free = gaps(within, taken)
    assert minutes_in(free) == sorted(set(minutes_in([within])) - set(minutes_in(taken)))
    assert all(one.ends_at < other.starts_at for one, other in pairwise(free))
