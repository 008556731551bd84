"""When a space is open, pure: the hours of the week, the exceptions, the closures."""

from collections.abc import Callable, Hashable, Sequence
from datetime import date
from functools import lru_cache, wraps
from typing import Any, TypeVar

from booking.foundation.local_time import local_period, span_of
from booking.foundation.periods import Period, Span, gaps
from booking.spaces.external_times import NO_TIMES, ExternalTimes, united, within
from booking.spaces.values import BookableSpace, Closure, Stock

RECKONED_MAX = 400
"""Days of a rule, each of all spaces: some ten kilobytes."""
Kept = TypeVar("Kept")
Found = TypeVar("Found", bound=Sequence[Any])
Hours = Callable[[Stock, BookableSpace, date], Found]


def _kept(stock: Stock, key: Hashable, make: Callable[[], Kept]) -> Kept:
    """What ``make`` makes, made once at this version of the stock."""
    found: Kept | None = stock.reckoned.get(key)
    if found is None:
        if len(stock.reckoned) >= RECKONED_MAX:
            stock.reckoned.clear()
        found = stock.reckoned[key] = make()
    return found


def _reckoned_once(rule: Hours[Found]) -> Hours[Found]:
    """``rule``, asked only once of the same space and day: a search looks at hundreds.

    Not of a space that is not in the stock so: that is only thought of.
    """

    @wraps(rule)
    def known(stock: Stock, space: BookableSpace, day: date) -> Found:
        if stock.spaces.get(space.id) is not space:
            return rule(stock, space, day)
        of_day: dict[int, Found] = _kept(stock, (rule, day), dict)
        found = of_day.get(space.id)
        if found is None:
            found = of_day[space.id] = rule(stock, space, day)
        return found

    return known


@_reckoned_once
def opening_periods(stock: Stock, space: BookableSpace, day: date) -> Sequence[Period]:
    """The opening hours of ``space`` on ``day``, before closures; none when it is shut all day.

    A space's own hours take the place of its building's. An exception (a holiday, a short
    Christmas Eve) overrules both.
    """
    if (space.building_id, day) in stock.exceptions:
        return _hours_of_building(stock, space.building_id, day)
    own = [h for h in stock.weekly_hours(day.weekday(), space.id) if h.holds_on(day)]
    return tuple(sorted(h.on(day) for h in own)) or _hours_of_building(
        stock, space.building_id, day
    )


def hours_since(stock: Stock, space: BookableSpace, day: date) -> date | None:
    """Since when ``space`` keeps the hours that it has on ``day``; None for a single day's."""
    if (space.building_id, day) in stock.exceptions:
        return None
    own = [h for h in stock.weekly_hours(day.weekday(), space.id) if h.holds_on(day)]
    usual = [h for h in stock.weekly_hours(day.weekday(), None)
             if h.building_id == space.building_id and h.holds_on(day)]  # fmt: skip
    return max((h.valid_from for h in own or usual), default=None)


def building_periods(stock: Stock, building_id: int, day: date) -> list[Period]:
    """When the building as a whole is open on ``day``: its hours less what closes all of it."""
    shut = [closure.period for closure in stock.closures if closure.building_id == building_id]
    return [
        free for hours in _hours_of_building(stock, building_id, day) for free in gaps(hours, shut)
    ]


def _hours_of_building(stock: Stock, building_id: int, day: date) -> Sequence[Period]:
    """The same for each of hundreds of spaces."""
    exception = stock.exceptions.get((building_id, day))
    if exception is not None:
        if exception.opens is None or exception.closes is None:
            return ()
        return (local_period(day, exception.opens, exception.closes),)
    key = (_hours_of_building, building_id, day)
    return _kept(stock, key, lambda: _usual_hours(stock, building_id, day))


def _usual_hours(stock: Stock, building_id: int, day: date) -> Sequence[Period]:
    usual = stock.weekly_hours(day.weekday(), None)
    return tuple(
        sorted(h.on(day) for h in usual if h.building_id == building_id and h.holds_on(day))
    )


def closures_of(stock: Stock, space: BookableSpace, day: date, period: Period) -> list[Closure]:
    """The closures that make ``space`` unusable at some moment of ``period``.

    What is closed closes whatever shares a unit with it, as a claim takes it: A with A+B.
    """
    at_hand = [closure for closure in stock.closures if closure.period.overlaps(period)]
    if not at_hand:
        return []
    zone = stock.zone_of(space, day)
    floor_id = zone.floor_id if zone else None
    same_walls = {each.id for each in stock.sharing_units(frozenset(space.unit_ids))}

    def hits(closure: Closure) -> bool:
        return (
            closure.space_id in same_walls
            or (closure.zone_id is not None and zone is not None and closure.zone_id == zone.id)
            or (closure.floor_id is not None and closure.floor_id == floor_id)
            or closure.building_id == space.building_id
        )

    return [closure for closure in at_hand if hits(closure)]


def external_times(stock: Stock, space: BookableSpace, period: Period) -> ExternalTimes:
    """When during ``period`` calendars from outside hold ``space``, or show it as busy.

    As a claim, they take whatever shares a unit with the space that they are of.
    """
    if not stock.external:
        return NO_TIMES
    sharing = stock.sharing_units(frozenset(space.unit_ids))
    known = [stock.external[each.id] for each in sharing if each.id in stock.external]
    return ExternalTimes(
        holding=united(part for each in known for part in within(each.holding, period)),
        shown=united(part for each in known for part in within(each.shown, period)),
    )


@_reckoned_once
def usable_periods(stock: Stock, space: BookableSpace, day: date) -> Sequence[Period]:
    """When ``space`` can really be used on ``day``: opening hours less closures.

    Nor can it be used while a calendar from outside holds it. This is W of the occupancy
    figures: the denominator (occupancy.md §2).
    """
    if space.term_on(day) is None:
        return ()
    open_periods = opening_periods(stock, space, day)
    shut = [_shut_within(stock, space, day, hours) for hours in open_periods]
    if not any(shut):
        return open_periods  # as all their neighbours: nothing is kept twice
    return tuple(
        free for hours, taken in zip(open_periods, shut, strict=True) for free in gaps(hours, taken)
    )


def _shut_within(stock: Stock, space: BookableSpace, day: date, hours: Period) -> list[Period]:
    closed = [closure.period for closure in closures_of(stock, space, day, hours)]
    return [*closed, *external_times(stock, space, hours).holding]


@_reckoned_once
def usable_spans(stock: Stock, space: BookableSpace, day: date) -> Sequence[Span]:
    """:func:`usable_periods` in minutes: whoever looks at hundreds of spaces compares these."""
    return _spans(tuple(usable_periods(stock, space, day)))


@lru_cache(maxsize=1000)
def _spans(periods: tuple[Period, ...]) -> Sequence[Span]:
    return tuple(span_of(period) for period in periods)
