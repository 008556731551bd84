"""What calendars from outside hold is found as a search through all of it would find it."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from booking.foundation.periods import Period, gaps
from booking.spaces.external_times import united, within

MIDNIGHT = datetime(2026, 3, 23, tzinfo=UTC)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    begin = draw(st.integers(0, 200))
    length = draw(st.integers(1, 60))
    return Period(MIDNIGHT + timedelta(minutes=begin), MIDNIGHT + timedelta(minutes=begin + length))


@given(st.lists(periods(), max_size=8))
def test_united_holds_the_same_minutes_in_order_and_apart(found: list[Period]) -> None:
    together = united(found)
    whole = Period(MIDNIGHT, MIDNIGHT + timedelta(days=1))
    assert gaps(whole, together) == gaps(whole, found)
    assert all(one.ends_at < other.starts_at for one, other in pairwise(together))


@given(st.lists(periods(), max_size=8), periods())
def test_a_frame_shows_what_of_them_lies_in_it(found: list[Period], frame: Period) -> None:
    together = united(found)
    assert within(together, frame) == [part for one in together if (part := one.meet(frame))]
