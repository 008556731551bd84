"""Who has which of our events in their own calendar, and what a letter says to that calendar.

An event is a reservation, or a series. Whoever wants so has it in their calendar from the first
letter about it; every later letter to them keeps it right there, or takes it out.
"""

from datetime import UTC, datetime

from sqlmodel import Session, col, or_, select

from booking.calendars.invitations import PartStat
from booking.calendars.itip.queries import is_by_invitation
from booking.foundation.local_time import day_of
from booking.foundation.settings import Settings
from booking.messages.models import SentEvent
from booking.messages.sent_events import OurEvent, Reader, decline_counter, invite, is_sent, sent_to
from booking.messages.series_events import (
    alone,
    date_of_series,
    dates_for,
    has_its_rule,
    is_invited,
    is_told,
    series_of_date,
    whole_series,
)
from booking.messages.values import Envelope
from booking.people.models import Person
from booking.people.queries import principal_of
from booking.people.values import Invitations
from booking.reservations.changes import held_spaces
from booking.reservations.models import Reservation
from booking.reservations.series.models import Series
from booking.reservations.values import HOLDING
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace


def is_in_calendar(session: Session, reservation: Reservation, person: Person) -> bool:
    """Whether a letter of ours put it in their calendar, and none took it out since."""
    return any(is_sent(session, uid, person) for uid in _uids(session, reservation))


def answers_to(session: Session, reservation: Reservation) -> dict[int, PartStat]:
    """What people said to it from their own calendar, by person; who said nothing is left out.

    To one date of a series what they said to that, else to the whole.
    """
    rows = select(SentEvent).where(col(SentEvent.uid).in_(_uids(session, reservation)))
    found = {row.person_id: _said_to(row, reservation) for row in session.exec(rows)}
    return {person: said for person, said in found.items() if said is not None}


def _said_to(row: SentEvent, reservation: Reservation) -> PartStat | None:
    date = reservation.recurrence_at
    said = row.dates_said.get(date.astimezone(UTC).isoformat()) if date else None
    if said is None and row.said_at is None:
        return None
    stat = PartStat(said[0]) if said else row.said
    return stat if stat is not PartStat.NEEDS_ACTION else None


def is_wanted_in_calendar(session: Session, reservation: Reservation, person: Person) -> bool:
    """By their own choice; what is in it already is kept right there all the same."""
    if is_in_calendar(session, reservation, person):
        return True
    if not is_invited(reservation, person) or reservation.state not in HOLDING:
        return False
    if person.id == reservation.holder_id and is_by_invitation(session, reservation):
        return False  # the room answers to their own event
    return wants(person.invitations, held_spaces(session, current_stock(session), reservation))


def wants(choice: Invitations, spaces: list[BookableSpace]) -> bool:
    is_desk = all(space.is_desk for space in spaces)
    return choice is Invitations.ALL or (choice is Invitations.ROOMS and not is_desk)


def others_invited(
    session: Session, reservation: Reservation, *, but: int, was_host: int | None = None
) -> list[Person]:
    """Who else has it in their calendar: the host, and who was it until now."""
    statement = (
        select(Person, SentEvent.uid)
        .join(SentEvent, col(SentEvent.person_id) == Person.id)
        .where(col(SentEvent.uid).in_(_uids(session, reservation)))
        .where(col(SentEvent.is_withdrawn).is_(False), Person.id != but)
        .where(col(Person.disabled_at).is_(None))
        .order_by(col(Person.id))
    )
    found = {
        person.id: person
        for person, uid in session.exec(statement)
        if uid == reservation.uid or is_invited(reservation, person) or person.id == was_host
    }
    return list(found.values())


def readers_of(session: Session, series: Series, *, until: datetime) -> list[Person]:
    """Who has the series in their calendar, or had it until the letters written at that moment."""
    statement = (
        select(Person)
        .join(SentEvent, col(SentEvent.person_id) == Person.id)
        .where(SentEvent.uid == series.uid)
        .where(or_(col(SentEvent.is_withdrawn).is_(False), col(SentEvent.sent_at) == until))
        .where(col(Person.disabled_at).is_(None))
        .order_by(col(Person.id))
    )
    return list(session.exec(statement))


def envelope_for(
    session: Session, settings: Settings, reservation: Reservation, person: Person, *,
    now: datetime, did_it: bool = False, is_one_date: bool = False,
) -> Envelope:  # fmt: skip
    """What goes with a letter to ``person`` about ``reservation``; noted as sent.

    A REQUEST while the place is held and they are in it, a CANCEL when no longer and it stands in
    their calendar; else the letter goes without. Of a series all of it goes along, once a turn;
    or ``is_one_date``, with RECURRENCE-ID, where they have it. Replies go to the address it comes
    from.
    """
    principal = principal_of(session, person.id or 0, today=day_of(now))
    if principal is None or not is_wanted_in_calendar(session, reservation, person):
        return Envelope(about=reservation.uid)
    reader = Reader(person, principal, did_it)
    series = series_of_date(session, reservation, person)
    if series is None:
        event = alone(session, settings, reservation, reader)
    elif is_told(session, series, reader, now):
        return Envelope(about=series.uid)
    elif is_one_date and reservation.recurrence_at and has_its_rule(session, series, person):
        event = date_of_series(session, settings, series, reservation, reader)
    else:
        event = whole_series(session, settings, series, reader, like=reservation)
    return invite(session, settings, event, reader, now=now)


def envelope_of_series(
    session: Session, settings: Settings, series: Series, person: Person, *,
    like: Reservation, now: datetime,
) -> Envelope:  # fmt: skip
    """All of a series that stands in their calendar, as it is now."""
    principal = principal_of(session, person.id or 0, today=day_of(now))
    if principal is None or not is_sent(session, series.uid, person):
        return Envelope(about=series.uid)
    reader = Reader(person, principal)
    event = whole_series(session, settings, series, reader, like=like)
    return invite(session, settings, event, reader, now=now)


def counter_declined(
    session: Session, settings: Settings, reservation: Reservation, person: Person, *,
    now: datetime, is_one_date: bool,
) -> Envelope:  # fmt: skip
    """With the answer to a proposal for another time: it stays as we sent it last."""
    principal = principal_of(session, person.id or 0, today=day_of(now))
    series = series_of_date(session, reservation, person)
    row = sent_to(session, series.uid if series else reservation.uid, person)
    if principal is None or row is None:
        return Envelope(about=reservation.uid)
    reader = Reader(person, principal)
    event: OurEvent = (
        alone(session, settings, reservation, reader)
        if series is None
        else date_of_series(session, settings, series, reservation, reader)
        if is_one_date
        else whole_series(session, settings, series, reader, like=reservation)
    )
    return decline_counter(session, settings, event, reader, row, now=now)


def last_date(session: Session, series: Series, person: Person) -> Reservation | None:
    """The last that ``person`` has of it."""
    return next(reversed(dates_for(session, series, person)), None)


def _uids(session: Session, reservation: Reservation) -> list[str]:
    """Under which it may stand in a calendar: its own, and that of its series."""
    if reservation.series_id is None:
        return [reservation.uid]
    return [reservation.uid, session.get_one(Series, reservation.series_id).uid]
