"""What spaces are called together, and how one gets there."""

from collections.abc import Sequence
from datetime import date

from booking.foundation.texts import plural_text
from booking.spaces.values import BookableSpace, Stock


def spaces_named(spaces: Sequence[BookableSpace]) -> str:
    """De Beuk; or for a group of desks: 3 desks."""
    if len(spaces) == 1:
        return spaces[0].name
    if all(space.is_desk for space in spaces):
        return plural_text("%(count)s desk", "%(count)s desks", len(spaces))
    return ", ".join(space.name for space in spaces)


def place_of(spaces: Sequence[BookableSpace], *, stock: Stock, day: date, title: str = "") -> str:
    """Where to go: the space unless ``title`` says it already, its zone and floor on ``day``.

    Of a group the numbers of all spaces.
    """
    if len(spaces) > 1:
        return ", ".join(space.number for space in spaces)
    space = spaces[0]
    zone = stock.zone_of(space, day)
    floor = stock.floors[zone.floor_id].name if zone else ""
    parts = dict.fromkeys([space.name, zone.name if zone else "", floor])  # each once
    return ", ".join(part for part in parts if part and part != title)
