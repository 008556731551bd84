"""The 26 rooms of the demo house.

The 24 meeting rooms (all but the council room and the wedding hall) have 9.1 chairs on
average, while a meeting has 3.3 people: the mismatch that the building plans must find.
The divisible De Linde counts as three of the 26: two halves and the whole.
"""

from dataclasses import dataclass

from booking.demo.plan import Audience, Layout, Rectangle, Space

CEREMONIAL_BUFFER_MINUTES = 30
LAYOUTS_FROM_CAPACITY = 10  # smaller rooms have one table and stay as they are
NORTH_Y, NORTH_DEPTH = 5, 65  # plan units of 10 cm
SOUTH_Y, SOUTH_DEPTH = 260, 55


@dataclass(frozen=True, slots=True)
class _Row:
    """Rooms side by side along a façade, from ``x`` on, all of one depth."""

    zone: str
    x: int
    y: int
    depth: int
    # door number, name, seats, width, equipment codes
    doors: tuple[tuple[str, str, int, int, str], ...]
    audience: Audience = "staff"
    grain_minutes: int = 15


COUNTER_ROOMS = _Row(
    "0-plein",
    10,
    NORTH_Y,
    45,
    (
        ("0.11", "Spreekkamer 1", 2, 34, "quiet"),
        ("0.12", "Spreekkamer 2", 2, 34, "quiet hearing_loop"),
        ("0.13", "Spreekkamer 3", 3, 40, "quiet screen"),
        ("0.14", "Spreekkamer 4", 4, 46, "quiet screen hearing_loop"),
        ("0.15", "Spreekkamer 5", 4, 46, "screen video"),
    ),
)

FACADES = (
    _Row(
        "1-noord",
        5,
        NORTH_Y,
        NORTH_DEPTH,
        (
            ("1.02", "De Kastanje", 16, 110, "screen video whiteboard hearing_loop"),
            ("1.04", "De Eik", 12, 86, "screen video whiteboard"),
            ("1.06", "De Beuk", 10, 74, "screen video"),
            ("1.08", "De Berk", 8, 64, "screen whiteboard"),
            ("1.10", "De Wilg", 8, 64, "screen video"),
        ),
        audience="partners",
        grain_minutes=30,
    ),
    _Row(
        "2-noord",
        5,
        NORTH_Y,
        NORTH_DEPTH,
        (
            ("2.02", "De Esdoorn", 12, 86, "screen video whiteboard"),
            ("2.04", "De Populier", 10, 74, "screen video"),
            ("2.06", "De Hazelaar", 8, 64, "screen"),
        ),
    ),
    _Row(
        "2-zuid",
        360,
        SOUTH_Y,
        SOUTH_DEPTH,
        (
            ("2.11", "De Meidoorn", 10, 84, "screen video whiteboard"),
            ("2.13", "De Vlier", 6, 54, "screen video"),
            ("2.15", "De Hulst", 4, 44, "screen quiet"),
        ),
    ),
    _Row(
        "3-noord",
        5,
        NORTH_Y,
        NORTH_DEPTH,
        (
            ("3.02", "De Plataan", 12, 86, "screen video hearing_loop"),
            ("3.04", "De Iep", 10, 74, "screen whiteboard"),
            ("3.06", "De Spar", 8, 64, "screen video"),
        ),
    ),
    _Row(
        "3-zuid",
        360,
        SOUTH_Y,
        SOUTH_DEPTH,
        (
            ("3.11", "De Den", 8, 72, "screen whiteboard"),
            ("3.13", "De Lariks", 5, 50, "screen video quiet"),
        ),
    ),
)

LINDE_A = Rectangle(320, NORTH_Y, 130, NORTH_DEPTH)
LINDE_B = Rectangle(450, NORTH_Y, 130, NORTH_DEPTH)
LINDE_WHOLE = Rectangle(320, NORTH_Y, 260, NORTH_DEPTH)


def rooms() -> tuple[Space, ...]:
    return (
        *_along(COUNTER_ROOMS),
        *_linde(),
        _wedding_hall(),
        *(room for facade in FACADES for room in _along(facade)),
        _council_room(),
    )


def layouts_of(capacity: int) -> tuple[Layout, ...]:
    """Fewer people fit round a U than at a table; a small room has its table only."""
    table = Layout("table", capacity)
    if capacity < LAYOUTS_FROM_CAPACITY:
        return (table,)
    return (
        table,
        Layout("theatre", capacity),
        Layout("u_shape", capacity * 7 // 10),
        Layout("classroom", capacity * 8 // 10),
    )


def _along(row: _Row) -> list[Space]:
    spaces, x = [], row.x
    for number, name, capacity, width, equipment in row.doors:
        spaces.append(
            Space(
                number=number,
                name=name,
                kind="room",
                zone=row.zone,
                level=int(number[0]),
                capacity=capacity,
                plan=Rectangle(x, row.y, width, row.depth),
                unit_names=(number,),
                equipment=frozenset(equipment.split()),
                layouts=layouts_of(capacity),
                grain_minutes=row.grain_minutes,
                audience=row.audience,
            )
        )
        x += width
    return spaces


def _linde() -> tuple[Space, Space, Space]:
    """One room with a folding wall: the whole holds the units of both halves."""
    return (
        _linde_part("0.31", "De Linde A", 14, LINDE_A, ("0.31",)),
        _linde_part("0.32", "De Linde B", 14, LINDE_B, ("0.32",)),
        _linde_part("0.30", "De Linde A+B", 28, LINDE_WHOLE, ("0.31", "0.32")),
    )


def _linde_part(
    number: str, name: str, capacity: int, place: Rectangle, units: tuple[str, ...]
) -> Space:
    return Space(
        number=number,
        name=name,
        kind="room",
        zone="0-linde",
        level=0,
        capacity=capacity,
        plan=place,
        unit_names=units,
        equipment=frozenset({"screen", "video", "whiteboard", "hearing_loop"}),
        layouts=(*layouts_of(capacity), Layout("reception", capacity, 45, 30)),
        grain_minutes=30,
        audience="partners",
    )


def _wedding_hall() -> Space:
    return Space(
        number="0.20",
        name="Trouwzaal",
        kind="room",
        zone="0-trouw",
        level=0,
        capacity=80,
        plan=Rectangle(400, 130, 180, 150),
        unit_names=("0.20",),
        equipment=frozenset({"hearing_loop", "sound", "screen"}),
        layouts=(Layout("theatre", 80), Layout("reception", 80, 45, 30), Layout("table", 48)),
        grain_minutes=30,
        buffer_before_minutes=CEREMONIAL_BUFFER_MINUTES,
        buffer_after_minutes=CEREMONIAL_BUFFER_MINUTES,
        needs_approval=True,
    )


def _council_room() -> Space:
    return Space(
        number="1.30",
        name="Raadzaal",
        kind="room",
        zone="1-raad",
        level=1,
        capacity=60,
        plan=Rectangle(390, 125, 190, 160),
        unit_names=("1.30",),
        equipment=frozenset({"hearing_loop", "sound", "screen", "video", "power"}),
        layouts=(
            Layout("theatre", 60),
            Layout("u_shape", 42),
            Layout("classroom", 36),
            Layout("table", 30),
        ),
        grain_minutes=30,
        buffer_before_minutes=CEREMONIAL_BUFFER_MINUTES,
        buffer_after_minutes=CEREMONIAL_BUFFER_MINUTES,
        needs_approval=True,
        audience="partners",
    )
