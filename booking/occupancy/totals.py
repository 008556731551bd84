"""A counted day added up, pure: per zone and for the whole building, with its peaks.

A peak is found by a sweep line over minutes, not over quarters or hours: bins would add two
meetings of which one begins after the other has ended (occupancy.md, metrics 5 and 6).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate

from booking.foundation.local_time import local_day, to_local
from booking.foundation.periods import Span
from booking.occupancy.rules import QUARTER, DayCounts, QuarterCounts, SpaceDay
from booking.occupancy.values import WHOLE_BUILDING
from booking.spaces.values import SpaceKind

Scope = tuple[int, int, SpaceKind]
"""Building, zone (or WHOLE_BUILDING), kind."""


@dataclass(frozen=True, slots=True)
class Total:
    """The columns of FactTotal that are not its key."""

    space_count: int
    open_minutes: int
    booked_minutes: int
    used_minutes: int
    used_person_minutes: int
    open_seat_minutes: int
    used_seat_minutes: int
    reservation_count: int
    no_show_count: int
    check_in_count: int
    awaited_count: int
    booked_peak: int
    used_peak: int


def peak(spans: Iterable[Span]) -> int:
    """The most of ``spans`` that run at one and the same minute; who ends makes room first."""
    edges = sorted(
        edge for begin, end in spans if begin < end for edge in ((begin, 1), (end, -1))
    )  # at the same minute -1 comes before 1
    return max(accumulate(step for _, step in edges), default=0)


def totals_of(counted: DayCounts) -> dict[Scope, Total]:
    """By scope: each zone with spaces of a kind, and the building they stand in."""
    members: dict[Scope, list[SpaceDay]] = defaultdict(list)
    for it in counted.spaces:
        for zone_id in (it.zone_id, WHOLE_BUILDING):
            members[it.space.building_id, zone_id, it.space.kind].append(it)
    return {scope: _total(some) for scope, some in members.items()}


def _total(spaces: Sequence[SpaceDay]) -> Total:
    stays = [stay for it in spaces for stay in it.stays]
    return Total(
        space_count=sum(it.open_minutes > 0 for it in spaces),
        open_minutes=sum(it.open_minutes for it in spaces),
        booked_minutes=sum(it.booked_minutes for it in spaces),
        used_minutes=sum(it.used_minutes for it in spaces),
        used_person_minutes=sum(it.used_person_minutes for it in spaces),
        open_seat_minutes=sum(it.capacity * it.open_minutes for it in spaces),
        used_seat_minutes=sum(it.capacity * it.used_minutes for it in spaces),
        reservation_count=len(stays),
        no_show_count=sum(stay.is_no_show for stay in stays),
        check_in_count=sum(stay.is_checked_in for stay in stays),
        awaited_count=sum(stay.is_awaited for stay in stays),
        booked_peak=peak(span for it in spaces for span in it.booked),
        used_peak=peak(span for it in spaces for span in it.used),
    )


def hours_of(counted: DayCounts, day: date) -> dict[tuple[Scope, int], QuarterCounts]:
    """By scope and hour of the wall clock; each list of the counts holds one number.

    On the autumn night the hour from 2 to 3 is there twice and has both its minutes.
    """
    buildings = {it.zone_id: it.space.building_id for it in counted.spaces}
    found: dict[tuple[Scope, int], QuarterCounts] = {}
    for (zone_id, kind), counts in counted.quarters.items():
        for hour, quarters in _quarters_by_hour(day, len(counts.open_minutes)).items():
            minutes = _sums(counts, quarters)
            if minutes[0]:
                for of in (zone_id, WHOLE_BUILDING):
                    _add(found, ((buildings[zone_id], of, kind), hour), minutes)
    return found


@lru_cache(maxsize=100)
def _quarters_by_hour(day: date, count: int) -> Mapping[int, list[int]]:
    midnight = local_day(day).starts_at
    found: dict[int, list[int]] = defaultdict(list)
    for quarter in range(count):
        hour = to_local(midnight + timedelta(minutes=QUARTER * quarter)).hour
        found[hour].append(quarter)
    return found


def _add(
    found: dict[tuple[Scope, int], QuarterCounts],
    key: tuple[Scope, int],
    minutes: tuple[int, int, int],
) -> None:
    total = found.setdefault(key, QuarterCounts([0], [0], [0]))
    total.open_minutes[0] += minutes[0]
    total.booked_minutes[0] += minutes[1]
    total.used_minutes[0] += minutes[2]


def _sums(counts: QuarterCounts, quarters: Sequence[int]) -> tuple[int, int, int]:
    """Open, booked and used; an hour in which nothing is open has nothing else either."""
    opened = sum([counts.open_minutes[quarter] for quarter in quarters])
    if not opened:
        return 0, 0, 0
    booked = sum([counts.booked_minutes[quarter] for quarter in quarters])
    return opened, booked, sum([counts.used_minutes[quarter] for quarter in quarters])
