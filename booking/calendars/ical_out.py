"""Calendar files as we write them (RFC 5545, 7986): values in, bytes out; no session, no clock.

    calendar_of([event_component(event, organizer=hall).to_ical()], method="PUBLISH")

The one writer: whoever sends an invitation or a reply adds to the component what it needs
(``address`` for who is asked) and puts it in a calendar with another method.

icalendar encodes and folds; three things it gets wrong are done here (tried with 7.3.0):
its generated VTIMEZONE makes libical read an hour of every March wrongly and Outlook
ignores its RDATEs, so there is one constant; REFRESH-INTERVAL lacks the mandatory
VALUE=DURATION (RFC 7986 §5.7); a double quote in CN becomes ``^'`` (RFC 6868), which Outlook shows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from icalendar import Calendar, Event, vCalAddress, vDuration, vRecur, vText

from booking.foundation.lines import one_line
from booking.foundation.local_time import is_double, to_local
from booking.foundation.periods import Period

PRODUCT = "-//Woonkamer//Reserveringen//NL"
REFRESH = timedelta(minutes=15)
ESCAPED_IN_CN = str.maketrans('"^', "''")
MEDIA_TYPE = "text/calendar"  # always UTF-8 (RFC 5545 §3.1.4)

# since 1996 the rule of the whole EU; Outlook, Google and Apple all take RRULEs of this form
VTIMEZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""
ZONE = VTIMEZONE.replace("\n", "\r\n").encode()


class Status(StrEnum):
    """RFC 5545 §3.8.1.11."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Organizer:
    """A party with an address; as ORGANIZER never the reader's own.

    Outlook would then treat the event as theirs to change.
    """

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One reservation as a calendar needs it; texts in the reader's language."""

    uid: str
    sequence: int
    period: Period
    created_at: datetime
    changed_at: datetime
    status: Status
    summary: str
    location: str
    description: str
    url: str
    category: str
    is_private: bool
    is_blocking: bool
    """Whether the time counts as busy: a room does, a desk does not."""
    rule: str = ""
    """The value of an RRULE; ``period`` is then that of its first date."""
    excluded: tuple[datetime, ...] = ()
    """Starts that the rule gives and that are not held (EXDATE), on the clock of the town hall."""
    recurrence_at: datetime | None = None
    """Which date of the rule this is, by the start that the rule gives it (RECURRENCE-ID).

    On the clock of the town hall, also where that skips this hour."""


def calendar_file(
    events: Iterable[CalendarEvent], *, organizer: Organizer, name: str = ""
) -> bytes:
    """A calendar with METHOD:PUBLISH and no attendees (RFC 5546 §3.2.1)."""
    components = (event_component(event, organizer=organizer) for event in events)
    return calendar_of((part.to_ical() for part in components), method="PUBLISH", name=name)


def calendar_of(components: Iterable[bytes], *, method: str, name: str = "") -> bytes:
    """A calendar of ``components`` as they were written, with the zone they speak of.

    ``name`` for one that is subscribed to; without it the file is read once.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name:
        _name(calendar, one_line(name))
    head, end, _ = calendar.to_ical().partition(b"END:VCALENDAR")
    return b"".join([head, ZONE, *components, end, b"\r\n"])


def event_component(event: CalendarEvent, *, organizer: Organizer) -> Event:
    """One VEVENT; texts are cleaned, and icalendar escapes them."""
    component = Event()
    component.add("uid", event.uid)
    component.add("sequence", event.sequence)
    # when this revision came to be, so that the same reservation is the same bytes (§3.8.7.2)
    component.add("dtstamp", event.changed_at.replace(microsecond=0))
    component.add("created", event.created_at.replace(microsecond=0))
    component.add("last-modified", event.changed_at.replace(microsecond=0))
    for name, at in zip(("dtstart", "dtend"), moments(event.period), strict=True):
        component.add(name, at)
    _add_recurrence(component, event)
    component.add("summary", one_line(event.summary))
    component.add("location", one_line(event.location))
    component.add("description", lines(event.description))
    component.add("url", event.url)
    component.add("organizer", address(organizer))
    component.add("categories", [one_line(event.category)])
    component.add("status", event.status.value)
    component.add("class", "PRIVATE" if event.is_private else "PUBLIC")
    component.add("transp", "OPAQUE" if event.is_blocking else "TRANSPARENT")
    component.add("x-microsoft-cdo-busystatus", "BUSY" if event.is_blocking else "FREE")
    return component


def moments(period: Period) -> tuple[datetime, datetime]:
    """Its ends in town hall time, or both in UTC where the clock shows one of them twice.

    TZID cannot say the second of two (§3.3.5), and ical.js does not take the first for it.
    """
    begin, end = to_local(period.starts_at), to_local(period.ends_at)
    is_clear = not is_double(begin) and not is_double(end)
    return (begin, end) if is_clear else (period.starts_at, period.ends_at)


def address(party: Organizer, parameters: Mapping[str, str] | None = None) -> vCalAddress:
    """Somebody as ORGANIZER or ATTENDEE; ``parameters`` such as PARTSTAT beside the name."""
    written = vCalAddress(f"mailto:{one_line(party.email)}")
    written.params["CN"] = one_line(party.name).translate(ESCAPED_IN_CN)
    written.params.update(parameters or {})
    return written


def lines(said: str) -> str:
    """Text of several lines as a property takes it: no control characters but the line ends."""
    return "\n".join(map(one_line, said.splitlines()))


def _add_recurrence(component: Event, event: CalendarEvent) -> None:
    """Starts keep the form of DTSTART: local time with its zone, one EXDATE a line."""
    if event.rule:
        component.add("rrule", vRecur.from_ical(event.rule))
    for start in event.excluded:
        component.add("exdate", start)
    if event.recurrence_at is not None:
        component.add("recurrence-id", event.recurrence_at)


def _name(calendar: Calendar, name: str) -> None:
    for field in ("name", "x-wr-calname"):
        calendar.add(field, vText(name))
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
