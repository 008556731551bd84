"""A piece of the plan around one desk: enough to see with whom, and at which window."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from booking.interfaces.web.floor_plan import Spot, SpotState, draw_floor
from booking.interfaces.web.presence import Colleague
from booking.spaces.values import BookableSpace, SpaceKind, Stock

WIDTH, HEIGHT = 116, 42  # plan units of 10 cm: two blocks of desks

Box = tuple[int, int, int, int]
"""x, y, width, height in plan units."""


def snippet(
    stock: Stock,
    desk: BookableSpace,
    day: date,
    *,
    state: SpotState,
    colleagues: Sequence[Colleague],
) -> dict[str, Any] | None:
    """The desks around ``desk``; an ornament beside the same place in words."""
    zone = stock.zone_of(desk, day)
    if zone is None or desk.box is None:
        return None
    seats = {colleague.space_id: colleague.initials for colleague in colleagues}
    spots = {
        other.id: Spot(
            "taken" if other.id in seats else "plain", "", initials=seats.get(other.id, "")
        )
        for other in stock.spaces_on(day, SpaceKind.DESK)
        if stock.zone_of(other, day) == zone
    }
    spots[desk.id] = Spot(state, "", is_chosen=True)
    plan = draw_floor(stock, stock.floors[zone.floor_id], day, spots, title="", desc="")
    return {"spaces": plan["spaces"], "box": _frame(desk.box, zone.box)}


def _frame(desk: Box, zone: Box) -> str:
    """The viewBox around the desk, kept within its zone as far as that is large enough."""
    left = _kept_within(desk[0] + desk[2] // 2 - WIDTH // 2, zone[0], zone[2] - WIDTH)
    top = _kept_within(desk[1] + desk[3] // 2 - HEIGHT // 2, zone[1], zone[3] - HEIGHT)
    return f"{left} {top} {WIDTH} {HEIGHT}"


def _kept_within(place: int, begin: int, room: int) -> int:
    return min(max(place, begin), begin + room) if room > 0 else begin + room // 2
