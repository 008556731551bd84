"""The busiest hour of the week by size, pure, with what a formula says of it.

A check beside the exact count, and a model where the count itself falls short: rooms that were
full turn away people whom nobody counted (occupancy.md sections 4.7 and 4.8).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from booking.foundation.local_time import TOWN_HALL, from_epoch_minutes
from booking.occupancy.sizing.erlang import offered_load, rooms_for
from booking.occupancy.sizing.values import Asked, Mix
from booking.occupancy.sizing.wants import Demand

HOUR = 60
FULL_MAX = 0.05
"""Of the busiest hour: a size that is full for more of it hides what was asked."""

Cell = tuple[int, int]
"""Weekday from Monday 0, and hour of the wall clock."""


@dataclass(frozen=True, slots=True)
class BusiestHour:
    """Of all meetings that need class ``smallest`` or a larger one."""

    smallest: int
    weekday: int
    hour: int
    day_count: int
    """Such weekdays were measured."""
    load: float
    """Meetings at once on average, those included that were refused and written down."""
    carried: float
    """The same without those."""
    full: float | None
    """The part of the hour in which as many were held as there are rooms for them, 0–1; None
    where there is no such room."""
    rooms_by_formula: int
    offered: float | None
    """What must have been asked for, by the formula; None where the rooms were seldom full, or
    always, so that nobody can say."""


def busiest_hours(demand: Demand, rooms_now: Mix) -> list[BusiestHour]:
    """By class, as far as there are meetings that need it."""
    weekdays = Counter(day.weekday() for day in demand.dates)
    found = []
    for smallest in range(len(rooms_now)):
        asked = [it for it in demand.asked if it.meeting.smallest >= smallest]
        if asked:
            found.append(_busiest(smallest, asked, sum(rooms_now[smallest:]), weekdays))
    return found


def _busiest(
    smallest: int, asked: Sequence[Asked], rooms: int, weekdays: Counter[int]
) -> BusiestHour:
    loads = _loads(asked, weekdays)
    at = max(sorted(loads), key=lambda cell: loads[cell])
    held = [it for it in asked if not it.is_refused]
    carried = _loads(held, weekdays).get(at, 0.0)
    full = _full(held, at, rooms) / (HOUR * weekdays[at[0]]) if rooms else None
    is_known = full is not None and full > FULL_MAX and 0 < carried < rooms
    return BusiestHour(
        smallest, *at, weekdays[at[0]], loads[at], carried, full, rooms_for(loads[at]),
        offered_load(carried, rooms) if is_known else None,
    )  # fmt: skip


def _loads(asked: Iterable[Asked], weekdays: Counter[int]) -> dict[Cell, float]:
    minutes: Counter[Cell] = Counter()
    for it in asked:
        minutes.update(_hours_of(it))
    return {(weekday, hour): count / (HOUR * weekdays[weekday])
            for (weekday, hour), count in minutes.items() if weekdays[weekday]}  # fmt: skip


def _hours_of(asked: Asked) -> Counter[Cell]:
    """Minutes in each hour of the week; an hour of the wall clock begins on a whole hour of UTC."""
    found: Counter[Cell] = Counter()
    begin, end = asked.meeting.begin, asked.meeting.end
    while begin < end:
        until = min(end, begin - begin % HOUR + HOUR)
        found[_cell(begin)] += until - begin
        begin = until
    return found


@lru_cache(maxsize=20_000)
def _cell(minute: int) -> Cell:
    at = from_epoch_minutes(minute).astimezone(TOWN_HALL)
    return at.weekday(), at.hour


def _full(held: Iterable[Asked], at: Cell, rooms: int) -> int:
    """Minutes in that hour, all such weeks together, with as many meetings as rooms or more."""
    present: Counter[int] = Counter()
    for it in held:
        begin, end = it.meeting.begin, it.meeting.end
        for hour in range(begin - begin % HOUR, end, HOUR):
            if _cell(hour) == at:
                present.update(range(max(begin, hour), min(end, hour + HOUR)))
    return sum(count >= rooms for count in present.values())
