"""Mail to rooms in the demo: Bram invited one and has it; a second mail waits for Samir.

Both go the way that all mail goes, from what the mail server hands over to what is answered.
"""

from datetime import date, datetime, timedelta
from email.message import EmailMessage
from typing import Final

from sqlmodel import Session, col, select

from booking.demo.cast import BRAM, ELS, FATIMA, STAFF_DOMAIN
from booking.demo.moments import instant, moment
from booking.demo.requests import person_named
from booking.foundation.periods import Period
from booking.foundation.settings import Settings
from booking.messages.incoming.handling import handle, mailbox_of
from booking.messages.incoming.models import IncomingMail
from booking.messages.incoming.operations import take_in
from booking.messages.incoming.understanding import understand_mail
from booking.messages.incoming.values import MailDoor
from booking.people.values import Act
from booking.reservations.decision import is_granted
from booking.reservations.values import Wish
from booking.spaces.mail_names import Invitable, name_for_mail, name_of
from booking.spaces.queries import current_stock, space_by_number
from booking.spaces.values import BookableSpace, SpaceKind

COUNCIL: Final = "1.30"
STAMP: Final = "%Y%m%dT%H%M%SZ"
LOOKED_AHEAD: Final = 14


def invite_rooms(session: Session, settings: Settings, today: date) -> None:
    """By mail, this morning; ``settings`` say where mail to rooms comes in."""
    els = Act(person_named(session, ELS, today), instant(moment(today, 8 * 60)))
    council = space_by_number(current_stock(session), COUNCIL, today)
    name_for_mail(session, els, Invitable(council.id), "raadzaal")
    now = instant(moment(today, 9 * 60 + 12))
    room, period = _free_room(session, today, now)
    mail = _invitation(session, settings, room, period, sender=BRAM, title="Werkoverleg Ruimte")
    _comes_in(session, settings, mail, "pass", now)
    mail = _invitation(session, settings, council, period, sender=FATIMA, title="Borrel")
    _comes_in(session, settings, mail, "fail", now + timedelta(minutes=7))


def _free_room(session: Session, today: date, now: datetime) -> tuple[BookableSpace, Period]:
    """One that Bram can have for an hour within two weeks."""
    bram = person_named(session, BRAM, today)
    for ahead in range(1, LOOKED_AHEAD):
        day = today + timedelta(days=ahead)
        begins = instant(moment(day, 13 * 60))
        period = Period(begins, begins + timedelta(hours=1))
        for room in current_stock(session).spaces_on(day, SpaceKind.ROOM):
            wish = Wish((room.id,), period, attendee_count=2)
            is_had = not room.needs_approval and is_granted(
                session, wish, by=bram, at=now, holder_id=bram.id
            )
            if is_had:
                return room, period
    raise AssertionError("no room is free for two weeks")


def _invitation(
    session: Session, settings: Settings, room: BookableSpace, period: Period, *, sender: str,
    title: str,
) -> EmailMessage:  # fmt: skip
    """As a calendar program writes it."""
    name = name_of(session, Invitable(room.id), today=period.starts_at.date())
    to = f"{name}@{settings.mail_in.domain}"
    calendar = "\r\n".join([
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Demo//NL", "METHOD:REQUEST", "BEGIN:VEVENT",
        f"UID:{room.number}-{sender}", "SEQUENCE:0", f"DTSTAMP:{period.starts_at:{STAMP}}",
        f"ORGANIZER:mailto:{sender}", f"ATTENDEE;CUTYPE=RESOURCE;RSVP=TRUE:mailto:{to}",
        f"DTSTART:{period.starts_at:{STAMP}}", f"DTEND:{period.ends_at:{STAMP}}",
        f"SUMMARY:{title}", "END:VEVENT", "END:VCALENDAR", "",
    ])  # fmt: skip
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, title
    mail["Message-ID"] = f"<{room.number}-{sender}>"
    mail.set_content(f"U bent uitgenodigd voor: {title}\n")
    mail.add_alternative(calendar.encode(), maintype="text", subtype="calendar", cte="base64",
                         params={"method": "REQUEST"})  # fmt: skip
    return mail


def _comes_in(
    session: Session, settings: Settings, mail: EmailMessage, dmarc: str, now: datetime
) -> None:
    """Stored, understood and handled, as a job does it; ``dmarc``: what our mail server found."""
    said = f"{settings.mail_in.authserv_id}; dmarc={dmarc} header.from={STAFF_DOMAIN}"
    raw = f"Authentication-Results: {said}\n".encode() + mail.as_bytes()
    take_in(session, door=MailDoor.LMTP, recipients=[str(mail["To"])],
            envelope_sender=str(mail["From"]), raw=raw, now=now)  # fmt: skip
    stored = session.exec(select(IncomingMail).order_by(col(IncomingMail.id).desc())).first()
    assert stored is not None, "it was just stored"
    found = understand_mail(raw, mailbox_of(session, settings, stored), now)
    handle(session, settings, stored.id or 0, found, now=now)
