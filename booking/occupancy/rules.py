"""How a day is counted, pure: from stays and stock to minutes.

All times are whole minutes since 1970 in UTC, as in claims, so days of 23 and 25 hours need
no thought.

A divided room counts as what it was at each moment: while A+B is held as one, A+B is open
and A and B are not; otherwise A and B are open and A+B is not. So no chair is ever counted
twice, and the open minutes of a zone are those of rooms that can be used side by side.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from booking.foundation.local_time import epoch_minutes, local_day
from booking.foundation.periods import Span
from booking.occupancy.spans import Spans, common, length, united, without
from booking.reservations.values import HOLDING, ReservationState
from booking.spaces.rules import usable_spans
from booking.spaces.values import BookableSpace, SpaceKind, Stock

QUARTER = 15  # minutes


@dataclass(frozen=True, slots=True)
class Stay:
    """What became of a reservation in one of its spaces, buffers left out."""

    held: Span
    used: Span | None
    person_count: int
    is_no_show: bool
    is_checked_in: bool
    is_awaited: bool = False
    """Check-in was asked for, the day is over, and nobody cancelled."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a space was on a day; ``usable`` is when it could be used at all."""

    space: BookableSpace
    zone_id: int
    capacity: int
    usable: Spans
    opened: Spans | None = None
    """When it was open by an earlier count, that stays whatever the house is by now."""


@dataclass(frozen=True, slots=True)
class Course:
    """How a reservation went, as far as counting it goes."""

    state: ReservationState
    starts_at: datetime
    ends_at: datetime
    checked_in_at: datetime | None
    ended_at: datetime | None
    given_back_at: datetime | None
    """When it was released, cancelled or expired."""


@dataclass(frozen=True, slots=True)
class SpaceDay:
    """One space on one day, in minutes."""

    place: Place
    open: Spans
    open_minutes: int
    booked_minutes: int
    used_minutes: int
    used_person_minutes: int
    stays: Sequence[Stay]
    """Those that began on this day: one over midnight counts once."""
    booked: Spans
    used: Spans

    @property
    def space(self) -> BookableSpace:
        return self.place.space

    @property
    def zone_id(self) -> int:
        return self.place.zone_id

    @property
    def capacity(self) -> int:
        return self.place.capacity


@dataclass(slots=True)
class QuarterCounts:
    """Minutes of one kind of space in one zone, by quarter of an hour since local midnight."""

    open_minutes: list[int]
    booked_minutes: list[int]
    used_minutes: list[int]


@dataclass(frozen=True, slots=True)
class DayCounts:
    spaces: Sequence[SpaceDay]
    quarters: Mapping[tuple[int, SpaceKind], QuarterCounts]


def stay_of(course: Course, *, person_count: int, is_awaited: bool) -> Stay | None:
    """What ``course`` comes to; None for what was never held.

    Held is up to the moment it was given back. Used is from check-in to leaving, within
    what was held: who came early sat in somebody else's time. A no-show held a confirmed
    place and let the day go by without checking in or giving it back, where that was asked
    for and the day is over (``is_awaited``).
    """
    begin, end = epoch_minutes(course.starts_at), _held_until(course)
    if end <= begin:
        return None
    came, left = course.checked_in_at, course.ended_at
    used = None
    if came is not None:
        used = (max(begin, epoch_minutes(came)), min(end, epoch_minutes(left)) if left else end)
    is_let_go_by = course.state is ReservationState.CONFIRMED and is_awaited and left is None
    return Stay(
        held=(begin, end),
        used=used if used is not None and used[0] < used[1] else None,
        person_count=person_count,
        is_no_show=came is None and (course.state is ReservationState.RELEASED or is_let_go_by),
        is_checked_in=came is not None,
        is_awaited=is_awaited and course.state is not ReservationState.CANCELLED,
    )


def _held_until(course: Course) -> int:
    end = epoch_minutes(course.ends_at)
    if course.state in HOLDING:
        return end
    return min(end, epoch_minutes(course.given_back_at)) if course.given_back_at else 0


def people_by_space(attendee_count: int, space_count: int) -> list[int]:
    """A group spread evenly over its desks; the first ones get one more."""
    each, more = divmod(attendee_count, space_count)
    return [each + (number < more) for number in range(space_count)]


@dataclass(frozen=True)
class Layout:
    """What must be known of the stock to open spaces for a day, found once for all days."""

    stock: Stock
    rivals: Mapping[int, Sequence[BookableSpace]]
    """By space: which others share a unit with it; most share with none."""
    singular: frozenset[int]
    """Spaces with opening hours or closures of their own, or held by calendars from outside, and
    those that share a unit with one that is; others open as their zone does."""

    @classmethod
    def of(cls, stock: Stock) -> "Layout":
        by_unit: dict[int, list[BookableSpace]] = defaultdict(list)
        for space in stock.spaces.values():
            for unit in space.unit_ids:
                by_unit[unit].append(space)
        rivals: dict[int, dict[int, BookableSpace]] = defaultdict(dict)
        for sharing in by_unit.values():
            for space in sharing:
                rivals[space.id] |= {other.id: other for other in sharing if other is not space}
        closed = {c.space_id for c in stock.closures if c.space_id is not None}
        closed |= {space_id for space_id, times in stock.external.items() if times.holding}
        shared = {other for space_id in closed for other in rivals.get(space_id, ())}
        own = {hours.space_id for hours in stock.hours} | closed | shared
        return cls(
            stock=stock,
            rivals={space_id: tuple(others.values()) for space_id, others in rivals.items()},
            singular=frozenset(space_id for space_id in own if space_id is not None),
        )

    def places_on(self, day: date) -> list[Place]:
        """The spaces of ``day`` as the stock has them, by number."""
        spaces = self.stock.spaces_on(day)
        usable = self._usable_on(day, spaces)
        return [
            Place(space, term.zone_id, term.capacity, usable[space.id])
            for space in spaces
            if (term := space.term_on(day)) is not None
        ]

    def _usable_on(self, day: date, spaces: Iterable[BookableSpace]) -> dict[int, Spans]:
        """By space: opening hours less closures."""
        found: dict[int, Spans] = {}
        alike: dict[tuple[int, int | None, int | None], Spans] = {}
        for space in spaces:
            zone = self.stock.zone_of(space, day)
            own_id = space.id if space.id in self.singular else None
            key = space.building_id, zone.id if zone else None, own_id
            if key not in alike:
                alike[key] = usable_spans(self.stock, space, day)
            found[space.id] = alike[key]
        return found


def count_day(
    layout: Layout, day: date, stays: Mapping[int, Sequence[Stay]], places: Sequence[Place]
) -> DayCounts:
    """Count ``day`` in ``places``; ``stays`` by space are those that have a minute in it."""
    whole = local_day(day)
    counter = _Counter((epoch_minutes(whole.starts_at), epoch_minutes(whole.ends_at)))
    held = {space_id: united(stay.held for stay in some) for space_id, some in stays.items()}
    there = {place.space.id for place in places}
    found = []
    for place in places:
        space = place.space
        rivals = [it for it in layout.rivals.get(space.id, ()) if it.id in there]
        open_spans = place.opened
        if open_spans is None:
            open_spans = _open_spans(space, rivals, place.usable, held)
        found.append(counter.count(place, open_spans, stays.get(space.id, ())))
    return DayCounts(found, counter.by_quarter())


def _open_spans(
    space: BookableSpace,
    rivals: Sequence[BookableSpace],
    usable: Spans,
    held: Mapping[int, Spans],
) -> Spans:
    if not rivals:
        return usable
    own = set(space.unit_ids)
    if any(set(other.unit_ids) < own for other in rivals):
        return common(usable, held.get(space.id, ()))
    return without(usable, united(span for other in rivals for span in held.get(other.id, ())))


@dataclass(slots=True)
class _Counter:
    """Adds up a day space by space; by quarter with a difference array."""

    bounds: Span
    _steps: dict[tuple[int, SpaceKind], tuple[list[int], list[int], list[int]]] = field(
        default_factory=dict
    )

    def count(self, place: Place, open_spans: Spans, stays: Sequence[Stay]) -> SpaceDay:
        booked = common(open_spans, united(stay.held for stay in stays)) if stays else ()
        used = common(open_spans, united(stay.used for stay in stays if stay.used))
        opens, books, uses = self._arrays((place.zone_id, place.space.kind))
        self._add(opens, open_spans)
        self._add(books, booked)
        self._add(uses, used)
        return SpaceDay(
            place=place,
            open=open_spans,
            open_minutes=length(open_spans),
            booked_minutes=length(booked),
            used_minutes=length(used),
            used_person_minutes=sum(
                stay.person_count * length(common(open_spans, (stay.used,)))
                for stay in stays
                if stay.used
            ),
            stays=[stay for stay in stays if self.bounds[0] <= stay.held[0] < self.bounds[1]],
            booked=booked,
            used=used,
        )

    def _arrays(self, key: tuple[int, SpaceKind]) -> tuple[list[int], list[int], list[int]]:
        size = (self.bounds[1] - self.bounds[0]) // QUARTER + 2
        if key not in self._steps:
            self._steps[key] = [0] * size, [0] * size, [0] * size
        return self._steps[key]

    def _add(self, steps: list[int], spans: Spans) -> None:
        """Each edge is a slope of a quarter's width: the sum so far is the minutes per quarter."""
        for begin, end in spans:
            for minute, sign in ((begin, 1), (end, -1)):
                quarter, rest = divmod(minute - self.bounds[0], QUARTER)
                steps[quarter] += sign * (QUARTER - rest)
                steps[quarter + 1] += sign * rest

    def by_quarter(self) -> dict[tuple[int, SpaceKind], QuarterCounts]:
        return {
            key: QuarterCounts(*(_running(steps) for steps in arrays))
            for key, arrays in self._steps.items()
        }


def _running(steps: Sequence[int]) -> list[int]:
    level, found = 0, []
    for step in steps[:-2]:
        level += step
        found.append(level)
    return found
