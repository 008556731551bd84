"""A floor and how its spaces stand, as the plain data that shared/plan.html draws.

    spots = {space.id: Spot("free", aria="Vrij, reserveer", href="…"), …}
    plan = draw_floor(stock, floor, day, spots, title="…", desc="…")     # → floor_plan(plan)

Only the spaces in ``spots`` are drawn, so a page for desks leaves the rooms out or shows
them as :data:`Spot` without an address. Pure: all words and rights are the caller's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from booking.spaces.plans import Box, seat_at
from booking.spaces.values import BookableSpace, Floor, Stock, ZoneKind

SpotState = Literal["free", "taken", "mine", "option", "closed", "plain",
                    "heat-0", "heat-1", "heat-2", "heat-3", "heat-4"]  # fmt: skip
"""``plain`` says nothing about being free: what stands there only to know one's way. The heats
say how much it is used, from little to much."""

ZONE_KINDS = {
    ZoneKind.TEAM: "team",
    ZoneKind.OPEN: "team",
    ZoneKind.SILENCE: "silence",
    ZoneKind.MEETING: "meeting",
    ZoneKind.PUBLIC: "public",
}


@dataclass(frozen=True, slots=True)
class Spot:
    """How one space stands.

    ``aria`` is a full sentence for a desk; for a room only what its name, ``state_label``
    and seats do not say. ``initials`` are those of a colleague who shares it.
    """

    state: SpotState
    aria: str
    href: str | None = None
    state_label: str = ""
    initials: str = ""
    is_chosen: bool = False
    """The space that the page is about: drawn with a frame around it."""


def floors_with(stock: Stock, spaces: Iterable[BookableSpace], day: date) -> list[Floor]:
    """The floors on which any of ``spaces`` is drawn, the lowest first."""
    zones = (stock.zone_of(space, day) for space in spaces if space.box is not None)
    floor_ids = {zone.floor_id for zone in zones if zone is not None}
    return sorted((stock.floors[number] for number in floor_ids), key=lambda f: (f.level, f.id))


def drawing_address(floor: Floor) -> str:
    """Of the uploaded drawing under the plan; empty without one."""
    return f"/plattegronden/{floor.id}/tekening?v={floor.drawing}" if floor.drawing else ""


def draw_floor(
    stock: Stock,
    floor: Floor,
    day: date,
    spots: Mapping[int, Spot],
    *,
    title: str,
    desc: str,
    plan_id: str = "plan",
    spaces: Iterable[BookableSpace] | None = None,
) -> dict[str, Any]:
    """The dict for ``floor_plan`` in shared/plan.html; spaces in the order of their numbers.

    ``spaces`` are those on the floor, unless said otherwise as they are on ``day``.
    """
    standing = spaces_there(stock, floor, day) if spaces is None else spaces
    here = [space for space in standing if space.box is not None]
    tables = {(space.box[0], space.box[1]) for space in here if space.box and space.is_desk}
    zones = [zone for zone in stock.zones.values() if zone.floor_id == floor.id and zone.is_drawn]
    return {
        "id": plan_id,
        "width": floor.plan_width,
        "height": floor.plan_height,
        "title": title,
        "desc": desc,
        "drawing": drawing_address(floor),
        "zones": [
            {"name": zone.name, "kind": ZONE_KINDS[zone.kind], **_box(zone.box)} for zone in zones
        ],
        "spaces": [
            _drawn(space, day, spots[space.id], tables) for space in here if space.id in spots
        ],
    }


def spaces_there(stock: Stock, floor: Floor, day: date) -> list[BookableSpace]:
    return [
        space
        for space in stock.spaces_on(day)
        if (zone := stock.zone_of(space, day)) is not None and zone.floor_id == floor.id
    ]


def _drawn(
    space: BookableSpace, day: date, spot: Spot, tables: set[tuple[int, int]]
) -> dict[str, Any]:
    assert space.box is not None, "only what has a place on the plan is drawn"
    term = space.term_on(day)
    drawn: dict[str, Any] = {
        "number": space.number,
        "name": space.name,
        "kind": space.kind.value,
        "state": spot.state,
        "href": spot.href,
        "aria": spot.aria,
        "state_label": spot.state_label,
        "initials": spot.initials,
        "is_chosen": spot.is_chosen,
    }
    if space.is_desk:
        return drawn | _desk_with_chair(space.box, tables)
    return drawn | _box(space.box) | {"seats": term.capacity if term else 0}


def _desk_with_chair(box: Box, tables: set[tuple[int, int]]) -> dict[str, Any]:
    seat = seat_at(box, tables)
    return _box(seat.box) | {"shape": "desk-n" if seat.is_chair_north else "desk-s"}


def _box(box: Box) -> dict[str, int]:
    return dict(zip("xywh", box, strict=True))
