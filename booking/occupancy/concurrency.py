"""How many spaces were in use at one and the same minute, pure (occupancy.md, metrics 5-7, 13).

The level of each minute is a running sum: up where a stretch begins, down where it ends. All
times are whole minutes, so nothing is put into bins: two meetings of which one ends when the
other begins are never at once, and a stretch of no minutes is nowhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from booking.occupancy.arrays import DayArrays
from booking.occupancy.measures import P95_DAYS_MIN
from booking.occupancy.records import Ints, Pieces

MINUTES_MAX = 1500
"""Of the longest day, in autumn."""
SUSTAINED_MINUTES = 30
SAMPLES = 1_000
INTERVAL = (0.025, 0.975)


def levels_of(arrays: DayArrays, pieces: Pieces) -> Ints:
    """K(t) (gelijktijdig gebruik; metric 5): a row a day, a column a minute since midnight.

    Unit: spaces. Range: 0 up to all there are. Source: the lines of counted days.
    """
    return _levels(len(arrays.days), arrays.line_day[pieces.line], pieces.begin, pieces.end)


def open_levels(arrays: DayArrays) -> Ints:
    """How many spaces were open, in the same form."""
    return _levels(len(arrays.days), arrays.house_day, arrays.house["begin"], arrays.house["end"])


def _levels(day_count: int, day: Ints, begin: Ints, end: Ints) -> Ints:
    width = MINUTES_MAX + 1
    size = day_count * width
    row = day.astype(np.int64) * width
    steps = np.bincount(row + begin, minlength=size) - np.bincount(row + end, minlength=size)
    found = np.cumsum(steps.reshape(day_count, width), axis=1, dtype=np.int32)
    return found[:, :MINUTES_MAX]


def daily_peaks(levels: Ints) -> Ints:
    """The highest level of each day (dagpiek; metric 6).

    Unit: spaces. Range: 0 up to all there are. Source: :func:`levels_of`.
    """
    found: Ints = levels.max(axis=1, initial=0)
    return found


def sustained_peaks(levels: Ints, minutes: int = SUSTAINED_MINUTES) -> Ints:
    """The highest level that a day held for ``minutes`` on end (metric 6).

    Unit: spaces. Range: 0 up to the daily peak. Source: :func:`levels_of`.
    """
    lowest, width = levels, 1
    while width < minutes:
        step = min(width, minutes - width)
        lowest = np.minimum(lowest[:, :-step], lowest[:, step:])
        width += step
    found: Ints = lowest.max(axis=1, initial=0)
    return found


def duration_curve(levels: Ints, opened: Ints) -> Ints:
    """Minutes of open time in which at least k spaces were in use; k is the position."""
    at_level = np.bincount(levels[opened > 0])
    found: Ints = np.cumsum(at_level[::-1])[::-1]
    return found


def full_minutes(arrays: DayArrays, seats: int) -> Ints:
    """Minutes of each day without a free space of ``seats`` or more (volgeboekt; metric 13).

    Only minutes in which such a space was open at all; reserved counts as not free.
    Unit: minutes a day. Range: 0–1500. Source: reservations and opening hours of each day.
    """
    large = arrays.house["capacity"] >= seats
    held = arrays.held.of_lines(arrays.line_capacity >= seats)
    opened = _levels(len(arrays.days), arrays.house_day[large],
                     arrays.house["begin"][large], arrays.house["end"][large])  # fmt: skip
    free = opened - levels_of(arrays, held)
    found: Ints = ((opened > 0) & (free <= 0)).sum(axis=1)
    return found


@dataclass(frozen=True, slots=True)
class PeakSummary:
    """The peaks of ``day_count`` days (metric 7). ``p95`` and its interval need P95_DAYS_MIN.

    ``low`` and ``high``: between what two numbers P95 lies in 95 of 100 draws of other such
    weeks; whole weeks are drawn, since days of one week are alike.
    """

    day_count: int
    p50: int
    p90: int
    p95: int | None
    highest: int
    low: int | None
    high: int | None


def summary_of(peaks: Sequence[int] | Ints, days: Sequence[int] | Ints) -> PeakSummary | None:
    """Of the peaks of ``days`` (ordinals); None of no days at all (metric 7).

    Unit: spaces. Range: 0 up to all there are. Source: :func:`daily_peaks`, and draws of whole
    weeks that are always alike.
    """
    values, ordinals = np.asarray(peaks), np.asarray(days)
    if not len(values):
        return None
    ordered = np.sort(values)
    p50, p90, p95 = (int(ordered[rank_of(percent, len(ordered))]) for percent in (50, 90, 95))
    has_p95 = len(values) >= P95_DAYS_MIN
    low, high = _interval(values, ordinals) if has_p95 else (None, None)
    return PeakSummary(len(values), p50, p90, p95 if has_p95 else None, int(ordered[-1]), low, high)


def rank_of(percent: int, count: int) -> int:
    """The position of the nearest rank: the ⌈p·n⌉-th, from 0."""
    return -(-percent * count // 100) - 1


def _interval(values: Ints, ordinals: Ints) -> tuple[int, int]:
    """Monday is 1 modulo 7: days of one week share the quotient."""
    _, week = np.unique((ordinals - 1) // 7, return_inverse=True)
    levels, level = np.unique(values, return_inverse=True)
    week_count = int(week.max()) + 1
    at_level = np.zeros((week_count, len(levels)))
    np.add.at(at_level, (week, level), 1)
    # of each draw how many of its days are at a level or below; small whole numbers, so exact
    days = _draws(week_count) @ np.cumsum(at_level, axis=1)
    wanted = np.maximum(-(-95 * days[:, -1:] // 100), 1)
    found = np.sort(levels[np.argmax(days >= wanted, axis=1)])
    low, high = (int(found[int(share * (SAMPLES - 1))]) for share in INTERVAL)
    return low, high


@lru_cache(maxsize=8)
def _draws(week_count: int) -> Ints:
    """How often each week is in each draw: always the same draws."""
    shares = np.full(week_count, 1 / week_count)
    found: Ints = np.random.default_rng(0).multinomial(week_count, shares, size=SAMPLES)
    return found.astype(np.float64)


def weekdays_of(days: Ints) -> Ints:
    """0 is Monday."""
    found: Ints = (days + 6) % 7
    return found
