"""Who has which of our events in their own calendar, and what a letter says to that calendar.

An event is a reservation. Whoever wants so has it in their calendar from the first letter about
it; every later letter to them keeps it right there, or takes it out.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from booking.calendars.events import event_of, sender_of, telling_to, with_link
from booking.calendars.feeds import house_of
from booking.calendars.ical_out import CalendarEvent, Organizer
from booking.calendars.invitations import Invitee, PartStat, invitation
from booking.foundation.local_time import day_of
from booking.foundation.settings import Settings
from booking.foundation.texts import speaking
from booking.messages.models import SentEvent
from booking.messages.values import CalendarPart, Envelope, Method, SenderOf
from booking.people.models import Person
from booking.people.queries import names_readable_by, principal_of
from booking.people.values import Invitations, Principal
from booking.reservations.changes import held_spaces
from booking.reservations.models import Reservation
from booking.reservations.values import HOLDING
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace

TOKEN_BYTES = 16  # lower case only: mail servers may not keep the case of an address


@dataclass(frozen=True, slots=True)
class Reader:
    """Who gets the letter, and whether it tells of what they did themselves."""

    person: Person
    principal: Principal
    did_it: bool = False


def is_in_calendar(session: Session, reservation: Reservation, person: Person) -> bool:
    """Whether a letter of ours put it in their calendar, and none took it out since."""
    row = _sent(session, reservation.uid, person)
    return row is not None and not row.is_withdrawn


def answers_to(session: Session, uid: str) -> dict[int, PartStat]:
    """What people said to it from their own calendar, by person; who said nothing is left out."""
    statement = select(SentEvent).where(SentEvent.uid == uid, col(SentEvent.said_at).is_not(None))
    return {row.person_id: row.said for row in session.exec(statement)}


def is_wanted_in_calendar(session: Session, reservation: Reservation, person: Person) -> bool:
    """By their own choice; what is in it already is kept right there all the same."""
    if is_in_calendar(session, reservation, person):
        return True
    if not is_invited(reservation, person):
        return False
    if reservation.state not in HOLDING or reservation.series_id is not None:
        return False
    spaces = held_spaces(session, current_stock(session), reservation)
    return wants(person.invitations, spaces)


def wants(choice: Invitations, spaces: list[BookableSpace]) -> bool:
    is_desk = all(space.is_desk for space in spaces)
    return choice is Invitations.ALL or (choice is Invitations.ROOMS and not is_desk)


def is_invited(reservation: Reservation, person: Person) -> bool:
    return person.id in {reservation.holder_id, reservation.host_id}


def others_invited(session: Session, reservation: Reservation, *, but: int) -> list[Person]:
    """Who else has it in their calendar: the host, and who was it until now."""
    statement = (
        select(Person)
        .join(SentEvent, col(SentEvent.person_id) == Person.id)
        .where(SentEvent.uid == reservation.uid, col(SentEvent.is_withdrawn).is_(False))
        .where(Person.id != but, col(Person.disabled_at).is_(None))
        .order_by(col(Person.id))
    )
    return list(session.exec(statement).all())


def envelope_for(
    session: Session, settings: Settings, reservation: Reservation, person: Person, *,
    now: datetime, did_it: bool = False,
) -> Envelope:  # fmt: skip
    """What goes with a letter to ``person`` about ``reservation``; noted as sent.

    A REQUEST while the place is held and they are in it, a CANCEL when no longer and it stands in
    their calendar; else the letter goes without. Replies go to the address it comes from.
    """
    principal = principal_of(session, person.id or 0, today=day_of(now))
    if principal is None or not is_wanted_in_calendar(session, reservation, person):
        return Envelope(about=reservation.uid)
    reader = Reader(person, principal, did_it)
    row = _noted(session, reservation, reader, now)
    organizer = _organizer(session, settings, reservation, reader, row.token)
    sender = SenderOf(organizer.email, organizer.name)
    return Envelope(
        about=reservation.uid, sender=sender,
        calendar=_part(session, settings, reservation, reader, row, organizer, now,
                       Method.CANCEL if row.is_withdrawn else Method.REQUEST),
    )  # fmt: skip


def counter_declined(
    session: Session, settings: Settings, reservation: Reservation, person: Person, *, now: datetime
) -> Envelope:
    """With the answer to a proposal for another time: it stays as we sent it last."""
    principal = principal_of(session, person.id or 0, today=day_of(now))
    row = _sent(session, reservation.uid, person)
    if principal is None or row is None:
        return Envelope(about=reservation.uid)
    reader = Reader(person, principal)
    organizer = _organizer(session, settings, reservation, reader, row.token)
    return Envelope(
        about=reservation.uid, sender=SenderOf(organizer.email, organizer.name),
        calendar=_part(session, settings, reservation, reader, row, organizer, now,
                       Method.DECLINECOUNTER),
    )  # fmt: skip


def _part(
    session: Session, settings: Settings, reservation: Reservation, reader: Reader,
    row: SentEvent, organizer: Organizer, now: datetime, method: Method,
) -> CalendarPart:  # fmt: skip
    event = _event(session, settings, reservation, reader)
    is_asked = bool(settings.mail_in.domain)
    invitee = Invitee(
        Organizer(reader.person.name, reader.person.email), row.said,
        is_asked=is_asked and row.said is PartStat.NEEDS_ACTION,
        may_counter=is_asked and reader.person.id == reservation.holder_id,
    )  # fmt: skip
    content = invitation(event, method, organizer=organizer, invitee=invitee,
                         sequence=row.sequence, stamped_at=now)  # fmt: skip
    return CalendarPart(content, method)


def _noted(session: Session, reservation: Reservation, reader: Reader, now: datetime) -> SentEvent:
    """The invitation as it is sent now. Its SEQUENCE never goes down, and rises for a CANCEL.

    Who did it themselves comes; who was asked before is asked again when the time or the place
    is another (RFC 5546 §3.2.2.1).
    """
    row = _sent(session, reservation.uid, reader.person) or SentEvent(
        uid=reservation.uid, person_id=reader.person.id or 0, token=_token(session, reservation),
        address=reader.person.email, sequence=reservation.sequence, sent_at=now,
    )  # fmt: skip
    is_new = row.sent_at == now
    is_gone = reservation.state not in HOLDING or not is_invited(reservation, reader.person)
    lowest = row.sequence if is_new else row.sequence + (is_gone or row.is_withdrawn)
    sequence = max(reservation.sequence, lowest)
    if reader.did_it:
        row.said = PartStat.ACCEPTED
    elif sequence != row.sequence:
        row.said = PartStat.NEEDS_ACTION
    row.sequence, row.is_withdrawn, row.sent_at = sequence, is_gone, now
    row.address = reader.person.email
    session.add(row)
    session.flush()
    return row


def _sent(session: Session, uid: str, person: Person) -> SentEvent | None:
    return session.get(SentEvent, (uid, person.id))


def _token(session: Session, reservation: Reservation) -> str:
    """One for all who are invited to it."""
    statement = select(SentEvent.token).where(SentEvent.uid == reservation.uid).limit(1)
    return session.exec(statement).first() or secrets.token_hex(TOKEN_BYTES)


def _organizer(
    session: Session, settings: Settings, reservation: Reservation, reader: Reader, token: str
) -> Organizer:
    """An address of ours that reads replies, under the name of who reserved.

    Under that of the town hall where it was the reader, or somebody they may not know.
    """
    creator = reservation.creator_id
    names = {}
    if creator != reader.person.id:
        names = names_readable_by(session, reader.principal, [creator])
    name = names.get(creator, settings.municipality)
    domain = settings.mail_in.domain
    return Organizer(name, f"boeking+{token}@{domain}" if domain else settings.mail.sender)


def _event(
    session: Session, settings: Settings, reservation: Reservation, reader: Reader
) -> CalendarEvent:
    house = house_of(session, sender_of(settings))
    spaces = held_spaces(session, house.stock, reservation)
    telling = telling_to(reader.principal)
    with speaking(reader.person.language):
        return with_link(event_of(reservation, spaces, house=house, telling=telling))
