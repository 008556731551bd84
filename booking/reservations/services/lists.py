"""Whom is told what to bring: the list of a day, some time before it, and what is late for that."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session, col, select

from booking.foundation.columns import upsert
from booking.foundation.local_time import day_of, local_instant, minutes_as_clock
from booking.reservations.services.day_tasks import Task, tasks_on
from booking.reservations.services.models import Service, ServiceTold
from booking.reservations.services.queries import fixed_from
from booking.spaces.queries import current_stock
from booking.spaces.rules import building_periods
from booking.spaces.values import Stock

DAY = timedelta(days=1)
LOOKED_AHEAD = 14
"""Days; a house that is shut for longer tells of what comes after when it opens."""


class DayList(NamedTuple):
    """What one who does services has to bring on a day."""

    address: str
    day: date
    tasks: list[Task]


def lists_due(session: Session, *, now: datetime) -> list[DayList]:
    """The lists that must be sent now and were not; those of one address together in one."""
    stock, today = current_stock(session), day_of(now)
    told_from = _told_from(session, today)
    due = {address for address, instant in told_from.items() if instant <= now}
    if not due or not _is_open(stock, today):
        return []
    rows = session.exec(select(ServiceTold).where(col(ServiceTold.day) > today))
    told = {(row.address, row.day) for row in rows}
    return [
        DayList(address, day, tasks)
        for day in _days_ahead(stock, today)
        for address in sorted(due)
        if (address, day) not in told and (tasks := tasks_for(session, stock, address, day))
    ]


def tasks_for(session: Session, stock: Stock, address: str, day: date) -> list[Task]:
    """What of the day list is theirs to bring."""
    return [
        task
        for task in tasks_on(session, stock, day)
        if task.service is not None and task.service.told_to == address and not task.is_off
    ]


def note_told(session: Session, address: str, day: date, *, at: datetime) -> bool:
    """Note that the list goes out; False when another was first."""
    row = {"address": address, "day": day, "told_at": at}
    insert = upsert(session, ServiceTold).values(row).on_conflict_do_nothing()
    return session.scalar(insert.returning(ServiceTold.day)) is not None


def is_late(
    session: Session, service: Service, starts: Iterable[datetime], *, building_id: int,
    at: datetime,
) -> bool:  # fmt: skip
    """Whether who brings it counts on what was ordered for one of ``starts`` by ``at``."""
    stock = current_stock(session)
    return any(
        fixed_from(service, starts_at, stock=stock, building_id=building_id) <= at
        or session.get(ServiceTold, (service.told_to, day_of(starts_at))) is not None
        for starts_at in starts
    )


def _told_from(session: Session, today: date) -> dict[str, datetime]:
    """From when on today each address is told; of several services the first hour counts."""
    services = session.exec(select(Service).where(Service.told_to != "")).all()
    minutes: dict[str, int] = {}
    for service in services:
        known = minutes.get(service.told_to, service.told_at_minute)
        minutes[service.told_to] = min(known, service.told_at_minute)
    return {who: local_instant(today, minutes_as_clock(at)) for who, at in minutes.items()}


def _days_ahead(stock: Stock, today: date) -> Iterator[date]:
    """Tomorrow, and on until the next day on which the house is open."""
    for ahead in range(1, LOOKED_AHEAD + 1):
        yield today + ahead * DAY
        if _is_open(stock, today + ahead * DAY):
            return


def _is_open(stock: Stock, day: date) -> bool:
    return any(building_periods(stock, hours.building_id, day) for hours in stock.hours)
