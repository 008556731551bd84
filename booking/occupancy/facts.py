"""Which days are out of date, and counting them (definitions: rules.py).

Days to come are not counted. Today is, and again when it is over: only then is it known who
came. What people did late (a check-in that was corrected, a cancellation) reaches any day. A
change of the stock reaches STOCK_REACH days back: what is older keeps the house, and the
number of people, that its fact sheet says. So counting everything again gives what is there
already, also when the house was rebuilt or the names were removed since; :func:`differing_days`
holds that against the database.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, delete, func, insert, or_
from sqlalchemy import select as select_rows
from sqlmodel import Session, SQLModel, col, select

from booking.foundation.columns import lock_until_commit, table_of
from booking.foundation.local_time import days_of, local_day
from booking.foundation.periods import Period
from booking.occupancy.counting import Rows, counted_rows
from booking.occupancy.models import (
    FactDay,
    FactHour,
    FactSheet,
    FactTotal,
    FactVersion,
    FactWish,
)
from booking.occupancy.rules import Layout
from booking.reservations.models import DayVersion
from booking.spaces.queries import current_stock
from booking.spaces.values import Stock

STOCK_REACH = timedelta(days=14)
DAYS_AT_ONCE = 31
LOCK = 0x66616374  # "fact": two who count the same day would both write its rows
TABLES: Sequence[type[SQLModel]] = (FactDay, FactSheet, FactTotal, FactHour, FactWish)


def recount_dirty(session: Session, *, today: date, days_max: int) -> int:
    """Count the days that are out of date, the latest first; returns how many were counted.

    At most ``days_max`` of them, so that no other writer waits long.
    """
    lock_until_commit(session, LOCK)
    days = days_to_count(session, today=today, days_max=days_max)
    _recount(session, current_stock(session), sorted(day.toordinal() for day in days), today)
    return len(days)


def days_to_count(session: Session, *, today: date, days_max: int) -> list[date]:
    """The days that are out of date, the latest first, ``days_max`` of them at most."""
    dirty = _dirty_days(session, current_stock(session), today)
    return [date.fromordinal(day) for day in sorted(dirty, reverse=True)[:days_max]]


def recount(session: Session, day: date, *, today: date) -> None:
    """Count one day, unless another did so while this one waited for its turn to write."""
    lock_until_commit(session, LOCK)
    stock = current_stock(session)
    if day.toordinal() in _dirty_days(session, stock, today):
        _recount(session, stock, [day.toordinal()], today)


def rebuild(session: Session, period: Period, *, today: date) -> int:
    """Count every day of ``period`` up to today again; returns how many days that were."""
    lock_until_commit(session, LOCK)
    days = [day.toordinal() for day in days_of(period) if day <= today]
    _recount(session, current_stock(session), days, today)
    return len(days)


def differing_days(session: Session, period: Period, *, today: date) -> Iterator[date]:
    """The days of ``period`` of which a count would say something else than their facts do.

    Days that wait to be counted are not looked at.
    """
    stock = current_stock(session)
    layout, waiting = Layout.of(stock), _dirty_days(session, stock, today)
    over = {day.toordinal() for day in days_of(period) if day < today} - waiting
    counted = over.intersection(_counted_days(session))
    for days in _some(sorted(counted)):
        fresh = counted_rows(session, layout, days, today=today, old_before=_old_before(today))
        stored = _stored_rows(session, days)
        for day in days:
            if any(_of_day(fresh[table], day) != _of_day(stored[table], day) for table in TABLES):
                yield date.fromordinal(day)


def counted_period(session: Session) -> Period | None:
    """From the first to the last day that was ever counted; None before the first count."""
    days = _counted_days(session)
    if not days:
        return None
    first, last = (local_day(date.fromordinal(day)) for day in (min(days), max(days)))
    return Period(first.starts_at, last.ends_at)


def _old_before(today: date) -> int:
    """Days before this one keep the house of their sheet."""
    return (today - STOCK_REACH).toordinal()


def _some(days: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(days), DAYS_AT_ONCE):
        yield days[first : first + DAYS_AT_ONCE]


def _stored_rows(session: Session, days: Sequence[int]) -> Rows:
    return {
        table: [dict(row) for row in session.execute(
            select_rows(table_of(table)).where(table_of(table).c.day.in_(days))).mappings()]
        for table in TABLES
    }  # fmt: skip


def _of_day(rows: Sequence[Mapping[str, Any]], day: int) -> list[list[tuple[str, Any]]]:
    return sorted(sorted(row.items()) for row in rows if row["day"] == day)


def _dirty_days(session: Session, stock: Stock, today: date) -> set[int]:
    """The ordinals of the days whose facts are not what a count would say now."""
    if not stock.zones:
        return set()  # an empty house has nothing to count
    last = today.toordinal()
    versions = select(DayVersion.day).outerjoin(
        FactVersion,
        and_(
            col(FactVersion.day) == DayVersion.day, col(FactVersion.zone_id) == DayVersion.zone_id
        ),
    )
    is_behind = or_(col(FactVersion.v).is_(None), col(FactVersion.v) < DayVersion.v)
    changed = session.exec(versions.where(DayVersion.day <= last, is_behind))
    was_running = and_(col(FactVersion.counted_on) <= FactVersion.day, col(FactVersion.day) < last)
    is_other_stock = and_(
        col(FactVersion.stock_v) != stock.version,
        col(FactVersion.day) >= last - STOCK_REACH.days,
    )
    aged = session.exec(select(FactVersion.day).where(or_(was_running, is_other_stock)))
    return {*changed, *aged, *_uncounted_days(session, last)}


def _uncounted_days(session: Session, last: int) -> set[int]:
    """Days since the first counted one on which nothing happened: their zeros count too."""
    first = session.exec(select(func.min(FactVersion.day))).one() or last
    return set(range(first, last + 1)).difference(_counted_days(session))


def _counted_days(session: Session) -> list[int]:
    return list(session.exec(select(FactVersion.day).distinct()))


def _recount(session: Session, stock: Stock, days: Sequence[int], today: date) -> None:
    layout = Layout.of(stock)
    for some in _some(days):
        # read before the reservations: one stored meanwhile leaves the day dirty, not wrong
        versions = _versions(session, stock, some, today)
        rows = counted_rows(session, layout, some, today=today, old_before=_old_before(today))
        for table, counted in (rows | {FactVersion: versions}).items():
            session.execute(delete(table_of(table)).where(table_of(table).c.day.in_(some)))
            if counted:
                session.execute(insert(table_of(table)), counted)


def _versions(
    session: Session, stock: Stock, days: Sequence[int], today: date
) -> list[dict[str, Any]]:
    rows = session.exec(select(DayVersion).where(col(DayVersion.day).in_(days)))
    seen = {(row.day, row.zone_id): row.v for row in rows}
    keys = {(day, zone_id) for day in days for zone_id in stock.zones} | seen.keys()
    return [
        {"day": day, "zone_id": zone_id, "v": seen.get((day, zone_id), 0),
         "stock_v": stock.version, "counted_on": today.toordinal()}
        for day, zone_id in sorted(keys)
    ]  # fmt: skip
