"""The wishes of a day as records of fixed size, pure; beside the lines of reservations (sheet.py).

A wish that was granted at once is a reservation, and so a line there. Here is what was not had
when it was asked for: its size, its slot, for whom as a kind of party, and its outcome.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from struct import Struct
from typing import Final, NamedTuple

from booking.occupancy.values import WishSums, seat_class
from booking.reservations.values import Outcome, PartyKind
from booking.spaces.values import SpaceKind

WISH_RECORD: Final = Struct("<iBBBxHHH")
KINDS: Final = (SpaceKind.DESK, SpaceKind.ROOM)
PARTIES: Final = (PartyKind.STAFF, PartyKind.PARTNER)
OUTCOMES: Final = (Outcome.GRANTED, Outcome.DIVERTED, Outcome.REFUSED, Outcome.GAVE_UP)
"""New ones go to the end, of these three: the number is what is stored."""
UNMET: Final = frozenset({OUTCOMES.index(Outcome.REFUSED), OUTCOMES.index(Outcome.GAVE_UP)})
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


class Kept(NamedTuple):
    """What is reckoned with of a wish: kind and outcome by their numbers."""

    kind: int
    outcome: int
    person_count: int
    minutes: int


@dataclass(frozen=True, slots=True)
class WishCut:
    """Which wishes are asked for; those that any building could have granted are of each."""

    building_id: int
    kind: SpaceKind | None = None
    parties: Collection[PartyKind] = PARTIES
    within: tuple[int, int] | None = None
    """Of the wall clock, in minutes; a wish counts in each part of the day of which it asked."""

    def of(self, lines: bytes) -> Iterator[Kept]:
        """Those among packed ``lines``, cut to the minutes that are asked for."""
        buildings = {ANYWHERE, self.building_id}
        parties = {PARTIES.index(it) for it in self.parties}
        kinds = {number for number, it in enumerate(KINDS) if self.kind in {None, it}}
        low, high = self.within or (0, MOST)
        for building_id, kind, party, outcome, people, begin, end in WISH_RECORD.iter_unpack(lines):
            minutes = min(end, high) - max(begin, low)
            if building_id in buildings and kind in kinds and party in parties and minutes > 0:
                yield Kept(kind, outcome, people, minutes)


def pack_wishes(lines: Iterable[WishLine]) -> bytes:
    """In an order of its own, so that the same wishes are the same bytes."""
    records = [
        (it.building_id, KINDS.index(it.kind), PARTIES.index(it.party),
         OUTCOMES.index(it.outcome), min(it.person_count, MOST), it.begin, it.end)
        for it in lines
    ]  # fmt: skip
    return b"".join(WISH_RECORD.pack(*it) for it in sorted(records))


def unmet_count(wishes: Iterable[Kept]) -> int:
    return sum(it.outcome in UNMET for it in wishes)


def sums_of(wishes: Iterable[Kept]) -> Iterator[WishSums]:
    """By kind and size class, smallest first."""
    counts: Counter[tuple[int, int, int]] = Counter()
    minutes: Counter[tuple[int, int, int]] = Counter()
    for kind, outcome, person_count, length in wishes:
        counts[kind, seat_class(person_count), outcome] += 1
        minutes[kind, seat_class(person_count), outcome] += length
    for kind, seats in sorted({(kind, seats) for kind, seats, _ in counts}):
        yield WishSums(KINDS[kind], seats, **{
            f"{outcome.name.lower()}_{what}": numbers[kind, seats, number]
            for number, outcome in enumerate(OUTCOMES)
            for what, numbers in (("count", counts), ("minutes", minutes))
        })  # fmt: skip
