"""Whether another time than was asked for would be granted: its quota, and one desk at a time."""

from collections.abc import Collection
from datetime import date, datetime
from functools import cache

from sqlmodel import Session

from booking.foundation.local_time import days_of, local_day
from booking.foundation.periods import Period
from booking.people.values import Principal
from booking.reservations.desks import desks_held
from booking.reservations.models import Reservation
from booking.reservations.nearest import Allows
from booking.reservations.quota.places import QuotaPlaces
from booking.spaces.values import SpaceKind, Stock


def granted_at(
    session: Session,
    stock: Stock,
    *,
    kind: SpaceKind,
    sitters: Collection[int],
    holder_id: int,
    by: Principal,
    at: datetime,
    moved: Reservation | None = None,
) -> Allows:
    """For who looks for a time: whether more than the place itself allows it.

    ``sitters`` may have no other desk then; ``moved`` is what would go to it. Asks the database
    only when it is asked itself, and of each window and each day once.
    """
    quota = QuotaPlaces(session, stock, kind=kind, holder_id=holder_id, by=by, at=at)
    kept = moved.period if moved else None
    but_id = moved.id if moved else None

    @cache
    def desks_on(day: date) -> list[Period]:
        held = (desk.reservation for desk in desks_held(session, sitters, local_day(day)))
        return [row.period for row in held if row.id != but_id and row.ended_at is None]

    def is_granted(period: Period) -> bool:
        if not quota.allow(period, moved=kept):
            return False
        days = days_of(period) if sitters else ()
        return not any(held.overlaps(period) for day in days for held in desks_on(day))

    return is_granted
