"""What time is left on a day, and what part of it is nearest to a wish. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from booking.foundation.local_time import day_of
from booking.foundation.periods import Period, gaps
from booking.reservations.values import HouseRules
from booking.spaces.rules import usable_periods
from booking.spaces.values import BookableSpace, LayoutKind, Stock


def free_periods(
    space: BookableSpace,
    within: Period,
    *,
    stock: Stock,
    taken: Iterable[Period],
    layout: LayoutKind | None = None,
) -> list[Period]:
    """When ``space`` can still be reserved during ``within`` (one local day), buffers kept."""
    # a hold of ours reaches from `before` ahead of its start to `after` past its end
    before, after = (timedelta(minutes=minutes) for minutes in space.buffers(layout))
    blocked = [t.padded(before=after, after=before) for t in taken]
    return [
        free
        for usable in usable_periods(stock, space, day_of(within.starts_at))
        if (part := usable.meet(within)) is not None
        for free in gaps(part, blocked)
    ]


def earliest_start(space: BookableSpace, rules: HouseRules, *, now: datetime) -> datetime:
    """The first start on the grain that is neither past nor without enough notice."""
    grain, notice = timedelta(minutes=space.grain_minutes), rules.notice_for(space)
    return _grain_after(now + notice, grain) if notice else _grain_before(now, grain)


def from_now(space: BookableSpace, minutes: int, now: datetime) -> Period:
    """From the running grain until the first grain border after ``minutes`` from now."""
    grain = timedelta(minutes=space.grain_minutes)
    end = now.replace(microsecond=0) + timedelta(minutes=minutes)
    return Period(_grain_before(now, grain), _grain_after(end, grain))


def nearest_times(
    wish: Period, free: Sequence[Period], *, grain: timedelta, not_before: datetime
) -> list[Period]:
    """Periods as long as ``wish`` that fit in ``free``, the nearest start first, one per gap.

    They start and end on the grain; a wish off the grain gets the next longer length.
    ``not_before`` is what :func:`earliest_start` says.
    """
    length = -(-wish.duration // grain) * grain
    found: list[Period] = []
    for gap in free:
        begin = max(_grain_after(gap.starts_at, grain), not_before)
        latest = _grain_before(gap.ends_at - length, grain)
        if begin <= latest:
            start = min(max(_grain_before(wish.starts_at, grain), begin), latest)
            found.append(Period(start, start + length))
    return sorted(found, key=lambda p: (abs(p.starts_at - wish.starts_at), p.starts_at))


def shorter(
    wish: Period, free: Sequence[Period], *, shortest: timedelta, grain: timedelta
) -> Period | None:
    """The longest part of ``wish`` that is free, on the grain, when it is worth having."""
    parts = [
        whole
        for gap in free
        if (part := gap.meet(wish)) is not None and (whole := whole_grains(part, grain)) is not None
    ]
    longest = max(parts, key=lambda part: part.duration, default=None)
    return longest if longest is not None and longest.duration >= shortest else None


def whole_grains(period: Period, grain: timedelta) -> Period | None:
    """The part of ``period`` that starts and ends on the grain; None when it is too short."""
    begin, end = _grain_after(period.starts_at, grain), _grain_before(period.ends_at, grain)
    if (begin, end) == (period.starts_at, period.ends_at):
        return period
    return Period(begin, end) if begin < end else None


@lru_cache(maxsize=10_000)
def _grain_before(instant: datetime, grain: timedelta) -> datetime:
    """``instant`` itself or the first grain border before it: the running grain is still now."""
    seconds = int(instant.timestamp())
    return instant.replace(microsecond=0) - timedelta(seconds=seconds % int(grain.total_seconds()))


@lru_cache(maxsize=10_000)
def _grain_after(instant: datetime, grain: timedelta) -> datetime:
    before = _grain_before(instant, grain)
    return before if before == instant else before + grain
