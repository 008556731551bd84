"""Layer two of a year: the rooms of one day, given out first come, first served.

Units are kept as bits of five minutes, buffers included, so two reservations can never
hold one unit at one moment.
"""

from dataclasses import dataclass, replace
from datetime import date
from heapq import heappop, heappush
from random import Random
from typing import Final

from booking.demo.chance import dice, pick
from booking.demo.fates import Fate, draw_fate
from booking.demo.meeting_wish import MeetingWish
from booking.demo.moments import moment
from booking.demo.opening import hours_of
from booking.demo.plan import Building, Space
from booking.demo.records import Verdict

BIT_MINUTES: Final = 5
BEST_FIT_SHARE: Final = 0.55  # of people take the smallest room; the others any that fits
OTHER_TIME_SHARE: Final = 0.5  # of people whose time is full accept another
SHIFTS_MINUTES: Final = (-30, 30, -60, 60, 90, -90)  # tried in this order when all is taken
GENEROUS: Final = 2  # a room of over twice the seats is another answer than was asked for


@dataclass(frozen=True, slots=True)
class Placement:
    """The answer to a wish: a room and the times it became, or a reason why not."""

    wish: MeetingWish
    verdict: Verdict
    room: Space | None = None
    fate: Fate | None = None
    reason: str | None = None


class RoomPlan:
    """The rooms by capacity, and which of them would do for whom."""

    def __init__(self, building: Building) -> None:
        self.by_capacity = sorted(building.rooms, key=lambda room: (room.capacity, room.number))
        self.by_number = {room.number: room for room in building.rooms}
        self._fitting: dict[tuple[int, frozenset[str], bool], list[Space]] = {}

    def fitting(self, wish: MeetingWish) -> list[Space]:
        """Rooms that would do, smallest first; the ceremonial ones only when named."""
        if wish.is_fixed and wish.room:
            return [self.by_number[wish.room]]
        key = (wish.size, wish.needs, wish.party == "partner")
        if key not in self._fitting:
            self._fitting[key] = [room for room in self.by_capacity if _fits(room, *key)]
        return self._fitting[key]


def _fits(room: Space, size: int, needs: frozenset[str], for_partner: bool) -> bool:
    offered = room.audience == "partners" or not for_partner
    return offered and not room.needs_approval and room.capacity >= size and needs <= room.equipment


def bits(begin_minute: int, end_minute: int) -> int:
    """The fives of minutes touched, as bits."""
    return (1 << -(-end_minute // BIT_MINUTES)) - (1 << begin_minute // BIT_MINUTES)


def _with_buffers(room: Space, begin_minute: int, end_minute: int) -> int:
    return bits(begin_minute - room.buffer_before_minutes, end_minute + room.buffer_after_minutes)


class RoomDay:
    """What is held on one day; wishes must come in the order in which they were made."""

    def __init__(self, seed: int, day: date, plan: RoomPlan) -> None:
        self._rng: Random = dice(seed, "rooms", day)
        self._day, self._plan = day, plan
        self._hours = {room.number: hours_of(room, day) for room in plan.by_capacity}
        self._units = dict.fromkeys((u for room in plan.by_capacity for u in room.unit_names), 0)
        self._people: dict[str, int] = {}
        self._cancellations: list[tuple[int, str, int, str, int]] = []

    def place(self, wish: MeetingWish) -> Placement | None:
        """Answer a wish; None when its holder is somewhere else at that time."""
        self._give_back(wish.wished)
        if self._people.get(wish.holder, 0) & bits(wish.begin_minute, wish.end_minute):
            return None
        fitting = self._plan.fitting(wish)
        if not fitting:
            return Placement(wish, "refused", reason="too_large")
        if room := self._choose(wish, fitting):
            return self._hold(wish, room, self._verdict(wish, room))
        return self._elsewhen(wish, fitting)

    def _elsewhen(self, wish: MeetingWish, fitting: list[Space]) -> Placement:
        """Half of the staff take another time; the others, and all guests, give up."""
        takes_another = wish.party == "staff" and self._rng.random() < OTHER_TIME_SHARE
        for shift in SHIFTS_MINUTES if takes_another else ():
            begin, end = wish.begin_minute + shift, wish.end_minute + shift
            moved = replace(wish, begin_minute=begin, end_minute=end)
            is_early_enough = wish.wished < moment(self._day, begin)
            if is_early_enough and (room := self._choose(moved, fitting)):
                return self._hold(moved, room, "diverted", "other_time")
        return Placement(wish, "refused", reason="full")

    def _choose(self, wish: MeetingWish, fitting: list[Space]) -> Space | None:
        if self._people.get(wish.holder, 0) & bits(wish.begin_minute, wish.end_minute):
            return None
        free = self._free(wish, fitting)
        if not free:
            return None
        preferred = next((room for room in free if room.number == wish.room), None)
        if preferred or self._rng.random() < BEST_FIT_SHARE:
            return preferred or free[0]
        return pick(self._rng, free)

    def _free(self, wish: MeetingWish, rooms: list[Space]) -> list[Space]:
        """Those of the rooms that are open, and not held, during the wish and its buffers."""
        begin, end, units = wish.begin_minute, wish.end_minute, self._units
        bare, free = bits(begin, end), []
        for room in rooms:
            held = _with_buffers(room, begin, end) if room.buffer_before_minutes else bare
            if self._is_open(room, begin, end):
                for unit in room.unit_names:
                    if units[unit] & held:
                        break
                else:
                    free.append(room)
        return free

    def _is_open(self, room: Space, begin: int, end: int) -> bool:
        hours, grain = self._hours[room.number], room.grain_minutes
        if hours is None or begin % grain or end % grain:
            return False
        return hours.opens_minute <= begin and end <= hours.closes_minute

    def _verdict(self, wish: MeetingWish, room: Space) -> Verdict:
        """Whether no room near the wished size was left, so a far larger one had to do."""
        fitting = self._plan.fitting(wish)
        seats_max = GENEROUS * max(wish.size, fitting[0].capacity) + GENEROUS
        if wish.is_fixed or room.capacity <= seats_max:
            return "granted"
        near = [each for each in fitting if each.capacity <= seats_max]
        return "granted" if self._free(wish, near) else "diverted"

    def _hold(
        self, wish: MeetingWish, room: Space, verdict: Verdict, reason: str | None = None
    ) -> Placement:
        begin, end = moment(self._day, wish.begin_minute), moment(self._day, wish.end_minute)
        fate = wish.fate or draw_fate(self._rng, wish.wished, begin, end, wish.odds)
        held = _with_buffers(room, wish.begin_minute, wish.end_minute)
        busy = bits(wish.begin_minute, wish.end_minute)
        for unit in room.unit_names:
            self._units[unit] |= held
        self._people[wish.holder] = self._people.get(wish.holder, 0) | busy
        if fate.cancelled is not None:
            given_back = (fate.cancelled, room.number, held, wish.holder, busy)
            heappush(self._cancellations, given_back)
        if verdict == "diverted" and reason is None:
            reason = "larger_room"
        return Placement(wish, verdict, room, fate, reason)

    def _give_back(self, until: int) -> None:
        while self._cancellations and self._cancellations[0][0] <= until:
            _, number, held, holder, busy = heappop(self._cancellations)
            for unit in self._plan.by_number[number].unit_names:
                self._units[unit] &= ~held
            self._people[holder] &= ~busy


def place_all(
    seed: int, day: date, plan: RoomPlan, wishes: list[MeetingWish], seen: int
) -> list[Placement]:
    """Answer the wishes that were made by ``seen``; what must happen comes first."""
    made = sorted(
        (wish for wish in wishes if wish.wished <= seen),
        key=lambda wish: (not wish.is_sure, wish.wished, wish.holder),
    )
    rooms = RoomDay(seed, day, plan)
    return [placed for wish in made if (placed := rooms.place(wish))]
