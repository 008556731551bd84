"""Whose figures are not shown, pure: a small group is a person who can be watched.

An organisational slice is a zone that belongs to a department or is the home of teams. With
fewer than the agreed number of people in it, its figures are hidden (WOR article 27.1.k and
l; occupancy.md section 7). So is what it could be found from: the next smallest zone with
the same kind of spaces on the same floor, else a whole floor and one more.

Single desks are shown only in zones that are open to everyone: where a team sits, a desk is
often somebody's.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from booking.spaces.values import BookableSpace, SpaceKind, Stock


@dataclass(frozen=True, slots=True)
class Group:
    """A zone, the kinds of spaces in it, and how many people it belongs to."""

    zone_id: int
    floor_id: int
    kinds: frozenset[SpaceKind]
    person_count: int | None
    """None when it is open to everyone."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """What may not be shown. ``small`` are the zones it is done for."""

    small: frozenset[int] = frozenset()
    zones: frozenset[int] = frozenset()
    floors: frozenset[int] = frozenset()


def hidden_groups(groups: Collection[Group], size_min: int) -> Hidden:
    """The zones and floors of one building whose figures are not shown."""
    small = {it.zone_id for it in groups
             if it.person_count is not None and it.person_count < size_min}  # fmt: skip
    zones, floors = set(small), set[int]()
    for kind in SpaceKind:
        alike = [it for it in groups if kind in it.kinds]
        bare, of_kind = {it.floor_id for it in alike if it.zone_id in small}, set[int]()
        for floor_id in sorted(bare):
            on_floor = [it for it in alike if it.floor_id == floor_id]
            if not _cover(on_floor, zones, size_min):
                of_kind.add(floor_id)
        _cover_floors(alike, zones, of_kind, size_min)
        floors |= of_kind  # apart from the other kind, whose floors cover nothing of this one
    return Hidden(frozenset(small), frozenset(zones), frozenset(floors))


def _cover(groups: Iterable[Group], hidden: set[int], size_min: int) -> bool:
    """Hide more of ``groups``, smallest first, until nobody can be found; whether that worked."""
    for group in [None, *sorted(groups, key=_size)]:
        if group is not None:
            hidden.add(group.zone_id)
        if _is_enough([it for it in groups if it.zone_id in hidden], size_min):
            return True
    return False


def _cover_floors(
    alike: Collection[Group], hidden: set[int], floors: set[int], size_min: int
) -> None:
    """A floor that is hidden must not be what the building has more than the other floors."""
    while floors:
        behind = [it for it in alike if it.floor_id in floors and it.zone_id in hidden]
        rest = [it for it in alike if it.floor_id not in floors]
        if not behind or _is_enough(behind, size_min) or not rest:
            return
        smallest = min(rest, key=_size)
        hidden.add(smallest.zone_id)
        floors.add(smallest.floor_id)


def _is_enough(groups: Iterable[Group], size_min: int) -> bool:
    sizes = [it.person_count for it in groups]
    return None in sizes or sum(size or 0 for size in sizes) >= size_min


def _size(group: Group) -> tuple[bool, int, int]:
    return group.person_count is None, group.person_count or 0, group.zone_id


def groups_of(
    stock: Stock, building_id: int, people_by_zone: Mapping[int, int], day: date
) -> list[Group]:
    """The zones of a building as they are on ``day``; ``people_by_zone`` only organisational."""
    kinds: dict[int, set[SpaceKind]] = {}
    for space in stock.spaces_on(day):
        zone = stock.zone_of(space, day)
        if zone is not None and space.building_id == building_id:
            kinds.setdefault(zone.id, set()).add(space.kind)
    return [
        Group(zone_id, stock.zones[zone_id].floor_id, frozenset(found), people_by_zone.get(zone_id))
        for zone_id, found in kinds.items()
    ]


def hidden_in(
    stock: Stock,
    building_id: int,
    people_by_zone: Mapping[int, int],
    periods: Collection[tuple[date, date]],
    size_min: int,
) -> Hidden:
    """What is not shown of ``periods`` (their first and last day) of a building.

    Every arrangement of the house in them is judged by itself. The figures of a period are the
    sum of those of its days, so what is hidden on one of them is hidden in all.
    """
    days = {day for first, last in periods for day in _days_of_change(stock, first, last)}
    found = [hidden_groups(groups_of(stock, building_id, people_by_zone, day), size_min)
             for day in sorted(days)]  # fmt: skip
    return Hidden(
        small=frozenset().union(*(it.small for it in found)),
        zones=frozenset().union(*(it.zones for it in found)),
        floors=frozenset().union(*(it.floors for it in found)),
    )


def _days_of_change(stock: Stock, first: date, last: date) -> set[date]:
    """``first``, and each later day on which a space came, went or moved."""
    edges = {edge for space in stock.spaces.values() for term in space.terms
             for edge in (term.valid_from, term.valid_until)}  # fmt: skip
    return {first, *(it for it in edges if it is not None and first < it <= last)}


def may_show_space(space: BookableSpace, hidden: Hidden, people_by_zone: Mapping[int, int]) -> bool:
    """Whether a space may have figures of its own, wherever it stood."""
    stood_in = {term.zone_id for term in space.terms}
    if stood_in & hidden.zones:
        return False
    return not (space.is_desk and stood_in & people_by_zone.keys())
