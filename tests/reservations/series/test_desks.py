"""Desks that come back: house rules hold on each date, people come along, others are found."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlmodel import Session, select

from booking.foundation.database import Database
from booking.foundation.local_time import day_of, local_day
from booking.foundation.periods import Period
from booking.foundation.recurrence import Pace, Recurrence
from booking.people.values import Act
from booking.reservations.models import HouseRule
from booking.reservations.operations import reserve
from booking.reservations.quota.operations import set_quota
from booking.reservations.quota.values import Per, QuotaTerms, Subject
from booking.reservations.seats.operations import name_seats
from booking.reservations.seats.queries import seats_in
from booking.reservations.series.desk_clashing import desk_alternatives_in
from booking.reservations.series.desks import as_mostly_held
from booking.reservations.series.group import plan_desks
from booking.reservations.series.operations import Choice, change_series, start_series
from booking.reservations.series.queries import (
    occurrences_of,
    plan_change,
    plan_new,
    series_of,
    state_of,
    wish_of_series,
)
from booking.reservations.series.rules import merged
from booking.reservations.series.values import Occurrence, SeriesPlan, SeriesWish
from booking.reservations.values import Reason, Wish
from booking.spaces.models import Closure
from booking.spaces.operations import raise_stock_version
from booking.spaces.queries import current_stock
from booking.spaces.values import SpaceKind
from tests.town_hall import TownHall, at

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Of what SQL does not decide."""

FIRST = date(2026, 3, 24)
WEEK = timedelta(days=7)


def weekly(hall: TownHall, *desks: str, count: int = 4) -> SeriesWish:
    first, *more = (hall.spaces[desk] for desk in desks)
    rule = Recurrence(Pace.WEEKLY, weekdays=frozenset({FIRST.weekday()}), count=count)
    return SeriesWish(rule, FIRST, time(9), time(16), first, tuple(more), len(desks))


def planned(session: Session, act: Act, wish: SeriesWish) -> SeriesPlan:
    return plan_desks(
        session, act, lambda others: plan_new(session, act, wish, others, holder_id=act.by.id)
    )[0]


def reasons(plan: SeriesPlan) -> list[list[Reason]]:
    return [[objection.reason for objection in p.objections] for p in plan.dates]


def test_quota_and_days_ahead_hold_for_one_desk_that_comes_back(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    with database.writing() as session:
        raise_stock_version(session)
        session.add(HouseRule(space_kind=SpaceKind.DESK, valid_from=date(2020, 1, 1),
                              ahead_days_max=20))  # fmt: skip
        terms = QuotaTerms(Subject.PERSON, None, SpaceKind.DESK, Per.WEEK, 1)
        set_quota(session, hall.act("els", now), terms, begins=monday, until=None)
    with database.writing() as session:
        act = hall.act("fatima", now)
        wednesday = at(FIRST + WEEK + timedelta(days=1), "09:00", "12:00")
        reserve(session, act, Wish((hall.spaces["D5"],), wednesday))
        plan = planned(session, act, weekly(hall, "D1"))
    assert reasons(plan) == [[], [Reason.QUOTA], [], [Reason.TOO_FAR_AHEAD]]


@on_sqlite
def test_other_desks_are_looked_for_where_they_help_and_not_without_end(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        raise_stock_version(session)
        session.add(HouseRule(space_kind=SpaceKind.DESK, valid_from=date(2020, 1, 1),
                              ahead_days_max=200))  # fmt: skip
    wish = weekly(hall, "D1")
    every_day = replace(wish.recurrence, weekdays=frozenset(range(5)), count=70)
    with database.writing() as session:
        joost = replace(wish, recurrence=every_day)
        start_series(session, hall.act("joost", now), joost, Choice())
        plan = planned(session, hall.act("fatima", now), joost)
        assert reasons(plan) == [[]] * 60 + [[Reason.TAKEN]] * 10
        raise_stock_version(session)
        session.exec(select(HouseRule)).one().ahead_days_max = 6
        session.flush()
        plan = planned(session, hall.act("fatima", now), wish)
    assert reasons(plan) == [[], *[[Reason.TOO_FAR_AHEAD, Reason.TAKEN]] * 3]


@on_sqlite
def test_who_makes_exceptions_makes_them_for_a_series_too(
    database: Database, hall: TownHall, now: datetime
) -> None:
    """As the refusal says: by reserving it for somebody."""
    with database.writing() as session:
        raise_stock_version(session)
        session.add(HouseRule(space_kind=SpaceKind.DESK, valid_from=date(2020, 1, 1),
                              ahead_days_max=6))  # fmt: skip
    with database.writing() as session:
        fatima, els = hall.cast["fatima"], hall.act("els", now)
        wish = weekly(hall, "D1", count=2)
        assert reasons(planned(session, els, wish)) == [[], [Reason.TOO_FAR_AHEAD]]
        made = start_series(session, els, wish, Choice(), holder=fatima)
        assert [row.holder_id for row in occurrences_of(session, made)] == [fatima.id] * 2


def test_a_date_with_desks_of_its_own_keeps_how_many_people_sit_there(hall: TownHall) -> None:
    before, after = weekly(hall, "D1", "D2"), weekly(hall, "D1", "D2", "D3")
    usual = before.wish_on(FIRST)
    assert usual is not None
    own = replace(usual, space_ids=(hall.spaces["D5"], hall.spaces["D6"]))
    becomes = merged(before, after, own, FIRST, FIRST)
    assert becomes is not None
    assert (becomes.space_ids, becomes.attendee_count) == (own.space_ids, 2)
    follows = merged(before, after, usual, FIRST, FIRST)
    assert follows is not None
    assert (len(follows.space_ids), follows.attendee_count) == (3, 3)


def test_who_would_sit_at_a_moved_date_and_has_a_desk_then_is_named_beforehand(
    database: Database, hall: TownHall, now: datetime
) -> None:
    """And may be left out, where it was a dead end: nothing could be stored at all."""
    act, wish = hall.act("fatima", now), weekly(hall, "D1", "D2", count=2)
    with database.writing() as session:
        uid = start_series(session, act, wish, Choice()).uid
        first, second = occurrences_of(session, series_of(session, uid, act.by))
        for row in (first, second):
            name_seats(session, act, row.uid, {hall.spaces["D2"]: hall.cast["joost"].id})
        on_wednesday = Wish((hall.spaces["D6"],), at(FIRST + timedelta(days=1), "10:00", "12:00"))
        reserve(session, hall.act("joost", now), on_wednesday)
    rule = replace(wish.recurrence, weekdays=frozenset({FIRST.weekday() + 1}))
    moved = replace(wish, recurrence=rule)

    with database.writing() as session:
        series = series_of(session, uid, act.by)
        plan = plan_change(session, act, series, moved, since=None, instead={})
        [clash] = plan.clashes
        assert [o.reason for o in clash.objections] == [Reason.HAS_DESK_ALREADY]
        assert clash.objections[0].facts == {"desk": "1.D06", "name": "Joost de Vries"}
        state = state_of(session, series)
        change_series(session, act, uid, moved, Choice(seen=[clash.day]), since=None, state=state)
        rows = occurrences_of(session, series_of(session, uid, act.by))
        people = [[seat.person_id for seat in seats_in(session, row.id or 0)] for row in rows]
    assert [row.starts_at.date() for row in rows] == [FIRST, FIRST + WEEK + timedelta(days=1)]
    assert people == [[None, hall.cast["joost"].id]] * 2


def test_the_desks_of_a_series_are_those_that_most_dates_hold(
    database: Database, hall: TownHall, now: datetime
) -> None:
    act, wish = hall.act("fatima", now), weekly(hall, "D1", "D2", count=1)
    with database.writing() as session:
        series = start_series(session, act, wish, Choice())
        known, stock = wish_of_series(series), current_stock(session)
    wishes = [replace(wish.wish_on(FIRST), space_ids=ids)  # type: ignore[type-var]
              for ids in ((1, 2, 3), (1, 2), (4, 5), (1, 2), (4, 5), (4, 5))]  # fmt: skip
    tail: Sequence[Occurrence] = [
        Occurrence(FIRST + n * WEEK, n, str(n), each)  # type: ignore[arg-type]
        for n, each in enumerate(wishes)
    ]
    found = as_mostly_held(known, tail, stock)
    assert (found.space_id, *found.more_space_ids) == (1, 2)
    assert as_mostly_held(known, [], stock) == known


@on_sqlite
def test_each_date_is_offered_a_day_of_its_own_on_which_one_has_no_desk(
    database: Database, hall: TownHall, now: datetime
) -> None:
    """The house is shut in the week of the series; she has a desk on the Monday after it."""
    shut, after = date(2026, 3, 30), date(2026, 4, 6)
    rule = Recurrence(Pace.WEEKLY, weekdays=frozenset(range(5)), count=5)
    wish = replace(weekly(hall, "D1"), recurrence=rule, first_on=shut)
    with database.writing() as session:
        raise_stock_version(session)
        week = Period(local_day(shut).starts_at, local_day(after).starts_at)
        session.add(Closure(building_id=hall.building, starts_at=week.starts_at,
                            ends_at=week.ends_at, reason="verbouwing"))  # fmt: skip
        act = hall.act("fatima", now)
        reserve(session, act, Wish((hall.spaces["D5"],), at(after, "09:00", "12:00")))
    with database.reading() as session:
        plan = planned(session, act, wish)
        found = desk_alternatives_in(session, act, plan, holder_id=act.by.id)
    assert reasons(plan) == [[Reason.CLOSED]] * 5
    offered = [day_of(found[p.day].other_times[0].starts_at) for p in plan.dates]
    assert len(set(offered)) == len(plan.dates)
    assert after not in offered
