"""What is done with a mail once it is read: handed on, put away, or set aside with the reason."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from booking.foundation.local_time import day_of
from booking.foundation.settings import Settings
from booking.messages.incoming.addresses import recipient_of
from booking.messages.incoming.answering import advise, turn_away
from booking.messages.incoming.models import IncomingMail
from booking.messages.incoming.operations import put_away, set_aside, waiting_mail
from booking.messages.incoming.rules import objection, sender_of
from booking.messages.incoming.values import PUT_AWAY, ReadMail, Recipient, UnreadableMail, Why
from booking.people.models import Person
from booking.people.queries import person_by_email, principal_of


@dataclass(frozen=True, slots=True)
class Turn:
    """One mail in its turn, as far as it was read."""

    session: Session
    settings: Settings
    mail: IncomingMail
    read: ReadMail
    now: datetime


def handle(
    session: Session,
    settings: Settings,
    mail_id: int,
    read: ReadMail | UnreadableMail,
    *,
    now: datetime,
) -> None:
    """Once, in this transaction, whoever else tries the same."""
    mail = waiting_mail(session, mail_id)
    if mail is None:
        return
    if isinstance(read, UnreadableMail):
        set_aside(session, mail, read.why, now=now, detail=read.detail)
        return
    mail.sender, mail.subject = sender_of(read), read.subject
    turn = Turn(session, settings, mail, read, now)
    recipient = recipient_of(session, settings, mail.recipient, today=day_of(now))
    why = objection(read, recipient, envelope_sender=mail.envelope_sender, house=settings.mail_in)
    if why is None and recipient is not None:
        why = _of_somebody(turn, recipient)
    assert why is not None, "either there is an objection or there is not"
    if why in PUT_AWAY:
        put_away(session, mail, why, now=now)
    else:
        set_aside(session, mail, why, now=now)


def _of_somebody(turn: Turn, recipient: Recipient) -> Why:
    """Who wrote it is certain: now whether we know them, and whether it is an invitation."""
    person = person_by_email(turn.session, turn.mail.sender)
    if person is None or not _may_come_in(turn, person):
        turn_away(turn.session, turn.settings, turn.mail, turn.read, now=turn.now)
        return Why.STRANGER
    if turn.read.calendar is None:
        kind = "winmail" if turn.read.has_winmail else "no-calendar"
        advise(turn.session, turn.settings, turn.mail, turn.read, person, kind=kind, now=turn.now)
        return Why.ADVISED
    return Why.TROUBLE


def _may_come_in(turn: Turn, person: Person) -> bool:
    return principal_of(turn.session, person.id or 0, today=day_of(turn.now)) is not None
