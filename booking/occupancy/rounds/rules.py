"""What is counted on a round, and what a line of a form or a file says of a space; pure."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from booking.occupancy.rounds.values import Seen, Sight
from booking.spaces.values import BookableSpace, Stock


def spaces_to_count(stock: Stock, building_id: int, day: date) -> list[BookableSpace]:
    """What has walls or a table of its own: the parts of a room that divides, not the whole."""
    here = [it for it in stock.spaces_on(day) if it.building_id == building_id]
    parts = {it.unit_ids[0] for it in here if len(it.unit_ids) == 1}
    found = [it for it in here if len(it.unit_ids) == 1 or not parts.issuperset(it.unit_ids)]
    return sorted(found, key=lambda it: it.number)


def by_zone(
    stock: Stock, spaces: Iterable[BookableSpace], day: date
) -> dict[int, list[BookableSpace]]:
    """In the order of a walk: floor by floor, zone by zone."""
    found: dict[int, list[BookableSpace]] = {}
    for space in spaces:
        zone = stock.zone_of(space, day)
        assert zone is not None, "a space that is there on a day is in a zone"
        found.setdefault(zone.id, []).append(space)
    floors, zones = stock.floors, stock.zones
    order = sorted(found, key=lambda it: (floors[zones[it].floor_id].level, zones[it].name))
    return {zone_id: found[zone_id] for zone_id in order}


def sight_of(
    space: BookableSpace, at: datetime, *, seen: Seen | None, person_count: int | None
) -> Sight | None:
    """None where nothing was said. People make a place used; a used one has one at least."""
    if person_count:
        return Sight(space.id, at, Seen.USED, person_count)
    if seen is Seen.USED:
        return Sight(space.id, at, seen, 1)
    if seen is None and person_count is None:
        return None
    return Sight(space.id, at, seen or Seen.EMPTY, 0)


def with_rest_empty(
    spaces: Sequence[BookableSpace], sights: Sequence[Sight], at: datetime
) -> list[Sight]:
    """Whatever was not pressed was empty."""
    said = {it.space_id for it in sights}
    rest = [Sight(it.id, at, Seen.EMPTY, 0) for it in spaces if it.id not in said]
    return [*sights, *rest]
