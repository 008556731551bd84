"""Use of rooms without a reservation: 27 % of all room use, found by nobody but the sensors."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Final

from booking.demo.chance import Weighted, dice, pick
from booking.demo.moments import DAY_MINUTES, instant, moment
from booking.demo.opening import Hours, house_hours
from booking.demo.plan import Space
from booking.demo.records import WalkUp
from booking.demo.room_days import Placement, RoomPlan, bits

UNBOOKED_SHARE: Final = 0.27  # of used room minutes
FROM_MINUTE, UNTIL_MINUTE = 8 * 60 + 30, 17 * 60
MINUTES: Final = Weighted({15: 0.15, 25: 0.20, 40: 0.25, 60: 0.25, 90: 0.15})
SIZE: Final = Weighted({1: 0.35, 2: 0.35, 3: 0.18, 4: 0.12})
TRIES_PER_VISIT: Final = 6
VISITS_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class _Visit:
    room: Space
    begin_minute: int
    end_minute: int
    size: int


def walk_ups(
    seed: int, day: date, placements: list[Placement], plan: RoomPlan, seen: int
) -> list[WalkUp]:
    """Visits in what reservations leave free, or gave back, as far as they began by ``seen``."""
    hours = house_hours(day)
    if hours is None or moment(day, 0) > seen:
        return []
    rng = dice(seed, "walk-ups", day)
    taken, used_minutes = _taken(day, placements, plan)
    wanted = used_minutes * UNBOOKED_SHARE / (1 - UNBOOKED_SHARE)
    visits = _visits(rng, taken, plan, hours, wanted)
    return [_as_walk_up(day, v, seen) for v in visits if moment(day, v.begin_minute) <= seen]


def _taken(day: date, placements: list[Placement], plan: RoomPlan) -> tuple[dict[str, int], int]:
    """Per unit the minutes that were really held, and how many minutes were really used."""
    taken = dict.fromkeys((u for room in plan.by_capacity for u in room.unit_names), 0)
    used_minutes = 0
    for placed in placements:
        if not placed.room or not placed.fate or placed.fate.cancelled is not None:
            continue
        wish, fate = placed.wish, placed.fate
        free_from = fate.frees_from(moment(day, wish.end_minute)) % DAY_MINUTES
        first = wish.begin_minute - placed.room.buffer_before_minutes
        held = bits(first, free_from + placed.room.buffer_after_minutes)
        for unit in placed.room.unit_names:
            taken[unit] |= held
        used_minutes += fate.ended - fate.checked_in if fate.ended and fate.checked_in else 0
    return taken, used_minutes


def _visits(
    rng: Random, taken: dict[str, int], plan: RoomPlan, hours: Hours, wanted: float
) -> Iterator[_Visit]:
    rooms = [room for room in plan.by_capacity if not room.needs_approval]
    for _ in range(VISITS_MAX):
        if wanted <= 0:
            return
        if visit := _visit(rng, taken, rooms, hours):
            wanted -= visit.end_minute - visit.begin_minute
            yield visit


def _visit(rng: Random, taken: dict[str, int], rooms: list[Space], hours: Hours) -> _Visit | None:
    """Somebody looks through a few doors and takes the first free room, if there is one."""
    begin = FROM_MINUTE + 5 * int((UNTIL_MINUTE - FROM_MINUTE) / 5 * rng.random())
    end = min(begin + MINUTES.draw(rng), hours.closes_minute)
    size, held = SIZE.draw(rng), bits(begin, end)
    for _ in range(TRIES_PER_VISIT if begin < end else 0):
        room = pick(rng, rooms)
        if room.capacity >= size and not any(taken[unit] & held for unit in room.unit_names):
            for unit in room.unit_names:
                taken[unit] |= held
            return _Visit(room, begin, end, size)
    return None


def _as_walk_up(day: date, visit: _Visit, seen: int) -> WalkUp:
    end = moment(day, visit.end_minute)
    return WalkUp(
        space_number=visit.room.number,
        day=day,
        begin_minute=visit.begin_minute,
        end_minute=visit.end_minute,
        starts_at=instant(moment(day, visit.begin_minute)),
        ended_at=instant(end) if end <= seen else None,
        attendee_count=visit.size,
    )
