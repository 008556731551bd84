"""What becomes of a row, and by which rule dates come back; pure."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.foundation.recurrence import LAST, Pace, Recurrence, dates_of
from booking.reservations.imports.rules import (
    DATES_MIN,
    presence_of,
    rule_through,
    usual_dates,
)
from booking.reservations.imports.values import Foreign
from tests.reservations.imports.dumps_of_others import utc
from tests.town_hall import at

NOW = utc(24, 8)
TUESDAY = date(2026, 3, 24)

RULES = st.one_of(
    st.builds(lambda n, c: Recurrence(Pace.DAILY, n, count=c), st.integers(1, 9),
              st.integers(DATES_MIN, 20)),
    st.builds(lambda n, days, c: Recurrence(Pace.WEEKLY, n, frozenset(days), count=c),
              st.integers(1, 4), st.sets(st.integers(0, 6), min_size=1, max_size=4),
              st.integers(8, 30)),
    st.builds(lambda n, day, c: Recurrence(Pace.MONTH_DAY, n, place=day, count=c),
              st.integers(1, 3), st.integers(1, 28), st.integers(DATES_MIN, 12)),
    st.builds(lambda day, place, c: Recurrence(Pace.MONTH_WEEKDAY, 1, frozenset({day}), place,
                                               count=c),
              st.integers(0, 6), st.sampled_from([1, 2, 3, 4, LAST]), st.integers(4, 12)),
)  # fmt: skip


@settings(max_examples=60)
@given(RULES, st.dates(date(2026, 1, 1), date(2027, 1, 1)))
def test_dates_of_a_rule_make_that_rule_or_one_that_says_the_same(
    rule: Recurrence, first: date
) -> None:
    days = dates_of(rule, first)
    found = rule_through(days)
    assert found is not None
    assert dates_of(found, days[0]) == days


@settings(max_examples=40)
@given(RULES, st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.data())
def test_a_date_that_fell_out_is_not_lost_and_nothing_comes_beside_the_rule(
    rule: Recurrence, first: date, data: st.DataObject
) -> None:
    days = dates_of(rule, first)
    gone = data.draw(st.sampled_from(days))
    held = [day for day in days if day != gone]
    found = rule_through(held)
    if found is not None:
        assert set(held) <= set(dates_of(found, held[0]))


@pytest.mark.parametrize("offsets", [[], [0], [0, 7], [0, 3, 50, 51, 200], [0, 1, 40, 80, 81]])
def test_no_rule_is_made_up(offsets: list[int]) -> None:
    assert rule_through(TUESDAY + timedelta(days=n) for n in offsets) is None


def row(begin: str, end: str, *, day: date = TUESDAY, room: str = "1") -> Foreign:
    return Foreign(key=f"{day}{begin}", place="", room=room, period=at(day, begin, end))


def test_what_is_elsewhere_or_at_other_hours_stands_alone() -> None:
    days = [TUESDAY + timedelta(weeks=n) for n in range(4)]
    usual = [row("09:00", "10:00", day=day) for day in days[:2]]
    odd = [row("09:00", "10:00", day=days[2], room="2"), row("10:00", "11:00", day=days[3])]
    assert set(usual_dates([*odd, *usual])) == set(days[:2])


def test_hours_are_those_of_the_clock_also_when_it_changes() -> None:
    days = [TUESDAY, TUESDAY + timedelta(weeks=1)]  # summer time begins in between
    assert set(usual_dates(row("09:00", "10:00", day=day) for day in days)) == set(days)
    assert day_of(row("00:00", "00:00").period.starts_at) == TUESDAY


def test_who_came_as_far_as_anybody_knows() -> None:
    past, running, coming = (Period(utc(24, hour), utc(24, hour + 1, 30)) for hour in (5, 7, 9))

    def presence(period: Period, **known: object) -> tuple[object, object]:
        return presence_of(Foreign("k", "", "1", period, **known), now=NOW)  # type: ignore[arg-type]

    assert presence(past) == (None, past.ends_at), "it ended, and nobody knows who was there"
    assert presence(past, is_known_to_stay_away=True) == (None, None)
    assert presence(past, came_at=utc(24, 5, 5), left_at=utc(24, 6)) == (
        utc(24, 5, 5), utc(24, 6),
    )  # fmt: skip
    assert presence(running) == (NOW, None), "nobody is asked to check in to what runs"
    assert presence(coming) == (None, None)
