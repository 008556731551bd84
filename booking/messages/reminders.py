"""Reminders: letters about what begins soon, that are dropped when something happens to it."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from booking.foundation.journal import JournalEntry
from booking.foundation.settings import Settings
from booking.messages.facts import facts_for
from booking.messages.models import Letter
from booking.messages.outbox import post_letter
from booking.messages.values import Envelope
from booking.reservations.changes import SUBJECT
from booking.reservations.models import Reservation
from booking.reservations.reminders import starts_due
from booking.reservations.telling import note_told
from booking.reservations.values import ReservationState

BEGINS_SOON = "begins_soon"


def remind_of(session: Session, settings: Settings, uid: str, *, now: datetime) -> None:
    """Remind its holder of ``uid``, once, if that is still to be done."""
    for due, reader in starts_due(session, now=now, uid=uid):
        if note_told(session, due, at=now):
            facts = facts_for(session, due.reservation, None, reader, now=now)
            post_letter(
                session, settings, BEGINS_SOON, to=reader, now=now, stale_at=due.deadline,
                envelope=Envelope(about=uid), **facts,
            )  # fmt: skip


def drop_untrue_reminders(session: Session) -> None:
    """Those of what was changed, cancelled or begun while they waited for the mail server.

    An act that waited for its turn is older than the letter that it overtakes: the reservation
    itself tells of that one.
    """
    later = (
        select(JournalEntry.number)
        .where(JournalEntry.subject_kind == SUBJECT)
        .where(col(JournalEntry.subject_id) == Letter.about)
        .where(col(JournalEntry.at) > Letter.created_at)
    )
    as_told = (
        select(Reservation.id)
        .where(col(Reservation.uid) == Letter.about)
        .where(col(Reservation.state) == ReservationState.CONFIRMED)
        .where(col(Reservation.starts_at) == Letter.stale_at)
    )
    session.execute(
        delete(Letter)
        .where(col(Letter.name) == BEGINS_SOON, col(Letter.sent_at).is_(None))
        .where(later.exists() | ~as_told.exists())
    )
