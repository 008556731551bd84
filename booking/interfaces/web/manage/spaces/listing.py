"""The list of all desks and rooms: what is asked for, found, and shown by floor."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from booking.foundation.formats import show_date
from booking.foundation.texts import N_, plural_text, text
from booking.interfaces.web.moments import Query, number_in
from booking.spaces.values import BookableSpace, SpaceKind, Stock, Term

LIST = "/beheer/plekken"
PAGE_SIZE = 50
PAGE_MAX = 1000
KINDS = {SpaceKind.ROOM: N_("Rooms"), SpaceKind.DESK: N_("Desks")}
COMBINED = 2  # units or more


@dataclass(frozen=True, slots=True)
class SpaceFilter:
    """What is looked for; ``place`` is v3 for a floor, z7 for a zone."""

    kind: SpaceKind | None
    place: str
    words: str
    has_former: bool
    page: int

    def finds(self, space: BookableSpace, stock: Stock, today: date) -> bool:
        term = telling_term(space, today)
        zone = stock.zones[term.zone_id]
        is_former = term.valid_until is not None and term.valid_until <= today
        return (
            (self.has_former or not is_former)
            and self.kind in {None, space.kind}
            and self.place in {"", f"z{zone.id}", f"v{zone.floor_id}"}
            and self.words.casefold() in f"{space.number} {space.name} {zone.name}".casefold()
        )

    def values(self) -> dict[str, str]:
        """As the form and the address have them."""
        return {
            "soort": self.kind or "",
            "waar": self.place,
            "zoek": self.words,
            "ook": "vroeger" if self.has_former else "",
        }

    def address(self, page: int) -> str:
        asked = {name: value for name, value in self.values().items() if value}
        return f"{LIST}?{urlencode(asked | {'pagina': str(page)})}"


def filter_in(query: Query) -> SpaceFilter:
    """What makes no sense in the address is as if it were not there."""
    kind = str(query.get("soort") or "")
    return SpaceFilter(
        kind=SpaceKind(kind) if kind in set(SpaceKind) else None,
        place=str(query.get("waar") or ""),
        words=str(query.get("zoek") or "").strip()[:100],
        has_former=query.get("ook") == "vroeger",
        page=number_in(query, "pagina", least=1, most=PAGE_MAX) or 1,
    )


def telling_term(space: BookableSpace, today: date) -> Term:
    """The term that holds today; else the first that will; else the last there was."""
    running = space.term_on(today)
    coming = [term for term in space.terms if term.valid_from > today]
    last = max(space.terms, key=lambda term: term.valid_from)
    return running or min(coming, key=lambda term: term.valid_from, default=last)


def spaces_listed(stock: Stock, asked: SpaceFilter, today: date) -> dict[str, Any]:
    """For manage/spaces/index.html."""
    found = sorted(
        (space for space in stock.spaces.values() if asked.finds(space, stock, today)),
        key=lambda space: _order(space, stock, today),
    )
    count = max(1, -(-len(found) // PAGE_SIZE))
    page = min(asked.page, count)
    shown = found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return {
        "values": asked.values(),
        "kinds": [("", text("Desks and rooms")), *((k.value, text(w)) for k, w in KINDS.items())],
        "places": [("", text("Whole building")), *places_of(stock)],
        "count": plural_text("%(count)s desk or room", "%(count)s desks and rooms", len(found)),
        "groups": list(_by_floor(shown, stock, today)),
        "pages": {
            "number": page,
            "count": count,
            "before": asked.address(page - 1) if page > 1 else "",
            "after": asked.address(page + 1) if page < count else "",
        },
        "has_zones": bool(stock.zones),
    }


def places_of(stock: Stock) -> Iterable[tuple[str, str]]:
    """Each floor, and under it its zones."""
    for floor in sorted(stock.floors.values(), key=lambda floor: (floor.building_id, floor.level)):
        yield f"v{floor.id}", floor.name
        for zone in sorted(stock.zones.values(), key=lambda zone: zone.name):
            if zone.floor_id == floor.id:
                yield f"z{zone.id}", f"{floor.name} · {zone.name}"


def badges_of(space: BookableSpace, today: date) -> list[tuple[str, str, str]]:
    """What is special, each as text, tone and sign."""
    found = []
    if space.needs_approval:
        found.append((text("On approval"), "warning", "hourglass"))
    if space.is_open_to_partners:
        found.append((text("Also partners"), "own", "building-community"))
    if space.is_accessible:
        found.append((text("Accessible"), "ok", "wheelchair"))
    if len(space.unit_ids) >= COMBINED:
        found.append((text("Combined"), "neutral", "layout-rows"))
    return [*_in_time(space, today), *found]


def _in_time(space: BookableSpace, today: date) -> Iterable[tuple[str, str, str]]:
    first = min(term.valid_from for term in space.terms)
    ends = [term.valid_until for term in space.terms]
    until = None if None in ends else max(end for end in ends if end is not None)
    if first > today:
        yield text("From %(day)s", day=show_date(first)), "info", "calendar-plus"
    if until is not None and until <= today:
        yield text("Not in use since %(day)s", day=show_date(until)), "neutral", "calendar-off"
    elif until is not None:
        yield text("In use until %(day)s", day=show_date(until)), "warning", "calendar-off"


def _order(space: BookableSpace, stock: Stock, today: date) -> tuple[object, ...]:
    zone = stock.zones[telling_term(space, today).zone_id]
    floor = stock.floors[zone.floor_id]
    return floor.building_id, floor.level, space.is_desk, zone.name, space.number


def _by_floor(
    spaces: Iterable[BookableSpace], stock: Stock, today: date
) -> Iterable[dict[str, Any]]:
    def floor_of(space: BookableSpace) -> int:
        return stock.zones[telling_term(space, today).zone_id].floor_id

    for floor_id, group in groupby(spaces, floor_of):
        rows = [_row(space, stock, today) for space in group]
        yield {"id": f"floor-{floor_id}", "name": stock.floors[floor_id].name, "spaces": rows}


def _row(space: BookableSpace, stock: Stock, today: date) -> dict[str, Any]:
    term = telling_term(space, today)
    return {
        "href": f"{LIST}/{space.id}",
        "number": space.number,
        "name": space.name,
        "zone": stock.zones[term.zone_id].name,
        "seats": term.capacity,
        "badges": badges_of(space, today),
    }
