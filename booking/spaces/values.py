"""The stock of spaces as plain, immutable values: what every rule about spaces works on."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any

from booking.foundation.local_time import local_period
from booking.foundation.periods import Period
from booking.spaces.day_parts import DayParts
from booking.spaces.external_times import ExternalTimes
from booking.spaces.zone_grants import ZoneGrant


class SpaceKind(StrEnum):
    DESK = "desk"
    ROOM = "room"


class ZoneKind(StrEnum):
    TEAM = "team"
    SILENCE = "silence"
    OPEN = "open"
    PUBLIC = "public"
    MEETING = "meeting"


class LayoutKind(StrEnum):
    TABLE = "table"
    U_SHAPE = "u_shape"
    CLASSROOM = "classroom"
    THEATRE = "theatre"
    RECEPTION = "reception"


class Audience(StrEnum):
    """For whom a space can be reserved."""

    STAFF = "staff"
    PARTNERS = "partners"  # and staff


class ClosureKind(StrEnum):
    CLOSURE = "closure"
    OUT_OF_SERVICE = "out_of_service"


@dataclass(frozen=True, slots=True)
class Zone:
    id: int
    name: str
    kind: ZoneKind
    floor_id: int
    department_id: int | None
    box: tuple[int, int, int, int]
    """x, y, width, height on the floor's plan, in units of 10 cm; all 0 when not drawn."""

    @property
    def is_drawn(self) -> bool:
        return self.box[2] > 0


@dataclass(frozen=True, slots=True)
class Floor:
    id: int
    level: int
    name: str
    building_id: int
    plan_width: int
    plan_height: int
    drawing: str = ""
    """Changes whenever the uploaded drawing does; empty without one."""


@dataclass(frozen=True, slots=True)
class Term:
    """What was, is or will be true of a space from a day until (not including) another."""

    valid_from: date
    valid_until: date | None
    zone_id: int
    capacity: int

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


@dataclass(frozen=True, slots=True)
class Layout:
    """One way to set up a room, and what time that takes on top of what the room always needs."""

    capacity: int
    """Persons."""
    before_minutes: int = 0
    after_minutes: int = 0
    """To put it back."""


@dataclass(frozen=True, slots=True)
class SpaceFacts:
    """What a form or a file says of a space, whatever the day."""

    number: str
    name: str
    kind: SpaceKind
    grain_minutes: int
    buffer_before_minutes: int
    buffer_after_minutes: int
    needs_approval: bool
    audience: Audience
    is_accessible: bool
    equipment: frozenset[str]
    layouts: Mapping[LayoutKind, Layout]


@dataclass(frozen=True, slots=True)
class BookableSpace:
    """A desk or a room with everything that decides whether it suits."""

    id: int
    number: str
    name: str
    kind: SpaceKind
    building_id: int
    unit_ids: tuple[int, ...]
    terms: tuple[Term, ...]
    grain_minutes: int
    buffer_before_minutes: int
    buffer_after_minutes: int
    needs_approval: bool
    audience: Audience
    is_accessible: bool
    equipment: frozenset[str]
    layouts: Mapping[LayoutKind, Layout]
    box: tuple[int, int, int, int] | None
    """x, y, width, height on the floor's plan, in units of 10 cm; None when not drawn."""

    @property
    def is_desk(self) -> bool:
        return self.kind is SpaceKind.DESK

    @property
    def is_open_to_partners(self) -> bool:
        return self.audience is Audience.PARTNERS

    def term_on(self, day: date) -> Term | None:
        for term in self.terms:  # Term.holds_on, written out: asked of each space on each page
            if term.valid_from <= day and (term.valid_until is None or day < term.valid_until):
                return term
        return None

    def buffers(self, layout: LayoutKind | None) -> tuple[int, int]:
        """Minutes before and after a reservation in ``layout``: to set up and to clear."""
        before, after = self.buffer_before_minutes, self.buffer_after_minutes
        extra = self.layouts.get(layout) if layout is not None else None
        if extra is None:
            return before, after
        return before + extra.before_minutes, after + extra.after_minutes

    def held_period(self, wish: Period, layout: LayoutKind | None) -> Period:
        """What a reservation of ``wish`` really holds: with time to set up and clear."""
        before, after = self.buffers(layout)
        if not before and not after:
            return wish
        return wish.padded(before=timedelta(minutes=before), after=timedelta(minutes=after))


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Weekly hours of a building, or of one space where ``space_id`` is given."""

    building_id: int
    space_id: int | None
    weekday: int
    """0 is Monday, as in datetime.date.weekday()."""
    opens: time
    closes: time
    valid_from: date
    valid_until: date | None

    def holds_on(self, day: date) -> bool:
        return (
            self.weekday == day.weekday()
            and self.valid_from <= day
            and (self.valid_until is None or day < self.valid_until)
        )

    def on(self, day: date) -> Period:
        return _period_on(day, self.opens, self.closes)


@lru_cache(maxsize=1000)
def _period_on(day: date, opens: time, closes: time) -> Period:
    """Reckoned once for all spaces with the same hours."""
    return local_period(day, opens, closes)


@dataclass(frozen=True, slots=True)
class OpeningException:
    """A day on which a building keeps other hours, or none (``opens`` is None): a holiday."""

    building_id: int
    day: date
    name: str
    opens: time | None
    closes: time | None


@dataclass(frozen=True, slots=True)
class Closure:
    """A stretch of time in which a building, floor, zone or space cannot be used."""

    kind: ClosureKind
    period: Period
    reason: str
    building_id: int | None
    floor_id: int | None
    zone_id: int | None
    space_id: int | None
    id: int | None = None
    """None for one that is only thought of."""


@dataclass(frozen=True, slots=True)
class EquipmentItem:
    code: str
    name: str
    icon: str


@dataclass(frozen=True)
class Stock:
    """All spaces and everything that decides when they are open, as of one version."""

    version: int
    spaces: Mapping[int, BookableSpace]
    zones: Mapping[int, Zone]
    floors: Mapping[int, Floor]
    hours: tuple[OpeningHours, ...]
    exceptions: Mapping[tuple[int, date], OpeningException]
    closures: tuple[Closure, ...]
    equipment: Mapping[str, EquipmentItem]
    zone_grants: Mapping[int, Sequence[ZoneGrant]] = field(default_factory=dict)
    """By zone, for the zones about which something is said; see ``zone_access``."""
    day_parts: DayParts = field(default_factory=DayParts)
    external: Mapping[int, ExternalTimes] = field(default_factory=dict)

    def spaces_on(self, day: date, kind: SpaceKind | None = None) -> Sequence[BookableSpace]:
        """The spaces that exist on ``day``, by number."""
        spaces = self.spaces.values() if kind is None else self._by_kind[kind]
        return [space for space in spaces if space.term_on(day) is not None]

    @cached_property
    def _by_kind(self) -> Mapping[SpaceKind, Sequence[BookableSpace]]:
        found: dict[SpaceKind, list[BookableSpace]] = {kind: [] for kind in SpaceKind}
        for space in self.spaces.values():
            found[space.kind].append(space)
        return found

    def weekly_hours(self, weekday: int, space_id: int | None) -> Sequence[OpeningHours]:
        """The hours of one space, or with None those of buildings, whenever they hold."""
        return self._hours_by_space.get((weekday, space_id), ())

    @cached_property
    def _hours_by_space(self) -> Mapping[tuple[int, int | None], Sequence[OpeningHours]]:
        """Looked at for each of hundreds of desks on each of many days: so found, not searched."""
        found: dict[tuple[int, int | None], list[OpeningHours]] = defaultdict(list)
        for hours in self.hours:
            found[hours.weekday, hours.space_id].append(hours)
        return found

    @cached_property
    def reckoned(self) -> dict[Hashable, Any]:
        """What was worked out or read at this version of the stock alone; it goes with it."""
        return {}

    def zone_of(self, space: BookableSpace, day: date) -> Zone | None:
        term = space.term_on(day)
        return self.zones[term.zone_id] if term else None

    def zone_ids_of(self, spaces: Iterable[BookableSpace], day: date) -> frozenset[int]:
        """The zones that ``spaces`` are in on ``day``: who decides there decides on them."""
        return frozenset(zone.id for s in spaces if (zone := self.zone_of(s, day)) is not None)

    def sharing_units(self, unit_ids: frozenset[int]) -> list[BookableSpace]:
        """Every space that has one of these units: A and A+B share unit A."""
        found = {s.id: s for unit_id in unit_ids for s in self._by_unit.get(unit_id, ())}
        return list(found.values())

    @cached_property
    def _by_unit(self) -> Mapping[int, Sequence[BookableSpace]]:
        found: dict[int, list[BookableSpace]] = defaultdict(list)
        for space in self.spaces.values():
            for unit_id in space.unit_ids:
                found[unit_id].append(space)
        return found
