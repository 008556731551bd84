"""Which spaces offer what is needed, whatever their calendars say. Pure."""

from collections.abc import Sequence
from datetime import date

from booking.foundation.local_time import day_of
from booking.reservations.rules import capacity_in, seats_in
from booking.reservations.values import Needs
from booking.spaces.values import BookableSpace, LayoutKind, SpaceKind, Stock


def suits(space: BookableSpace, needs: Needs) -> bool:
    """Whether ``space`` offers what is needed, whatever its calendar says."""
    return (
        capacity_in(space, needs) >= needs.attendee_count
        and needs.equipment <= space.equipment
        and (needs.layout is None or needs.layout in space.layouts)
        and (space.is_accessible or not needs.is_accessible)
    )


def suiting(stock: Stock, needs: Needs, kind: SpaceKind) -> list[BookableSpace]:
    """The spaces of that day that offer what is needed, best fit first.

    That is the smallest, then the one with the least: a big room is left for who needs it.
    """
    in_order = _smallest_first(stock, kind, needs.layout, day_of(needs.period.starts_at))
    return [space for space in in_order if suits(space, needs)]


def _smallest_first(
    stock: Stock, kind: SpaceKind, layout: LayoutKind | None, day: date
) -> Sequence[BookableSpace]:
    """Put in order once for each version of the stock."""
    key = (_smallest_first, kind, layout, day)
    in_order: Sequence[BookableSpace] | None = stock.reckoned.get(key)
    if in_order is None:
        in_order = stock.reckoned[key] = sorted(
            stock.spaces_on(day, kind),
            key=lambda space: (seats_in(space, layout, day), len(space.equipment), space.number),
        )
    return in_order
