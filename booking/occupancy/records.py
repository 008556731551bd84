"""The records of a fact sheet (sheet.py) as numpy reads them, pure.

They are picked by ``compress`` and ``take``, which move each as one block: with ``[...]`` numpy
copies them field by field, at ten times the cost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[Any]
Bools = npt.NDArray[np.bool_]
HOUSE = np.dtype([
    ("space", "<i4"), ("zone", "<i4"), ("kind", "u1"), ("hours", "u1"), ("capacity", "<u2"),
    ("begin", "<u2"), ("end", "<u2"),
])  # fmt: skip
LINES = np.dtype([
    ("space", "<i4"), ("begin", "<u2"), ("end", "<u2"), ("held_end", "<u2"),
    ("used_begin", "<u2"), ("used_end", "<u2"), ("people", "<u2"), ("fate", "<u2"),
    ("lead_hours", "<u2"), ("party", "u1"), ("spare", "u1"),
])  # fmt: skip


@dataclass(frozen=True)
class Pieces:
    """Stretches of open time that a line took: of which line, from which minute to which."""

    line: Ints
    begin: Ints
    end: Ints

    @property
    def minutes(self) -> Ints:
        return self.end - self.begin

    def of_lines(self, keep: Bools) -> "Pieces":
        """Only those of the lines that are kept."""
        these = keep.take(self.line)
        return Pieces(*(it.compress(these) for it in (self.line, self.begin, self.end)))


def copied(records: Ints) -> Ints:
    """Of their own, to write in."""
    found: Ints = records.view(np.uint8).copy().view(records.dtype)
    return found


def keys_of(day: Ints, space: Ints) -> Ints:
    """One number for a space on a day, in the order of the days."""
    return day.astype(np.int64) << 32 | space.astype(np.int64)


def clip(records: Ints, names: tuple[str, str], low: Ints, high: Ints) -> None:
    """Cut the stretch that two fields name to ``low`` and ``high``, in place."""
    begin, end = (np.clip(records[name], low, high) for name in names)
    records[names[0]], records[names[1]] = begin, np.maximum(begin, end)


def joined(parts: Sequence[bytes], dtype: Any) -> tuple[Ints, Ints]:
    """The records of all ``parts``, and of which part each is."""
    records = np.frombuffer(b"".join(parts), dtype=dtype)
    counts = [len(part) // dtype.itemsize for part in parts]
    return records, np.repeat(np.arange(len(parts)), counts)
