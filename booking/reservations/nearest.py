"""The nearest period that the house rules and the hours of a place allow, free or not. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from booking.foundation.local_time import day_of, to_local
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
"""So many days beyond what its own rules name is looked for, as far as the rules of each allow."""

Allows = Callable[[Period], bool]
"""Whether more than rules and hours lets one have that time."""
Near = tuple[timedelta, Period]
"""How far off, and when."""
Known = dict[date, Near | None]
"""What came nearest on each day that was looked at, for one clock, the same places and person."""
RulesOn = Callable[[date], HouseRules]
"""The house rules of a day, as they are for who asks."""


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
    rules_on: RulesOn,
    now: datetime,
    kept: Period | None = None,
    allows: Allows = anything,
    known: Known | None = None,
) -> Period | None:
    """On the nearest day the one that differs least from ``wish``, by its begin and its end.

    None in vain. Each day keeps its own rules. ``kept`` is the period of the reservation that
    would move to it. ``allows`` is asked last, of the nearest first. ``known`` is kept by who asks
    of many days: no day is looked at twice.
    """
    asked = _Asked(wish, spaces, stock, rules_on, now, kept)
    known = {} if known is None else known

    def nearest_on(day: date) -> Near | None:
        if day not in known:
            found = sorted(set(asked.near(day)))
            known[day] = next((n for n in found if asked.is_allowed(n[1]) and allows(n[1])), None)
        return known[day]

    rings = _outward(asked.day, around=asked.day_by_its_rules)
    found = (min(filter(None, map(nearest_on, days)), default=None) for days in rings)
    return next((near[1] for near in found if near is not None), None)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is looked for, and by what rules."""

    wish: Period
    spaces: Sequence[BookableSpace]
    stock: Stock
    rules_on: RulesOn
    now: datetime
    kept: Period | None

    @property
    def day(self) -> date:
        return day_of(self.wish.starts_at)

    @property
    def day_by_its_rules(self) -> date:
        """The nearest that the rules of the day asked for let one reserve."""
        return day_of(_within(self.wish, *self._bounds(self.day)).starts_at)

    def near(self, day: date) -> Iterator[tuple[timedelta, Period]]:
        """What of that day comes nearest, and how far it is off."""
        earliest, latest = self._bounds(day)
        if not day_of(earliest) <= day <= day_of(latest):
            return
        asked = self.wish if day == self.day_by_its_rules else _same_clock(self.wish, day)
        aim = _as_long_as_allowed(_within(asked, earliest, latest), self.rules_on(day))
        grain = timedelta(minutes=max(space.grain_minutes for space in self.spaces))
        for period in _near(aim, day, self.spaces[0], self.stock, grain, earliest):
            yield _distance(period, asked), period

    def is_allowed(self, period: Period) -> bool:
        rules = self.rules_on(day_of(period.starts_at))
        now = asked_at(period, kept=self.kept, rules=rules, now=self.now)
        return all(_is_open(period, space, self.stock, rules, now) for space in self.spaces)

    def _bounds(self, day: date) -> tuple[datetime, datetime]:
        """Between which starts the rules of ``day`` let one reserve."""
        rules, start = self.rules_on(day), self.wish.starts_at
        earliest = max(earliest_start(space, rules, now=self.now) for space in self.spaces)
        latest = self.now + rules.ahead_max
        if self.kept is not None and self.kept.starts_at == start:
            return min(earliest, start), max(latest, start)
        return earliest, latest


def _is_open(
    period: Period, space: BookableSpace, stock: Stock, rules: HouseRules, now: datetime
) -> bool:
    if objections_to_time(period, space, rules=rules, now=now):
        return False
    return any(
        hours.holds(period) for hours in usable_periods(stock, space, day_of(period.starts_at))
    )


def _same_clock(period: Period, day: date) -> Period:
    """A time that the spring night skips is an hour later."""
    start = datetime.combine(day, to_local(period.starts_at).timetz()).astimezone(UTC)
    return period.shifted(start - period.starts_at)


def _outward(own: date, *, around: date) -> Iterator[set[date]]:
    """The day itself, then those beside it, and so on, until well beyond ``around``."""
    most = timedelta(days=LOOKED_DAYS)
    start = max(min(own, around + most), around - most)
    for offset in range(2 * LOOKED_DAYS + 1):
        reach = timedelta(days=offset)
        yield {start - reach, start + reach}


def _within(wish: Period, earliest: datetime, latest: datetime) -> Period:
    """As long as ``wish``, between these starts."""
    return wish.shifted(max(min(wish.starts_at, latest), earliest) - wish.starts_at)


def _as_long_as_allowed(wish: Period, rules: HouseRules) -> Period:
    length = min(max(wish.duration, rules.duration_min), rules.duration_max)
    return Period(wish.starts_at, wish.starts_at + length)


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
