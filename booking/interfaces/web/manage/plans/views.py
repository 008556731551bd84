"""What the pages of the plan editor show: the floor to click on, and what can be chosen."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from sqlmodel import Session

from booking.foundation.formats import show_number
from booking.foundation.texts import plural_text, text
from booking.interfaces.web.floor_plan import Spot, draw_floor
from booking.spaces.plan_changes import last_step
from booking.spaces.plans import (
    DESK_SIZE,
    METRE,
    ROOM_SIZE,
    Box,
    Direction,
    spaces_of,
    zone_on_plan,
)
from booking.spaces.values import BookableSpace, Floor, Stock, Zone

HERE = "/beheer/plattegronden"
PIXELS_WIDE = 924
PIXELS_BY_UNIT = 3.2  # as everywhere else in the house
MARGIN = 10  # plan units around the floor, for the rulers
RULER_STEPS = (1, 2, 5, 10, 20, 50)  # metres
RULER_MARKS_MAX = 14


@dataclass(frozen=True, slots=True)
class View:
    """One floor on one day, in one size."""

    stock: Stock
    floor: Floor
    day: date
    size: str = "heel"

    @property
    def spaces(self) -> list[BookableSpace]:
        return spaces_of(self.stock, self.floor, self.day)

    @property
    def zones(self) -> list[Zone]:
        zones = self.stock.zones.values()
        return [zone for zone in zones if zone.floor_id == self.floor.id]

    @property
    def unplaced(self) -> list[BookableSpace]:
        return [space for space in self.spaces if space.box is None]

    @property
    def scale(self) -> float:
        """Pixels by plan unit."""
        whole = PIXELS_WIDE / (self.floor.plan_width + 2 * MARGIN)
        return max(whole, PIXELS_BY_UNIT) if self.size == "groot" else whole

    @property
    def pixels(self) -> tuple[int, int]:
        sides = (self.floor.plan_width, self.floor.plan_height)
        width, height = (round((side + 2 * MARGIN) * self.scale) for side in sides)
        return width, height

    def point_at(self, pixel: tuple[int, int]) -> tuple[float, float]:
        """Where on the floor, in plan units, somebody clicked on the picture."""
        x, y = (value / self.scale - MARGIN for value in pixel)
        return x, y

    def address(self, part: str = "", **query: object) -> str:
        kept = {"maat": "" if self.size == "heel" else self.size, **query}
        told = urlencode({name: value for name, value in kept.items() if value not in ("", None)})
        return f"{HERE}/{self.floor.id}{part}{'?' if told else ''}{told}"


def floor_page(view: View, part: str = "") -> dict[str, Any]:
    """What the heading and the tabs of every page about one floor need."""
    floor = view.floor
    tabs = (
        ("", text("Desks and rooms"), "armchair"),
        ("/zones", text("Zones"), "layout-rows"),
        ("/tekening", text("Drawing and size"), "map-2"),
    )
    return {
        "floor": floor,
        "lead": size_in_words(floor),
        "here": view.address(),
        "path": f"{HERE}/{floor.id}",
        "tabs": [
            {"url": view.address(tab), "label": label, "sign": sign, "is_current": tab == part}
            for tab, label, sign in tabs
        ],
    }


def floor_cards(stock: Stock, day: date) -> list[dict[str, Any]]:
    """Each floor with a small picture of its plan and what is still to be placed."""
    return [_card(View(stock, floor, day)) for floor in stock.floors.values()]


def _card(view: View) -> dict[str, Any]:
    count = len(view.unplaced)
    placed = len(view.spaces) - count
    return {
        "url": view.address(),
        "name": view.floor.name,
        "size": size_in_words(view.floor),
        "count": count,
        "placed": plural_text("%(count)s on the plan", "%(count)s on the plan", placed),
        "left": plural_text("%(count)s not placed yet", "%(count)s not placed yet", count),
        "plan": plan_to_click(view, clickable=True),
    }


def size_in_words(floor: Floor) -> str:
    if not floor.plan_width or not floor.plan_height:
        return text("No size yet")
    return text("%(width)s by %(height)s metres", width=show_number(floor.plan_width / METRE),
                height=show_number(floor.plan_height / METRE))  # fmt: skip


def plan_to_click(
    view: View, *, clickable: bool, shown_ids: Iterable[int] = (), title: str = ""
) -> dict[str, Any]:
    """The floor with a grid.

    While something is being placed (``clickable``) the whole picture takes the click; else
    each space is a link that chooses it.
    """
    shown = set(shown_ids)
    spots = {
        space.id: Spot(
            "plain",
            aria=_said(space, clickable=clickable),
            href=None if clickable else view.address(plek=space.id) + "#plaats",
            state_label="" if space.is_desk else space.number,
            is_chosen=space.id in shown,
        )
        for space in view.spaces
    }
    plan = draw_floor(
        view.stock, view.floor, view.day, spots, spaces=view.spaces,
        title=title or text("Floor plan: %(floor)s", floor=view.floor.name),
        desc=text("A line each metre."),
    )  # fmt: skip
    rulers = {
        "across": _marks(view.floor.plan_width),
        "down": _marks(view.floor.plan_height),
    }
    return plan | {"margin": MARGIN, "pixels": view.pixels, "rulers": rulers}


def _said(space: BookableSpace, *, clickable: bool) -> str:
    """A room has its name and number before this already."""
    if space.is_desk:
        name = space.number
        return name if clickable else text("%(space)s, move or size", space=name)
    return "" if clickable else text("move or size")


def _marks(side: int) -> list[tuple[int, str]]:
    metres = side / METRE
    step = next((n for n in RULER_STEPS if metres / n <= RULER_MARKS_MAX), 100)
    return [(n * METRE, str(n)) for n in range(0, int(metres) + 1, step)]


def around_plan(session: Session, view: View, part: str = "", **query: object) -> dict[str, Any]:
    """For manage/plans/_canvas.html, all but the plan; ``query`` is what stays chosen."""
    labels = {"heel": text("Whole floor"), "groot": text("Large")}
    return {
        "size": view.size,
        "sizes": [
            {"url": View(view.stock, view.floor, view.day, size).address(part, **query) + "#plan",
             "label": label, "sign": {"heel": "zoom-out", "groot": "zoom-in"}[size],
             "is_current": size == view.size}
            for size, label in labels.items()
        ],
        "can_undo": last_step(session, view.floor.id) is not None,
        "pick": view.address,
    }  # fmt: skip


def space_choices(view: View) -> list[tuple[int, str]]:
    """Every space of the floor, those without a place first."""
    note = text("not placed yet")
    placed = [space for space in view.spaces if space.box is not None]
    return [
        *((space.id, f"{_title(view, space)} – {note}") for space in view.unplaced),
        *((space.id, _title(view, space)) for space in placed),
    ]


def _title(view: View, space: BookableSpace) -> str:
    zone = zone_on_plan(view.stock, space, view.day)
    name = space.number if space.number in space.name else f"{space.number} {space.name}"
    return f"{name} ({zone.name})" if zone else name


def following(view: View, space: BookableSpace) -> list[BookableSpace]:
    """What is not placed yet and like ``space``, in the order in which one places it."""
    zone = zone_on_plan(view.stock, space, view.day)
    return sorted(
        (other for other in view.unplaced if other.id != space.id and other.kind is space.kind),
        key=lambda other: (
            zone_on_plan(view.stock, other, view.day) != zone,
            other.number < space.number,
            other.number,
        ),
    )


def values_for(view: View, space: BookableSpace) -> dict[str, Any]:
    """The form as it stands when ``space`` is chosen."""
    x, y, width, depth = space.box or (None, None, *usual_size(view, space))
    return {
        "plek": space.id, "x": metres(x), "y": metres(y), "breedte": metres(width),
        "diepte": metres(depth), "aantal": 1, "afstand": metres(max(width, depth)),
        "richting": Direction.RIGHT.value,
    }  # fmt: skip


def usual_size(view: View, space: BookableSpace) -> tuple[int, int]:
    """The size that most of its kind have here."""
    found = Counter(
        other.box[2:] for other in view.spaces if other.kind is space.kind and other.box
    )
    return max(found, key=found.__getitem__, default=DESK_SIZE if space.is_desk else ROOM_SIZE)


def directions() -> list[tuple[str, str]]:
    return [
        (Direction.RIGHT.value, text("to the right")),
        (Direction.DOWN.value, text("downwards")),
        (Direction.LEFT.value, text("to the left")),
        (Direction.UP.value, text("upwards")),
    ]


def metres(units: int | None) -> str:
    return "" if units is None else show_number(units / METRE)


def zone_values(zone: Zone) -> Mapping[str, Any]:
    sides: Sequence[int | None] = zone.box if zone.is_drawn else (None,) * 4
    x, y, width, depth = (metres(side) for side in sides)
    return {"zone": zone.id, "x": x, "y": y, "breedte": width, "diepte": depth}


def box_from(corner: tuple[int | None, int | None], size: tuple[int, int]) -> Box | None:
    x, y = corner
    return None if x is None or y is None else (x, y, *size)
