"""Builders of days and what they came to."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlmodel import Session, select

from booking.foundation.local_time import local_day
from booking.foundation.periods import Period
from booking.occupancy.facts import rebuild
from booking.occupancy.models import FactDay, FactQuarter
from booking.reservations.models import Reservation, ReservationSpace
from booking.reservations.values import ReservationState
from booking.spaces.models import StockVersion
from booking.spaces.values import SpaceKind
from tests.town_hall import TownHall

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 3, 23) + timedelta(days=n) for n in range(3))
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
CONFIRMED, RELEASED = ReservationState.CONFIRMED, ReservationState.RELEASED
MINUTE = timedelta(minutes=1)


def add(
    session: Session, hall: TownHall, names: Iterable[str], period: Period, **facts: object
) -> Reservation:
    """A reservation as it may stand in the table, however it came there."""
    holder = hall.cast["fatima"].id
    row = Reservation.model_validate(
        {"holder_id": holder, "creator_id": holder, "starts_at": period.starts_at,
         "ends_at": period.ends_at, "created_at": period.starts_at,
         "changed_at": period.starts_at, **facts}
    )  # fmt: skip
    session.add(row)
    session.flush()
    assert row.id is not None
    for name in names:
        session.add(ReservationSpace(reservation_id=row.id, space_id=hall.spaces[name]))
    session.flush()
    return row


def touch_stock(session: Session) -> None:
    session.exec(select(StockVersion)).one().v += 1
    session.flush()


def count(session: Session, day: date, *, today: date = WEDNESDAY) -> None:
    rebuild(session, local_day(day), today=today)


def fact(session: Session, hall: TownHall, name: str, day: date = MONDAY) -> FactDay:
    return session.exec(
        select(FactDay).where(FactDay.day == day.toordinal(), FactDay.space_id == hall.spaces[name])
    ).one()


def quarters(
    session: Session, hall: TownHall, zone: str, kind: SpaceKind = SpaceKind.ROOM,
    day: date = MONDAY,
) -> dict[int, tuple[int, int, int]]:  # fmt: skip
    rows = session.exec(
        select(FactQuarter).where(
            FactQuarter.day == day.toordinal(), FactQuarter.zone_id == hall.zones[zone],
            FactQuarter.space_kind == kind,
        )
    )  # fmt: skip
    return {row.quarter: (row.open_minutes, row.booked_minutes, row.used_minutes) for row in rows}
