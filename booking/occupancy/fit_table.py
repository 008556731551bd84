"""Rooms against the people in them, pure (zaalpassing; occupancy.md, metric 11)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from booking.occupancy.arrays import DayArrays
from booking.occupancy.records import Ints
from booking.occupancy.sheet import Fate
from booking.occupancy.values import SEAT_CLASSES, SEATS_BEYOND

CLASSES = (*SEAT_CLASSES, SEATS_BEYOND)


@dataclass(frozen=True)
class FitTable:
    """Used minutes of rooms: a row for each size of group, a column for each size of room.

    Only sizes that occur, each by its class: the seats of the smallest room for it.
    """

    groups: Sequence[int]
    rooms: Sequence[int]
    minutes: Ints
    oversize_minutes: int
    """In a larger class than needed."""
    avoidable_minutes: int
    """The same, while a smaller room that fits was free for all the time."""

    @property
    def used_minutes(self) -> int:
        return int(self.minutes.sum())


def fit_table(arrays: DayArrays) -> FitTable:
    """Metric 11; ``arrays`` of rooms only.

    Unit: minutes. Range: 0 and up. Source: check-ins, the people that were given and the
    capacity on that day.
    """
    used, bounds = arrays.used, np.array(SEAT_CLASSES)
    people = arrays.column("people").take(used.line)
    group = np.searchsorted(bounds, people)
    room = np.searchsorted(bounds, arrays.line_capacity.take(used.line))
    size = len(CLASSES)
    table = np.bincount(group * size + room, weights=used.minutes, minlength=size * size)
    table = table.reshape(size, size).astype(np.int64)
    rows, columns = (np.flatnonzero(table.sum(axis=axis)) for axis in (1, 0))
    return FitTable(
        groups=[CLASSES[it] for it in rows],
        rooms=[CLASSES[it] for it in columns],
        minutes=table[np.ix_(rows, columns)],
        oversize_minutes=int(used.minutes[room > group].sum()),
        avoidable_minutes=int(used.minutes[arrays.has(Fate.AVOIDABLE)[used.line]].sum()),
    )
