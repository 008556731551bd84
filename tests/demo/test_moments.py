"""When things happen in the demo: at hours at which people are there."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from booking.demo.moments import DAY_MINUTES, at_work, moment

MONDAY = date(2026, 11, 23)


@given(st.integers(min_value=0, max_value=14 * DAY_MINUTES))
def test_an_office_answers_on_a_workday_between_half_past_eight_and_five(later: int) -> None:
    asked = moment(MONDAY, 0) + later

    day, minute = divmod(at_work(asked), DAY_MINUTES)

    assert date.fromordinal(day).weekday() < 5
    assert 8 * 60 + 30 <= minute < 17 * 60
    assert 0 <= day - asked // DAY_MINUTES <= 2
