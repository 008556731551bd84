"""The wishes of a day as records of fixed size, pure; beside the lines of reservations (sheet.py).

A wish that was granted at once is a reservation, and so a line there. Here is what was not had
when it was asked for: its size, its slot, for whom as a kind of party, and its outcome.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from struct import Struct
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from booking.occupancy.values import SEAT_CLASSES, SEATS_BEYOND, WishSums
from booking.reservations.values import Outcome, PartyKind
from booking.spaces.values import SpaceKind

Wishes = npt.NDArray[Any]
WISH_RECORD: Final = Struct("<iBBBxHHH")
WISHES: Final = np.dtype([
    ("building", "<i4"), ("kind", "u1"), ("party", "u1"), ("outcome", "u1"), ("spare", "u1"),
    ("people", "<u2"), ("begin", "<u2"), ("end", "<u2"),
])  # fmt: skip
KINDS: Final = (SpaceKind.DESK, SpaceKind.ROOM)
PARTIES: Final = (PartyKind.STAFF, PartyKind.PARTNER)
OUTCOMES: Final = (Outcome.GRANTED, Outcome.DIVERTED, Outcome.REFUSED, Outcome.GAVE_UP)
"""New ones go to the end, of these three: the number is what is stored."""
UNMET: Final = [OUTCOMES.index(Outcome.REFUSED), OUTCOMES.index(Outcome.GAVE_UP)]
ANYWHERE: Final = 0
MOST: Final = 0xFFFF


@dataclass(frozen=True, slots=True)
class WishLine:
    """``begin`` and ``end`` are minutes of the wall clock, the latter past 1440 after midnight."""

    building_id: int
    """ANYWHERE, where any building would have done."""
    kind: SpaceKind
    party: PartyKind
    outcome: Outcome
    person_count: int
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class WishCut:
    """Which wishes are asked for; those that any building could have granted are of each."""

    building_id: int
    kind: SpaceKind | None = None
    parties: Collection[PartyKind] = PARTIES
    within: tuple[int, int] | None = None
    """Of the wall clock, in minutes; a wish counts in each part of the day of which it asked."""

    def of(self, wishes: Wishes) -> Wishes:
        """Those of ``wishes``, cut to the minutes that are asked for."""
        kept = np.isin(wishes["building"], [ANYWHERE, self.building_id])
        kept &= np.isin(wishes["party"], [PARTIES.index(it) for it in self.parties])
        if self.kind is not None:
            kept &= wishes["kind"] == KINDS.index(self.kind)
        found = wishes[kept]
        if self.within is None:
            return found
        found["begin"] = np.maximum(found["begin"], self.within[0])
        found["end"] = np.minimum(found["end"], self.within[1])
        return found[found["begin"] < found["end"]]


def pack_wishes(lines: Iterable[WishLine]) -> bytes:
    """In an order of its own, so that the same wishes are the same bytes."""
    records = [
        (it.building_id, KINDS.index(it.kind), PARTIES.index(it.party),
         OUTCOMES.index(it.outcome), min(it.person_count, MOST), it.begin, it.end)
        for it in lines
    ]  # fmt: skip
    return b"".join(WISH_RECORD.pack(*it) for it in sorted(records))


def unpack_wishes(lines: bytes) -> Wishes:
    return np.frombuffer(lines, dtype=WISHES)


def unmet_count(wishes: Wishes) -> int:
    return int(np.isin(wishes["outcome"], UNMET).sum())


def sums_of(wishes: Wishes) -> Iterator[WishSums]:
    """By kind and size class, smallest first."""
    classes = np.array([*SEAT_CLASSES, SEATS_BEYOND])
    sizes = np.searchsorted(np.array(SEAT_CLASSES), wishes["people"])
    minutes = wishes["end"].astype(np.int64) - wishes["begin"]
    for kind in np.unique(wishes["kind"]):
        for size in np.unique(sizes[wishes["kind"] == kind]):
            here = (wishes["kind"] == kind) & (sizes == size)
            outcomes = wishes["outcome"][here]
            counts = np.bincount(outcomes, minlength=len(OUTCOMES))
            lengths = np.bincount(outcomes, weights=minutes[here], minlength=len(OUTCOMES))
            yield WishSums(KINDS[kind], int(classes[size]), **{
                f"{outcome.name.lower()}_{what}": int(numbers[number])
                for number, outcome in enumerate(OUTCOMES)
                for what, numbers in (("count", counts), ("minutes", lengths))
            })  # fmt: skip
