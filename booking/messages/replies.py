"""What comes back to an event of ours: people come or not, propose another time, or lost it.

Who replies must be whom we wrote to, and the mail that brings it must be vouched for: that is
judged before. RFC 5546 §3.2.3, §3.2.6, §3.2.7.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from booking.calendars.invitations import PartStat
from booking.calendars.itip.cases import may_send_for
from booking.calendars.values import ReadCalendar, ReadEvent
from booking.foundation.doors import Door
from booking.foundation.errors import Refused
from booking.foundation.local_time import day_of
from booking.foundation.settings import Settings
from booking.messages.invitations import counter_declined
from booking.messages.models import SentEvent
from booking.messages.resending import tell_as_it_is, tell_to_move_it_here
from booking.messages.series_events import dates_for
from booking.messages.values import ReplyFate
from booking.people.models import Person
from booking.people.queries import principal_of
from booking.people.values import Act
from booking.reservations.models import Reservation
from booking.reservations.operations import cancel
from booking.reservations.series.models import Series
from booking.reservations.series.operations import cancel_series
from booking.reservations.values import HOLDING

STATS = {stat.value: stat for stat in PartStat if stat is not PartStat.NEEDS_ACTION}


@dataclass(frozen=True, slots=True)
class Answered:
    """What is answered: an event that we sent, or one date of it."""

    sent: SentEvent
    reservation: Reservation
    """Of a series the date that is meant; without one, the next that they have of it."""
    series: Series | None
    date: str = ""
    """Which date of the series, as ``SentEvent.dates_said`` has it; empty for the whole."""


def take_reply(
    session: Session, settings: Settings, *, token: str, sender: str, calendar: ReadCalendar,
    now: datetime,
) -> ReplyFate:  # fmt: skip
    """Do what ``sender``, whose mail is vouched for, says to the event behind ``token``.

    A reply may speak of several dates of a series; another time is proposed for one.
    """
    is_reply = calendar.method == "REPLY"
    events = calendar.events if is_reply else calendar.events[:1]
    fates = {_taken(session, settings, token, sender, calendar.method, event, now)
             for event in events}  # fmt: skip
    return next(fate for fate in BY_WEIGHT if fate in fates)


BY_WEIGHT = (ReplyFate.NOT_THEIRS, ReplyFate.ANSWERED, ReplyFate.NOTED, ReplyFate.NOTHING_NEW)


def _taken(
    session: Session, settings: Settings, token: str, sender: str, method: str, event: ReadEvent,
    now: datetime,
) -> ReplyFate:  # fmt: skip
    sent = _sent_to(session, token, sender, event, now)
    if sent is None:
        return ReplyFate.NOT_THEIRS
    person = session.get_one(Person, sent.person_id)
    about = _about(session, sent, person, event, now)
    has_left = principal_of(session, sent.person_id, today=day_of(now)) is None
    match method:
        case _ if about is None or sent.is_withdrawn or has_left:  # or a date that was never ours
            return ReplyFate.NOTHING_NEW
        case "REPLY":
            return _said(session, settings, about, event, now)
        case "COUNTER":
            tell_to_move_it_here(
                session, settings, about.reservation, person, now=now, proposed=event.period,
                envelope=counter_declined(session, settings, about.reservation, person, now=now,
                                          is_one_date=bool(about.date)),
            )  # fmt: skip
        case "REFRESH":
            tell_as_it_is(session, settings, about.reservation, person, now=now)
        case _:
            return ReplyFate.NOTHING_NEW
    return ReplyFate.ANSWERED


def _about(
    session: Session, sent: SentEvent, person: Person, event: ReadEvent, now: datetime
) -> Answered | None:
    alone = session.exec(select(Reservation).where(Reservation.uid == sent.uid)).one_or_none()
    if alone is not None:
        return Answered(sent, alone, None)
    series = session.exec(select(Series).where(Series.uid == sent.uid)).one()
    if event.recurs_at is None:
        theirs = dates_for(session, series, person)
        coming = [row for row in theirs if row.ends_at > now] or theirs
        return Answered(sent, coming[0], series) if coming else None
    start = event.recurs_at.instant
    dates = select(Reservation).where(Reservation.series_id == series.id)
    found = session.exec(dates.where(Reservation.recurrence_at == start)).one_or_none()
    return Answered(sent, found, series, start.isoformat()) if found else None


def _sent_to(
    session: Session, token: str, sender: str, event: ReadEvent, now: datetime
) -> SentEvent | None:
    """What we sent to ``sender``, or to who lets them reserve: the mail says so too (SENT-BY)."""
    found = select(SentEvent).where(SentEvent.token == token, SentEvent.uid == event.uid)
    for sent in session.exec(found.order_by(col(SentEvent.person_id))).all():
        speaking = (each for each in event.attendees if each.email == sent.address)
        if any(sender in {each.email, each.sent_by} for each in speaking):
            whom = sent.address if sender == sent.address else _address_now(session, sent)
            return sent if may_send_for(session, whom, sender=sender, now=now) else None
    return None


def _address_now(session: Session, sent: SentEvent) -> str:
    return session.get_one(Person, sent.person_id).email


def _said(
    session: Session, settings: Settings, about: Answered, event: ReadEvent, now: datetime
) -> ReplyFate:
    """Keep what they said of the newest that we sent; of two replies the later counts."""
    sent = about.sent
    stat = next(each.partstat for each in event.attendees if each.email == sent.address)
    stamp, known = event.dtstamp or now, _said_at(about)
    is_old = event.sequence < sent.sequence or (known is not None and stamp <= known)
    if is_old or stat not in STATS:
        return ReplyFate.NOTHING_NEW
    if about.date:
        sent.dates_said = {**sent.dates_said, about.date: [stat, stamp.isoformat()]}
    else:
        sent.said, sent.said_at = STATS[stat], stamp
    session.add(sent)
    session.flush()
    if STATS[stat] is PartStat.DECLINED and settings.mail.is_freed_by_decline:
        _free(session, about, now)
    return ReplyFate.NOTED


def _said_at(about: Answered) -> datetime | None:
    if not about.date:
        return about.sent.said_at
    known = about.sent.dates_said.get(about.date)
    return datetime.fromisoformat(known[1]) if known else None


def _free(session: Session, about: Answered, now: datetime) -> None:
    """Only for the one who holds it, and only when nobody else has it in their calendar."""
    sent, reservation = about.sent, about.reservation
    others = select(SentEvent.person_id).where(
        SentEvent.uid == sent.uid, SentEvent.person_id != sent.person_id,
        col(SentEvent.is_withdrawn).is_(False), SentEvent.said != PartStat.DECLINED,
    )  # fmt: skip
    holder = principal_of(session, reservation.holder_id, today=day_of(now))
    is_alone = sent.person_id == reservation.holder_id and not session.exec(others).first()
    if holder is None or not is_alone:
        return
    act = Act(holder, now, Door.MAIL)
    try:
        if about.series is not None and not about.date:
            cancel_series(session, act, about.series.uid, since=None)
        elif reservation.state in HOLDING:
            cancel(session, act, reservation.uid)
    except Refused:  # over, or no longer theirs to give back: it stays as it is
        return
