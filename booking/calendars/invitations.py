"""Invitations: events that put themselves in somebody's calendar, and take themselves out.

iTIP (RFC 5546 §3.2.2, §3.2.5) with what mail programs need besides. Each goes to one attendee,
who learns nothing of others. Values in, bytes out.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from icalendar import Event

from booking.calendars.ical_out import (
    CalendarEvent,
    Organizer,
    Status,
    address,
    calendar_of,
    event_component,
)


class PartStat(StrEnum):
    """What an attendee said (RFC 5545 §3.2.12)."""

    NEEDS_ACTION = "NEEDS-ACTION"
    ACCEPTED = "ACCEPTED"
    TENTATIVE = "TENTATIVE"
    DECLINED = "DECLINED"


@dataclass(frozen=True, slots=True)
class Invitee:
    party: Organizer
    said: PartStat
    is_asked: bool
    """Whether an answer is read: then the program shows its buttons (RSVP)."""
    may_counter: bool
    """Whether they may propose another time; only Outlook can be told that they may not."""


def invitation(
    events: Iterable[CalendarEvent],
    method: str,
    *,
    organizer: Organizer,
    invitee: Invitee,
    stamped_at: datetime,
) -> bytes:
    """A file with METHOD:``method``, of which ``stamped_at`` is when it was written.

    ``events`` have one UID: a reservation, a series with the dates that differ, or one date of a
    series. REQUEST (RFC 5546 §3.2.2): this is how it is now; of two with one SEQUENCE the later
    counts. CANCEL (§3.2.5): the SEQUENCE must be higher than what was sent before, and DTSTART is
    in it, without which Outlook finds nothing. DECLINECOUNTER (§3.2.8): it stays as it was.
    """
    if method == "CANCEL":
        gone = {"status": Status.CANCELLED, "rule": "", "excluded": ()}
        events = [replace(event, **gone) for event in events]  # type: ignore[arg-type]
    parts = (_asking(event, organizer, invitee, stamped_at) for event in events)
    return calendar_of((part.to_ical() for part in parts), method=method)


def _asking(
    event: CalendarEvent, organizer: Organizer, invitee: Invitee, stamped_at: datetime
) -> Event:
    component = event_component(event, organizer=organizer)
    del component["dtstamp"]
    component.add("dtstamp", stamped_at.replace(microsecond=0))
    component.add("attendee", address(invitee.party, {
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": invitee.said.value,
        "RSVP": "TRUE" if invitee.is_asked else "FALSE",
        "X-NUM-GUESTS": "0",  # without it Gmail shows no buttons
    }))  # fmt: skip
    if not invitee.may_counter:
        component.add("x-microsoft-disallow-counter", "TRUE")
    return component
