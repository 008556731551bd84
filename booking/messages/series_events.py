"""A series in somebody's calendar: one event with a rule, or a date by itself.

A date goes with its series, under the UID of that, where the reader has more than one of them;
a single one stands alone. It keeps the UID with which it was sent first.
"""

from dataclasses import replace
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from booking.calendars.events import event_of, sender_of, telling_to, with_link
from booking.calendars.feeds import house_of
from booking.calendars.ical_out import CalendarEvent
from booking.calendars.objects import day_in_rule, named, objects_of, series_seen
from booking.calendars.recurring import as_date_of
from booking.foundation.settings import Settings
from booking.foundation.texts import speaking
from booking.messages.models import SentEvent
from booking.messages.sent_events import OurEvent, Reader, is_sent, sent_to
from booking.people.models import Person
from booking.reservations.models import Reservation
from booking.reservations.queries import space_ids_of
from booking.reservations.series.models import Series
from booking.reservations.values import HOLDING


def is_invited(reservation: Reservation, person: Person) -> bool:
    return person.id in {reservation.holder_id, reservation.host_id}


def series_of_date(session: Session, reservation: Reservation, person: Person) -> Series | None:
    """The series with which ``person`` has this date, or would get it; None where it is alone.

    Also of a date that is gone and whose place in the rule another has by now.
    """
    if reservation.series_id is None:
        return None
    if is_sent(session, reservation.uid, person):
        return None
    series = session.get_one(Series, reservation.series_id)
    if sent_to(session, series.uid, person) is not None:
        return series
    return series if len(dates_for(session, series, person)) > 1 else None


def dates_for(session: Session, series: Series, person: Person) -> list[Reservation]:
    """What ``person`` has of ``series``, past and to come; not what stands alone with them."""
    statement = select(Reservation).where(
        Reservation.series_id == series.id, col(Reservation.recurrence_at).is_not(None),
        col(Reservation.state).in_(HOLDING),
    )  # fmt: skip
    rows = session.exec(statement.order_by(col(Reservation.recurrence_at))).all()
    alone = set(session.exec(
        select(SentEvent.uid)
        .join(Reservation, col(Reservation.uid) == SentEvent.uid)
        .where(SentEvent.person_id == person.id, col(SentEvent.is_withdrawn).is_(False))
        .where(Reservation.series_id == series.id)
    ))  # fmt: skip
    return [row for row in rows if is_invited(row, person) and row.uid not in alone]


def has_its_rule(session: Session, series: Series, person: Person) -> bool:
    """Whether the series stands in their calendar with the rule that it has now."""
    row = sent_to(session, series.uid, person)
    return row is not None and not row.is_withdrawn and row.sent_at >= series.changed_at


def is_told(session: Session, series: Series, reader: Reader, now: datetime) -> bool:
    """Whether another letter of this turn brought all of it."""
    row = sent_to(session, series.uid, reader.person)
    sequence = series_seen(session, [series.id or 0])[series.id or 0].sequence
    return row is not None and row.sent_at == now and row.sequence >= sequence


def whole_series(
    session: Session, settings: Settings, series: Series, reader: Reader, *, like: Reservation
) -> OurEvent:
    """All dates of ``reader``; where none is left, with the words of ``like``."""
    seen = series_seen(session, [series.id or 0])[series.id or 0]
    rows = dates_for(session, series, reader.person)
    held = named(session, rows, space_ids_of(session, [row.id or 0 for row in rows]))
    house, telling = house_of(session, sender_of(settings)), telling_to(reader.principal)
    with speaking(reader.person.language):
        told = [event for thing in objects_of(session, held)
                for event in thing.events(house, telling, is_known=True)]  # fmt: skip
    parts = tuple(event for event in told if event.uid == series.uid)
    left = parts or (_as_a_whole(session, settings, series, reader, like),)
    return OurEvent(
        series.uid, series.creator_id, seen.sequence, left, is_gone=not parts,
        is_movable=reader.person.id == series.holder_id,
    )  # fmt: skip


def date_of_series(
    session: Session, settings: Settings, series: Series, reservation: Reservation, reader: Reader
) -> OurEvent:
    """One date, as it is for ``reader`` now."""
    seen = series_seen(session, [series.id or 0])[series.id or 0]
    event = _alone(session, settings, reservation, reader)
    part = as_date_of(seen.frame(event.url), day_in_rule(reservation), event)
    assert part.recurrence_at is not None, "a date has its place in the rule"
    return OurEvent(
        series.uid, series.creator_id, seen.sequence, (part,),
        is_gone=reservation.state not in HOLDING or not is_invited(reservation, reader.person),
        is_movable=reader.person.id == reservation.holder_id,
        date=part.recurrence_at.astimezone(UTC),
    )  # fmt: skip


def alone(
    session: Session, settings: Settings, reservation: Reservation, reader: Reader
) -> OurEvent:
    """A reservation under a UID of its own."""
    event = _alone(session, settings, reservation, reader)
    return OurEvent(
        reservation.uid, reservation.creator_id, reservation.sequence, (event,),
        is_gone=reservation.state not in HOLDING or not is_invited(reservation, reader.person),
        is_movable=reader.person.id == reservation.holder_id,
    )  # fmt: skip


def _alone(
    session: Session, settings: Settings, reservation: Reservation, reader: Reader
) -> CalendarEvent:
    house = house_of(session, sender_of(settings))
    [held] = named(session, [reservation], space_ids_of(session, [reservation.id or 0]))
    telling = telling_to(reader.principal)
    with speaking(reader.person.language):
        return with_link(event_of(*held, house=house, telling=telling))


def _as_a_whole(
    session: Session, settings: Settings, series: Series, reader: Reader, like: Reservation
) -> CalendarEvent:
    """What a CANCEL of all of it needs to be found (Outlook wants DTSTART)."""
    event = _alone(session, settings, like, reader)
    seen = series_seen(session, [series.id or 0])[series.id or 0]
    frame = seen.frame(event.url)
    return replace(event, **frame.common, period=frame.period_on(series.first_on) or event.period)
