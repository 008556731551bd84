"""How a change ends: a new version, a line in the journal, and the waiting list.

What a reservation no longer holds is offered to who waits for it.

Whatever lets a place go for good comes through here, so nobody can forget the waiting list.
"""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from booking.people.values import Act
from booking.reservations.changes import facts_of, reckon_due, write_down, write_down_by_house
from booking.reservations.models import Reservation
from booking.reservations.waiting.offering import pass_on


def store_change(
    session: Session, act: Act, verb: str, reservation: Reservation, before: dict[str, Any]
) -> None:
    _raise_rev(session, reservation, act.at)
    after = facts_of(session, reservation)
    write_down(
        session, act, verb, reservation.uid, holder_id=reservation.holder_id,
        before=before, after=after,
    )  # fmt: skip
    pass_on(session, before, after, at=act.at)


def store_change_by_house(
    session: Session, at: datetime, verb: str, reservation: Reservation, before: dict[str, Any]
) -> None:
    """As :func:`store_change`, for what happens by itself because time passes."""
    _raise_rev(session, reservation, at)
    after = facts_of(session, reservation)
    write_down_by_house(session, at, verb, reservation.uid, before=before, after=after)
    pass_on(session, before, after, at=at)


def _raise_rev(session: Session, reservation: Reservation, at: datetime) -> None:
    reservation.rev += 1
    reservation.changed_at = at
    session.flush()  # what it names may have changed too
    reckon_due(session, reservation)
    session.flush()
