"""Dates that come back, against a count that walks the calendar day by day."""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.foundation.recurrence import (
    LAST,
    Pace,
    Recurrence,
    RuleNotUnderstood,
    TooManyDates,
    dates_of,
    read_rule,
    write_rule,
)

FIRSTS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
MONDAY, TUESDAY, THURSDAY = 0, 1, 3


@st.composite
def rules(draw: st.DrawFn) -> Recurrence:
    pace = draw(st.sampled_from(Pace))
    weekdays = draw(st.frozensets(st.integers(0, 6), min_size=1))
    place = draw(st.integers(1, 31) if pace is Pace.MONTH_DAY else st.integers(1, 5))
    by_month = pace in {Pace.MONTH_DAY, Pace.MONTH_WEEKDAY}
    counted = {Pace.WEEKLY: weekdays, Pace.MONTH_WEEKDAY: frozenset({min(weekdays)})}
    until, count = draw(
        st.dates(date(2024, 1, 1), date(2031, 12, 31)).map(lambda day: (day, None))
        | st.integers(1, 12).map(lambda count: (None, count))
    )
    return Recurrence(
        pace=pace,
        interval=draw(st.integers(1, 3 if by_month else 40)),
        weekdays=counted.get(pace, frozenset()),
        place=draw(st.sampled_from([place, LAST])) if by_month else 0,
        until=until,
        count=count,
    )


def walked(rule: Recurrence, first: date) -> list[date]:
    """The same by walking ten years, a day at a time."""
    days = [first + timedelta(days=n) for n in range(3652)]
    found = [day for day in days if comes_back(rule, first, day)]
    return [day for day in found if day <= (rule.until or date.max)][: rule.count]


def comes_back(rule: Recurrence, first: date, day: date) -> bool:
    months = 12 * (day.year - first.year) + day.month - first.month
    length = calendar.monthrange(day.year, day.month)[1]
    monday = first - timedelta(days=first.weekday())
    match rule.pace:
        case Pace.DAILY:
            return (day - first).days % rule.interval == 0
        case Pace.WEEKLY:
            is_its_week = (day - monday).days // 7 % rule.interval == 0
            return is_its_week and day.weekday() in rule.weekdays
        case Pace.MONTH_DAY:
            is_its_day = day.day == (length if rule.place == LAST else rule.place)
        case Pace.MONTH_WEEKDAY:
            is_last = day.day + 7 > length
            is_nth = is_last if rule.place == LAST else (day.day + 6) // 7 == rule.place
            is_its_day = is_nth and day.weekday() in rule.weekdays
    return months % rule.interval == 0 and is_its_day


@given(rules(), FIRSTS)
def test_the_dates_are_those_of_the_calendar(rule: Recurrence, first: date) -> None:
    expected = walked(rule, first)
    try:
        found = dates_of(rule, first)
    except TooManyDates:
        is_long = (rule.until or first) > first + timedelta(days=3650)
        assert len(expected) > 400 or is_long or len(expected) < (rule.count or 0)
        return
    assert found == expected
    assert len(found) <= 400


@given(rules())
def test_a_rule_is_read_as_it_was_written(rule: Recurrence) -> None:
    assert read_rule(write_rule(rule)) == rule


@given(rules(), FIRSTS, st.integers(0, 30))
def test_ending_it_before_a_date_leaves_the_dates_before(
    rule: Recurrence, first: date, nth: int
) -> None:
    expected = walked(rule, first)
    if len(expected) > 400 or nth >= len(expected):
        return
    assert dates_of(rule.ended_before(expected[nth]), first) == expected[:nth]


def test_the_31st_leaves_out_the_months_without_one() -> None:
    rule = Recurrence(Pace.MONTH_DAY, place=31, count=3)
    assert dates_of(rule, date(2026, 1, 31)) == [
        date(2026, 1, 31), date(2026, 3, 31), date(2026, 5, 31),
    ]  # fmt: skip


def test_the_last_thursday_is_also_the_fourth() -> None:
    rule = Recurrence(Pace.MONTH_WEEKDAY, weekdays=frozenset({THURSDAY}), place=LAST, count=2)
    assert dates_of(rule, date(2026, 4, 1)) == [date(2026, 4, 30), date(2026, 5, 28)]


def test_it_is_written_as_calendars_read_it() -> None:
    """UNTIL is an instant in UTC: the last second of the day in Amsterdam."""
    rule = Recurrence(Pace.WEEKLY, 2, frozenset({TUESDAY, MONDAY}), until=date(2026, 7, 1))
    assert write_rule(rule) == "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU;UNTIL=20260701T215959Z"


@pytest.mark.parametrize(
    "written",
    [
        "FREQ=SECONDLY;COUNT=9", "FREQ=MINUTELY;COUNT=9", "FREQ=HOURLY;COUNT=9",
        "FREQ=DAILY", "FREQ=DAILY;COUNT=3;BYHOUR=9,10", "FREQ=WEEKLY;BYDAY=MO;COUNT=x",
        "FREQ=MONTHLY;BYMONTHDAY=1,15;COUNT=3", "FREQ=DAILY;INTERVAL=0;COUNT=3", "", "COUNT=3",
    ],
)  # fmt: skip
def test_other_rules_are_refused(written: str) -> None:
    with pytest.raises(RuleNotUnderstood):
        read_rule(written)


@pytest.mark.parametrize(
    "rule",
    [
        Recurrence(Pace.DAILY, count=401),
        Recurrence(Pace.DAILY, until=date(2028, 1, 1)),
        Recurrence(Pace.MONTH_DAY, 99, place=31, count=400),
        Recurrence(Pace.WEEKLY, weekdays=frozenset({MONDAY}), until=date(2098, 1, 1)),
    ],
)
def test_a_series_has_an_end(rule: Recurrence) -> None:
    with pytest.raises(TooManyDates):
        dates_of(rule, date(2026, 3, 23))
