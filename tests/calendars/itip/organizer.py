"""What an organizer's program sends to a room."""

from datetime import UTC, datetime

from booking.calendars.itip.reading import understand
from booking.calendars.itip.values import Delivery, Mailbox, Message

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
ROOM = Mailbox("beuk@ruimtes.example", space_id=7)
FATIMA = "fatima@voorbeeldstad.example"


def mail(
    *lines: str,
    method: str = "REQUEST",
    sequence: int = 0,
    minute: int = 0,
    start: str = "20260324T100000",
    organizer: str = FATIMA,
    sender: str = FATIMA,
    attendees: tuple[str, ...] = (ROOM.address,),
    mailbox: Mailbox = ROOM,
    uid: str = "1@x",
    title: str = "Overleg",
    at: datetime = NOW,
) -> Message:
    """An invitation by Fatima to De Beuk on Tuesday from ten to eleven, unless said otherwise."""
    event = [
        "BEGIN:VEVENT", f"UID:{uid}", f"SEQUENCE:{sequence}", f"DTSTAMP:20260320T09{minute:02}00Z",
        f"DTSTART;TZID=Europe/Amsterdam:{start}", "DURATION:PT1H", f"SUMMARY:{title}",
        f"ORGANIZER;CN=Fatima:mailto:{organizer}",
        *(f"ATTENDEE;CUTYPE=ROOM:mailto:{attendee}" for attendee in attendees),
        *lines, "END:VEVENT",
    ]  # fmt: skip
    raw = ["BEGIN:VCALENDAR", "VERSION:2.0", f"METHOD:{method}", *event, "END:VCALENDAR"]
    return understand("\r\n".join(raw).encode(), Delivery(mailbox, sender, at, "<1@x>"))


def date(day: int, *lines: str, hour: int | None = None, **how: object) -> Message:
    """About one date of the weekly series on Tuesdays: the one on ``day`` March."""
    start = f"202603{day}T{hour or 10}0000"
    which = f"RECURRENCE-ID;TZID=Europe/Amsterdam:202603{day}T100000"
    return mail(which, *lines, start=start, **how)  # type: ignore[arg-type]


WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=2"
