"""What comes back to an event of ours: people come or not, propose another time, or lost it.

Who replies must be whom we wrote to, and the mail that brings it must be vouched for: that is
judged before. RFC 5546 §3.2.3, §3.2.6, §3.2.7.
"""

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
from booking.messages.values import ReplyFate
from booking.people.models import Person
from booking.people.queries import principal_of
from booking.people.values import Act
from booking.reservations.models import Reservation
from booking.reservations.operations import cancel
from booking.reservations.values import HOLDING

STATS = {stat.value: stat for stat in PartStat if stat is not PartStat.NEEDS_ACTION}


def take_reply(
    session: Session, settings: Settings, *, token: str, sender: str, calendar: ReadCalendar,
    now: datetime,
) -> ReplyFate:  # fmt: skip
    """Do what ``sender``, whose mail is vouched for, says to the event behind ``token``."""
    event = calendar.events[0]
    sent = _sent_to(session, token, sender, event, now)
    if sent is None:
        return ReplyFate.NOT_THEIRS
    reservation = session.exec(select(Reservation).where(Reservation.uid == sent.uid)).one()
    person = session.get_one(Person, sent.person_id)
    match calendar.method:
        case "REPLY":
            return _said(session, settings, sent, reservation, event, now)
        case "COUNTER":
            tell_to_move_it_here(session, settings, reservation, person, now=now,
                                 envelope=counter_declined(session, settings, reservation, person,
                                                           now=now))  # fmt: skip
        case "REFRESH":
            tell_as_it_is(session, settings, reservation, person, now=now)
        case _:
            return ReplyFate.NOTHING_NEW
    return ReplyFate.ANSWERED


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
    session: Session, settings: Settings, sent: SentEvent, reservation: Reservation,
    event: ReadEvent, now: datetime,
) -> ReplyFate:  # fmt: skip
    """Keep what they said of the newest that we sent; of two replies the later counts."""
    stat = next(each.partstat for each in event.attendees if each.email == sent.address)
    stamp = event.dtstamp or now
    is_old = event.sequence < sent.sequence or (sent.said_at is not None and stamp <= sent.said_at)
    if is_old or sent.is_withdrawn or stat not in STATS:
        return ReplyFate.NOTHING_NEW
    sent.said, sent.said_at = STATS[stat], stamp
    session.add(sent)
    session.flush()
    if sent.said is PartStat.DECLINED and settings.mail.is_freed_by_decline:
        _free(session, sent, reservation, now)
    return ReplyFate.NOTED


def _free(session: Session, sent: SentEvent, reservation: Reservation, now: datetime) -> None:
    """Only for the one who holds it, and only when nobody else has it in their calendar."""
    others = select(SentEvent.person_id).where(
        SentEvent.uid == sent.uid, SentEvent.person_id != sent.person_id,
        col(SentEvent.is_withdrawn).is_(False), SentEvent.said != PartStat.DECLINED,
    )  # fmt: skip
    holder = principal_of(session, reservation.holder_id, today=day_of(now))
    is_alone = sent.person_id == reservation.holder_id and not session.exec(others).first()
    if holder is None or not is_alone or reservation.state not in HOLDING:
        return
    try:
        cancel(session, Act(holder, now, Door.MAIL), reservation.uid)
    except Refused:  # over, or no longer theirs to give back: it stays as it is
        return
