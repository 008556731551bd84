"""On which day the same is proposed once more."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from booking.reservations.repeating import day_to_repeat

TODAY = date(2026, 3, 23)
days = st.integers(-400, 400).map(lambda n: TODAY + timedelta(days=n))


@given(days, st.booleans())
def test_it_is_the_same_weekday_not_past_and_not_far(day: date, is_given_back: bool) -> None:
    found = day_to_repeat(day, today=TODAY, is_given_back=is_given_back)
    assert found.weekday() == day.weekday()
    assert TODAY <= found <= max(day, TODAY) + timedelta(days=7)


def test_another_day_than_its_own_unless_that_was_given_back() -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert day_to_repeat(tomorrow, today=TODAY, is_given_back=False) == date(2026, 3, 31)
    assert day_to_repeat(tomorrow, today=TODAY, is_given_back=True) == tomorrow
