"""The nearest period that the house rules and the hours of a place allow, free or not. Pure."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.reservations.free_times import earliest_start, nearest_times, whole_grains
from booking.reservations.rules import asked_at, objections_to_time
from booking.reservations.values import HouseRules, Objection, Reason
from booking.spaces.rules import usable_periods
from booking.spaces.values import BookableSpace, Stock

ABOUT_TIME = frozenset({
    Reason.PAST, Reason.TOO_LATE, Reason.TOO_FAR_AHEAD, Reason.TOO_LONG, Reason.TOO_SHORT,
    Reason.OFF_GRAIN, Reason.SHUT, Reason.CLOSED, Reason.ELSEWHERE,
    Reason.NO_TIME_TO_ANSWER,
})  # fmt: skip
"""What another time mends."""
LOOKED_DAYS = 7
"""So many days before and after is looked for."""


def with_nearest(
    found: Sequence[Objection], nearest: Callable[[], Period | None]
) -> list[Objection]:
    """``found``, with what is allowed instead where only the time is wrong, or taken too."""
    reasons = {objection.reason for objection in found}
    if not reasons & ABOUT_TIME or not reasons <= ABOUT_TIME | {Reason.TAKEN}:
        return list(found)
    allowed = nearest()
    if allowed is None:
        return list(found)
    return [
        Objection(o.reason, {**o.facts, "nearest": allowed}) if o.reason in ABOUT_TIME else o
        for o in found
    ]


def nearest_allowed(
    wish: Period,
    spaces: Sequence[BookableSpace],
    *,
    stock: Stock,
    rules: HouseRules,
    now: datetime,
    kept: Period | None = None,
) -> Period | None:
    """The one that differs least from ``wish``, by its begin and its end; None in vain.

    ``kept`` is the period of the reservation that would move to it.
    """
    space, grain = spaces[0], timedelta(minutes=max(s.grain_minutes for s in spaces))
    earliest = max(earliest_start(each, rules, now=now) for each in spaces)
    aim = _within_rules(wish, rules, earliest=earliest, latest=now + rules.ahead_max)
    if kept is not None and kept.starts_at == wish.starts_at:
        aim = aim.shifted(wish.starts_at - aim.starts_at)
        earliest = min(earliest, wish.starts_at)

    def is_allowed(period: Period) -> bool:
        asked = asked_at(period, kept=kept, rules=rules, now=now)
        return all(
            not objections_to_time(period, each, rules=rules, now=asked)
            and any(u.holds(period) for u in usable_periods(stock, each, day_of(period.starts_at)))
            for each in spaces
        )

    found = filter(is_allowed, _near(aim, space, stock, grain=grain, earliest=earliest))
    return min(found, key=lambda period: (_distance(period, wish), period), default=None)


def _within_rules(
    wish: Period, rules: HouseRules, *, earliest: datetime, latest: datetime
) -> Period:
    start = max(min(wish.starts_at, latest), earliest)
    return Period(start, start + min(max(wish.duration, rules.duration_min), rules.duration_max))


def _near(
    aim: Period, space: BookableSpace, stock: Stock, *, grain: timedelta, earliest: datetime
) -> Iterator[Period]:
    """Around ``aim``: what of it lies in the hours of a day, as long as it, or all there is."""
    for offset in range(-LOOKED_DAYS, LOOKED_DAYS + 1):
        for hours in usable_periods(stock, space, day_of(aim.starts_at) + timedelta(days=offset)):
            part = hours.meet(aim)
            if part is not None and 2 * part.duration >= aim.duration:
                yield from filter(None, [whole_grains(part, grain)])
            yield from nearest_times(aim, [hours], grain=grain, not_before=earliest)
            if hours.duration < aim.duration:
                yield from filter(None, [whole_grains(hours, grain)])


def _distance(one: Period, other: Period) -> timedelta:
    return abs(one.starts_at - other.starts_at) + abs(one.ends_at - other.ends_at)
