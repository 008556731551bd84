"""The waiting list of the demo: colleagues who wait for a room that is taken.

Joined by the operation itself, so what they wait for is really not to be had.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from sqlmodel import Session, col, select

from booking.demo.cast import FATIMA, JOOST
from booking.demo.moments import instant, moment
from booking.foundation.errors import DomainError
from booking.foundation.local_time import local_day
from booking.people.queries import person_by_email, principal_of
from booking.people.values import Act
from booking.reservations.models import Reservation
from booking.reservations.queries import space_ids_of
from booking.reservations.values import Needs, ReservationState
from booking.reservations.waiting.operations import join
from booking.reservations.waiting.values import Wanted
from booking.spaces.queries import current_stock
from booking.spaces.values import SpaceKind

IN_LINE: Final = ((JOOST, 8 * 60 + 20), (FATIMA, 8 * 60 + 40))
"""Who came, the first first, and at which minute of today."""
LOOKED_AT_MAX: Final = 200


def wait_in_line(session: Session, today: date) -> None:
    """Let them wait for the first room of tomorrow or later that both could have had."""
    acts = [_act(session, email, today, minute) for email, minute in IN_LINE]
    for wanted in _taken_rooms(session, today, [act.by.id for act in acts]):
        try:
            with session.begin_nested():
                for act in acts:
                    join(session, act, wanted)
        except DomainError:
            continue  # not a room for them, or they have something else then
        return


def _act(session: Session, email: str, today: date, minute: int) -> Act:
    row = person_by_email(session, email)
    assert row is not None, f"{email} is in the cast"
    person = principal_of(session, row.id or 0, today=today)
    assert person is not None, f"{email} works here"
    return Act(person, instant(moment(today, minute)))


def _taken_rooms(session: Session, today: date, but_of: Sequence[int]) -> list[Wanted]:
    """What others have from tomorrow on, the first first."""
    stock = current_stock(session)
    rows = session.exec(
        select(Reservation)
        .where(Reservation.state == ReservationState.CONFIRMED)
        .where(col(Reservation.starts_at) > local_day(today + timedelta(days=1)).starts_at)
        .where(col(Reservation.holder_id).not_in(but_of))
        .order_by(col(Reservation.starts_at), col(Reservation.id))
        .limit(LOOKED_AT_MAX)
    ).all()
    spaces = space_ids_of(session, [row.id or 0 for row in rows])
    return [
        Wanted(SpaceKind.ROOM, Needs(row.period, row.attendee_count), space_id)
        for row in rows
        for space_id in spaces[row.id or 0]
        if stock.spaces[space_id].kind is SpaceKind.ROOM
    ]
