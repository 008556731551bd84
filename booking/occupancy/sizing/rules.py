"""What presses on a house, pure: how many meetings of a size there are at one minute.

Definitions: occupancy.md section 4. A meeting is [begin, end), so one that ends makes room for
one that begins at the same minute.
"""

from collections.abc import Sequence
from math import ceil

from booking.occupancy.sizing.values import Day, Meeting, Mix, Pressure, RoomClass

PERCENT = 100


def smallest_class(
    person_count: int, classes: Sequence[RoomClass], *, comfort_percent: int = PERCENT
) -> int | None:
    """The number of the smallest class in which so many people fit; None when none is so large.

    ``comfort_percent``: how much of the seats people fill at most. At 80, ten seats hold eight.
    """
    seats = ceil(person_count * PERCENT / comfort_percent)
    return next((number for number, it in enumerate(classes) if it.seats >= seats), None)


def class_of_room(seats: int | None, classes: Sequence[RoomClass]) -> int | None:
    """The number of the largest class whose meetings a room with so many seats can hold."""
    fitting = (number for number, it in enumerate(classes) if it.seats <= (seats or 0))
    return max(fitting, default=None)


def pressures(day: Day, class_count: int) -> list[Pressure]:
    """Per class: the most meetings at one minute that need it or a larger one, and when first.

    The number of rooms from that class on is never less: a lower bound that anyone can check.
    """
    return [_pressure([it for it in day if it.smallest >= number]) for number in range(class_count)]


def _pressure(meetings: Sequence[Meeting]) -> Pressure:
    steps = sorted([(it.begin, 1) for it in meetings] + [(it.end, -1) for it in meetings])
    level, most = 0, Pressure(0, 0)
    for minute, step in steps:  # ends come before begins: -1 sorts before 1
        level += step
        if level > most.count:
            most = Pressure(level, minute)
    return most


def days_needed(day_count: int, service_percent: int) -> int:
    """⌈p·n⌉ in whole numbers: how many of the days must be served."""
    assert 0 < service_percent <= PERCENT, "a share of the days between 0 and 100 percent"
    return -(-day_count * service_percent // PERCENT)


def mix_of(thresholds: Mix) -> Mix:
    """From how many rooms there are of a class or larger; negative where that number rises."""
    return tuple(here - above for here, above in zip(thresholds, (*thresholds[1:], 0), strict=True))


def area_of(mix: Mix, classes: Sequence[RoomClass]) -> float:
    """Square metres."""
    return sum(count * it.area for count, it in zip(mix, classes, strict=True))
