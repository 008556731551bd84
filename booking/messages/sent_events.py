"""Events of ours in people's own calendars: what each was sent last, and what it is sent now."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from booking.calendars.ical_out import CalendarEvent, Organizer
from booking.calendars.invitations import Invitee, PartStat, invitation
from booking.foundation.settings import Settings
from booking.messages.models import SentEvent
from booking.messages.values import CalendarPart, Envelope, Method, SenderOf
from booking.people.models import Person
from booking.people.queries import names_readable_by
from booking.people.values import Principal

TOKEN_BYTES = 16  # lower case only: mail servers may not keep the case of an address


@dataclass(frozen=True, slots=True)
class Reader:
    """Who gets the letter, and whether it tells of what they did themselves."""

    person: Person
    principal: Principal
    did_it: bool = False


@dataclass(frozen=True, slots=True)
class OurEvent:
    """What has one UID in a calendar, as it is for one reader now."""

    uid: str
    creator_id: int
    sequence: int
    parts: tuple[CalendarEvent, ...]
    """All of it, or the one date of a series that is told; in the reader's language."""
    is_gone: bool
    """Whether nothing of what is told is held for them any more."""
    is_movable: bool
    """Whether it is theirs to move."""
    date: datetime | None = None
    """The one date of a series that is told, by the start that its rule gives it."""


def sent_to(session: Session, uid: str, person: Person) -> SentEvent | None:
    return session.get(SentEvent, (uid, person.id))


def is_sent(session: Session, uid: str, person: Person) -> bool:
    """Whether a letter of ours put it in their calendar, and none took it out since."""
    row = sent_to(session, uid, person)
    return row is not None and not row.is_withdrawn


def invite(
    session: Session, settings: Settings, event: OurEvent, reader: Reader, *, now: datetime
) -> Envelope:
    """What goes with a letter about ``event``; noted as sent. A CANCEL when it is gone."""
    row = _noted(session, event, reader, now)
    said = row.said
    if event.date is not None:
        said = PartStat.ACCEPTED if reader.did_it else PartStat.NEEDS_ACTION
    return _enveloped(session, settings, replace(event, sequence=max(event.sequence, row.sequence)),
                      reader, row, said, now,
                      Method.CANCEL if event.is_gone else Method.REQUEST)  # fmt: skip


def decline_counter(
    session: Session, settings: Settings, event: OurEvent, reader: Reader, row: SentEvent, *,
    now: datetime,
) -> Envelope:  # fmt: skip
    """With the answer to a proposal for another time: it stays as we sent it last."""
    event = replace(event, sequence=max(event.sequence, row.sequence))
    return _enveloped(session, settings, event, reader, row, row.said, now, Method.DECLINECOUNTER)


def _enveloped(
    session: Session, settings: Settings, event: OurEvent, reader: Reader, row: SentEvent,
    said: PartStat, now: datetime, method: Method,
) -> Envelope:  # fmt: skip
    organizer = _organizer(session, settings, event, reader, row.token)
    is_asked = bool(settings.mail_in.domain)
    invitee = Invitee(
        Organizer(reader.person.name, reader.person.email), said,
        is_asked=is_asked and said is PartStat.NEEDS_ACTION,
        may_counter=is_asked and event.is_movable,
    )  # fmt: skip
    parts = [replace(part, sequence=event.sequence) for part in event.parts]
    content = invitation(parts, method, organizer=organizer, invitee=invitee, stamped_at=now)
    return Envelope(
        about=event.uid,
        sender=SenderOf(organizer.email, organizer.name),
        calendar=CalendarPart(content, method),
    )


def _noted(session: Session, event: OurEvent, reader: Reader, now: datetime) -> SentEvent:
    """The invitation as it is sent now. Its SEQUENCE never goes down, and rises for a CANCEL.

    Who did it themselves comes; who was asked before is asked again when the time or the place
    is another (RFC 5546 §3.2.2.1). Of one date only that is asked again.
    """
    row = sent_to(session, event.uid, reader.person) or SentEvent(
        uid=event.uid, person_id=reader.person.id or 0, token=_token(session, event.uid),
        address=reader.person.email, sequence=event.sequence, sent_at=now,
    )  # fmt: skip
    if event.date is not None:
        _note_date(row, event.date.isoformat(), reader)
    else:
        _note_whole(row, event, reader, now)
    row.sent_at, row.address = now, reader.person.email
    session.add(row)
    session.flush()
    return row


def _note_date(row: SentEvent, key: str, reader: Reader) -> None:
    """What was said of the whole is not said of this date any more: that is another now."""
    _, heard = row.dates_said.get(key) or ("", (row.said_at or row.sent_at).isoformat())
    others = {date: said for date, said in row.dates_said.items() if date != key}
    row.dates_said = others if reader.did_it else {**others, key: [PartStat.NEEDS_ACTION, heard]}


def _note_whole(row: SentEvent, event: OurEvent, reader: Reader, now: datetime) -> None:
    is_new = row.sent_at == now
    lowest = row.sequence if is_new else row.sequence + (event.is_gone or row.is_withdrawn)
    sequence = max(event.sequence, lowest)
    if sequence != row.sequence:
        row.said, row.dates_said = PartStat.NEEDS_ACTION, {}
    if reader.did_it:
        row.said = PartStat.ACCEPTED
    row.sequence, row.is_withdrawn = sequence, event.is_gone


def _token(session: Session, uid: str) -> str:
    """One for all who are invited to it."""
    statement = select(SentEvent.token).where(col(SentEvent.uid) == uid).limit(1)
    return session.exec(statement).first() or secrets.token_hex(TOKEN_BYTES)


def _organizer(
    session: Session, settings: Settings, event: OurEvent, reader: Reader, token: str
) -> Organizer:
    """An address of ours that reads replies, under the name of who reserved.

    Under that of the town hall where it was the reader, or somebody they may not know.
    """
    names = {}
    if event.creator_id != reader.person.id:
        names = names_readable_by(session, reader.principal, [event.creator_id])
    name = names.get(event.creator_id, settings.municipality)
    domain = settings.mail_in.domain
    return Organizer(name, f"boeking+{token}@{domain}" if domain else settings.mail.sender)
