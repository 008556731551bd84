"""A series as calendars want it: one event with a rule, and only what differs apart. Pure.

RFC 5545 §3.8.5: what most dates say, the master says once with RRULE; a date that is not held is
an EXDATE; a date that says something else, or is at another time, is an event of its own with the
same UID and a RECURRENCE-ID: the start that the rule gave it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from booking.calendars.ical_out import CalendarEvent
from booking.foundation.local_time import (
    TOWN_HALL,
    MissingHour,
    is_double,
    local_period,
    to_local,
)
from booking.foundation.periods import Period
from booking.foundation.recurrence import Recurrence, dates_of, write_rule


@dataclass(frozen=True, slots=True)
class Frame:
    """What the dates of a series have in common: its name for life, and when its rule says."""

    uid: str
    recurrence: Recurrence
    first_on: date
    begins: time
    ends: time
    """00:00 is the midnight after."""
    sequence: int
    changed_at: datetime
    url: str

    @property
    def common(self) -> dict[str, Any]:
        return {"uid": self.uid, "sequence": self.sequence, "changed_at": self.changed_at}

    def start_on(self, day: date) -> datetime:
        """What the clock of the town hall shows then, also where it skips that hour."""
        return datetime.combine(day, self.begins, tzinfo=TOWN_HALL)

    def period_on(self, day: date) -> Period | None:
        """None in the night in which the clocks skip that time."""
        try:
            return local_period(day, self.begins, self.ends)
        except MissingHour:
            return None


def as_series(
    frame: Frame, held: Mapping[date, CalendarEvent], *, is_known: bool = False
) -> list[CalendarEvent]:
    """``held`` by the date in the rule, each as if it stood alone.

    The rule is cut to what is held. A single date stays as it is unless the series ``is_known``
    where it goes, and so does one that the rule does not know, or with which it would begin in an
    hour that the clocks skip or show twice.
    """
    by_rule = dates_of(frame.recurrence, frame.first_on)
    days = [day for day in by_rule if day in held]
    while days and not _is_read_alike(frame.period_on(days[0])):
        del days[0]
    if not days or (len(days) == 1 and not is_known):
        return list(held.values())
    gone = [day for day in by_rule if days[0] < day < days[-1] and day not in held]
    strays = [event for day, event in held.items() if day not in days]
    return [*_master_and_overrides(frame, {day: held[day] for day in days}, gone), *strays]


def as_date_of(frame: Frame, day: date, event: CalendarEvent) -> CalendarEvent:
    """What holds on one ``day`` of the rule only."""
    return replace(event, **frame.common, recurrence_at=frame.start_on(day))


def _master_and_overrides(
    frame: Frame, held: Mapping[date, CalendarEvent], gone: Iterable[date]
) -> list[CalendarEvent]:
    first = frame.period_on(min(held))
    assert first is not None, "a series begins at an hour that exists"
    usual = _usual(frame, held)
    rule = replace(frame.recurrence, until=max(held), count=None)
    master = replace(
        usual, **frame.common, period=first, url=frame.url, rule=write_rule(rule),
        created_at=min(event.created_at for event in held.values()),
        excluded=tuple(map(frame.start_on, gone)),
    )  # fmt: skip
    overrides = [
        as_date_of(frame, day, event)
        for day, event in held.items()
        if _said(event) != _said(usual) or not _is_as_ruled(frame, day, event.period, first)
    ]
    return [master, *overrides]


def _usual(frame: Frame, held: Mapping[date, CalendarEvent]) -> CalendarEvent:
    """One that says what most of those on time say."""
    on_time = [event for day, event in held.items() if event.period == frame.period_on(day)]
    events = on_time or list(held.values())
    [(most, _)] = Counter(map(_said, events)).most_common(1)
    return next(event for event in events if _said(event) == most)


def _is_as_ruled(frame: Frame, day: date, period: Period, first: Period) -> bool:
    """Whether every program has it there by itself, however it reckons the length of an event.

    By §3.3.10 the exact length of the ``first`` date counts, and some go by the clock: in the
    nights in which the clocks change these differ.
    """
    is_ruled = period == frame.period_on(day) and period.duration == first.duration
    return is_ruled and _is_read_alike(period)


def _is_read_alike(period: Period | None) -> bool:
    """Whether the clock says it, and once: of two hours ical.js takes the second."""
    ends = (period.starts_at, period.ends_at) if period else ()
    return bool(ends) and not any(is_double(to_local(end)) for end in ends)


def _said(event: CalendarEvent) -> tuple[object, ...]:
    return (event.status, event.summary, event.location, event.description, event.category,
            event.is_private, event.is_blocking)  # fmt: skip
