"""Each space by quarter of an hour, pure: minutes open, reserved and used, and people.

Reckoned from the sheet and not stored: a year of a house with 250 spaces would be nine million
numbers, of which the sheet needs a twentieth.
"""

from dataclasses import dataclass

import numpy as np

from booking.occupancy.arrays import DayArrays, day_minutes
from booking.occupancy.records import Ints, Pieces

QUARTER = 15


@dataclass(frozen=True)
class Quarters:
    """``spaces`` by number of quarter since local midnight: 92, 96 or 100 a day."""

    spaces: Ints
    """Their ids, one for each row of the rest."""
    open_minutes: Ints
    booked_minutes: Ints
    used_minutes: Ints
    person_minutes: Ints


def quarters_of(arrays: DayArrays, day: int) -> Quarters:
    """``day`` is an ordinal; without facts of that day there are no spaces in it."""
    one = arrays.of_days(arrays.days == day)
    spaces, number = np.unique(one.house["space"], return_inverse=True)
    place = {int(space): row for row, space in enumerate(spaces)}
    of_line = np.array([place.get(int(space), 0) for space in one.lines["space"]], dtype=np.int64)
    length, shape = day_minutes(day), len(spaces)

    def by_quarter(pieces: Pieces, weights: Ints | int = 1) -> Ints:
        return _by_quarter(of_line[pieces.line], pieces.begin, pieces.end, weights, shape, length)

    opened = _by_quarter(number, one.house["begin"], one.house["end"], 1, shape, length)
    people = one.lines["people"][one.used.line].astype(np.int64)
    return Quarters(spaces, opened, by_quarter(one.held), by_quarter(one.used),
                    by_quarter(one.used, people))  # fmt: skip


def _by_quarter(
    row: Ints, begin: Ints, end: Ints, weights: Ints | int, count: int, length: int
) -> Ints:
    """Up at each begin, down at each end, summed along the day, minute by minute."""
    steps = np.zeros((count, length + 1), dtype=np.int64)
    np.add.at(steps, (row, begin), weights)
    np.subtract.at(steps, (row, end), weights)
    levels = np.cumsum(steps, axis=1)[:, :length]
    found: Ints = levels.reshape(count, length // QUARTER, QUARTER).sum(axis=2)
    return found
