"""Builders of days and what they came to."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlmodel import Session, select

from booking.foundation.local_time import local_day
from booking.foundation.periods import Period
from booking.occupancy.arrays import arrays_of
from booking.occupancy.facts import rebuild
from booking.occupancy.models import FactDay
from booking.occupancy.quarters import quarters_of
from booking.occupancy.queries import sheets_of
from booking.occupancy.values import Slice
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
    """By quarter: minutes open, reserved and used of all spaces of a kind in a zone."""
    sheets = sheets_of(session, Slice(hall.building, day, day))
    found = quarters_of(arrays_of(sheets).of_spaces(kind=kind, zone_ids=[hall.zones[zone]]),
                        day.toordinal())  # fmt: skip
    sums = zip(*(table.sum(axis=0).tolist() for table in (
        found.open_minutes, found.booked_minutes, found.used_minutes)), strict=True)  # fmt: skip
    return {quarter: counts for quarter, counts in enumerate(sums) if counts[0]}
