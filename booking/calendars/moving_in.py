"""The calendar of a room in Outlook, Google or another program, as reservations to take over.

No session. Each date of a series is one, known by its UID and RECURRENCE-ID.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from booking.calendars.foreign import ForeignCalendar, ForeignTime, read_foreign
from booking.calendars.values import ReadEvent
from booking.foundation.periods import Period
from booking.foundation.texts import N_
from booking.reservations.imports.values import (
    Foreign,
    NotUnderstood,
    Reading,
    Said,
    System,
    Unread,
)

AHEAD = timedelta(days=366)
"""So far a series without an end is taken over."""
AT_ONCE = timedelta(days=365)
"""A series of every day has no more dates in it than are read of one event."""
COMES = {"REQ-PARTICIPANT", "CHAIR"}
NO_PERSON = {"ROOM", "RESOURCE", "GROUP"}
TAKE_NO_TIME = N_("%(count)s meetings were cancelled or are shown as free: they are left out.")


def read_room_calendar(raw: bytes, *, since: datetime, now: datetime) -> Reading:
    """All from ``since`` on. Raises NotRead or :class:`NotUnderstood` for the file as a whole."""
    times: dict[str, ForeignTime] = {}
    faults: dict[tuple[str, str], Unread] = {}
    parts = [read_foreign(raw, window) for window in _windows(since, now + AHEAD)]
    for part in parts:
        times |= {_key(time): time for time in part.times}
        faults |= {(row.place, str(row.why)): row for row in _faults(part)}
    free = parts[0].free_count
    if not times and not faults and not free:
        raise NotUnderstood("no events")
    rows = [_row(key, time) for key, time in times.items()]
    remark = Unread("", Said(TAKE_NO_TIME, {"count": free}))
    names = {row.room: row.room for row in rows}
    return Reading(System.ICS, [*rows, *faults.values()], (remark,) if free else (), names)


def _windows(begin: datetime, end: datetime) -> Iterator[Period]:
    while begin < end:
        yield Period(begin, min(begin + AT_ONCE, end))
        begin += AT_ONCE


def _key(time: ForeignTime) -> str:
    return f"{time.uid}/{time.recurs_at:%Y%m%dT%H%M%SZ}" if time.recurs_at else time.uid


def _faults(calendar: ForeignCalendar) -> Iterator[Unread]:
    for each in calendar.not_used:
        yield Unread(each.begins, Said(each.why.sentence, each.why.facts))


def _row(key: str, time: ForeignTime) -> Foreign:
    event = time.event
    begin, end = (at.replace(second=0, microsecond=0)
                  for at in (time.period.starts_at, time.period.ends_at))  # fmt: skip
    organizer = event.organizer
    return Foreign(
        key=key,
        place=key,
        room=event.location,
        period=Period(begin, end) if begin < end else time.period,
        email=organizer.email if organizer else "",
        person=organizer.name if organizer else "",
        title=event.summary,
        note=event.description,
        attendee_count=_people_count(event),
        is_private=event.is_private,
        is_tentative=event.status == "TENTATIVE",
        series=time.uid if time.recurs_at else "",
    )


def _people_count(event: ReadEvent) -> int:
    """Who is in the meeting, with who called it."""
    coming = {a.email for a in event.attendees if a.kind not in NO_PERSON and a.role in COMES}
    if event.organizer is not None:
        coming.add(event.organizer.email)
    return max(len(coming), 1)
