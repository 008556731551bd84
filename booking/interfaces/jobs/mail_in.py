"""Mail that came in is read apart and handled, one after the other."""

import logging
from datetime import datetime

from booking.calendars.itip.operations import answers_due, has_answers_due
from booking.calendars.itip.values import Mailbox
from booking.foundation.database import retried
from booking.foundation.errors import Unavailable
from booking.foundation.jobs import enqueue
from booking.interfaces.jobs.workplace import Task, Workplace
from booking.interfaces.mail.fetching import AT_ONCE, fetch_mail
from booking.interfaces.settling import settle_due
from booking.messages.incoming.apart import read_apart
from booking.messages.incoming.handling import handle, mailbox_of
from booking.messages.incoming.operations import (
    begin_handling,
    forgive_attempt,
    set_aside,
    waiting_mail,
)
from booking.messages.incoming.values import Understood, UnreadableMail, Why
from booking.messages.room_answers import post_answer

FETCH_MAIL = "fetch_mail"
ANSWER_INVITATIONS = "answer_invitations"

Read = Understood | UnreadableMail
Begun = tuple[bytes, Mailbox | None, datetime]

log = logging.getLogger("booking.mail")


def fetch(workplace: Workplace, _task: Task, now: datetime) -> None:
    """Where a mailbox is read: fetch what is in it; where more is waiting, go on at once."""
    if not workplace.settings.mail_in.imap.host:
        return
    if fetch_mail(workplace.database, workplace.settings, now) > AT_ONCE:
        _go_on(workplace, now)


@retried
def _go_on(workplace: Workplace, now: datetime) -> None:
    with workplace.database.writing() as session:
        enqueue(session, FETCH_MAIL, {}, due_at=now)


def handle_mail(workplace: Workplace, task: Task, now: datetime) -> None:
    """Whatever is in it, it is put away or set aside, and the next one has its turn."""
    mail_id: int = task["mail_id"]
    begun = _begin(workplace, mail_id, now)
    if begun is None:
        return
    found = _read(*begun)
    _settle(workplace, now)
    try:
        _handle(workplace, mail_id, found, now)
    except Unavailable:
        _forgive(workplace, mail_id)
        raise
    except Exception as trouble:  # whatever it is, it is this mail that has it
        log.exception("mail was set aside", extra={"mail": mail_id})
        _set_aside(workplace, mail_id, type(trouble).__name__, now)


@retried
def _begin(workplace: Workplace, mail_id: int, now: datetime) -> Begun | None:
    with workplace.database.writing() as session:
        mail = begin_handling(session, mail_id, now=now)
        if mail is None:
            return None
        return mail.raw, mailbox_of(session, workplace.settings, mail), mail.received_at


def _read(raw: bytes, mailbox: Mailbox | None, received_at: datetime) -> Read:
    """No transaction is open meanwhile: it may take its time."""
    try:
        return read_apart(raw, mailbox, received_at)
    except UnreadableMail as unreadable:
        return unreadable


def _settle(workplace: Workplace, now: datetime) -> None:
    """What is due first frees rooms; where that fails, it is no fault of this mail."""
    try:
        settle_due(workplace.database, now=now)
    except Exception:
        log.exception("what is due was not done")


@retried
def _forgive(workplace: Workplace, mail_id: int) -> None:
    with workplace.database.writing() as session:
        forgive_attempt(session, mail_id)


@retried
def _handle(workplace: Workplace, mail_id: int, found: Read, now: datetime) -> None:
    with workplace.database.writing() as session:
        handle(session, workplace.settings, mail_id, found, now=now)


@retried
def _set_aside(workplace: Workplace, mail_id: int, trouble: str, now: datetime) -> None:
    with workplace.database.writing() as session:
        mail = waiting_mail(session, mail_id)
        if mail is not None:
            set_aside(session, mail, Why.TROUBLE, now=now, detail=trouble)


def answer_invitations(workplace: Workplace, _task: Task, now: datetime) -> None:
    """Say to who invited a room what was decided since: a request, or the loss of the place."""
    with workplace.database.reading() as session:
        if not has_answers_due(session, now=now):
            return
    _answer(workplace, now)


@retried
def _answer(workplace: Workplace, now: datetime) -> None:
    with workplace.database.writing() as session:
        for answer in answers_due(session, workplace.settings, now=now):
            post_answer(session, workplace.settings, answer, now=now)
