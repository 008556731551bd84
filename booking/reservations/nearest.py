"""The nearest period that the house rules and the hours of a place allow, free or not. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from booking.foundation.local_time import day_of, local_day
from booking.foundation.periods import Period
from booking.reservations.free_times import earliest_start, nearest_times, whole_grains
from booking.reservations.rules import asked_at, objections_to_time
from booking.reservations.values import HouseRules, Objection, Reason
from booking.spaces.rules import usable_periods
from booking.spaces.values import BookableSpace, Stock

ABOUT_TIME = frozenset({
    Reason.PAST, Reason.TOO_LATE, Reason.TOO_FAR_AHEAD, Reason.TOO_LONG, Reason.TOO_SHORT,
    Reason.OFF_GRAIN, Reason.SHUT, Reason.CLOSED, Reason.ELSEWHERE,
    Reason.NO_TIME_TO_ANSWER, Reason.QUOTA,
})  # fmt: skip
"""What another time mends."""
LOOKED_DAYS = 366
"""So many days before and after is looked for, as far as the rules let one reserve."""

Allows = Callable[[Period], bool]
"""Whether more than rules and hours lets one have that time."""


def with_nearest(
    found: Sequence[Objection], nearest: Callable[[], Period | None]
) -> list[Objection]:
    """``found``, with the time that is allowed instead where the time is wrong."""
    if not any(objection.reason in ABOUT_TIME for objection in found):
        return list(found)
    allowed = nearest()
    if allowed is None:
        return list(found)
    return [
        Objection(o.reason, {**o.facts, "nearest": allowed}) if o.reason in ABOUT_TIME else o
        for o in found
    ]


def anything(_period: Period) -> bool:
    """There is nothing more to ask."""
    return True


def nearest_allowed(
    wish: Period,
    spaces: Sequence[BookableSpace],
    *,
    stock: Stock,
    rules: HouseRules,
    now: datetime,
    kept: Period | None = None,
    allows: Allows = anything,
) -> Period | None:
    """On the nearest day the one that differs least from ``wish``, by its begin and its end.

    None in vain. ``kept`` is the period of the reservation that would move to it. ``allows`` is
    asked last, of the nearest first.
    """
    space, grain = spaces[0], timedelta(minutes=max(s.grain_minutes for s in spaces))
    earliest = max(earliest_start(each, rules, now=now) for each in spaces)
    latest = now + rules.ahead_max
    aim = _within_rules(wish, rules, earliest=earliest, latest=latest)
    if kept is not None and kept.starts_at == wish.starts_at:
        aim = aim.shifted(wish.starts_at - aim.starts_at)
        earliest, latest = min(earliest, wish.starts_at), max(latest, wish.starts_at)

    def is_allowed(period: Period) -> bool:
        asked = asked_at(period, kept=kept, rules=rules, now=now)
        return all(_is_open(period, e, stock, rules, asked) for e in spaces) and allows(period)

    def first_on(days: Iterable[date]) -> Period | None:
        found = [
            (_distance(period, asked), period)
            for day in days
            for asked in [wish if day == day_of(aim.starts_at) else _same_clock(aim, day)]
            for period in _near(_same_clock(aim, day), day, space, stock, grain, earliest)
        ]
        return next(filter(is_allowed, (period for _, period in sorted(set(found)))), None)

    rings = _outward(day_of(aim.starts_at), day_of(earliest), day_of(latest))
    return next(filter(None, map(first_on, rings)), None)


def _is_open(
    period: Period, space: BookableSpace, stock: Stock, rules: HouseRules, now: datetime
) -> bool:
    if objections_to_time(period, space, rules=rules, now=now):
        return False
    return any(
        hours.holds(period) for hours in usable_periods(stock, space, day_of(period.starts_at))
    )


def _same_clock(period: Period, day: date) -> Period:
    own = day_of(period.starts_at)
    return period.shifted(local_day(day).starts_at - local_day(own).starts_at)


def _outward(start: date, first: date, last: date) -> Iterator[list[date]]:
    """``start``, then the days beside it, and so on, as far as ``first`` and ``last``."""
    for offset in range(LOOKED_DAYS + 1):
        reach = timedelta(days=offset)
        days = [day for day in {start - reach, start + reach} if first <= day <= last]
        if offset and not days:
            return
        yield days


def _within_rules(
    wish: Period, rules: HouseRules, *, earliest: datetime, latest: datetime
) -> Period:
    start = max(min(wish.starts_at, latest), earliest)
    return Period(start, start + min(max(wish.duration, rules.duration_min), rules.duration_max))


def _near(
    aim: Period, day: date, space: BookableSpace, stock: Stock, grain: timedelta, earliest: datetime
) -> Iterator[Period]:
    """What of ``aim`` lies in the hours of ``day``, as long as it, or all there is."""
    for hours in usable_periods(stock, space, day):
        part = hours.meet(aim)
        if part is not None and 2 * part.duration >= aim.duration:
            yield from filter(None, [whole_grains(part, grain)])
        yield from nearest_times(aim, [hours], grain=grain, not_before=earliest)
        if hours.duration < aim.duration:
            yield from filter(None, [whole_grains(hours, grain)])


def _distance(one: Period, other: Period) -> timedelta:
    return abs(one.starts_at - other.starts_at) + abs(one.ends_at - other.ends_at)
