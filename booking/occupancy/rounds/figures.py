"""What rounds say, pure: how much was in use, and what reservations and check-in knew of it.

A sight counts when the house has counted the day and the space was open at that minute; a part
of a divided room is open, reserved and checked in at while the whole is.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np

from booking.foundation.local_time import day_of, epoch_minutes, local_day
from booking.occupancy.arrays import DayArrays
from booking.occupancy.rounds.values import Round, Seen, Sight
from booking.spaces.values import BookableSpace, SpaceKind, Stock

IN_USE = frozenset({Seen.USED, Seen.VACANT})
"""A place with somebody's things on it is nobody else's: utilisation surveys count it as used."""
KNOWN_MIN = 30
"""Sights that check-in knew as used, below which no correction is reckoned."""

ROUNDS_MIN = 5
"""Rounds below which nothing can be said of how sure a correction is."""
DRAWS, SEED = 1_000, 2026


@dataclass(frozen=True, slots=True)
class Look:
    """A sight beside what the house knew of that space at that minute."""

    round_id: int
    space_id: int
    kind: SpaceKind
    capacity: int
    seen: Seen
    person_count: int
    is_reserved: bool
    is_checked_in: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """Looks added up. Rates are between 0 and 1; None of nothing."""

    seen_count: int
    used_count: int
    vacant_count: int
    reserved_used: int
    reserved_count: int
    checked_in_count: int
    person_count: int
    seats_in_use: int
    seats: int
    space_count: int
    """How many spaces the looks are of."""

    @property
    def in_use(self) -> int:
        return self.used_count + self.vacant_count

    @property
    def frequency(self) -> float | None:
        """In use or temporarily vacant / counted."""
        return _rate(self.in_use, self.seen_count)

    @property
    def seat_fill(self) -> float | None:
        """People / seats of what was in use or left for a while (metric 3, by eye).

        So frequency, weighed by seats, × seat fill is the utilisation.
        """
        return _rate(self.person_count, self.seats_in_use)

    @property
    def utilisation(self) -> float | None:
        """People / seats of all that was counted (metric 4)."""
        return _rate(self.person_count, self.seats)

    @property
    def capture(self) -> float | None:
        """Of what was in use, the part that was reserved: what reservations know of the use."""
        return _rate(self.reserved_used, self.in_use)

    @property
    def ad_hoc(self) -> float | None:
        """Of what was in use, the part that was not reserved (metric 10, by counted rounds)."""
        return _rate(self.in_use - self.reserved_used, self.in_use)

    @property
    def kept(self) -> float | None:
        """Of what was reserved, the part that was in use."""
        return _rate(self.reserved_used, self.reserved_count)

    @property
    def known(self) -> float | None:
        """In use by check-in, at these moments in these spaces / counted."""
        return _rate(self.checked_in_count, self.seen_count)

    @property
    def correction(self) -> float | None:
        """By how much check-in must be multiplied to say what was seen; None of too few."""
        if self.checked_in_count < KNOWN_MIN:
            return None
        return self.in_use / self.checked_in_count


def corrected(rate: float | None, tally: Tally) -> float | None:
    """A rate by check-in, as it would be if it missed as much as at the moments of the rounds."""
    if rate is None or tally.correction is None:
        return None
    return min(1.0, rate * tally.correction)


def correction_interval(looks: Iterable[Look]) -> tuple[float, float] | None:
    """Between which factors 95 of 100 corrections lie, if other such rounds had been walked.

    A bootstrap with whole rounds as blocks, for what is seen in one walk is alike; always the same
    for the same rounds. None of fewer than ROUNDS_MIN rounds, or where there is no correction.
    """
    pairs: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for look in looks:
        pairs[look.round_id][0] += look.seen in IN_USE
        pairs[look.round_id][1] += look.is_checked_in
    table = np.array([pairs[number] for number in sorted(pairs)])
    if len(table) < ROUNDS_MIN or table[:, 1].sum() < KNOWN_MIN:
        return None
    chosen = np.random.default_rng(SEED).integers(len(table), size=(DRAWS, len(table)))
    sums = table[chosen].sum(axis=1)
    factors = sums[sums[:, 1] > 0]
    low, high = np.quantile(factors[:, 0] / factors[:, 1], (0.025, 0.975))
    return float(low), float(high)


def tally_of(looks: Iterable[Look]) -> Tally:
    found = list(looks)
    busy = [it for it in found if it.seen in IN_USE]
    return Tally(
        seen_count=len(found),
        used_count=sum(it.seen is Seen.USED for it in found),
        vacant_count=sum(it.seen is Seen.VACANT for it in found),
        reserved_used=sum(it.is_reserved for it in busy),
        reserved_count=sum(it.is_reserved for it in found),
        checked_in_count=sum(it.is_checked_in for it in found),
        person_count=sum(it.person_count for it in found),
        seats_in_use=sum(it.capacity for it in busy),
        seats=sum(it.capacity for it in found),
        space_count=len({it.space_id for it in found}),
    )


def looks_of(
    rounds: Iterable[tuple[Round, Sequence[Sight]]], arrays: DayArrays, stock: Stock
) -> list[Look]:
    """Every sight that counts, beside what ``arrays`` say."""
    walked = [(one, sight) for one, sights in rounds for sight in sights]
    known = _Known.of(arrays, {day_of(sight.at).toordinal() for _, sight in walked})
    looks = (_look(one, sight, known, stock) for one, sight in walked)
    return [look for look in looks if look is not None]


def _look(one: Round, sight: Sight, known: "_Known", stock: Stock) -> Look | None:
    space = stock.spaces.get(sight.space_id)
    term = space.term_on(day_of(sight.at)) if space else None
    if space is None or term is None or not known.says(known.open, stock, space, sight.at):
        return None
    return Look(
        round_id=one.id, space_id=space.id, kind=space.kind, capacity=term.capacity,
        seen=sight.seen, person_count=sight.person_count,
        is_reserved=known.says(known.reserved, stock, space, sight.at),
        is_checked_in=known.says(known.checked_in, stock, space, sight.at),
    )  # fmt: skip


Stretches = Mapping[tuple[int, int], list[tuple[int, int]]]
"""By day and space, in minutes of the day."""


class _Known(NamedTuple):
    """When spaces were open, reserved and checked in at, on the days of rounds."""

    open: Stretches
    reserved: Stretches
    checked_in: Stretches

    @classmethod
    def of(cls, arrays: DayArrays, days: set[int]) -> "_Known":
        some = arrays.of_days(np.isin(arrays.days, list(days)))
        return cls(
            _stretches(some, some.house_day, some.house, "begin", "end"),
            _stretches(some, some.line_day, some.lines, "begin", "held_end"),
            _stretches(some, some.line_day, some.lines, "used_begin", "used_end"),
        )

    @staticmethod
    def says(what: Stretches, stock: Stock, space: BookableSpace, at: datetime) -> bool:
        day = day_of(at)
        minute = epoch_minutes(at) - epoch_minutes(local_day(day).starts_at)
        return any(
            begin <= minute < end
            for each in stock.sharing_units(frozenset(space.unit_ids))
            for begin, end in what.get((day.toordinal(), each.id), ())
        )


def _stretches(
    arrays: DayArrays, position: Any, records: Any, begin: str, end: str
) -> dict[tuple[int, int], list[tuple[int, int]]]:
    found: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    columns = (arrays.days[position], records["space"], records[begin], records[end])
    for day, space, first, last in zip(*(column.tolist() for column in columns), strict=True):
        found[day, space].append((first, last))
    return dict(found)


def by_kind(looks: Sequence[Look]) -> Iterator[tuple[SpaceKind, list[Look]]]:
    """The kinds of which something was counted."""
    for kind in SpaceKind:
        found = [look for look in looks if look.kind is kind]
        if found:
            yield kind, found


def _rate(part: int, whole: int) -> float | None:
    return part / whole if whole else None
