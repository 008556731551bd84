"""Figures that anybody may have: by month, floor and kind, so coarse that nobody is in them.

Every number is a multiple of five. What is of few reservations is left out, and so is what it
could be reckoned from: the total of the building stands beside the floors.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from booking.occupancy.group_floor import Hidden
from booking.occupancy.measures import booked_rate, occupancy_rate
from booking.occupancy.queries import zone_sums
from booking.occupancy.rounding import by_fives
from booking.occupancy.values import Slice, Sums, ZoneSums, add_up
from booking.spaces.values import SpaceKind, Stock

MINUTES = 60
PERCENT = 100


@dataclass(frozen=True, slots=True)
class OpenRow:
    """``floor`` is empty for the whole building; figures are None where they are left out."""

    month: date
    floor: str
    kind: SpaceKind
    open_hours: int | None = None
    booked_hours: int | None = None
    used_hours: int | None = None
    reservation_count: int | None = None
    booked_percent: int | None = None
    used_percent: int | None = None


def left_out(
    counts: Mapping[int, int], always: Mapping[int, int], count_min: int
) -> frozenset[int] | None:
    """Which parts of a whole are left out, pure; None when the whole is.

    ``counts`` by part. One with fewer than ``count_min`` is left out (one with none at all says
    nothing of anybody), and then more, the smallest first, until what the others leave of the
    whole is not of few either. ``always`` are left out whatever they count; of each, how many
    are not of a small group, for only those hide what is.
    """
    found = {part for part, count in counts.items() if part in always or 0 < count < count_min}
    if not found:
        return frozenset()
    cover = {part: always.get(part, count) for part, count in counts.items()}
    for part in sorted(counts.keys() - found, key=lambda it: (counts[it], it)):
        if sum(cover[it] for it in found) >= count_min:
            break
        found.add(part)
    return frozenset(found) if sum(cover[it] for it in found) >= count_min else None


def open_rows(
    session: Session, months: Collection[Slice], hidden: Hidden, stock: Stock, count_min: int
) -> Iterator[OpenRow]:
    """In order of month, kind and floor, the whole building last."""
    for of in months:
        found: dict[SpaceKind, dict[int, list[ZoneSums]]] = defaultdict(lambda: defaultdict(list))
        for it in zone_sums(session, of):
            if it.zone_id in stock.zones:
                found[it.kind][stock.zones[it.zone_id].floor_id].append(it)
        for kind in sorted(found):
            yield from _rows(of.first, kind, found[kind], hidden, stock, count_min)


def _rows(
    month: date, kind: SpaceKind, zones: Mapping[int, Sequence[ZoneSums]], hidden: Hidden,
    stock: Stock, count_min: int,
) -> Iterator[OpenRow]:  # fmt: skip
    floors = {floor: add_up([it.sums for it in some]) for floor, some in zones.items()}
    counts = {floor: sums.reservation_count for floor, sums in floors.items()}
    always = {floor: sum(it.sums.reservation_count for it in some if it.zone_id not in hidden.small)
              for floor, some in zones.items() if floor in hidden.floors}  # fmt: skip
    covered = left_out(counts, always, count_min)
    for floor_id in sorted(floors, key=lambda it: (stock.floors[it].level, it)):
        row = OpenRow(month, stock.floors[floor_id].name, kind)
        is_shown = covered is not None and floor_id not in covered
        yield _with_figures(row, floors[floor_id]) if is_shown else row
    whole = OpenRow(month, "", kind)
    yield whole if covered is None else _with_figures(whole, add_up(list(floors.values())))


def _with_figures(row: OpenRow, sums: Sums) -> OpenRow:
    booked, used = booked_rate(sums), occupancy_rate(sums)
    return replace(
        row,
        open_hours=by_fives(sums.open_minutes / MINUTES),
        booked_hours=by_fives(sums.booked_minutes / MINUTES),
        used_hours=by_fives(sums.used_minutes / MINUTES),
        reservation_count=by_fives(sums.reservation_count),
        booked_percent=None if booked is None else by_fives(booked * PERCENT),
        used_percent=None if used is None else by_fives(used * PERCENT),
    )
