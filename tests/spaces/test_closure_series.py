"""Closures that come back: each date is closed, the past stays, the rest ends or changes."""

from datetime import date, datetime, time, timedelta

import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.local_time import local_period
from booking.foundation.recurrence import LAST, Pace, Recurrence, dates_of, read_rule
from booking.people.permissions import NotAllowed
from booking.spaces.closure_series import (
    NothingToClose,
    NothingToStop,
    Repeated,
    close_repeatedly,
    dates_from,
    stop_series,
    with_closures,
)
from booking.spaces.models import Closure, ClosureSeries
from booking.spaces.queries import current_stock
from booking.spaces.rules import closures_of
from booking.spaces.values import Closure as ClosureValue
from booking.spaces.values import ClosureKind
from tests.town_hall import TownHall, at

FIRST = date(2026, 4, 3)


def repeated(hall: TownHall, rule: Recurrence, first: date = FIRST) -> Repeated:
    closures = [
        ClosureValue(ClosureKind.CLOSURE, local_period(day, time(17), time(18)), "schoonmaak",
                     None, None, None, hall.spaces["beuk"])
        for day in dates_of(rule, first)
    ]  # fmt: skip
    return Repeated(rule, closures)


FRIDAYS = Recurrence(Pace.WEEKLY, weekdays=frozenset({4}), until=FIRST + timedelta(weeks=5))
LAST_FRIDAYS = Recurrence(Pace.MONTH_WEEKDAY, weekdays=frozenset({4}), place=LAST,
                          until=date(2026, 8, 31))  # fmt: skip
FIRST_MONDAYS = Recurrence(Pace.MONTH_WEEKDAY, weekdays=frozenset({0}), place=1,
                           until=date(2026, 8, 31))  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "days"),
    [(FRIDAYS, [FIRST + timedelta(weeks=n) for n in range(6)]),
     (LAST_FRIDAYS, [date(2026, 4, 24), date(2026, 5, 29), date(2026, 6, 26), date(2026, 7, 31),
                     date(2026, 8, 28)]),
     (FIRST_MONDAYS, [date(2026, 4, 6), date(2026, 5, 4), date(2026, 6, 1), date(2026, 7, 6),
                      date(2026, 8, 3)])],
)  # fmt: skip
def test_the_place_is_closed_on_each_date_and_on_no_other(
    database: Database, hall: TownHall, now: datetime, rule: Recurrence, days: list[date]
) -> None:
    with database.writing() as session:
        close_repeatedly(session, hall.act("els", now), repeated(hall, rule))
    with database.reading() as session:
        stock = current_stock(session)
        beuk = stock.spaces[hall.spaces["beuk"]]
        closed = [
            day for n in range(150)
            if closures_of(stock, beuk, day := FIRST + timedelta(days=n), at(day, "17:30", "18:00"))
        ]  # fmt: skip
    assert closed == days


def test_stopped_it_leaves_what_is_past(database: Database, hall: TownHall, now: datetime) -> None:
    with database.writing() as session:
        close_repeatedly(session, hall.act("els", now), repeated(hall, FRIDAYS))
        [series] = session.exec(select(ClosureSeries)).all()
    later = at(FIRST + timedelta(weeks=2), "12:00", "13:00").starts_at
    with database.writing() as session:
        stop_series(session, hall.act("els", later), series.id or 0)
    with database.reading() as session:
        assert len(session.exec(select(Closure)).all()) == 2
        [series] = session.exec(select(ClosureSeries)).all()
        assert dates_of(read_rule(series.rule), FIRST) == [FIRST, FIRST + timedelta(weeks=1)]
    with pytest.raises(NothingToStop), database.writing() as session:
        stop_series(session, hall.act("els", later), series.id or 0)


def test_from_a_date_on_it_becomes_another(
    database: Database, hall: TownHall, now: datetime
) -> None:
    turn = FIRST + timedelta(weeks=3)
    with database.writing() as session:
        act = hall.act("els", now)
        close_repeatedly(session, act, repeated(hall, FRIDAYS))
        [old] = session.exec(select(ClosureSeries)).all()
        mondays = Recurrence(Pace.WEEKLY, weekdays=frozenset({0}), until=turn + timedelta(weeks=2))
        close_repeatedly(session, act, repeated(hall, mondays, turn), instead_of=old.id)
    with database.reading() as session:
        rows = session.exec(select(Closure)).all()
    days: dict[bool, list[date]] = {True: [], False: []}
    for row in sorted(rows, key=lambda row: row.starts_at):
        days[row.series_id == old.id].append(row.starts_at.date())
    assert days[False] == [turn + timedelta(days=3), turn + timedelta(days=10)]
    assert days[True] == [FIRST + timedelta(weeks=n) for n in range(4)]  # until the first Monday


def test_the_stock_as_it_will_be_is_the_stock_as_it_is_then(
    database: Database, hall: TownHall, now: datetime
) -> None:
    plan = repeated(hall, FRIDAYS)
    with database.writing() as session:
        before = current_stock(session)
        foreseen = with_closures(before, plan.closures)
        close_repeatedly(session, hall.act("els", now), plan)
    with database.reading() as session:
        after = current_stock(session)
        assert [c.period for c in foreseen.closures] == [c.period for c in after.closures]
        [series] = session.exec(select(ClosureSeries)).all()
        gone = [row.id or 0 for row in dates_from(session, series.id or 0, now)]
        assert with_closures(after, (), without=gone).closures == before.closures


def test_a_rule_without_dates_closes_nothing(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with pytest.raises(NothingToClose), database.writing() as session:
        close_repeatedly(session, hall.act("els", now), Repeated(FRIDAYS, []))


@pytest.mark.parametrize("name", ["noor", "samir", "bram", "ravi"])
def test_others_may_not(database: Database, hall: TownHall, now: datetime, name: str) -> None:
    with pytest.raises(NotAllowed), database.writing() as session:
        close_repeatedly(session, hall.act(name, now), repeated(hall, FRIDAYS))
    with pytest.raises(NotAllowed), database.writing() as session:
        stop_series(session, hall.act(name, now), 1)
