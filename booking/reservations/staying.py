"""How much longer a running reservation can stay where it is."""

from datetime import datetime, timedelta

from sqlmodel import Session

from booking.foundation.periods import Period
from booking.people.values import Principal
from booking.reservations.changes import held_spaces
from booking.reservations.decision import objections
from booking.reservations.models import Reservation
from booking.reservations.operations import wish_of
from booking.reservations.rules import is_decided_by_others
from booking.spaces.queries import current_stock

STEPS = (timedelta(minutes=15), timedelta(minutes=30), timedelta(minutes=60))


def possible_ends(
    session: Session, reservation: Reservation, *, by: Principal, at: datetime
) -> list[datetime]:
    """The later ends of STEPS that ``by`` can have without asking anyone."""
    spaces = held_spaces(session, current_stock(session), reservation)
    if is_decided_by_others(spaces, by):
        return []
    ends = [reservation.ends_at + step for step in STEPS]
    return [end for end in ends if _is_possible(session, reservation, end, by=by, at=at)]


def _is_possible(
    session: Session, reservation: Reservation, end: datetime, *, by: Principal, at: datetime
) -> bool:
    wish = wish_of(session, reservation, period=Period(reservation.starts_at, end))
    return not objections(
        session, wish, by=by, at=at, holder_id=reservation.holder_id, moved=reservation
    )
