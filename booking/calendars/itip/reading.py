"""A calendar in a mail, as an invitation to one of our rooms. No session: call it outside one."""

from collections.abc import Iterator, Sequence
from datetime import UTC, timedelta

from booking.calendars.expansion import is_endless, occurrences_of
from booking.calendars.ical_in import read_calendar
from booking.calendars.ical_lines import NotRead
from booking.calendars.itip.rules import speaks_for
from booking.calendars.itip.values import Address, Date, Delivery, Message, Said
from booking.calendars.values import Moment, ReadAddress, ReadCalendar, ReadEvent, TimeForm
from booking.foundation.local_time import TOWN_HALL
from booking.foundation.periods import Period
from booking.foundation.recurrence import OCCURRENCES_MAX, YEARS_MAX, TooManyDates
from booking.foundation.texts import N_

AHEAD = timedelta(days=366)
"""So far series are looked at; the house rules may stop before."""
LASTS_MAX = timedelta(days=31)
TITLE_LENGTH = 200
COMES = {"REQ-PARTICIPANT", "CHAIR"}
NO_PERSON = {"ROOM", "RESOURCE"}
NOBODY = ReadAddress("")


class TooLong(NotRead):
    code = "invitation-too-long"
    sentence = N_(
        "This meeting lasts longer than %(days)s days. Invite the room for a shorter time."
    )


def understand(raw: bytes, delivery: Delivery) -> Message:
    """Raises NotRead or TooManyDates: both are Refused and have a sentence for the sender."""
    calendar = read_calendar(raw)
    uid = calendar.events[0].uid
    events = [event for event in calendar.events if event.uid == uid]  # one a message (§3.2)
    first = events[0]
    organizer = first.organizer or NOBODY
    return Message(
        delivery=delivery,
        method=calendar.method,
        uid=uid,
        address=Address(
            organizer=organizer.email,
            sender=delivery.sender,
            line=organizer.line,
            zones=tuple(_zones_of(calendar, events)),
            message_id=delivery.message_id,
            mailbox=delivery.mailbox.address,
        ),
        speaks_for_organizer=speaks_for(
            delivery.sender, organizer=organizer.email, sent_by=organizer.sent_by
        ),
        is_invited=any(a.email == delivery.mailbox.address for e in events for a in e.attendees),
        said=_said_of(events, delivery, frozenset(calendar.zones)),
        raw=raw,
    )


def _zones_of(calendar: ReadCalendar, events: Sequence[ReadEvent]) -> Iterator[str]:
    used = {moment.tzid for event in events for moment in (event.begins, event.recurs_at) if moment}
    for tzid in sorted(used - {"", str(TOWN_HALL)}):
        if tzid in calendar.zones:
            yield calendar.zones[tzid]


def _said_of(
    events: Sequence[ReadEvent], delivery: Delivery, zones: frozenset[str]
) -> tuple[Said, ...]:
    """Raises :class:`TooLong`, and TooManyDates for what is too much in one mail altogether."""
    if any(event.ends.instant - event.begins.instant > LASTS_MAX for event in events):
        raise TooLong(days=LASTS_MAX.days)
    said = tuple(_said_in(events[: OCCURRENCES_MAX + 1], delivery, zones))
    date_count = sum(len(each.dates) for each in said if each.recurs_at is None)
    if max(len(events), date_count) > OCCURRENCES_MAX:
        raise TooManyDates(f"{len(events)} events", most=OCCURRENCES_MAX, years=YEARS_MAX)
    return said


def _said_in(
    events: Sequence[ReadEvent], delivery: Delivery, zones: frozenset[str]
) -> Iterator[Said]:
    """What came along with the whole series is as new as that."""
    whole = next((event for event in events if event.recurs_at is None), None)
    floor = (whole.sequence, whole.dtstamp or delivery.received_at) if whole else None
    for event in events:
        sequence, stamp = event.sequence, event.dtstamp or delivery.received_at
        if floor is not None:
            sequence, stamp = max(sequence, floor[0]), max(stamp, floor[1])
        yield Said(
            recurs_at=event.recurs_at.instant if event.recurs_at else None,
            sequence=sequence,
            stamped_at=stamp,
            is_cancelled=event.status == "CANCELLED",
            begins=_written(event.begins, zones),
            dates=tuple(_dates_of(event, delivery, zones)),
            is_series=event.is_series,
            is_with_following=event.is_with_following,
            rule="" if event.extra else event.rule,
            goes_on=is_endless(event),
            title=event.summary[:TITLE_LENGTH],
            people=_people_in(event, delivery),
            is_private=event.is_private,
        )


def _dates_of(event: ReadEvent, delivery: Delivery, zones: frozenset[str]) -> Iterator[Date]:
    """A series from today on: what is past needs no room any more."""
    if event.is_series and event.recurs_at is None:
        now = delivery.received_at
        for each in occurrences_of(event, Period(now, now + AHEAD)):
            written = _written(each.recurs_at, zones)
            yield Date(each.recurs_at.instant, each.period, written, written)
    elif event.period is not None:
        moment = event.recurs_at
        yield Date(moment.instant if moment else None, event.period,
                   _written(moment, zones) if moment else "",
                   _written(event.begins, zones))  # fmt: skip


def _written(moment: Moment, zones: frozenset[str]) -> str:
    """As the organizer writes it; in UTC where they do not say what their zone is."""
    if moment.form is TimeForm.ZONED and moment.tzid not in zones | {str(TOWN_HALL)}:
        return Moment(moment.instant.replace(tzinfo=None), UTC, TimeForm.UTC).written
    return moment.written


def _people_in(event: ReadEvent, delivery: Delivery) -> int:
    """Who is expected to come: not who may stay away, and no rooms."""
    domain = delivery.mailbox.address.rpartition("@")[2]
    come = {
        attendee.email
        for attendee in event.attendees
        if attendee.role in COMES
        and attendee.kind not in NO_PERSON
        and attendee.email.rpartition("@")[2] != domain
    }
    return len(come | ({event.organizer.email} if event.organizer else set())) or 1
