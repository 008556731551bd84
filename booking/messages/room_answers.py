"""What a room answers to who invited it: a letter that carries a REPLY (RFC 6047)."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from booking.calendars.itip.values import MailAnswer
from booking.foundation.settings import Settings
from booking.messages.models import Letter
from booking.messages.outbox import post_letter
from booking.messages.values import Answered, CalendarPart, Envelope, Method, SenderOf


@dataclass(frozen=True, slots=True)
class Organizer:
    """Who gets the answer."""

    email: str
    name: str
    language: str


def post_answer(
    session: Session, settings: Settings, answer: MailAnswer, *, now: datetime
) -> Letter:
    """Put it in the outbox, within this transaction; it comes from the room itself."""
    envelope = Envelope(
        about=answer.about,
        sender=SenderOf(answer.sender, answer.sender_name),
        calendar=CalendarPart(answer.calendar, Method.REPLY),
        answered=Answered(answer.in_reply_to),
    )
    reader = Organizer(answer.to, answer.name, answer.language)
    return post_letter(session, settings, "room_answer", to=reader, now=now, envelope=envelope,
                       title=answer.subject, words=answer.text)  # fmt: skip
