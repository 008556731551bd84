"""Invitations: events that put themselves in somebody's calendar, and take themselves out.

iTIP (RFC 5546 §3.2.2, §3.2.5) with what mail programs need besides. Each goes to one attendee,
who learns nothing of others. Values in, bytes out.
"""

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


def request(
    event: CalendarEvent,
    *,
    organizer: Organizer,
    invitee: Invitee,
    sequence: int,
    stamped_at: datetime,
) -> bytes:
    """METHOD:REQUEST: this is how it is now (RFC 5546 §3.2.2).

    ``stamped_at`` is when it was written: of two with one ``sequence`` the later counts.
    """
    part = _component(event, organizer, invitee, sequence, stamped_at)
    return calendar_of([part.to_ical()], method="REQUEST")


def cancellation(
    event: CalendarEvent,
    *,
    organizer: Organizer,
    invitee: Invitee,
    sequence: int,
    stamped_at: datetime,
) -> bytes:
    """METHOD:CANCEL of the whole event; ``sequence`` must be higher than what was sent before.

    With DTSTART, without which Outlook finds nothing.
    """
    gone = replace(event, status=Status.CANCELLED, rule="", excluded=())
    part = _component(gone, organizer, invitee, sequence, stamped_at)
    return calendar_of([part.to_ical()], method="CANCEL")


def declined_counter(
    event: CalendarEvent,
    *,
    organizer: Organizer,
    invitee: Invitee,
    sequence: int,
    stamped_at: datetime,
) -> bytes:
    """METHOD:DECLINECOUNTER: it stays as it was (RFC 5546 §3.2.8)."""
    part = _component(event, organizer, invitee, sequence, stamped_at)
    return calendar_of([part.to_ical()], method="DECLINECOUNTER")


def _component(
    event: CalendarEvent,
    organizer: Organizer,
    invitee: Invitee,
    sequence: int,
    stamped_at: datetime,
) -> Event:
    component = event_component(replace(event, sequence=sequence), organizer=organizer)
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
