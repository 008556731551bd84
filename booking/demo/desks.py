"""The 250 desks of the demo house, in blocks of 4 to 8 that face each other.

A desk is 16 × 8 plan units (160 × 80 cm). A block is two rows back to back; blocks
stand spread over their zone, so the space between them is aisle.
"""

from collections.abc import Iterator
from itertools import count

from booking.demo.plan import Rectangle, Space, Zone
from booking.demo.zones import FLOORS, ZONES

DESK_WIDTH, DESK_DEPTH = 16, 8  # plan units of 10 cm
SIDES = 2  # of a block: its two rows of desks face each other

FURNISHED = {zone.key: zone.plan for zone in ZONES} | {
    "0-plein": Rectangle(10, 230, 230, 80)  # the work café; the rest is hall and counter
}

# Each zone: rows of blocks from north to south, each block as its number of desks.
BLOCKS: dict[str, tuple[tuple[int, ...], ...]] = {
    "0-plein": ((4, 4, 4),),
    "1-a": ((6, 4), (4, 6)),
    "1-b": ((4, 4), (6, 6)),
    "1-open": ((6, 8),),
    "2-stil": ((4, 4, 4),),
    "2-a": ((8,), (6, 6)),
    "2-b": ((4, 4), (4, 4), (4,)),
    "2-c": ((6, 4), (6, 4)),
    "2-d": ((6, 6), (8,)),
    "3-stil": ((4, 4, 4),),
    "3-a": ((4, 4), (4, 4), (4,)),
    "3-b": ((6, 6), (4, 4)),
    "3-c": ((8,), (6, 6)),
    "3-d": ((4, 6), (6, 4)),
}

EVERY_DESK = frozenset({"power", "screen"})
KNOWN_BY_NUMBER = {"adjustable": 2, "dual_monitor": 3, "docking": 4}  # every nth desk has it
BESIDE_THE_STEP_EVERY = 9  # the raised floor leaves these desks without wheelchair access


def desks() -> tuple[Space, ...]:
    return tuple(desk for floor in FLOORS for desk in _desks_on(floor.level))


def _desks_on(level: int) -> Iterator[Space]:
    serials = count(1)
    for zone in ZONES:
        if zone.level == level and zone.key in BLOCKS:
            for place in _places(FURNISHED[zone.key], BLOCKS[zone.key]):
                yield _desk(zone, next(serials), place)


def _places(room: Rectangle, rows: tuple[tuple[int, ...], ...]) -> Iterator[Rectangle]:
    """Where each desk stands: rows and blocks with equal aisles between and around them."""
    aisle = (room.h - len(rows) * SIDES * DESK_DEPTH) // (len(rows) + 1)
    for row, blocks in enumerate(rows):
        y = room.y + aisle + row * (SIDES * DESK_DEPTH + aisle)
        yield from _places_in_row(room, y, blocks)


def _places_in_row(room: Rectangle, y: int, blocks: tuple[int, ...]) -> Iterator[Rectangle]:
    widths = [desk_count // SIDES * DESK_WIDTH for desk_count in blocks]
    gap = (room.w - sum(widths)) // (len(blocks) + 1)
    x = room.x + gap
    for width in widths:
        for side in range(SIDES):
            for left in range(x, x + width, DESK_WIDTH):
                yield Rectangle(left, y + side * DESK_DEPTH, DESK_WIDTH, DESK_DEPTH)
        x += width + gap


def _desk(zone: Zone, serial: int, place: Rectangle) -> Space:
    number = f"{zone.level}.D{serial:03}"
    return Space(
        number=number,
        name=f"Werkplek {number}",
        kind="desk",
        zone=zone.key,
        level=zone.level,
        capacity=1,
        plan=place,
        unit_names=(number,),
        equipment=_equipment(zone, serial),
        grain_minutes=30,
        is_accessible=serial % BESIDE_THE_STEP_EVERY != 0,
        audience="partners" if zone.kind == "public" else "staff",
    )


def _equipment(zone: Zone, serial: int) -> frozenset[str]:
    extra = {code for code, nth in KNOWN_BY_NUMBER.items() if serial % nth == 0}
    return EVERY_DESK | extra | ({"quiet"} if zone.kind == "silence" else set())
