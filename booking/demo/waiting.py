"""The waiting list of the demo: colleagues who wait for a room that is taken, or asked for.

Joined by the operation itself, so what they wait for is really not to be had.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from booking.demo.cast import BRAM, FATIMA, JOOST, RAVI
from booking.demo.moments import instant, moment
from booking.demo.requests import person_named
from booking.foundation.errors import DomainError
from booking.foundation.local_time import local_day
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
HOUR: Final = timedelta(hours=1)


def wait_in_line(session: Session, today: date) -> None:
    """Two for what somebody has, one for an hour of it, and one for what Ravi asked for."""
    acts = [_act(session, email, today, minute) for email, minute in IN_LINE]
    state, holder = col(Reservation.state), col(Reservation.holder_id)
    others = holder.not_in([act.by.id for act in acts])
    held = _rooms(session, today, state == ReservationState.CONFIRMED, others)
    _wait(session, acts, held)
    longer = (room for room in reversed(held) if room.needs.period.duration > HOUR)
    _wait(session, acts[:1], (replace(room, length=HOUR) for room in longer))
    his = holder == person_named(session, RAVI, today).id
    asked = _rooms(session, today, state == ReservationState.REQUESTED, his)
    _wait(session, [_act(session, BRAM, today, 8 * 60 + 50)], asked)


def _wait(session: Session, acts: Sequence[Act], rooms: Iterable[Wanted]) -> None:
    """Let them wait for the first of ``rooms`` that all could have had."""
    for wanted in rooms:
        try:
            with session.begin_nested():
                for act in acts:
                    join(session, act, wanted)
        except DomainError:
            continue  # not a room for them, or they have something else then
        return


def _act(session: Session, email: str, today: date, minute: int) -> Act:
    return Act(person_named(session, email, today), instant(moment(today, minute)))


def _rooms(session: Session, today: date, *such: ColumnElement[bool]) -> list[Wanted]:
    """What is held from tomorrow on by ``such`` reservations, the first first."""
    stock = current_stock(session)
    rows = session.exec(
        select(Reservation)
        .where(*such)
        .where(col(Reservation.starts_at) > local_day(today + timedelta(days=1)).starts_at)
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
