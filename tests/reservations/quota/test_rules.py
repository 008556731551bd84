"""Quota count by the wall calendar of the building: days, ISO weeks and months. Pure."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.foundation.local_time import day_of, local_day
from booking.foundation.periods import Period
from booking.people.values import Party
from booking.reservations.quota.rules import Tally, contradiction, stretch_of, window_of
from booking.reservations.quota.values import Measure, Per, Quota, QuotaTerms, Subject
from booking.spaces.values import SpaceKind
from tests.town_hall import at

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
FATIMA = Party(1, team_id=10, department_id=100)
RAVI = Party(2, partner_id=7)
BEGIN = date(2019, 1, 1)


def quota(
    subject: Subject = Subject.PERSON, subject_id: int | None = None, per: Per = Per.WEEK,
    most: int = 2, until: date | None = None, number: int = 1,
) -> Quota:  # fmt: skip
    terms = QuotaTerms(subject, subject_id, SpaceKind.DESK, per, most)
    return Quota(number, terms, BEGIN, until)


@given(DAYS, st.sampled_from(Per))
def test_every_day_lies_in_one_stretch(day: date, per: Per) -> None:
    first, until = stretch_of(per, day)
    assert first <= day < until
    assert stretch_of(per, first) == stretch_of(per, until - timedelta(days=1)) == (first, until)
    assert stretch_of(per, until)[0] == until


@given(DAYS)
def test_a_week_is_that_of_iso_8601(day: date) -> None:
    first, until = stretch_of(Per.WEEK, day)
    week = {(first + timedelta(days=n)).isocalendar()[:2] for n in range((until - first).days)}
    assert week == {day.isocalendar()[:2]}
    assert (until - first).days == 7


@given(DAYS)
def test_a_week_is_local_also_when_the_clocks_change(day: date) -> None:
    """The instants of a week's edges fall on its own days: a week has 167, 168 or 169 hours."""
    first, until = stretch_of(Per.WEEK, day)
    begins, ends = local_day(first).starts_at, local_day(until).starts_at
    assert day_of(begins) == first
    assert day_of(ends - timedelta(minutes=1)) == until - timedelta(days=1)
    assert ends - begins in {timedelta(hours=n) for n in (167, 168, 169)}


@given(st.lists(DAYS, max_size=40), st.integers(0, 3), st.sampled_from(Per))
def test_never_more_are_let_through_than_allowed(days: list[date], most: int, per: Per) -> None:
    tally = Tally([quota(per=per, most=most)], FATIMA)
    let_through = []
    for day in days:
        costs = tally.costs(SpaceKind.DESK, at(day, "10:00", "11:00"))
        if not tally.used_up(SpaceKind.DESK, day, costs):
            tally.count(costs)
            let_through.append(stretch_of(per, day))
    asked = [stretch_of(per, day) for day in days]
    for stretch in set(asked):
        assert let_through.count(stretch) == min(most, asked.count(stretch))


@pytest.mark.parametrize(
    ("subject", "number", "counts_for"),
    [
        (Subject.PERSON, None, {"fatima": 1}),
        (Subject.PERSON, 1, {"fatima": 1}),
        (Subject.PERSON, 3, {}),
        (Subject.TEAM, 10, {"fatima": 10}),
        (Subject.TEAM, 11, {}),
        (Subject.DEPARTMENT, None, {"fatima": 100}),
        (Subject.PARTNER, None, {"ravi": 7}),
        (Subject.PARTNER, 8, {}),
    ],
)
def test_for_whom_it_counts(
    subject: Subject, number: int | None, counts_for: dict[str, int]
) -> None:
    found = {}
    for name, party in (("fatima", FATIMA), ("ravi", RAVI)):
        window = window_of(quota(subject, number), party, date(2026, 3, 25))
        if window is not None:
            found[name] = window.subject_id
    assert found == counts_for


def test_it_holds_from_its_day_until_its_last() -> None:
    ended = quota(until=date(2026, 3, 25))
    assert window_of(ended, FATIMA, date(2026, 3, 24)) is not None
    assert window_of(ended, FATIMA, date(2026, 3, 25)) is None
    assert window_of(ended, FATIMA, BEGIN - timedelta(days=1)) is None


def test_rooms_do_not_count_for_a_quota_of_desks() -> None:
    tally = Tally([quota(most=0)], FATIMA)
    day = date(2026, 3, 25)
    for kind, is_used_up in ((SpaceKind.DESK, True), (SpaceKind.ROOM, False)):
        costs = tally.costs(kind, at(day, "10:00", "11:00"))
        assert bool(tally.used_up(kind, day, costs)) is is_used_up


@given(st.lists(st.tuples(DAYS, st.integers(1, 40)), max_size=30), st.integers(0, 12),
       st.sampled_from(Per))  # fmt: skip
def test_hours_are_let_through_as_long_as_they_fit(
    asked: list[tuple[date, int]], most: int, per: Per
) -> None:
    """By hand: a row of quarters a stretch, in which who fits is put."""
    hours = quota(per=per, most=most)
    hours = replace(hours, terms=replace(hours.terms, measure=Measure.HOURS))
    tally, by_hand = Tally([hours], FATIMA), Counter[tuple[date, date]]()
    for day, quarters in asked:
        begin = local_day(day).starts_at + timedelta(hours=8)
        period = Period(begin, begin + quarters * timedelta(minutes=15))
        costs, stretch = tally.costs(SpaceKind.DESK, period), stretch_of(per, day)
        fits = by_hand[stretch] + quarters <= 4 * most
        assert bool(tally.used_up(SpaceKind.DESK, day, costs)) is not fits
        if fits:
            tally.count(costs)
            by_hand[stretch] += quarters


def test_more_a_day_than_a_week_is_a_contradiction() -> None:
    week, month = quota(most=2).terms, quota(per=Per.MONTH, most=2).terms
    assert contradiction(quota(per=Per.DAY, most=3).terms, [week]) == week
    assert contradiction(week, [quota(per=Per.DAY, most=3).terms]) is not None
    assert contradiction(quota(per=Per.DAY, most=2).terms, [week, month]) is None
    assert contradiction(quota(Subject.TEAM, per=Per.DAY, most=9).terms, [week]) is None
    assert (
        contradiction(replace(week, per=Per.DAY, count_max=9, measure=Measure.HOURS), [week])
        is None
    )
