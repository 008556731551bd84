"""Clashes: reservations that were possible once and no longer fit the house.

The house changed under them: it is closed then, or open at other hours, or the space is gone
or seats fewer. Nobody loses a reservation by that; somebody has to look at it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from sqlmodel import Session, col, select

from booking.foundation.periods import Period
from booking.reservations.models import Reservation, ReservationSpace
from booking.reservations.rules import objections_to_house
from booking.reservations.values import HOLDING, Objection, Wish
from booking.spaces.values import LayoutKind, Stock

LOOKED_AT_MAX = 50_000
"""Rows of coming reservations; the first in time, when there are more."""


class HeldSpace(NamedTuple):
    """A space that a reservation names; what decides whether it fits."""

    reservation_id: int
    starts_at: datetime
    ends_at: datetime
    attendee_count: int
    layout: LayoutKind | None
    space_id: int


@dataclass(frozen=True, slots=True)
class Clash:
    """A reservation that does not fit, and everything that the house has against it."""

    reservation_id: int
    space_ids: tuple[int, ...]
    objections: tuple[Objection, ...]


def clashes(session: Session, stock: Stock, *, now: datetime) -> list[Clash]:
    """What is held from ``now`` on and does not fit ``stock``, the first in time first."""
    return find_clashes(held_from(session, now), stock, now=now)


def clashes_caused(
    session: Session, before: Stock, after: Stock, *, now: datetime
) -> tuple[list[Clash], int]:
    """What would no longer fit when the house changes, and how many would fit again."""
    held = held_from(session, now)
    known = {clash.reservation_id for clash in find_clashes(held, before, now=now)}
    found = find_clashes(held, after, now=now)
    remaining = {clash.reservation_id for clash in found}
    return [clash for clash in found if clash.reservation_id not in known], len(known - remaining)


def find_clashes(held: Iterable[HeldSpace], stock: Stock, *, now: datetime) -> list[Clash]:
    """The reservations in ``held`` (rows of one stand together) that do not fit; pure."""
    coming = tuple(closure for closure in stock.closures if closure.period.ends_at > now)
    stock = replace(stock, closures=coming)
    found = []
    for reservation_id, rows in groupby(held, key=attrgetter("reservation_id")):
        spaces = tuple(rows)
        space_ids = tuple(row.space_id for row in spaces)
        objections = tuple(
            objection
            for row in spaces
            for objection in objections_to_house(
                _wish(row, space_ids, now), stock.spaces[row.space_id], stock
            )
        )
        if objections:
            found.append(Clash(reservation_id, space_ids, objections))
    return found


def held_from(session: Session, now: datetime) -> Sequence[HeldSpace]:
    """Every space held at ``now`` or later, by start."""
    statement = (
        select(
            Reservation.id, Reservation.starts_at, Reservation.ends_at,
            Reservation.attendee_count, Reservation.layout, ReservationSpace.space_id,
        )  # type: ignore[call-overload]  # select() is only typed for four columns
        .join(ReservationSpace, col(ReservationSpace.reservation_id) == Reservation.id)
        .where(
            col(Reservation.state).in_(HOLDING),
            col(Reservation.ended_at).is_(None),
            col(Reservation.ends_at) > now,
            # no reservation lasts a week: this lets the index skip ten years of history
            col(Reservation.starts_at) > now - timedelta(days=7),
        )
        .order_by(col(Reservation.starts_at), col(Reservation.id), col(ReservationSpace.space_id))
        .limit(LOOKED_AT_MAX)
    )  # fmt: skip
    return [HeldSpace(*row) for row in session.exec(statement)]


def reservations_numbered(session: Session, numbers: Sequence[int]) -> list[Reservation]:
    """The reservations with these numbers, in that order."""
    rows = session.exec(select(Reservation).where(col(Reservation.id).in_(numbers))).all()
    by_number = {row.id: row for row in rows}
    return [by_number[number] for number in numbers if number in by_number]


def _wish(row: HeldSpace, space_ids: tuple[int, ...], now: datetime) -> Wish:
    """What is still to come of it: that the house was shut this morning is past."""
    rest = Period(max(row.starts_at, now), row.ends_at)
    return Wish(space_ids, rest, row.attendee_count, row.layout)
