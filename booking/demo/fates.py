"""Layer three of a year: what becomes of a reservation, and how much of it is known when.

All times are moments (see moments.py).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import log
from random import Random
from typing import Final

from booking.demo.moments import DAY_MINUTES, awake, instant, moment
from booking.demo.opening import FRIDAY
from booking.demo.records import Outcome

ROOM_GRACE_MINUTES: Final = 15  # a room that nobody came to is released after these
DESK_GRACE_MINUTES: Final = 150  # a desk held for the day waits longer
CHECK_IN_BEFORE_MINUTES: Final = 15
EARLY_END_SHARE: Final = 0.2  # of meetings that stop before their time
WEEKEND_MOVES_SHARE: Final = 0.8  # of wishes that would be made in a weekend come on Friday
CREATED_BETWEEN: Final = (7 * 60 + 30, 19 * 60)


@dataclass(frozen=True, slots=True)
class Fate:
    """At most one of the three happens: cancelled, released as a no-show, or checked in."""

    cancelled: int | None = None
    released: int | None = None
    checked_in: int | None = None
    ended: int | None = None

    def frees_from(self, end: int) -> int:
        """From when the space is really free again, when it was reserved until ``end``."""
        return self.released or self.ended or end


@dataclass(frozen=True, slots=True)
class Odds:
    """Chances of a kind of reservation; ``late`` is that of an early-made one that is cancelled.

    One made within a day of its start can only be cancelled late; the chance for the
    others is set so that half of all cancellations come within 24 hours.
    """

    cancelled: float
    no_show: float
    late: float = 0.42


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a fate at some moment, in the words of a reservation."""

    outcome: Outcome
    checked_in_at: datetime | None = None
    ended_at: datetime | None = None
    cancelled_at: datetime | None = None
    due_at: datetime | None = None
    """When it will be released: nobody is going to come."""


@dataclass(frozen=True, slots=True)
class Lead:
    """How long before its start something is reserved: lognormal around a median in days."""

    median_days: float
    spread: float
    days_max: int
    days_min: int = 0


def draw_fate(rng: Random, created: int, begin: int, end: int, odds: Odds) -> Fate:
    if rng.random() < odds.cancelled:
        return Fate(cancelled=draw_cancellation(rng, created, begin, odds.late))
    if rng.random() < odds.no_show:
        return Fate(released=min(begin + ROOM_GRACE_MINUTES, end))
    checked_in = begin + int(12 * rng.random() ** 2)
    ended = end
    if rng.random() < EARLY_END_SHARE:
        ended = end - int((end - begin) * rng.uniform(0.1, 0.4))
    return Fate(checked_in=checked_in, ended=max(ended, checked_in + 1))


def draw_cancellation(rng: Random, created: int, begin: int, late: float) -> int:
    """A moment after ``created`` and before ``begin``, for ``late`` of them in the last day."""
    last_day = max(created, begin - DAY_MINUTES)
    first, last = (last_day, begin) if rng.random() < late else (created, last_day)
    if first == last:
        first, last = created, begin
    drawn = awake(first + int((last - first) * rng.random()))
    return min(max(drawn, created + 1), begin - 1)


def draw_wished(rng: Random, day: date, begin_minute: int, lead: Lead) -> int:
    """The moment at which somebody wishes for something on ``day``."""
    drawn = round(rng.lognormvariate(log(lead.median_days), lead.spread))
    days = min(max(drawn, lead.days_min), lead.days_max)
    if days == 0:
        return same_day(rng, day, begin_minute)
    return days_before(rng, day, days)


def same_day(rng: Random, day: date, begin_minute: int) -> int:
    first = CREATED_BETWEEN[0] - 60
    return moment(day, first + int((begin_minute - 5 - first) * rng.random()))


def days_before(rng: Random, day: date, days: int) -> int:
    wished_on = day - timedelta(days=days)
    weekend = wished_on.weekday() - FRIDAY
    if weekend > 0 and rng.random() < WEEKEND_MOVES_SHARE:
        wished_on -= timedelta(days=weekend)
    first, last = CREATED_BETWEEN
    return moment(wished_on, first + int((last - first) * rng.random()))


def known_at(seen: int, fate: Fate) -> Known:
    """What somebody who looks at ``seen`` can know; the rest is still planned."""
    if fate.cancelled is not None and fate.cancelled <= seen:
        return Known("cancelled", cancelled_at=instant(fate.cancelled))
    if fate.released is not None and fate.released <= seen:
        return Known("no_show", ended_at=instant(fate.released))
    if fate.checked_in is not None and fate.checked_in <= seen:
        over = fate.ended is not None and fate.ended <= seen
        ended_at = instant(fate.ended) if over and fate.ended else None
        return Known("used", checked_in_at=instant(fate.checked_in), ended_at=ended_at)
    return Known("planned", due_at=instant(fate.released) if fate.released else None)
