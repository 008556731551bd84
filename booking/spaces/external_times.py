"""When calendars from outside hold a space, or only show it as busy. Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from booking.foundation.periods import START, Period


@dataclass(frozen=True, slots=True)
class ExternalTimes:
    """Of one space; each in order and without overlap, so that a day is found and not searched."""

    holding: Sequence[Period] = ()
    """Nobody can reserve it then."""
    shown: Sequence[Period] = ()
    """It can be reserved all the same."""


NO_TIMES = ExternalTimes()


def united(periods: Iterable[Period]) -> tuple[Period, ...]:
    """``periods`` (any order, may overlap) in order; neighbours become one."""
    found: list[Period] = []
    for period in sorted(periods):
        if found and period.starts_at <= found[-1].ends_at:
            end = max(found[-1].ends_at, period.ends_at)
            found[-1] = Period(found[-1].starts_at, end)
        else:
            found.append(period)
    return tuple(found)


def within(periods: Sequence[Period], frame: Period) -> list[Period]:
    """The parts of ``periods``, which are :func:`united`, that lie in ``frame``."""
    first = max(bisect_right(periods, frame.starts_at, key=START) - 1, 0)
    found: list[Period] = []
    for period in periods[first:]:
        if period.starts_at >= frame.ends_at:
            break
        found += filter(None, [period.meet(frame)])
    return found
