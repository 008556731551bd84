"""The hours of a week, pure: as they hold on a day, and as they become from a day on."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from itertools import pairwise

from booking.foundation.texts import N_
from booking.spaces.values import OpeningException, OpeningHours, Stock

Span = tuple[time, time]
"""From a wall-clock time until another; until 00:00 is midnight at the day's end."""
Week = tuple[tuple[Span, ...], ...]
"""Seven days, Monday first. A day without a span: closed; of a space: as its building."""

NIGHT_SKIPPED = range(2, 3)
BACKWARDS = N_("Choose a closing time that is later than the opening time.")
OVERLAPPING = N_("Choose an opening time that is later than the closing time before it.")
SKIPPED = N_("Choose a time that is not between 02:00 and 03:00: one night a year skips that hour.")


@dataclass(frozen=True, slots=True)
class HoursOwner:
    """Whose hours: those of a building, or of one space where ``space_id`` is given."""

    building_id: int
    space_id: int | None = None

    def owns(self, hours: OpeningHours) -> bool:
        if self.space_id is not None:
            return hours.space_id == self.space_id
        return hours.space_id is None and hours.building_id == self.building_id


@dataclass(frozen=True, slots=True)
class WeekChange:
    """Other hours from a day on; where ``valid_until`` is given, only until (not on) that day."""

    owner: HoursOwner
    week: Week
    valid_from: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Season:
    """A week, and from when until when it holds."""

    week: Week
    valid_from: date
    valid_until: date | None


def fault_of(span: Span) -> str | None:
    """What is wrong with these hours; None when they can be kept on every day of the year."""
    opens, closes = span
    if any(clock.hour in NIGHT_SKIPPED for clock in span):
        return SKIPPED
    return None if opens < closes or closes == time.min else BACKWARDS


def are_overlapping(spans: Sequence[Span]) -> bool:
    """Whether of these hours of one day, in their order, some touch or run into the next."""
    return any(later <= closes or closes == time.min for (_, closes), (later, _) in pairwise(spans))


def week_on(hours: Iterable[OpeningHours], owner: HoursOwner, day: date) -> Week:
    """The week of ``owner`` as it is on ``day``, whatever weekday that is."""
    found: list[list[Span]] = [[] for _ in range(7)]
    for each in hours:
        if owner.owns(each) and is_within(day, each.valid_from, each.valid_until):
            found[each.weekday].append((each.opens, each.closes))
    return tuple(tuple(sorted(spans)) for spans in found)


def seasons_from(hours: Iterable[OpeningHours], owner: HoursOwner, day: date) -> list[Season]:
    """The week of ``owner`` on ``day`` and each other one that is planned after it."""
    own = [each for each in hours if owner.owns(each)]
    borders = {border for each in own for border in (each.valid_from, each.valid_until) if border}
    starts = [day, *sorted(border for border in borders if border > day)]
    seasons: list[Season] = []
    for start in starts:
        week = week_on(own, owner, start)
        if seasons and seasons[-1].week == week:
            continue
        if seasons:
            seasons[-1] = replace(seasons[-1], valid_until=start)
        seasons.append(Season(week, start, None))
    return seasons


def with_week(hours: Iterable[OpeningHours], change: WeekChange) -> tuple[OpeningHours, ...]:
    """All hours as they are once ``change`` is made."""
    kept = [
        replace(each, valid_from=begin, valid_until=end)
        for each in hours
        for begin, end in (
            left_of(each.valid_from, each.valid_until, change)
            if change.owner.owns(each)
            else [(each.valid_from, each.valid_until)]
        )
    ]
    return (*kept, *added_by(change))


def added_by(change: WeekChange) -> Iterator[OpeningHours]:
    owner = change.owner
    for weekday, spans in enumerate(change.week):
        for opens, closes in spans:
            yield OpeningHours(owner.building_id, owner.space_id, weekday, opens, closes,
                               change.valid_from, change.valid_until)  # fmt: skip


def left_of(
    valid_from: date, valid_until: date | None, change: WeekChange
) -> list[tuple[date, date | None]]:
    """What is left of a validity when that of ``change`` is cut out: nothing, one part or two."""
    parts: list[tuple[date, date | None]] = []
    if valid_from < change.valid_from:
        parts.append((valid_from, min(valid_until or change.valid_from, change.valid_from)))
    if change.valid_until and (valid_until is None or change.valid_until < valid_until):
        parts.append((max(valid_from, change.valid_until), valid_until))
    return parts


def is_within(day: date, valid_from: date, valid_until: date | None) -> bool:
    return valid_from <= day and (valid_until is None or day < valid_until)


def in_effect(own: Week, usual: Week) -> Week:
    """The week that a space keeps: its own hours, and where it has none those of its building."""
    return tuple(mine or theirs for mine, theirs in zip(own, usual, strict=True))


def length_of(spans: Iterable[Span]) -> timedelta:
    return timedelta(minutes=sum(_minute(closes) - _minute(opens, 0) for opens, closes in spans))


def week_length(week: Week) -> timedelta:
    """How long it is open in a week without holidays."""
    return length_of(span for spans in week for span in spans)


def spans_on(stock: Stock, building_id: int, day: date) -> tuple[Span, ...]:
    """The hours that a building keeps on ``day``, an exception included."""
    exception = stock.exceptions.get((building_id, day))
    if exception is None:
        return week_on(stock.hours, HoursOwner(building_id), day)[day.weekday()]
    if exception.opens is None or exception.closes is None:
        return ()
    return ((exception.opens, exception.closes),)


def with_exceptions(stock: Stock, exceptions: Iterable[OpeningException]) -> Stock:
    """The stock once these days are other than usual."""
    new = {(each.building_id, each.day): each for each in exceptions}
    return replace(stock, exceptions={**stock.exceptions, **new})


def without_exception(stock: Stock, building_id: int, day: date) -> Stock:
    """The stock once ``day`` is as usual."""
    kept = {key: each for key, each in stock.exceptions.items() if key != (building_id, day)}
    return replace(stock, exceptions=kept)


def _minute(clock: time, midnight: int = 24 * 60) -> int:
    """Minutes after midnight; 00:00 counts as ``midnight``."""
    return clock.hour * 60 + clock.minute or midnight
