"""What is held on the days of a plan, and which places are near a lost one. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from booking.foundation.local_time import day_of, days_of, span_of
from booking.foundation.periods import Period, Span
from booking.people.permissions import Action, may
from booking.reservations.fitting import suiting
from booking.reservations.rehousing.values import Displaced, Place
from booking.reservations.rules import capacity_in, free_ones
from booking.reservations.series.values import HeldSpan
from booking.reservations.values import HouseRules, Needs
from booking.spaces.values import BookableSpace, SpaceKind, Stock
from booking.spaces.zone_access import not_shut, shut_zones

ACCESSIBLE = "accessible"
Ranked = list[BookableSpace]


@dataclass(frozen=True, slots=True)
class Ground:
    """The house as it becomes, and what is held in it on the days of the plan."""

    stock: Stock
    claims: Mapping[date, Mapping[int, Sequence[HeldSpan]]]
    """By local day and unit, the displaced reservations included: they may stay."""
    rules: Callable[[date, SpaceKind], HouseRules]
    now: datetime


class Board:
    """What is held, by others and by those who were given a place so far."""

    def __init__(self, ground: Ground, displaced: Iterable[Displaced]) -> None:
        self.ground = ground
        self._layouts = {each.number: each.wish.layout for each in displaced}
        self.given: dict[int, Place] = {}
        self._spans: dict[int, list[HeldSpan]] = defaultdict(list)
        self._free: dict[tuple[Needs, SpaceKind], Ranked] = {}
        self._taken: dict[tuple[tuple[date, ...], int], Mapping[int, Sequence[Span]]] = {}

    def put(self, number: int, place: Place) -> None:
        self.take_away(number)
        self.given[number] = place
        for unit, (s, e) in self._units(number, place):
            self._spans[unit].append(HeldSpan(s, e, number))

    def take_away(self, number: int) -> None:
        place = self.given.pop(number, None)
        for unit, _ in self._units(number, place) if place else ():
            self._spans[unit] = [
                held for held in self._spans[unit] if held.reservation_id != number
            ]

    def in_the_way(self, number: int, place: Place) -> set[int]:
        """Who was given a place that overlaps this one, if ``number`` had it."""
        return {
            held.reservation_id
            for unit, (s, e) in self._units(number, place)
            for held in self._spans.get(unit, ())
            if held.begin < e and s < held.end
        }

    def taken(self, period: Period, *, but: int = 0) -> Mapping[int, Sequence[Span]]:
        """What others hold on the days of ``period``, by unit; not what was given."""
        key = tuple(days_of(period)), but
        if key not in self._taken:
            self._taken[key] = self._look_up(period, but)
        return self._taken[key]

    def _look_up(self, period: Period, but: int) -> dict[int, list[Span]]:
        found: dict[int, list[Span]] = defaultdict(list)
        for day in days_of(period):
            for unit, spans in self.ground.claims.get(day, {}).items():
                found[unit] += [(s, e) for s, e, number in spans if number != but]
        return found

    def free(self, needs: Needs, kind: SpaceKind) -> Ranked:
        """The spaces that suit and that nobody else holds then; looked up once for all."""
        known = self._free.get((needs, kind))
        if known is None:
            stock = self.ground.stock
            known = free_ones(suiting(stock, needs, kind), needs.period, stock=stock,
                              taken=self.taken(around(needs.period)),
                              layout=needs.layout)  # fmt: skip
            self._free[needs, kind] = known
        return known

    def _units(self, number: int, place: Place) -> Iterator[tuple[int, Span]]:
        for space in (self.ground.stock.spaces[space_id] for space_id in place.space_ids):
            span = span_of(space.held_period(place.period, self._layouts[number]))
            for unit in space.unit_ids:
                yield unit, span


def nearest(each: Displaced, old: BookableSpace, board: Board) -> Ranked:
    """Where ``each`` could go instead of ``old`` at the same time, the nearest first."""
    ground, is_one = board.ground, len(each.wish.space_ids) == 1
    people = each.wish.attendee_count
    if not is_one:  # a space that goes out of use seats nobody that day: as many as it did
        people = capacity_in(old, each.wish) or old.terms[-1].capacity
    needs = Needs(each.wish.period, people, layout=each.wish.layout)
    others = [s for s in board.free(needs, old.kind) if s.id not in each.wish.space_ids]
    free = allowed(each, others, ground)
    return sorted(free, key=_distance_from(old, day_of(each.wish.period.starts_at), ground.stock))


def _distance_from(
    old: BookableSpace, day: date, stock: Stock
) -> Callable[[BookableSpace], tuple[object, ...]]:
    """The same zone, the same floor, the same building; then the floors next to it.

    A space that goes out of use is near to where it was last.
    """
    home = stock.zones.get((old.term_on(day) or old.terms[-1]).zone_id)
    level = stock.floors[home.floor_id].level if home else 0

    def distance(space: BookableSpace) -> tuple[object, ...]:
        zone = stock.zone_of(space, day)
        term = space.term_on(day)
        assert zone is not None, "what suits is there on that day"
        assert term is not None
        return (
            space.building_id != old.building_id,
            abs(stock.floors[zone.floor_id].level - level),
            home is None or zone.id != home.id,
            space.needs_approval,
            term.capacity,
            space.number,
        )

    return distance


def lacking(old: BookableSpace, new: BookableSpace) -> frozenset[str]:
    """What ``old`` has and ``new`` has not."""
    lost = {ACCESSIBLE} if old.is_accessible and not new.is_accessible else set()
    return frozenset(lost | (old.equipment - new.equipment))


def allowed(each: Displaced, spaces: Iterable[BookableSpace], ground: Ground) -> Ranked:
    """Those that the holder may reserve that day: a closed floor gives nobody other rights."""
    if each.holder is None:
        return []
    stock, day = ground.stock, day_of(each.wish.period.starts_at)
    shut = shut_zones(stock, day, person=each.holder, today=day_of(ground.now))
    theirs = [space for space in spaces if may(each.holder, Action.RESERVE, space)]
    return not_shut(theirs, stock, day, shut)


def around(period: Period) -> Period:
    """With the days that buffers reach into."""
    return period.padded(before=timedelta(hours=6), after=timedelta(hours=6))
