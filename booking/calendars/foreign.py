"""A calendar of somebody else as plain times: each date of each event once.

No session: it works through what others wrote, so it is done apart and outside a transaction.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from booking.calendars.expansion import occurrences_of
from booking.calendars.ical_in import read_whole_calendar
from booking.calendars.ical_lines import NoEvents, NotRead
from booking.calendars.values import ReadEvent
from booking.foundation.apart import Died, TookTooMuch, do_apart
from booking.foundation.errors import Refused
from booking.foundation.periods import Period
from booking.foundation.recurrence import TooManyDates
from booking.foundation.texts import N_

TIMES_MAX = 10_000
CPU_SECONDS_MAX = 20


class TooManyTimes(NotRead):
    code = "calendar-too-busy"
    sentence = N_(
        "This calendar has more than %(most)s dates within %(days)s days. Use less of it."
    )


class TooHeavy(NotRead):
    code = "calendar-too-heavy"
    sentence = N_("This calendar takes too much time to read. Use less of it.")


class WithFollowing(NotRead):
    code = "calendar-with-following"
    sentence = N_(
        "This changes all later dates of a series at once (RANGE=THISANDFUTURE), which only the "
        "program that made it understands. The series is used as it was before."
    )


@dataclass(frozen=True, slots=True)
class ForeignTime:
    """One date of an event. ``event`` is what it comes from: who, where, and what it says."""

    uid: str
    recurs_at: datetime | None
    """Which date of its series; None for what takes place once."""
    period: Period
    event: ReadEvent

    @property
    def title(self) -> str:
        return self.event.summary


@dataclass(frozen=True, slots=True)
class NotUsed:
    """An event that is left out, and why; ``begins`` as the file has it."""

    uid: str
    """Empty where it has none."""
    title: str
    begins: str
    why: Refused


@dataclass(frozen=True, slots=True)
class ForeignCalendar:
    name: str
    times: Sequence[ForeignTime]
    """In order; they may overlap."""
    not_used: Sequence[NotUsed]
    free_count: int
    """Events that take no time: cancelled, shown as free, or without a length."""


def read_foreign_apart(raw: bytes, window: Period) -> ForeignCalendar:
    """As :func:`read_foreign`, in a process of its own; also raises :class:`TooHeavy`."""
    try:
        return do_apart(read_foreign, raw, window, cpu_seconds=CPU_SECONDS_MAX, tells=(NotRead,))
    except (TookTooMuch, Died) as error:
        raise TooHeavy(str(error)) from error


def read_foreign(raw: bytes, window: Period) -> ForeignCalendar:
    """What of ``raw`` touches ``window``; nothing of a calendar without events.

    Raises NotRead where the file as a whole cannot be used.
    """
    try:
        calendar = read_whole_calendar(raw)
    except NoEvents:
        return ForeignCalendar("", (), (), 0)
    not_used = [NotUsed(e.uid, e.title, e.begins, e.fault) for e in calendar.unread]
    found: list[ForeignTime] = []
    for events in _by_uid(calendar.events).values():
        found += _times_of(events, window, not_used)
        if len(found) > TIMES_MAX:
            days = window.duration.days
            raise TooManyTimes(f"{len(found)} times", most=TIMES_MAX, days=days)
    return ForeignCalendar(
        name=calendar.name,
        times=sorted(found, key=attrgetter("period", "uid")),
        not_used=not_used,
        free_count=sum(not takes_time(event) for event in calendar.events),
    )


def takes_time(event: ReadEvent) -> bool:
    is_on = event.status != "CANCELLED" and not event.is_transparent
    return is_on and event.period is not None


def _by_uid(events: Sequence[ReadEvent]) -> Mapping[str, list[ReadEvent]]:
    found: dict[str, list[ReadEvent]] = defaultdict(list)
    for event in events:
        found[event.uid].append(event)
    return found


def _times_of(
    events: Sequence[ReadEvent], window: Period, not_used: list[NotUsed]
) -> Iterator[ForeignTime]:
    """The dates of one UID; one that is changed by itself (RECURRENCE-ID) takes place as changed.

    What cannot be used is added to ``not_used``.
    """
    single = [event for event in events if event.recurs_at is not None]
    not_used += [_left_out(each, WithFollowing()) for each in single if each.is_with_following]
    changed = {e.recurs_at.instant: e for e in single if e.recurs_at and not e.is_with_following}
    for event in events:
        if event.recurs_at is None and takes_time(event):
            try:
                yield from _dates_of(event, window, but=changed)
            except (NotRead, TooManyDates) as fault:
                not_used.append(_left_out(event, fault))
    for recurs_at, event in changed.items():
        if takes_time(event) and event.period is not None and event.period.overlaps(window):
            yield ForeignTime(event.uid, recurs_at, event.period, event)


def _dates_of(
    event: ReadEvent, window: Period, *, but: Mapping[datetime, ReadEvent]
) -> Iterator[ForeignTime]:
    for each in occurrences_of(event, window):
        instant = each.recurs_at.instant
        if instant not in but:
            recurs_at = instant if event.is_series else None
            yield ForeignTime(event.uid, recurs_at, each.period, event)


def _left_out(event: ReadEvent, why: Refused) -> NotUsed:
    return NotUsed(event.uid, event.summary, event.begins.written.rpartition(":")[2], why)
