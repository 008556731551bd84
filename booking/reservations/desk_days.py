"""The days of a desk, pure: its opening hours, what is left of them, last week's hours again."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import islice

from booking.foundation.errors import Refused
from booking.foundation.local_time import local_period, to_local
from booking.foundation.periods import Period
from booking.spaces.rules import opening_periods
from booking.spaces.values import BookableSpace, SpaceKind, Stock

LOOKED_AHEAD_DAYS = 30
"""No house is closed longer than this between two days on which it is open."""


def desk_hours(stock: Stock, day: date) -> Period | None:
    """The hours that most desks keep on ``day``; None when the house is shut then."""
    desks = stock.spaces_on(day, SpaceKind.DESK)
    alike = Counter((desk.building_id, _own_hours_of(stock, desk, day)) for desk in desks)
    one_of = {(desk.building_id, _own_hours_of(stock, desk, day)): desk for desk in desks}
    hours: Counter[Period] = Counter()
    for kind, desk_count in alike.items():
        for period in _longest(opening_periods(stock, one_of[kind], day)):
            hours[period] += desk_count
    return min(hours, key=lambda period: (-hours[period], period)) if hours else None


def _own_hours_of(stock: Stock, desk: BookableSpace, day: date) -> int | None:
    """What tells desks apart that keep other hours than their building."""
    return desk.id if stock.weekly_hours(day.weekday(), desk.id) else None


def _longest(periods: Sequence[Period]) -> list[Period]:
    return sorted(periods, key=lambda period: period.duration)[-1:]


def still_ahead(period: Period, *, stock: Stock, now: datetime) -> Period | None:
    """What can still be reserved of ``period``: from the running grain on; None when over.

    The start suits every desk: it lies on the coarsest grain, and not in the past of the
    finest.
    """
    grains = [space.grain_minutes for space in stock.spaces.values() if space.is_desk]
    coarse, fine = (timedelta(minutes=pick(grains, default=15)) for pick in (max, min))
    start = now.replace(microsecond=0) - timedelta(
        seconds=int(now.timestamp()) % int(coarse.total_seconds())
    )
    if start + fine <= now:
        start += coarse
    if start >= period.ends_at:
        return None
    return Period(max(start, period.starts_at), period.ends_at)


def open_days_after(stock: Stock, day: date, count: int) -> list[date]:
    """The next ``count`` days on which desks are open; fewer when the house stays shut."""
    coming = (day + timedelta(days=n) for n in range(1, LOOKED_AHEAD_DAYS + 1))
    return list(islice((each for each in coming if desk_hours(stock, each) is not None), count))


def same_hours(period: Period, day: date, within: Period) -> Period | None:
    """The wall-clock hours of ``period`` on ``day``, as far as they lie ``within``.

    None when nothing is left of them, or when the clock skips them that night.
    """
    try:
        again = local_period(
            day, to_local(period.starts_at).time(), to_local(period.ends_at).time()
        )
    except (Refused, ValueError):
        return None
    return again.meet(within)
