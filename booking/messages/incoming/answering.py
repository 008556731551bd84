"""Letters to who wrote to a room in vain: once a day, and never to a machine."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from booking.foundation.local_time import day_of, local_day
from booking.foundation.settings import Settings
from booking.messages.incoming.models import IncomingMail
from booking.messages.incoming.queries import heard_since
from booking.messages.incoming.values import Automatic, ReadMail
from booking.messages.letters import Addressee
from booking.messages.outbox import post_letter
from booking.messages.values import Answered, Envelope, SenderOf
from booking.people.models import Person


@dataclass(frozen=True, slots=True)
class Stranger:
    """Who wrote to us and is nobody we know."""

    email: str
    name: str = ""
    language: str = "nl"


def advise(
    session: Session,
    settings: Settings,
    mail: IncomingMail,
    read: ReadMail,
    person: Person,
    *,
    kind: str,
    now: datetime,
    sentence: str = "",
) -> None:
    """Say how one does invite a room; ``kind``: no-calendar, winmail or unreadable."""
    _answer(session, settings, "mail_not_understood", mail, read, to=person, now=now,
            kind=kind, sentence=sentence)  # fmt: skip


def turn_away(
    session: Session, settings: Settings, mail: IncomingMail, read: ReadMail, *, now: datetime
) -> None:
    """Say whom to ask, and nothing about the room: not even whether it is free."""
    _answer(session, settings, "mail_of_stranger", mail, read, to=Stranger(mail.sender), now=now)


def _answer(
    session: Session,
    settings: Settings,
    name: str,
    mail: IncomingMail,
    read: ReadMail,
    *,
    to: Addressee,
    now: datetime,
    **facts: Any,
) -> None:
    midnight = local_day(day_of(now)).starts_at
    is_machine = read.automatic is not Automatic.NO
    if is_machine or heard_since(session, mail.sender, midnight):
        return
    envelope = Envelope(
        sender=SenderOf(mail.recipient, settings.municipality),
        answered=Answered(read.message_id, read.references),
    )
    post_letter(session, settings, name, to=to, now=now, envelope=envelope,
                invited=mail.recipient, **facts)  # fmt: skip
