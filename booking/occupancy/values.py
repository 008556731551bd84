"""The words in which occupancy is asked for and told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Final

from booking.spaces.values import SpaceKind

WHOLE_BUILDING: Final = 0
"""Stands for a zone in facts that were counted over all zones of a building."""

SEAT_CLASSES: Final = (2, 4, 6, 8, 12, 16, 24, 40, 60, 100)
SEATS_BEYOND: Final = 9_999
"""The class of groups that are larger than the largest."""


def seat_class(person_count: int) -> int:
    """The smallest class of rooms in which ``person_count`` people have a seat each."""
    return next((seats for seats in SEAT_CLASSES if person_count <= seats), SEATS_BEYOND)


@dataclass(frozen=True, slots=True)
class Slice:
    """Of which days and spaces a figure is: what every question about occupancy names."""

    building_id: int
    first: date
    last: date
    """Included, unlike in periods: people say "from Monday to Friday"."""
    weekdays: frozenset[int] = frozenset()
    """0 is Monday; empty means all of them."""
    zone_id: int | None = None
    kind: SpaceKind | None = None

    @property
    def is_empty(self) -> bool:
        return self.last < self.first


@dataclass(frozen=True, slots=True)
class Sums:
    """Minutes and counts of some spaces over some days, added up; see measures.py for rates."""

    open_minutes: int = 0
    booked_minutes: int = 0
    used_minutes: int = 0
    used_person_minutes: int = 0
    open_seat_minutes: int = 0
    """Minutes that seats were open: capacity times open minutes."""
    used_seat_minutes: int = 0
    """The same, only while the space was in use."""
    reservation_count: int = 0
    no_show_count: int = 0
    check_in_count: int = 0
    awaited_count: int = 0
    """Reservations on which check-in was asked for; not counted for single spaces."""


@dataclass(frozen=True, slots=True)
class DayTotal:
    """One kind of space on one day, in the zone or the building that was asked for."""

    day: date
    kind: SpaceKind
    space_count: int
    sums: Sums
    booked_peak: int
    used_peak: int


@dataclass(frozen=True, slots=True)
class HourSums:
    """One kind of space in one hour of the wall clock, on one weekday (0 is Monday)."""

    kind: SpaceKind
    weekday: int
    hour: int
    open_minutes: int
    booked_minutes: int
    used_minutes: int


@dataclass(frozen=True, slots=True)
class ZoneSums:
    zone_id: int
    kind: SpaceKind
    sums: Sums


@dataclass(frozen=True, slots=True)
class SpaceSums:
    space_id: int
    sums: Sums
    open_day_count: int


@dataclass(frozen=True, slots=True)
class WishSums:
    """Wishes not met at once, for rooms of one size class or for groups of desks."""

    kind: SpaceKind
    seats: int
    refused_count: int = 0
    refused_minutes: int = 0
    gave_up_count: int = 0
    gave_up_minutes: int = 0
    diverted_count: int = 0
    diverted_minutes: int = 0
    granted_count: int = 0
    """After all."""
    granted_minutes: int = 0

    @property
    def unmet_count(self) -> int:
        """Those for which nothing was had."""
        return self.refused_count + self.gave_up_count

    @property
    def unmet_minutes(self) -> int:
        return self.refused_minutes + self.gave_up_minutes


_COLUMNS = attrgetter(*Sums.__slots__)


def add_up(sums: Iterable[Sums]) -> Sums:
    return Sums(*map(sum, zip(*map(_COLUMNS, sums), strict=True)))
