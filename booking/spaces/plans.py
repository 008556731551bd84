"""Where spaces and zones stand on the plan of a floor: pure rules about boxes.

All lengths are plan units of 10 cm, measured from the north-west corner of the floor.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from booking.spaces.values import BookableSpace, Floor, Stock, Zone

Box = tuple[int, int, int, int]
"""x, y, width, height."""

METRE = 10
GRID = 5
"""Where a click lands: half a metre."""
CHAIR_DEPTH = 6
DESK_SIZE = (16, 8)
ROOM_SIZE = (50, 40)
SIDE_MAX = 5000
"""Of a floor: half a kilometre."""


class Direction(StrEnum):
    """How a row goes on from its first desk."""

    RIGHT = "right"
    DOWN = "down"
    LEFT = "left"
    UP = "up"


STEPS = {
    Direction.RIGHT: (1, 0),
    Direction.DOWN: (0, 1),
    Direction.LEFT: (-1, 0),
    Direction.UP: (0, -1),
}


@dataclass(frozen=True, slots=True)
class Seat:
    """A desk as it is drawn: its table and its chair, and on which side that stands."""

    box: Box
    is_chair_north: bool


def seat_at(table: Box, tables: Iterable[tuple[int, int]]) -> Seat:
    """Whoever sits back to back with a desk below sits on its north side.

    ``tables`` are the north-west corners of all tables on the floor.
    """
    x, y, width, depth = table
    is_chair_north = (x, y + depth) in tables
    top = y - CHAIR_DEPTH if is_chair_north else y
    return Seat((x, top, width, depth + CHAIR_DEPTH), is_chair_north)


def overlaps(one: Box, other: Box) -> bool:
    """Whether the two share ground; walls that touch do not count."""
    return all(
        one[axis] < other[axis] + other[axis + 2] and other[axis] < one[axis] + one[axis + 2]
        for axis in (0, 1)
    )


def is_inside(box: Box, width: int, height: int) -> bool:
    x, y, own_width, own_height = box
    return x >= 0 and y >= 0 and x + own_width <= width and y + own_height <= height


def row_of(first: Box, count: int, *, pitch: int, direction: Direction) -> list[Box]:
    """``count`` boxes as large as ``first``, each ``pitch`` further on."""
    x, y, width, height = first
    across, down = STEPS[direction]
    return [
        (x + across * pitch * number, y + down * pitch * number, width, height)
        for number in range(count)
    ]


def placed_around(point: tuple[float, float], size: tuple[int, int]) -> Box:
    """A box of ``size`` with its middle at ``point``, its corner on the grid."""
    x, y = (
        round((middle - length / 2) / GRID) * GRID
        for middle, length in zip(point, size, strict=True)
    )
    return (x, y, *size)


def box_between(one: tuple[float, float], other: tuple[float, float]) -> Box:
    """The rectangle with these two corners, each on the grid."""
    (left, right), (top, bottom) = (
        sorted(round(value / GRID) * GRID for value in pair)
        for pair in zip(one, other, strict=True)
    )
    return left, top, right - left, bottom - top


def zone_on_plan(stock: Stock, space: BookableSpace, day: date) -> Zone | None:
    """Where a space is on ``day``, or will be; None for what is gone."""
    terms = [term for term in space.terms if term.valid_until is None or day < term.valid_until]
    first = min(terms, key=lambda term: term.valid_from, default=None)
    return stock.zones[first.zone_id] if first else None


def spaces_of(stock: Stock, floor: Floor, day: date) -> list[BookableSpace]:
    """What stands on ``floor`` on ``day`` or later, by number."""
    return [
        space
        for space in stock.spaces.values()
        if (zone := zone_on_plan(stock, space, day)) is not None and zone.floor_id == floor.id
    ]


def outside(floor: Floor, boxes: Mapping[int, Box], spaces: Iterable[BookableSpace]) -> list[int]:
    """Which of ``boxes`` (by number of the space) do not fit on the floor, chair included."""
    here = list(spaces)
    desks = {space.id for space in here if space.is_desk}
    standing = {space.id: space.box for space in here if space.box} | dict(boxes)
    tables = {box[:2] for number, box in standing.items() if number in desks}
    return [
        number
        for number, box in boxes.items()
        if not is_inside(
            seat_at(box, tables).box if number in desks else box,
            floor.plan_width,
            floor.plan_height,
        )
    ]


def clashes(boxes: Mapping[int, Box], spaces: Iterable[BookableSpace]) -> list[tuple[int, int]]:
    """Pairs of a space in ``boxes`` and one that stands there; halves of a room may.

    A space that has no box in ``boxes`` stands where it stood.
    """
    here = {space.id: space for space in spaces}
    standing = {number: space.box for number, space in here.items() if space.box} | dict(boxes)
    return [
        (number, other)
        for number, box in boxes.items()
        for other, taken in standing.items()
        if other != number
        and overlaps(box, taken)
        and set(here[number].unit_ids).isdisjoint(here[other].unit_ids)
    ]
