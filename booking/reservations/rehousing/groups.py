"""Another place for a group of desks or rooms: together where that can be. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from booking.foundation.local_time import day_of
from booking.reservations.rehousing.board import Board, Ranked, lacking, nearest
from booking.reservations.rehousing.values import Displaced, Place
from booking.reservations.rules import capacity_in
from booking.spaces.values import BookableSpace


def place_groups(groups: Sequence[Displaced], board: Board) -> None:
    """The largest first: for them there is the least choice."""
    for each in sorted(groups, key=lambda group: (-len(group.lost), group.number)):
        found = (
            place
            for place in _group_places(each, board)
            if not board.in_the_way(each.number, place)
        )
        place = next(found, None)
        if place is not None:
            board.put(each.number, place)


def _group_places(each: Displaced, board: Board) -> Iterator[Place]:
    """Together where that can be: in the zone of those that stay, or all in another one."""
    stock, day = board.ground.stock, day_of(each.wish.period.starts_at)
    kept = [number for number in each.wish.space_ids if number not in each.lost]
    homes = {zone.id for n in kept if (zone := stock.zone_of(stock.spaces[n], day))}
    by_distance = nearest(each, stock.spaces[each.lost[0]], board)
    by_zone: dict[int, Ranked] = defaultdict(list)
    for space in by_distance:
        zone = stock.zone_of(space, day)
        by_zone[zone.id if zone else 0].append(space)
    near = [space for zone in homes for space in by_zone.get(zone, ())]
    for old, spaces, stay in [
        (each.lost, near, kept),
        *((each.wish.space_ids, spaces, []) for spaces in by_zone.values()),
        (each.lost, by_distance, kept),
    ]:
        found = _one_each(each, [stock.spaces[number] for number in old], spaces, board)
        if found is not None:
            yield Place(tuple(sorted([*stay, *found])), each.wish.period)


def _one_each(
    each: Displaced, old: Sequence[BookableSpace], spaces: Ranked, board: Board
) -> list[int] | None:
    """A space of ``spaces`` for each of ``old``; None when there are not so many."""
    left = [
        s for s in spaces if not board.in_the_way(each.number, Place((s.id,), each.wish.period))
    ]
    units: set[int] = set()
    found = []
    for lost in old:
        for space in left:
            is_like = space.kind is lost.kind and not lacking(lost, space)
            is_as_large = capacity_in(space, each.wish) >= capacity_in(lost, each.wish)
            if is_like and is_as_large and units.isdisjoint(space.unit_ids):
                units.update(space.unit_ids)
                found.append(space.id)
                break
    return found if len(found) == len(old) else None
