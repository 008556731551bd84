"""Calendar files as we write them (RFC 5545, 7986): values in, bytes out; no session, no clock.

icalendar encodes and folds; three things it gets wrong are done here (tried with 7.3.0):
its generated VTIMEZONE makes libical read an hour of every March wrongly and Outlook
ignores its RDATEs, so there is one constant; REFRESH-INTERVAL lacks the mandatory
VALUE=DURATION (RFC 7986 §5.7); a double quote in CN becomes ``^'`` (RFC 6868), which Outlook shows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from icalendar import Calendar, Event, Timezone, vCalAddress, vDuration, vText

from booking.foundation.columns import one_line
from booking.foundation.local_time import to_local
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


class Status(StrEnum):
    """RFC 5545 §3.8.1.11."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Organizer:
    """Never the reader's own address: Outlook would then treat the event as theirs to change."""

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


def calendar_file(
    events: Iterable[CalendarEvent], *, organizer: Organizer, name: str = ""
) -> bytes:
    """A calendar with METHOD:PUBLISH and no attendees (RFC 5546 §3.2.1).

    ``name`` for one that is subscribed to; without it the file is read once.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    if name:
        _name(calendar, one_line(name))
    calendar.add_component(Timezone.from_ical(VTIMEZONE))
    for event in events:
        calendar.add_component(_component(event, organizer))
    return bytes(calendar.to_ical())


def _name(calendar: Calendar, name: str) -> None:
    for field in ("name", "x-wr-calname"):
        calendar.add(field, vText(name))
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))


def _component(event: CalendarEvent, organizer: Organizer) -> Event:
    component = Event()
    component.add("uid", event.uid)
    component.add("sequence", event.sequence)
    # when this revision came to be, so that the same reservation is the same bytes (§3.8.7.2)
    component.add("dtstamp", event.changed_at.replace(microsecond=0))
    component.add("created", event.created_at.replace(microsecond=0))
    component.add("last-modified", event.changed_at.replace(microsecond=0))
    component.add("dtstart", _in_zone(event.period.starts_at))
    component.add("dtend", _in_zone(event.period.ends_at))
    component.add("summary", one_line(event.summary))
    component.add("location", one_line(event.location))
    component.add("description", "\n".join(map(one_line, event.description.splitlines())))
    component.add("url", event.url)
    component.add("organizer", _address(organizer))
    component.add("categories", [one_line(event.category)])
    component.add("status", event.status.value)
    component.add("class", "PRIVATE" if event.is_private else "PUBLIC")
    component.add("transp", "OPAQUE" if event.is_blocking else "TRANSPARENT")
    component.add("x-microsoft-cdo-busystatus", "BUSY" if event.is_blocking else "FREE")
    return component


def _in_zone(instant: datetime) -> datetime:
    """Town hall time; UTC in the second of the double hour, which TZID cannot say (§3.3.5)."""
    local = to_local(instant)
    return instant if local.fold else local


def _address(organizer: Organizer) -> vCalAddress:
    address = vCalAddress(f"mailto:{one_line(organizer.email)}")
    address.params["CN"] = one_line(organizer.name).translate(ESCAPED_IN_CN)
    return address
