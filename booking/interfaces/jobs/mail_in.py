"""Mail that came in is read apart and handled, one after the other."""

import logging
from datetime import datetime

from booking.foundation.database import retried
from booking.foundation.errors import Unavailable
from booking.foundation.jobs import enqueue
from booking.interfaces.jobs.workplace import Task, Workplace
from booking.interfaces.mail.fetching import AT_ONCE, fetch_mail
from booking.interfaces.settling import settle_due
from booking.messages.incoming.apart import read_apart
from booking.messages.incoming.handling import handle
from booking.messages.incoming.operations import begin_handling, set_aside, waiting_mail
from booking.messages.incoming.values import ReadMail, UnreadableMail, Why

FETCH_MAIL = "fetch_mail"

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
    raw = _begin(workplace, mail_id, now)
    if raw is None:
        return
    read = _read(raw)
    settle_due(workplace.database, now=now)
    try:
        _handle(workplace, mail_id, read, now)
    except Unavailable:
        raise
    except Exception as trouble:  # whatever it is, it is this mail that has it
        log.exception("mail was set aside", extra={"mail": mail_id})
        _set_aside(workplace, mail_id, type(trouble).__name__, now)


@retried
def _begin(workplace: Workplace, mail_id: int, now: datetime) -> bytes | None:
    with workplace.database.writing() as session:
        mail = begin_handling(session, mail_id, now=now)
        return mail.raw if mail is not None else None


def _read(raw: bytes) -> ReadMail | UnreadableMail:
    """No transaction is open meanwhile: it may take its time."""
    try:
        return read_apart(raw)
    except UnreadableMail as unreadable:
        return unreadable


@retried
def _handle(
    workplace: Workplace, mail_id: int, read: ReadMail | UnreadableMail, now: datetime
) -> None:
    with workplace.database.writing() as session:
        handle(session, workplace.settings, mail_id, read, now=now)


@retried
def _set_aside(workplace: Workplace, mail_id: int, trouble: str, now: datetime) -> None:
    with workplace.database.writing() as session:
        mail = waiting_mail(session, mail_id)
        if mail is not None:
            set_aside(session, mail, Why.TROUBLE, now=now, detail=trouble)
