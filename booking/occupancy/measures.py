"""What the figures mean, pure: each measure by its formula, its unit and where it comes from.

The definitions are those of occupancy.md section 2. Everywhere W is the time that spaces
were open (opening hours less closures and holidays and what calendars from outside hold, with the
stock as it was on that day) and c their capacity. A rate is between 0 and 1; without open time
there is none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from booking.occupancy.values import Sums

N = TypeVar("N", bound=float)

P95_DAYS_MIN = 20
"""Of fewer days the 95th percentile is the maximum, and says nothing of its own."""


def booked_rate(sums: Sums) -> float | None:
    """Σ reserved minutes within W / Σ W (metric 1); up to when it was given back.

    Unit: share. Range: 0–1. Source: reservations, and the opening hours of each day.
    """
    return _rate(sums.booked_minutes, sums.open_minutes)


def occupancy_rate(sums: Sums) -> float | None:
    """Σ minutes from check-in to leaving within W / Σ W (metric 2).

    Unit: share. Range: 0–1. Source: check-ins, and the opening hours of each day.
    """
    return _rate(sums.used_minutes, sums.open_minutes)


def seat_fill_rate(sums: Sums) -> float | None:
    """Σ people × minutes of use / Σ c × minutes of use (metric 3): only while in use.

    Unit: share. Range: 0–1. Source: check-ins, the people that were given and the capacity on
    that day.
    """
    return _rate(sums.used_person_minutes, sums.used_seat_minutes)


def utilisation_rate(sums: Sums) -> float | None:
    """Σ people × minutes of use / Σ c × W (metric 4); of one room it is metric 2 × metric 3.

    Unit: share. Range: 0–1. Source: check-ins, people, capacity and opening hours of each day.
    """
    return _rate(sums.used_person_minutes, sums.open_seat_minutes)


def no_show_rate(sums: Sums) -> float | None:
    """No-shows / reservations on which check-in was asked for (metric 8, no-show).

    Unit: share. Range: 0–1. Source: reservations that were released or ended without check-in.
    """
    return _rate(sums.no_show_count, sums.awaited_count)


def coverage(sums: Sums) -> float | None:
    """Reservations on which somebody checked in / all of them (metric 18).

    Use is known of these only. The rest are no-shows and people who did not check in.
    Unit: share. Range: 0–1. Source: check-ins.
    """
    return _rate(sums.check_in_count, sums.reservation_count)


def _rate(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def nearest_rank(values: Sequence[N], percent: int) -> N:
    """The percentile as one of ``values`` (in order, at least one): the ⌈p·n⌉-th (metric 7).

    In whole numbers: 0.95 × 60 is not 57 in floating point.
    Unit: that of ``values``. Range: theirs. Source: occupancy.md section 2.
    """
    assert 0 < percent <= 100, "a percentile between 0 and 100"  # noqa: PLR2004
    return values[-(-percent * len(values) // 100) - 1]


@dataclass(frozen=True, slots=True)
class PeakStatistics:
    """The peaks of ``day_count`` days, in spaces at the same minute (metrics 6 and 7)."""

    day_count: int
    p50: int
    p90: int
    p95: int | None
    """None when there are fewer than P95_DAYS_MIN days."""
    highest: int

    @classmethod
    def of(cls, peaks: Iterable[int]) -> "PeakStatistics | None":
        """None of no days at all."""
        ordered = sorted(peaks)
        if not ordered:
            return None
        has_p95 = len(ordered) >= P95_DAYS_MIN
        return cls(
            day_count=len(ordered),
            p50=nearest_rank(ordered, 50),
            p90=nearest_rank(ordered, 90),
            p95=nearest_rank(ordered, 95) if has_p95 else None,
            highest=ordered[-1],
        )
