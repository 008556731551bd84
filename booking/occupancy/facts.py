"""Counting days: which are out of date, and what they come to (definitions: rules.py).

Days to come are not counted. Today is, and again when it is over: only then is it known who
came. A change of the stock reaches STOCK_REACH days back; what is older was counted with the
house as it was known then, and only :func:`rebuild` counts it again.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from operator import itemgetter
from typing import Any

from sqlalchemy import and_, delete, func, insert, or_
from sqlmodel import Session, SQLModel, col, select

from booking.foundation.columns import lock_until_commit, table_of
from booking.foundation.local_time import days_of, epoch_minutes, local_day
from booking.foundation.periods import Period, Span
from booking.occupancy.courses import (
    asks_check_in,
    course_of,
    course_of_seat,
    reservations_within,
    seats_left_within,
)
from booking.occupancy.models import (
    FactDay,
    FactHour,
    FactQuarter,
    FactTotal,
    FactVersion,
    FactWish,
)
from booking.occupancy.rollups import hour_rows, total_rows, wish_rows
from booking.occupancy.rules import (
    DayCounts,
    Layout,
    Stay,
    count_day,
    people_by_space,
    stay_of,
)
from booking.reservations.models import DayVersion
from booking.spaces.queries import current_stock
from booking.spaces.values import Stock

STOCK_REACH = timedelta(days=14)
DAYS_AT_ONCE = 31
LOCK = 0x66616374  # "fact": two who count the same day would both write its rows


def recount_dirty(session: Session, *, today: date, days_max: int) -> int:
    """Count the days that are out of date, the latest first; returns how many were counted.

    At most ``days_max`` of them, so that no other writer waits long.
    """
    lock_until_commit(session, LOCK)
    stock = current_stock(session)
    days = sorted(_dirty_days(session, stock, today), reverse=True)[:days_max]
    _recount(session, stock, sorted(days), today)
    return len(days)


def rebuild(session: Session, period: Period, *, today: date) -> None:
    """Count every day of ``period`` up to today again, from the reservations still there."""
    lock_until_commit(session, LOCK)
    days = [day.toordinal() for day in days_of(period) if day <= today]
    _recount(session, current_stock(session), days, today)


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
    counted = session.exec(select(FactVersion.day).distinct())
    return set(range(first, last + 1)).difference(counted)


def _recount(session: Session, stock: Stock, days: Sequence[int], today: date) -> None:
    layout = Layout.of(stock)
    for first in range(0, len(days), DAYS_AT_ONCE):
        some = days[first : first + DAYS_AT_ONCE]
        # read before the reservations: one stored meanwhile leaves the day dirty, not wrong
        versions = _versions(session, stock, some, today)
        stays = _stays(session, stock, some, today)
        counts = {day: count_day(layout, date.fromordinal(day), stays.get(day, {})) for day in some}
        for table in (FactDay, FactQuarter, FactTotal, FactHour, FactWish, FactVersion):
            session.execute(delete(table).where(table_of(table).c.day.in_(some)))
        _insert(session, FactDay, _day_rows(counts))
        _insert(session, FactQuarter, _quarter_rows(counts))
        _insert(session, FactTotal, total_rows(counts))
        _insert(session, FactHour, hour_rows(counts))
        _insert(session, FactWish, wish_rows(session, some))
        _insert(session, FactVersion, versions)


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


def _stays(
    session: Session, stock: Stock, days: Sequence[int], today: date
) -> dict[int, dict[int, list[Stay]]]:
    """What was held, by day and space, on ``days`` (ordinals, in order)."""
    found: dict[int, dict[int, list[Stay]]] = defaultdict(lambda: defaultdict(list))
    midnight = local_day(today).starts_at
    bounds = [_bounds(day) for day in days]
    whole = Period(
        local_day(date.fromordinal(days[0])).starts_at,
        local_day(date.fromordinal(days[-1])).ends_at,
    )
    for named in reservations_within(session, whole):
        is_awaited = named[0].starts_at < midnight and asks_check_in(session, stock, named[0])
        for row, person_count in zip(
            named, people_by_space(named[0].attendee_count, len(named)), strict=True
        ):
            stay = stay_of(course_of(row), person_count=person_count, is_awaited=is_awaited)
            if stay is not None:
                for number in _touched(bounds, stay.held):
                    found[days[number]][row.space_id].append(stay)
    for row in seats_left_within(session, whole):
        stay = stay_of(course_of_seat(row), person_count=1, is_awaited=False)
        if stay is not None:
            for number in _touched(bounds, stay.held):
                found[days[number]][row.space_id].append(stay)
    return found


def _bounds(day: int) -> Span:
    whole = local_day(date.fromordinal(day))
    return epoch_minutes(whole.starts_at), epoch_minutes(whole.ends_at)


def _touched(bounds: Sequence[Span], held: Span) -> Iterator[int]:
    """The positions in ``bounds`` (in order) that ``held`` has a minute in."""
    for number in range(bisect_right(bounds, held[0], key=itemgetter(1)), len(bounds)):
        if bounds[number][0] >= held[1]:
            return
        yield number


def _day_rows(counts: Mapping[int, DayCounts]) -> Iterator[dict[str, Any]]:
    for day, counted in counts.items():
        for it in counted.spaces:
            yield {
                "day": day,
                "space_id": it.space.id,
                "zone_id": it.zone_id,
                "space_kind": it.space.kind,
                "capacity": it.capacity,
                "open_minutes": it.open_minutes,
                "booked_minutes": it.booked_minutes,
                "used_minutes": it.used_minutes,
                "used_person_minutes": it.used_person_minutes,
                "reservation_count": len(it.stays),
                "no_show_count": sum(stay.is_no_show for stay in it.stays),
                "check_in_count": sum(stay.is_checked_in for stay in it.stays),
            }


def _quarter_rows(counts: Mapping[int, DayCounts]) -> Iterator[dict[str, Any]]:
    """Only quarters in which something is open: at night the house needs no rows."""
    for day, counted in counts.items():
        for (zone_id, kind), by_quarter in counted.quarters.items():
            for quarter, open_minutes in enumerate(by_quarter.open_minutes):
                if open_minutes:
                    yield {
                        "day": day,
                        "zone_id": zone_id,
                        "space_kind": kind,
                        "quarter": quarter,
                        "open_minutes": open_minutes,
                        "booked_minutes": by_quarter.booked_minutes[quarter],
                        "used_minutes": by_quarter.used_minutes[quarter],
                    }


def _insert(session: Session, table: type[SQLModel], rows: Iterable[Mapping[str, Any]]) -> None:
    batch = list(rows)
    if batch:
        session.execute(insert(table_of(table)), batch)
