"""What begins soon, and of which its holder wants to be reminded.

Once of each start: what is moved begins at another time, and is told of anew. Who did something
with it after the moment of the reminder, or heard of what another did, needs none.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, func
from sqlmodel import Session, col, or_, select

from booking.foundation.journal import JournalEntry
from booking.foundation.local_time import day_of, local_instant
from booking.people.models import Person
from booking.people.preferences import reminder_of
from booking.people.values import Reminder
from booking.reservations.changes import SUBJECT
from booking.reservations.models import DeadlineTold, Reservation
from booking.reservations.telling import Due
from booking.reservations.values import DeadlineKind, ReservationState

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
EVE = time(16)
AHEAD = timedelta(hours=33)
"""From then to the end of the next day, in the night in which the clocks go back too."""


def remind_of_start_at(choice: Reminder, starts_at: datetime) -> datetime | None:
    """When who chose so is reminded of what begins at ``starts_at``; None for never. Pure."""
    match choice:
        case Reminder.DAY_BEFORE:
            return local_instant(day_of(starts_at) - DAY, EVE)
        case Reminder.HOUR_BEFORE:
            return starts_at - HOUR
        case Reminder.NONE:
            return None


def starts_due(session: Session, *, now: datetime, uid: str = "") -> list[tuple[Due, Person]]:
    """Of what people must be reminded now, and whom; only of ``uid`` when named."""
    near = (
        select(Reservation, Person)
        .join(Person, col(Person.id) == Reservation.holder_id)
        .where(Reservation.state == ReservationState.CONFIRMED)
        .where(col(Reservation.starts_at) > now, col(Reservation.starts_at) <= now + AHEAD)
        .where(col(Reservation.checked_in_at).is_(None), col(Person.disabled_at).is_(None))
        .where(_may_want_it(), ~_is_told())
        .order_by(col(Reservation.starts_at), col(Reservation.id))
    )
    if uid:
        near = near.where(Reservation.uid == uid)
    found = [
        (row, person, moment)
        for row, person in session.exec(near)
        if (moment := remind_of_start_at(reminder_of(person), row.starts_at)) and moment <= now
    ]
    known = _last_acts(session, (row.uid for row, _, _ in found))
    return [
        (Due(row, DeadlineKind.START, row.starts_at), person)
        for row, person, moment in found
        if max(row.created_at, known.get(row.uid, row.created_at)) < moment
    ]


def _may_want_it() -> ColumnElement[bool]:
    chose = col(Person.reminder).in_([Reminder.DAY_BEFORE, Reminder.HOUR_BEFORE])
    return or_(chose, and_(col(Person.reminder).is_(None), col(Person.partner_id).is_not(None)))


def _is_told() -> ColumnElement[bool]:
    return (
        select(DeadlineTold.reservation_id)
        .where(col(DeadlineTold.reservation_id) == Reservation.id)
        .where(DeadlineTold.kind == DeadlineKind.START)
        .where(col(DeadlineTold.deadline) == Reservation.starts_at)
        .exists()
    )


def _last_acts(session: Session, uids: Iterable[str]) -> dict[str, datetime]:
    """When something was done with each for the last time."""
    statement = (
        select(JournalEntry.subject_id, func.max(col(JournalEntry.at)))
        .where(JournalEntry.subject_kind == SUBJECT, col(JournalEntry.subject_id).in_(list(uids)))
        .group_by(JournalEntry.subject_id)
    )
    return dict(session.exec(statement).all())
