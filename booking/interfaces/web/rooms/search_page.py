"""What the templates of the rooms need, as plain data."""

from collections.abc import Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any
from urllib.parse import quote, urlencode

from booking.foundation.formats import show_span
from booking.foundation.local_time import local_day
from booking.foundation.periods import Period
from booking.foundation.texts import N_, plural_text, text
from booking.interfaces.web.floor_plan import floors_with
from booking.interfaces.web.moments import day_part_label, day_steps, time_options, times_of
from booking.interfaces.web.rooms.answer import Answer
from booking.interfaces.web.rooms.day_grid import Address, draw_grid
from booking.interfaces.web.rooms.nothing_free import suggestions, wait_url, why_none
from booking.interfaces.web.rooms.search import RoomSearch, View, opening_range, rooms_for
from booking.interfaces.web.rooms.views import draw_list, draw_rooms_plan
from booking.interfaces.web.words import LAYOUTS
from booking.people.values import Principal
from booking.spaces.day_parts import DayPart
from booking.spaces.values import BookableSpace, Floor, Stock

GRAIN_MINUTES = 15
VIEWS = (
    (View.TIMELINE, N_("Timeline"), "timeline"),
    (View.LIST, N_("List"), "layout-list"),
    (View.PLAN, N_("Floor plan"), "map-2"),
)


def address_of(search: RoomSearch, *, place: str = "") -> Address:
    """Where a free gap leads: the form of that room, with the people and layout of the search.

    ``place`` is where on that page, as ``#form``.
    """
    asked = {
        "personen": search.people if search.people > 1 else None,
        "opstelling": search.layout.value if search.layout else None,
    }
    kept = {name: value for name, value in asked.items() if value is not None}

    @cache
    def query(period: Period) -> str:  # many rooms are free at the same times
        return f"?{urlencode(times_of(period) | kept)}{place}"

    return Address(room_path, query)


def room_path(room: BookableSpace) -> str:
    return _path(room.number)


@lru_cache(maxsize=2_000)
def _path(number: str) -> str:
    return f"/ruimtes/{quote(number, safe='')}"


def answer_data(answer: Answer, *, viewer: Principal, version: str) -> dict[str, Any]:
    """For rooms/_answer.html: one of the three views, or why there is nothing."""
    search, outlook, address = answer.search, answer.outlook, address_of(answer.search)
    data: dict[str, Any] = {
        "search": search,
        "poll": f"/ruimtes/rooster?{search.exactly()}&v={version}",
        "count": count_sentence(answer),
        "why": why_none(answer) if not answer.free else "",
        "suggestions": suggestions(answer, viewer, address) if not answer.free else [],
        "wait_url": wait_url(answer),
        "grid": None, "free": [], "taken": [], "plan": None, "floors": [],
    }  # fmt: skip
    if outlook is None or not answer.days:
        return data
    match search.view:
        case View.TIMELINE:
            data["grid"] = draw_grid([*answer.free, *answer.taken], outlook, address=address)
        case View.LIST:
            data["free"] = draw_list(answer.free, outlook, address=address)
            data["taken"] = draw_list(answer.taken, outlook, address=address)
        case View.PLAN:
            rooms = [*(seen.room for seen in answer.days), *answer.others]
            floors = floors_with(answer.stock, rooms, search.day)
            floor = _floor(answer, floors)
            data["floors"] = _floor_links(floors, floor, search)
            data["plan"] = floor and draw_rooms_plan(
                answer.days, answer.others, floor, outlook, address=address
            )
    return data


def count_sentence(answer: Answer) -> str:
    """What is announced: "3 ruimtes vrij 10:00–11:00"."""
    count, period = len(answer.free), answer.search.period
    if not count:
        return text("No room is free")
    if period is None:
        return plural_text("%(count)s room with free time", "%(count)s rooms with free time", count)
    return plural_text("%(count)s room free %(span)s", "%(count)s rooms free %(span)s", count,
                       span=show_span(period))  # fmt: skip


def _floor(answer: Answer, floors: Sequence[Floor]) -> Floor | None:
    """The floor asked for, else that of the best room that is free."""
    best = next(iter(answer.free or answer.days)).room
    zone = answer.stock.zone_of(best, answer.search.day)
    wanted = answer.stock.floors[zone.floor_id] if zone else None
    return wanted if wanted in floors else next(iter(floors), None)


def _floor_links(
    floors: Sequence[Floor], current: Floor | None, search: RoomSearch
) -> list[dict[str, Any]]:
    return [
        {
            "url": search.asked(level=floor.level),
            "label": floor.name,
            "is_current": floor == current,
        }
        for floor in floors
    ]


def search_data(
    search: RoomSearch, *, stock: Stock, viewer: Principal, today: date
) -> dict[str, Any]:
    """For rooms/_search.html: the fields and links of the search itself."""
    rooms = rooms_for(stock, viewer, search.day)
    levels = {floor.level: floor.name for floor in floors_with(stock, rooms, search.day)}
    codes = sorted({code for room in rooms for code in room.equipment} & stock.equipment.keys())
    layouts = {kind for room in rooms for kind in room.layouts}
    return {
        "search": search,
        "day": day_steps("/ruimtes", search.day, today=today, query=search.kept()),
        "values": _values(search),
        "times": _times(search, stock, rooms),
        "equipment": [(code, text(stock.equipment[code].name)) for code in codes],
        "layouts": [(k.value, text(label)) for k, label in LAYOUTS.items() if k in layouts],
        "levels": [(str(level), name) for level, name in sorted(levels.items())],
        "views": [
            {"url": search.asked(view=view), "label": text(label), "sign": sign,
             "is_current": view is search.view}
            for view, label, sign in VIEWS
        ],
        "parts": _part_links(search, stock.day_parts.on(search.day)),
        "problem": text(search.problem) if search.problem else "",
    }  # fmt: skip


def _values(search: RoomSearch) -> dict[str, Any]:
    return {
        "van": f"{search.begin:%H:%M}" if search.begin else "",
        "tot": f"{search.end:%H:%M}" if search.end else "",
        "personen": search.people,
        "voorziening": sorted(search.equipment),
        "opstelling": search.layout.value if search.layout else "",
        "toegankelijk": search.is_accessible,
        "verdieping": "" if search.level is None else search.level,
    }


def _times(search: RoomSearch, stock: Stock, rooms: Sequence[BookableSpace]) -> list[str]:
    opened = opening_range(stock, rooms, search.day) or local_day(search.day)
    times = time_options([opened], grain_minutes=GRAIN_MINUTES)
    asked = [f"{clock:%H:%M}" for clock in (search.begin, search.end) if clock is not None]
    missing = [time for time in asked if time not in times]
    return sorted([*times, *missing]) if missing else times


def _part_links(search: RoomSearch, day_parts: Sequence[DayPart]) -> list[dict[str, Any]]:
    whole = {"label": text("Whole day"), "url": search.asked(day=search.day, begin=None, end=None),
             "is_current": search.begin is None}  # fmt: skip
    return [whole] + [
        {
            "label": day_part_label(part),
            "url": search.asked(begin=part.begin, end=part.end, day=search.day),
            "is_current": (search.begin, search.end) == (part.begin, part.end),
        }
        for part in day_parts
    ]
