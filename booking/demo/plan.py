"""The words the demo house is drawn in.

Lengths are plan units of 10 cm, measured from the north-west corner of a floor, so a
floor of 600 × 320 units is 60 × 32 metres. Minutes are minutes of the wall clock.
"""

from dataclasses import dataclass
from typing import Literal

SpaceKind = Literal["desk", "room"]
ZoneKind = Literal["team", "silence", "open", "public", "meeting"]
Audience = Literal["staff", "partners"]


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A place on a floor plan: north-west corner, width and height in plan units."""

    x: int
    y: int
    w: int
    h: int

    def overlaps(self, other: "Rectangle") -> bool:
        """Whether the two share ground; walls that touch do not count."""
        beside = self.x + self.w <= other.x or other.x + other.w <= self.x
        above = self.y + self.h <= other.y or other.y + other.h <= self.y
        return not (beside or above)

    def contains(self, other: "Rectangle") -> bool:
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.x + other.w <= self.x + self.w
            and other.y + other.h <= self.y + self.h
        )


@dataclass(frozen=True, slots=True)
class Layout:
    """One way to set up a room, how many persons it seats that way, and the minutes it takes."""

    code: str
    capacity: int
    before_minutes: int = 0
    after_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Space:
    """A desk or a room; ``number`` is what is on the door and in the web address.

    ``audience`` says who may ask for it: 'partners' means staff and partners both.
    ``unit_names`` are the parts it holds: its own number, or those of its two halves.
    """

    number: str
    name: str
    kind: SpaceKind
    zone: str
    level: int
    capacity: int
    plan: Rectangle
    unit_names: tuple[str, ...]
    equipment: frozenset[str] = frozenset()
    layouts: tuple[Layout, ...] = ()
    grain_minutes: int = 15
    buffer_before_minutes: int = 0
    buffer_after_minutes: int = 0
    is_accessible: bool = True
    needs_approval: bool = False
    audience: Audience = "staff"


@dataclass(frozen=True, slots=True)
class Zone:
    key: str
    name: str
    kind: ZoneKind
    level: int
    plan: Rectangle


@dataclass(frozen=True, slots=True)
class Feature:
    """What is on the plan but cannot be reserved: stairs, lifts, the counter."""

    kind: str
    name: str
    level: int
    plan: Rectangle


@dataclass(frozen=True, slots=True)
class Floor:
    level: int
    name: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Building:
    key: str
    name: str
    address: str
    time_zone: str
    floors: tuple[Floor, ...]
    zones: tuple[Zone, ...]
    spaces: tuple[Space, ...]
    features: tuple[Feature, ...]

    @property
    def desks(self) -> tuple[Space, ...]:
        return tuple(space for space in self.spaces if space.kind == "desk")

    @property
    def rooms(self) -> tuple[Space, ...]:
        return tuple(space for space in self.spaces if space.kind == "room")

    def space(self, number: str) -> Space:
        return next(space for space in self.spaces if space.number == number)
