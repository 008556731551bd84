"""What the house does by itself to stay in order."""

from datetime import datetime, timedelta

from booking.calendars.change_log import forget_old_changes
from booking.calendars.itip.forgetting import forget_old_invitations
from booking.calendars.subscriptions.operations import forget_proposals
from booking.foundation.answered import forget_answers
from booking.foundation.database import retried
from booking.foundation.journal import seal_entries, unsealed_count
from booking.foundation.local_time import day_of
from booking.foundation.uploads import forget_uploads
from booking.interfaces.jobs.workplace import Task, Workplace
from booking.messages.delivery import forget_old_letters
from booking.messages.incoming.operations import forget_old_mail
from booking.people.sessions import forget_ended_sessions, session_limits
from booking.people.sign_in_links import forget_expired_links
from booking.reservations.waiting.matching import forget_past
from booking.reservations.wishes import forget_old_salts

ANSWERS_KEPT = timedelta(days=2)
SEALED_AT_ONCE = 50  # some milliseconds, in which nobody else can write on SQLite


def seal_journal(workplace: Workplace, _task: Task, _now: datetime) -> None:
    """Seal what was written since the last time; nothing to seal costs no write."""
    with workplace.database.reading() as session:
        count = unsealed_count(session)
    for _ in range(0, count, SEALED_AT_ONCE):
        _seal_some(workplace)
        workplace.rest()


@retried
def _seal_some(workplace: Workplace) -> None:
    with workplace.database.writing() as session:
        seal_entries(session, count_max=SEALED_AT_ONCE)


@retried
def forget_wish_salts(workplace: Workplace, _task: Task, now: datetime) -> None:
    with workplace.database.writing() as session:
        forget_old_salts(session, today=day_of(now))


@retried
def forget_what_expired(workplace: Workplace, _task: Task, now: datetime) -> None:
    """Sessions, links, answered forms, uploads, letters, places in line that are of no use."""
    limits = session_limits(workplace.settings)
    with workplace.database.writing() as session:
        forget_ended_sessions(session, limits=limits, now=now)
        forget_expired_links(session, now=now)
        forget_answers(session, before=now - ANSWERS_KEPT)
        forget_old_letters(session, now=now)
        forget_old_mail(session, workplace.settings, now=now)
        forget_uploads(session, now=now)
        forget_past(session, now=now)
        forget_old_changes(session, now=now)
        forget_old_invitations(session, now=now)
        forget_proposals(session, now)
