"""What holds while a series is planned: the house, others, and what the series itself takes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from booking.foundation.local_time import day_of, days_of, span_of
from booking.foundation.periods import Period, Span
from booking.people.values import Party, Principal
from booking.reservations.alternatives import Situation
from booking.reservations.keeping import Kept
from booking.reservations.quota.rules import Tally
from booking.reservations.quota.values import Window
from booking.reservations.rules import is_one_desk
from booking.reservations.series.values import HeldSpan, PlannedDate
from booking.reservations.values import HouseRules, Objection, Reason, Wish
from booking.spaces.values import SpaceKind, Stock


class OtherDesk(NamedTuple):
    """When somebody has a desk, by which reservation, and how that is said to who asks."""

    period: Period
    reservation_id: int
    objection: Objection


@dataclass(frozen=True, slots=True)
class Ground:
    """How the house stands on the days of a series, for one who asks."""

    stock: Stock
    claims: Mapping[date, Mapping[int, Sequence[HeldSpan]]]
    """By local day and unit, for the units that are looked at."""
    rules: Mapping[date, HouseRules]
    person: Principal
    holder: Party
    """For whom it is: whose belonging, quota and approval count."""
    now: datetime
    tally: Tally | None = None
    """What counts for the holder besides these dates; None where no quota says anything."""
    desks: Mapping[int, Sequence[OtherDesk]] = field(default_factory=dict)
    """By person, for who would sit at a desk of the series."""


class Own:
    """What the series itself holds while it is planned: no two of its dates may overlap."""

    def __init__(self, ground: Ground, dates: Iterable[PlannedDate]) -> None:
        self.ground = ground
        self.numbers = {planned.before.number for planned in dates if planned.before}
        """Reservations that are being planned: their present claims are no obstacle."""
        self.held: dict[date, dict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
        self.tally = ground.tally.copy() if ground.tally else None
        self.staying: set[int | None] = set()
        """Those of them that stay where they are."""

    def stay(self, planned: PlannedDate) -> None:
        """Hold what is held already."""
        self.add(held_before(planned))
        self.staying.add(planned.before.number if planned.before else None)

    def has_desk(self, planned: PlannedDate, wish: Wish) -> list[Objection]:
        """Of who would sit there: that they have a desk then, besides the one that would move."""
        moving = self.numbers - self.staying
        found = []
        for person_id in sitters_of(planned, wish, self.ground):
            others = (desk for desk in self.ground.desks.get(person_id, ())
                      if desk.reservation_id not in moving)  # fmt: skip
            found += [desk.objection for desk in others if desk.period.overlaps(wish.period)][:1]
        return found

    def add(self, wish: Wish | None, *, moved: Wish | None = None) -> None:
        """Hold what is wished; where ``moved``, what it was, counts already it is not counted."""
        if wish is None:
            return
        self.count(self.costs(wish) - self.costs(moved))
        for space in (self.ground.stock.spaces[number] for number in wish.space_ids):
            period = space.held_period(wish.period, wish.layout)
            for day in days_of(period):
                for unit in space.unit_ids:
                    self.held[day][unit].append(span_of(period))

    def costs(self, wish: Wish | None) -> Counter[Window]:
        """Where a date counts for quota, and for how much."""
        if wish is None or self.tally is None:
            return Counter()
        return self.tally.costs(self._kind_of(wish), wish.period)

    def count(self, costs: Mapping[Window, int]) -> None:
        if self.tally is not None:
            self.tally.count(costs)

    def _kind_of(self, wish: Wish) -> SpaceKind:
        return self.ground.stock.spaces[wish.space_ids[0]].kind

    def used_up(self, wish: Wish, *, moved: Wish | None) -> list[Objection]:
        """The quota that have no place for ``wish``, unless it stays where it counts already."""
        if self.tally is None:
            return []
        more = self.costs(wish) - self.costs(moved)
        found = self.tally.used_up(self._kind_of(wish), day_of(wish.period.starts_at), more)
        return [
            Objection(Reason.QUOTA, {"quota": standing, "since": standing.quota.valid_from})
            for standing in found
        ]

    def situation(self, wish: Wish) -> Situation:
        """The days of ``wish``: what others hold, and what the series holds by then."""
        ground = self.ground
        space = ground.stock.spaces[wish.space_ids[0]]
        held: dict[int, list[Span]] = defaultdict(list)
        for day in days_of(space.held_period(wish.period, wish.layout)):
            for unit, taken in ground.claims.get(day, {}).items():
                held[unit] += [(s, e) for s, e, number in taken if number not in self.numbers]
            for unit, spans in self.held.get(day, {}).items():
                held[unit] += spans
        rules = ground.rules[day_of(wish.period.starts_at)]
        return Situation(ground.stock, held, rules, ground.person, ground.now, ground.holder)


def held_before(planned: PlannedDate) -> Wish | None:
    return planned.before.wish if planned.before else None


def kept_by(planned: PlannedDate, ground: Ground) -> Kept | None:
    """What the reservation of that date holds as it stands; None of one that is new."""
    before = planned.before
    if before is None or before.wish is None:
        return None
    spaces = [ground.stock.spaces[number] for number in before.wish.space_ids]
    held = [
        (unit, claim)
        for space in spaces
        for day in days_of(space.held_period(before.wish.period, before.wish.layout))
        for unit in space.unit_ids
        for claim in ground.claims.get(day, {}).get(unit, ())
        if claim.reservation_id == before.number
    ]
    spans: dict[int, Span] = {}
    for unit, claim in held:
        begin, end = spans.get(unit, (claim.begin, claim.end))
        spans[unit] = min(begin, claim.begin), max(end, claim.end)
    return Kept(before.wish.period, before.wish.layout, spans)


def sitters_of(planned: PlannedDate, wish: Wish, ground: Ground) -> Sequence[int]:
    """Who may have no other desk then: see ``decision.desk_sitters``."""
    if planned.before and planned.before.seated:
        return planned.before.seated
    spaces = [ground.stock.spaces[number] for number in wish.space_ids]
    return [ground.holder.person_id] if is_one_desk(spaces) else []
