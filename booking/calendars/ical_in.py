"""Calendar files of other programs (RFC 5545): bytes in, plain values out, or a sentence.

icalendar takes the lines apart. What it would make of zones stays out of its sight: see
:mod:`booking.calendars.zones_in`. Works through what strangers send, so everything has a limit;
still a large file takes a second, so call it in a thread and outside of transactions.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from icalendar import Calendar, Event
from icalendar.prop import vBroken

from booking.calendars.ical_lines import (
    HIDDEN_ZONE,
    MESSAGE,
    WHOLE_CALENDAR,
    Garbled,
    Limits,
    Lines,
    NotRead,
    line_of,
)
from booking.calendars.values import (
    Moment,
    ReadAddress,
    ReadCalendar,
    ReadEvent,
    TimeForm,
    UnreadEvent,
)
from booking.calendars.zones_in import Zones
from booking.foundation.lines import one_line
from booking.foundation.local_time import TOWN_HALL
from booking.foundation.texts import N_

ATTENDEES_MAX = 2_000
FIRST_YEAR, LAST_YEAR = 1970, 2100
TEXT_MAX = 10_000
TITLE_MAX = 200
UID_MAX = 1_000
NUMBER_MAX = 2**31 - 1
FAULTS = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError)
"""What icalendar is known to raise over broken files."""


class NoUid(NotRead):
    code = "calendar-without-uid"
    sentence = N_(
        "A meeting in this calendar file has no identification (UID), so a later change "
        "could not be recognised. Please send it from another calendar program."
    )


class NoTime(NotRead):
    code = "calendar-time-unknown"
    sentence = N_("A meeting in this calendar file has no date or time that can be read.")


def read_calendar(raw: bytes) -> ReadCalendar:
    """Raises :class:`NotRead`, one of those that are Refused, and nothing else."""
    calendar = _read(raw, MESSAGE)
    for unread in calendar.unread:
        raise unread.fault
    return calendar


def read_whole_calendar(raw: bytes) -> ReadCalendar:
    """As :func:`read_calendar`, for a calendar of years: an event that cannot be read is told of.

    Raises :class:`NotRead` where the file as a whole cannot be used.
    """
    return _read(raw, WHOLE_CALENDAR)


def _read(raw: bytes, limits: Limits) -> ReadCalendar:
    lines = Lines(raw, limits)
    try:
        calendar = Calendar.from_ical("\r\n".join(lines.rest) + "\r\n")
        if not isinstance(calendar, Calendar):
            raise Garbled(f"a {calendar.name}")
        zones = Zones(lines.zones)
        found = [
            _event_or_fault(event, own, zones)
            for event, own in zip(calendar.events, lines.events, strict=True)
        ]
        method = str(_one(calendar, "METHOD") or "").strip().upper()
        name = one_line(str(_one(calendar, "X-WR-CALNAME") or _one(calendar, "NAME") or ""))
    except FAULTS as error:
        raise Garbled(repr(error)) from error
    return ReadCalendar(
        events=tuple(event for event in found if isinstance(event, ReadEvent)),
        method=method,
        zones={tzid: "\r\n".join(own) for tzid, own in lines.zones.items()},
        name=name[:TITLE_MAX],
        unread=tuple(event for event in found if isinstance(event, UnreadEvent)),
    )


def _event_or_fault(event: Event, lines: Sequence[str], zones: Zones) -> ReadEvent | UnreadEvent:
    try:
        return _event(event, lines, zones)
    except NotRead as fault:
        told = fault
    except FAULTS as error:
        told = Garbled(repr(error))
    begins = line_of(lines, "DTSTART").partition(":")[2]
    title = one_line(_text(event, "SUMMARY"))[:TITLE_MAX]
    return UnreadEvent(_uid(event), title, begins[:TITLE_MAX], told)


def _event(event: Event, lines: Sequence[str], zones: Zones) -> ReadEvent:
    uid = _uid(event)
    if not uid:
        raise NoUid
    begins = _moment(_one(event, "DTSTART"), zones)
    recurs_at = _one(event, "RECURRENCE-ID")
    stamp = _one(event, "DTSTAMP")
    organizer = _one(event, "ORGANIZER")
    sequence = _one(event, "SEQUENCE")
    return ReadEvent(
        uid=uid,
        begins=begins,
        ends=_end(event, begins, zones),
        sequence=min(max(sequence, 0), NUMBER_MAX) if isinstance(sequence, int) else 0,
        dtstamp=_moment(stamp, zones).instant if hasattr(stamp, "dt") else None,
        recurs_at=_moment(recurs_at, zones) if recurs_at is not None else None,
        is_with_following=_parameter(recurs_at, "RANGE").upper() == "THISANDFUTURE",
        organizer=_address(organizer, line_of(lines, "ORGANIZER")) if organizer else None,
        attendees=tuple(map(_address, _all(event, "ATTENDEE")[:ATTENDEES_MAX])),
        rule=line_of(lines, "RRULE").partition(":")[2].replace(" ", "").upper(),
        extra=tuple(_moments(event, "RDATE", begins, zones)),
        left_out=tuple(_moments(event, "EXDATE", begins, zones)),
        summary=one_line(_text(event, "SUMMARY")),
        description=_text(event, "DESCRIPTION"),
        location=one_line(_text(event, "LOCATION")),
        status=_text(event, "STATUS").upper(),
        is_private=_text(event, "CLASS").upper() in {"PRIVATE", "CONFIDENTIAL"},
        is_transparent=_text(event, "TRANSP").upper() == "TRANSPARENT",
    )


def _all(component: Event | Calendar, name: str) -> list[Any]:
    found = component.get(name, [])
    listed = found if isinstance(found, list) else [found]
    return [value for value in listed if not isinstance(value, vBroken)]


def _one(component: Event | Calendar, name: str) -> Any:
    """The first where a program wrote several; None where it cannot be read."""
    return next(iter(_all(component, name)), None)


def _uid(event: Event) -> str:
    return one_line(str(_one(event, "UID") or ""))[:UID_MAX]


def _text(event: Event, name: str) -> str:
    return str(_one(event, name) or "").strip()[:TEXT_MAX]


def _parameter(value: Any, name: str) -> str:
    return str(getattr(value, "params", {}).get(name, ""))


def _tzid(value: Any) -> str | None:
    """An empty name is one that nobody knows, and no leave to take the time for a local one."""
    named = getattr(value, "params", {}).get(HIDDEN_ZONE)
    return None if named is None else str(named)


def _address(value: Any, line: str = "") -> ReadAddress:
    return ReadAddress(
        email=_email(str(value)),
        name=one_line(_parameter(value, "CN")),
        kind=_parameter(value, "CUTYPE").upper() or "INDIVIDUAL",
        role=_parameter(value, "ROLE").upper() or "REQ-PARTICIPANT",
        partstat=_parameter(value, "PARTSTAT").upper(),
        sent_by=_email(_parameter(value, "SENT-BY")),
        line=line,
    )


def _email(address: str) -> str:
    address = one_line(address).strip('"').lower()
    return address.removeprefix("mailto:").strip()


def _end(event: Event, begins: Moment, zones: Zones) -> Moment:
    """DTEND, or DURATION; without both a day lasts a day and a moment nothing (§3.6.1)."""
    end, duration = _one(event, "DTEND"), _one(event, "DURATION")
    if end is not None:
        return _moment(end, zones)
    if duration is not None:
        return _checked(begins.moved(begins.wall + _length(duration)))
    is_day = begins.form is TimeForm.DAY
    return begins.moved(begins.wall + timedelta(days=1)) if is_day else begins


def _length(duration: Any) -> timedelta:
    length = getattr(duration, "dt", None) or getattr(duration, "td", None)
    return length if isinstance(length, timedelta) and length > timedelta(0) else timedelta(0)


def _moments(event: Event, name: str, begins: Moment, zones: Zones) -> Iterator[Moment]:
    """RDATE and EXDATE; a day, as Exchange writes, means the hour of the series on it."""
    for value in _all(event, name):
        for each in getattr(value, "dts", []):
            said = each.dt[0] if isinstance(each.dt, tuple) else each.dt
            moment = _said(said, _tzid(value), zones)
            if moment.form is TimeForm.DAY and begins.form is not TimeForm.DAY:
                moment = begins.moved(datetime.combine(moment.wall, begins.wall.time()))
            yield begins.at(_checked(moment).instant)


def _moment(value: Any, zones: Zones) -> Moment:
    if value is None or not hasattr(value, "dt"):
        raise NoTime(repr(value))
    return _checked(_said(value.dt, _tzid(value), zones))


def _said(said: object, tzid: str | None, zones: Zones) -> Moment:
    match said:
        case datetime(tzinfo=None) if tzid is not None:
            return Moment(said, zones.named(tzid), TimeForm.ZONED, tzid)
        case datetime(tzinfo=None):
            return Moment(said, TOWN_HALL, TimeForm.FLOATING)
        case datetime():
            return Moment(said.astimezone(UTC).replace(tzinfo=None), UTC, TimeForm.UTC)
        case date():
            return Moment(datetime.combine(said, time.min), TOWN_HALL, TimeForm.DAY)
    raise NoTime(repr(said))


def _checked(moment: Moment) -> Moment:
    if not FIRST_YEAR < moment.wall.year < LAST_YEAR:
        raise NoTime(f"in the year {moment.wall.year}")
    moment.instant  # noqa: B018 -- a zone may be defined so that it has none: a fault of FAULTS
    return moment
