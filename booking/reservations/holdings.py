"""Who holds what on one day: plain tuples for the pictures of a day (grid, list, plan)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from booking.foundation.columns import table_of
from booking.foundation.local_time import epoch_minutes, from_epoch_minutes
from booking.foundation.periods import Period
from booking.reservations.claims import CLAIM
from booking.reservations.models import Claim, Reservation
from booking.reservations.values import ReservationState, Visibility
from booking.spaces.values import BookableSpace


class Holding(NamedTuple):
    """A unit that is held during minutes [s, e) since 1970 UTC, buffers included.

    ``starts_at`` to ``ends_at`` is the reservation itself. Has what ``permissions.may``
    asks of a reservation.
    """

    unit_id: int
    s: int
    e: int
    uid: str
    starts_at: datetime
    ends_at: datetime
    state: ReservationState
    visibility: Visibility
    title: str
    holder_id: int
    creator_id: int
    host_id: int | None
    partner_id: int | None
    due_at: datetime | None = None

    @property
    def held(self) -> Period:
        return Period(from_epoch_minutes(self.s), from_epoch_minutes(self.e))


RESERVATION = table_of(Reservation)
HELD_ON = (
    select_columns(
        *(CLAIM.c[name] for name in Holding._fields[:3]),
        *(RESERVATION.c[name] for name in Holding._fields[3:]),
    )
    .join_from(CLAIM, RESERVATION, RESERVATION.c.id == CLAIM.c.reservation_id)
    .where(
        CLAIM.c.day == bindparam("day"),
        CLAIM.c.unit_id.between(bindparam("first"), bindparam("last")),
    )
    .order_by(CLAIM.c.s, CLAIM.c.unit_id)
)


def holdings_on(session: Session, day: date, unit_ids: Collection[int]) -> list[Holding]:
    """What is held of ``unit_ids`` on the local ``day``, by start."""
    if not unit_ids:
        return []
    # one stretch of the index holds them all; hundreds of numbers to look for cost more
    within = {"day": day.toordinal(), "first": min(unit_ids), "last": max(unit_ids)}
    rows = session.connection().execute(HELD_ON, within).all()
    return [Holding(*row) for row in rows if row[0] in unit_ids]


def reservations_holding(
    session: Session, unit_ids: Collection[int], within: Period
) -> Sequence[Reservation]:
    """Each reservation that holds one of ``unit_ids`` at some moment of ``within``, by start."""
    holding = select(Claim.reservation_id).where(
        col(Claim.unit_id).in_(unit_ids),
        col(Claim.s) < epoch_minutes(within.ends_at),
        col(Claim.e) > epoch_minutes(within.starts_at),
    )
    statement = (
        select(Reservation)
        .where(col(Reservation.id).in_(holding))
        .order_by(col(Reservation.starts_at), col(Reservation.id))
    )
    return session.exec(statement).all()


def by_unit(holdings: Iterable[Holding]) -> dict[int, list[Holding]]:
    found: dict[int, list[Holding]] = defaultdict(list)
    for holding in holdings:
        found[holding.unit_id].append(holding)
    return found


def holdings_of(space: BookableSpace, held_units: Mapping[int, Sequence[Holding]]) -> list[Holding]:
    """What is held of any unit of ``space``, each reservation once, by start."""
    once = {h.uid: h for unit in space.unit_ids for h in held_units.get(unit, ())}
    return sorted(once.values(), key=lambda h: (h.s, h.uid))
