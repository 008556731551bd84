"""Desks for several people: the free ones that stand together best. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import hypot
from typing import NamedTuple

from booking.spaces.values import BookableSpace, Stock

GAP_MAX = 25.0
"""Desks with no more than this between them stand side by side, in units of 10 cm: a chair, and
who passes behind it."""
TOGETHER_MAX = 20
"""Desks in one reservation."""
Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class DeskGroup:
    desks: tuple[BookableSpace, ...]
    """By number."""
    is_side_by_side: bool
    """Whether one goes from any of them to any other past desks of the group alone."""


class _Chain(NamedTuple):
    """Desks joined by the shortest ways, as the order in which groups are preferred."""

    wide_count: int
    """Ways that are too wide to be side by side."""
    length: float
    rank: int
    """Of the desk it began with: the better one fits the person, the lower."""
    desks: tuple[BookableSpace, ...]


def desks_together(
    desks: Sequence[BookableSpace], count: int, *, stock: Stock, day: date
) -> DeskGroup | None:
    """``count`` of ``desks`` on one floor, as close together as can be; None when too few.

    ``desks`` come best fit first: of two groups as close, the one that begins with the better
    desk. A desk that is not drawn on the plan stands beside nothing.
    """
    chains = [chain for floor in _by_floor(desks, stock, day) for chain in _chains(floor, count)]
    if not chains:
        return None
    best = min(chains, key=lambda chain: chain[:3])
    by_number = sorted(best.desks, key=lambda desk: desk.number)
    return DeskGroup(tuple(by_number), is_side_by_side=best.wide_count == 0)


def _by_floor(
    desks: Iterable[BookableSpace], stock: Stock, day: date
) -> Iterable[list[tuple[int, BookableSpace]]]:
    """The desks of each floor, each with its rank."""
    floors: dict[int, list[tuple[int, BookableSpace]]] = defaultdict(list)
    for rank, desk in enumerate(desks):
        zone = stock.zone_of(desk, day)
        if zone is not None:
            floors[zone.floor_id].append((rank, desk))
    return floors.values()


def _chains(ranked: Sequence[tuple[int, BookableSpace]], count: int) -> Iterator[_Chain]:
    """From each desk the chain of ``count`` that always takes in the nearest next."""
    if len(ranked) < count:
        return
    desks = [desk for _, desk in ranked]
    ways = [[_way(one, another) for another in desks] for one in desks]
    for first, (rank, _) in enumerate(ranked):
        yield _chain(desks, ways, first, count, rank)


def _chain(
    desks: Sequence[BookableSpace], ways: Sequence[Sequence[float]], first: int, count: int,
    rank: int,
) -> _Chain:  # fmt: skip
    """Prim's: ``near`` is the shortest way from the chain to each desk outside it."""
    chosen, near = [first], dict(enumerate(ways[first]))
    del near[first]
    lengths: list[float] = []
    while len(chosen) < count:
        nearest = min(near, key=lambda n: (near[n], n))
        lengths.append(near.pop(nearest))
        chosen.append(nearest)
        near = {n: min(way, ways[nearest][n]) for n, way in near.items()}
    wide_count = sum(length > GAP_MAX for length in lengths)
    return _Chain(wide_count, round(sum(lengths), 1), rank, tuple(desks[n] for n in chosen))


def _way(one: BookableSpace, another: BookableSpace) -> float:
    """What is between two desks, from edge to edge; far when one is not drawn."""
    if one.box is None or another.box is None:
        return FAR
    return hypot(_between(one.box, another.box, 0), _between(one.box, another.box, 1))


FAR = 1_000_000.0


def _between(one: Box, another: Box, axis: int) -> int:
    begins, ends = (
        max(one[axis], another[axis]),
        min(one[axis] + one[axis + 2], another[axis] + another[axis + 2]),
    )
    return max(0, begins - ends)
