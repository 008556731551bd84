"""Which rooms would rather be split or joined, pure (occupancy.md section 3)."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from booking.occupancy.arrays import DayArrays
from booking.occupancy.concurrency import full_minutes
from booking.occupancy.sheet import Fate
from booking.occupancy.values import SEAT_CLASSES, SEATS_BEYOND

CLASSES = (*SEAT_CLASSES, SEATS_BEYOND)
AVOIDABLE_MIN = 0.3
"""Of the hours in use, with a smaller room free all that time: more than this is a waste."""
IDLE_MAX = 0.3
"""Of the open time: rooms in use for less stand empty as a rule."""


@dataclass(frozen=True, slots=True)
class Advice:
    """To split rooms of size ``seats``, or else to join them; minutes over all those days."""

    is_split: bool
    seats: int
    share: float
    """To split: of the hours in use those in which a smaller room was free; to join: of the open
    time that in which they were in use."""
    minutes: int
    """What ``share`` is a part of."""
    full_seats: int
    """Rooms of this size or larger were all taken ..."""
    full_minutes: int
    """... for so long."""


def split_or_merge(rooms: DayArrays) -> list[Advice]:
    """The smallest rooms first. ``rooms``: arrays of rooms only."""
    return list(_advice(rooms))


def _advice(rooms: DayArrays) -> Iterator[Advice]:
    bounds, size = np.array(SEAT_CLASSES), len(CLASSES)
    used = rooms.used
    room = np.searchsorted(bounds, rooms.line_capacity.take(used.line))
    is_avoidable = rooms.has(Fate.AVOIDABLE)[used.line]
    minutes = np.bincount(room, weights=used.minutes, minlength=size)
    avoidable = np.bincount(room[is_avoidable], weights=used.minutes[is_avoidable], minlength=size)
    of_house = np.searchsorted(bounds, rooms.house["capacity"])
    opened = np.bincount(of_house, weights=rooms.open_minutes, minlength=size)
    there = np.flatnonzero(opened).tolist()
    full = {at: int(full_minutes(rooms, _least(at)).sum()) for at in there}
    for below, at, above in zip([None, *there], there, [*there[1:], None], strict=False):
        is_wasted = minutes[at] and avoidable[at] / minutes[at] > AVOIDABLE_MIN
        if below is not None and is_wasted and full[below]:
            yield Advice(is_split=True, seats=CLASSES[at], share=float(avoidable[at] / minutes[at]),
                         minutes=int(minutes[at]), full_seats=CLASSES[below],
                         full_minutes=full[below])  # fmt: skip
        is_idle = minutes[at] / opened[at] < IDLE_MAX
        if above is not None and is_idle and full[above] and not full[at]:
            yield Advice(is_split=False, seats=CLASSES[at], share=float(minutes[at] / opened[at]),
                         minutes=int(opened[at]), full_seats=CLASSES[above],
                         full_minutes=full[above])  # fmt: skip


def _least(at: int) -> int:
    """The fewest seats that a room of this class has."""
    return SEAT_CLASSES[at - 1] + 1 if at else 1
