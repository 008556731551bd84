"""By which line a reservation is counted in a part of the house, pure.

A group has a line for each of its desks, of which the first counts as the reservation
(Fate.FIRST). Where a part has others of its desks only, one of those counts there.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from booking.occupancy.sheet import Fate

Lines = npt.NDArray[Any]
FIRST = int(Fate.FIRST)
ALIKE = "begin", "end", "lead_hours", "party"


def kept_lines(lines: Lines, line_day: Lines, keep: Lines) -> Lines:
    """The ``lines`` that are kept; of a reservation of which the first is not, another is now."""
    if keep.all():
        return lines
    kept = lines.compress(keep)
    is_first = (lines["fate"] & FIRST) > 0
    if is_first.all():
        return kept
    starts = _starts(lines, line_day, is_first)
    number = (np.cumsum(starts) - 1).compress(keep)
    is_next = np.diff(number, prepend=-1) > 0
    kept["fate"][is_first[starts][number] & is_next] |= FIRST
    return kept


def _starts(lines: Lines, line_day: Lines, is_first: Lines) -> Lines:
    """Of each line whether it is of another reservation than the line before it.

    The lines of one lie together, and differ in their place, in who sat there and in whether a
    smaller place was free; of which they are was not kept.
    """
    starts = is_first.copy()
    starts[:1] = True
    starts[1:] |= line_day[1:] != line_day[:-1]
    fate = lines["fate"] & ~np.uint16(FIRST | Fate.AVOIDABLE)
    for column in (fate, *(lines[name] for name in ALIKE)):
        starts[1:] |= column[1:] != column[:-1]
    return starts
