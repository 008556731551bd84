"""Desks of one day: who wishes for one, which one it becomes, and what happens to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from heapq import heappop, heappush
from random import Random
from typing import Final

from booking.demo.cast import Cast, Person
from booking.demo.chance import Weighted, dice
from booking.demo.fates import (
    CHECK_IN_BEFORE_MINUTES,
    DESK_GRACE_MINUTES,
    Fate,
    Lead,
    days_before,
    draw_cancellation,
    draw_wished,
    known_at,
    same_day,
)
from booking.demo.moments import day_of, instant, moment
from booking.demo.opening import DAY_PARTS, DayPart, Hours, house_hours
from booking.demo.plan import Building, Space, ZoneKind
from booking.demo.presence import Attendance, Stay
from booking.demo.records import DemoReservation, DemoWish, Verdict

SAME_DAY_SHARE: Final = 0.38  # of kept desks; 35 % of all, with those that are cancelled
SAME_DAY_CANCELLED_SHARE: Final = 0.22
LATE_SHARE: Final = 0.25  # of cancellations of desks that were reserved on an earlier day
CANCELLED_PER_STAY: Final = 0.144  # so that 12 % of all desk reservations are cancelled
NO_SHOWS_PER_STAY: Final = 0.055
LEAD: Final = Lead(median_days=3.5, spread=0.9, days_max=42, days_min=1)
DAY_PART_SHARE: Final = 0.78  # the others reserve by the hour
SLOT_MINUTES: Final = 30
LAST_RESORT: Final = {"team": 1, "open": 0, "silence": 0, "public": 2, "meeting": 3}


@dataclass(frozen=True, slots=True)
class DeskWish:
    person: Person
    day: date
    begin_minute: int
    end_minute: int
    wished: int  # a moment, as in moments.py
    fate: Fate
    is_sure: bool = False

    @property
    def slots(self) -> int:
        """The half hours of the day it covers, as bits."""
        first, last = self.begin_minute // SLOT_MINUTES, -(-self.end_minute // SLOT_MINUTES)
        return (1 << last) - (1 << first)


class DeskPlan:
    """In which order each team looks for a desk: home first, then open, then elsewhere."""

    def __init__(self, building: Building, cast: Cast) -> None:
        self.numbers = [desk.number for desk in building.desks]
        self.index = {number: index for index, number in enumerate(self.numbers)}
        kinds = {zone.key: zone.kind for zone in building.zones}
        homes: dict[str, int] = {}
        self.order: dict[str, list[int]] = {}
        for team in cast.teams:
            reverse = homes.setdefault(team.home_zone, 0) % 2 == 1
            homes[team.home_zone] += 1
            desks = sorted(building.desks, key=partial(_distance, kinds, team.home_zone))
            numbers = [self.index[desk.number] for desk in desks]
            home_count = sum(desk.zone == team.home_zone for desk in desks)
            home = numbers[:home_count]
            # two teams in one zone start at its two ends
            self.order[team.key] = [*(home[::-1] if reverse else home), *numbers[home_count:]]


def _distance(kinds: dict[str, ZoneKind], home_zone: str, desk: Space) -> tuple[bool, int, int]:
    floors = abs(desk.level - int(home_zone[0]))
    return desk.zone != home_zone, LAST_RESORT[kinds[desk.zone]], floors


class _Desks:
    """Which half hours of one day are taken at each desk; cancellations give them back."""

    def __init__(self, plan: DeskPlan) -> None:
        self._plan = plan
        self._taken = [0] * len(plan.numbers)
        self._cancellations: list[tuple[int, int, int]] = []

    def take(self, wish: DeskWish) -> str | None:
        self._give_back(wish.wished)
        slots = wish.slots
        for desk in self._wanted(wish.person):
            if not self._taken[desk] & slots:
                self._taken[desk] |= slots
                if wish.fate.cancelled is not None:
                    heappush(self._cancellations, (wish.fate.cancelled, desk, slots))
                return self._plan.numbers[desk]
        return None

    def _give_back(self, until: int) -> None:
        while self._cancellations and self._cancellations[0][0] <= until:
            _, desk, slots = heappop(self._cancellations)
            self._taken[desk] &= ~slots

    def _wanted(self, person: Person) -> Iterator[int]:
        for number in person.favourite_desks:
            yield self._plan.index[number]
        yield from self._plan.order[person.team]


@dataclass(frozen=True, slots=True)
class DeskDay:
    reservations: list[DemoReservation]
    wishes: list[DemoWish]


def reserve_desks(
    seed: int, day: date, attendance: Attendance, plan: DeskPlan, seen: int, sure: tuple[str, ...]
) -> DeskDay:
    """First come, first served; whoever is sure of a desk came first."""
    rng = dice(seed, "desks", day)
    wishes = [wish for wish in _wishes(rng, day, attendance, sure) if wish.wished <= seen]
    wishes.sort(key=lambda wish: (not wish.is_sure, wish.wished))
    desks, made = _Desks(plan), DeskDay([], [])
    for wish in wishes:
        number = desks.take(wish)
        made.wishes.append(_as_wish(wish, "granted" if number else "refused"))
        if number:
            made.reservations.append(_as_reservation(wish, number, seen))
    return made


def _wishes(
    rng: Random, day: date, attendance: Attendance, sure: tuple[str, ...]
) -> Iterator[DeskWish]:
    hours = house_hours(day)
    assert hours is not None
    for stay in attendance.stays:
        yield _kept(rng, day, stay, hours, is_sure=stay.person.email in sure)
    away = iter(attendance.away)
    for _ in range(_round_up_at_random(rng, len(attendance.stays) * NO_SHOWS_PER_STAY)):
        if person := next(away, None):
            yield _missed(rng, day, person, hours)
    for _ in range(_round_up_at_random(rng, len(attendance.stays) * CANCELLED_PER_STAY)):
        if person := next(away, None):
            yield _cancelled(rng, day, person, hours)


def _round_up_at_random(rng: Random, expected: float) -> int:
    return int(expected + rng.random())


def _kept(rng: Random, day: date, stay: Stay, hours: Hours, *, is_sure: bool) -> DeskWish:
    span = _span(rng, stay, hours)
    wished = days_before(rng, day, 7) if is_sure else _draw_wished(rng, day, span)
    opens = span.opens_minute - CHECK_IN_BEFORE_MINUTES
    checked_in = moment(day, max(stay.arrives_minute, opens))
    ended = moment(day, min(stay.leaves_minute, span.closes_minute))
    fate = Fate(checked_in=checked_in, ended=ended)
    return DeskWish(stay.person, day, span.opens_minute, span.closes_minute, wished, fate, is_sure)


def _missed(rng: Random, day: date, person: Person, hours: Hours) -> DeskWish:
    span = _clipped(DAY_PARTS[_A_PART.draw(rng)], hours)
    wished = _draw_wished(rng, day, span)
    grace_over = min(span.opens_minute + DESK_GRACE_MINUTES, span.closes_minute)
    fate = Fate(released=moment(day, grace_over))
    return DeskWish(person, day, span.opens_minute, span.closes_minute, wished, fate)


def _cancelled(rng: Random, day: date, person: Person, hours: Hours) -> DeskWish:
    span = _clipped(DAY_PARTS[_A_PART.draw(rng)], hours)
    wished = _draw_wished(rng, day, span, SAME_DAY_CANCELLED_SHARE)
    begin = moment(day, span.opens_minute)
    fate = Fate(cancelled=draw_cancellation(rng, wished, begin, LATE_SHARE))
    return DeskWish(person, day, span.opens_minute, span.closes_minute, wished, fate)


_A_PART: Final = Weighted({DayPart.WHOLE_DAY: 0.8, DayPart.MORNING: 0.1, DayPart.AFTERNOON: 0.1})


def _draw_wished(
    rng: Random, day: date, span: Hours, same_day_share: float = SAME_DAY_SHARE
) -> int:
    if rng.random() < same_day_share:
        return same_day(rng, day, span.opens_minute)
    return draw_wished(rng, day, span.opens_minute, LEAD)


def _span(rng: Random, stay: Stay, hours: Hours) -> Hours:
    """What somebody reserves who knows from when until when she will be in."""
    part = _part_around(stay)
    if rng.random() < DAY_PART_SHARE:
        return _clipped(DAY_PARTS[part], hours)
    begin = -(-stay.arrives_minute // SLOT_MINUTES) * SLOT_MINUTES
    end = -(-stay.leaves_minute // SLOT_MINUTES) * SLOT_MINUTES
    return _clipped(Hours(begin, end), hours)


def _part_around(stay: Stay) -> DayPart:
    if stay.leaves_minute <= DAY_PARTS[DayPart.AFTERNOON].opens_minute + SLOT_MINUTES:
        return DayPart.MORNING
    if stay.arrives_minute >= DAY_PARTS[DayPart.AFTERNOON].opens_minute:
        return DayPart.AFTERNOON
    return DayPart.WHOLE_DAY


def _clipped(span: Hours, hours: Hours) -> Hours:
    return Hours(
        max(span.opens_minute, hours.opens_minute), min(span.closes_minute, hours.closes_minute)
    )


def _as_wish(wish: DeskWish, verdict: Verdict) -> DemoWish:
    return DemoWish(
        kind="desk",
        day=wish.day,
        begin_minute=wish.begin_minute,
        end_minute=wish.end_minute,
        size=1,
        party="staff",
        needs=frozenset(),
        wished_on=day_of(wish.wished),
        verdict=verdict,
        reason=None if verdict == "granted" else "full",
    )


def _as_reservation(wish: DeskWish, number: str, seen: int) -> DemoReservation:
    known = known_at(seen, wish.fate)
    begin = moment(wish.day, wish.begin_minute)
    end = moment(wish.day, wish.end_minute)
    return DemoReservation(
        space_numbers=(number,),
        holder=wish.person.email,
        creator=wish.person.email,
        partner=None,
        host=None,
        party="staff",
        series=None,
        title="",
        visibility="private",
        attendee_count=1,
        layout=None,
        day=wish.day,
        begin_minute=wish.begin_minute,
        end_minute=wish.end_minute,
        starts_at=instant(begin),
        ends_at=instant(end),
        created_at=instant(wish.wished),
        state="confirmed",
        outcome=known.outcome,
        checked_in_at=known.checked_in_at,
        ended_at=known.ended_at,
        cancelled_at=known.cancelled_at,
        due_at=known.due_at,
    )
