"""Invitations as calendar programs write them, and what came back."""

from email.message import EmailMessage, Message
from typing import Any

from icalendar import Calendar

from tests.interfaces.mail.conftest import DOMAIN, FATIMA, written

ROOM = f"1-14@{DOMAIN}"
UID = "een-overleg@agenda.example"


def event(
    begins: str = "20260323T100000",
    until: str = "20260323T110000",
    *,
    method: str = "REQUEST",
    sequence: int = 0,
    rule: str = "",
    summary: str = "Kwartaalgesprek",
    organizer: str = FATIMA,
    room: str = ROOM,
    uid: str = UID,
) -> str:
    """A VCALENDAR; times on the wall clock of the town hall."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Een agenda//NL", f"METHOD:{method}",
        "BEGIN:VEVENT", f"UID:{uid}", f"SEQUENCE:{sequence}",
        f"DTSTAMP:20260323T0800{sequence:02}Z", f"ORGANIZER;CN=Fatima:mailto:{organizer}",
        f"ATTENDEE;CUTYPE=RESOURCE;RSVP=TRUE:mailto:{room}",
        f"ATTENDEE;CN=Joris:mailto:joris@{FATIMA.partition('@')[2]}",
        f"DTSTART;TZID=Europe/Amsterdam:{begins}", f"DTEND;TZID=Europe/Amsterdam:{until}",
        f"SUMMARY:{summary}", *([f"RRULE:{rule}"] if rule else []),
        *(["STATUS:CANCELLED"] if method == "CANCEL" else []),
        "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    return "\r\n".join(lines)


def invitation(sender: str = FATIMA, **facts: Any) -> EmailMessage:
    return written(sender, calendar=event(**{"organizer": sender, **facts}))


def replies(received: list[Message]) -> list[Calendar]:
    """The calendar parts of the letters that left, in order."""
    parts = [part for mail in received for part in mail.walk()
             if part.get_content_type() == "text/calendar"]  # fmt: skip
    return [Calendar.from_ical(part.get_payload(decode=True).decode()) for part in parts]  # type: ignore[union-attr, misc]


def said(reply: Calendar) -> list[str]:
    """What the room says of each event in it."""
    found = []
    for each in reply.events:
        attendee = each["ATTENDEE"]
        found.append(str(attendee.params["PARTSTAT"]))
    return found
