"""The page on which one joins the waiting list."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from litestar.datastructures import MultiDict
from sqlmodel import Session

from booking.foundation.formats import show_duration
from booking.foundation.local_time import day_of, local_day
from booking.foundation.texts import text
from booking.interfaces.web.forms import as_list
from booking.interfaces.web.moments import day_in, number_in, time_options
from booking.interfaces.web.waiting.form import DAY_MINUTES, FIELDS, PEOPLE_MAX
from booking.interfaces.web.waiting.view import held_for
from booking.interfaces.web.waiting_address import IN_ADDRESS, KINDS
from booking.interfaces.web.words import LAYOUTS
from booking.people.permissions import Action, may
from booking.people.values import Principal
from booking.spaces.queries import SpaceNotFound, current_stock, space_by_number
from booking.spaces.values import BookableSpace, SpaceKind, Stock

GRAIN_MINUTES = 15
LENGTHS = (30, 60, 90, 120, 180, 240)
"""Of how many minutes are offered."""


def values_in(query: MultiDict[Any], viewer: Principal) -> dict[str, Any]:
    """What the address asks for, as the values of the form; nonsense is left out."""
    values: dict[str, Any] = {name: query.get(name, "") for name in FIELDS}
    values["voorziening"] = query.getall("voorziening", [])
    kind = KINDS.get(values["soort"], SpaceKind.ROOM)
    if not may(viewer, Action.SEE_DESKS):
        kind = SpaceKind.ROOM
    people = number_in(query, "personen", least=1, most=PEOPLE_MAX) or 1
    return values | {"soort": IN_ADDRESS[kind], "personen": people, "waar": "elke"}


def join_data(
    session: Session, values: Mapping[str, Any], viewer: Principal, *, now: datetime
) -> dict[str, Any]:
    """For waiting/new.html: the form filled in with ``values``, and what it is about."""
    stock = current_stock(session)
    day = day_in(values, otherwise=day_of(now))
    kind = KINDS.get(str(values.get("soort")), SpaceKind.ROOM)
    space = _space(stock, values, viewer, kind)
    return {
        "is_desk": kind is SpaceKind.DESK,
        "space": space.name if space else "",
        "held_for": held_for(session, kind, now=now),
        **_offered(stock, viewer, kind, day),
        "times": _times(values),
        "lengths": _lengths(values),
        "kept": _kept(values),
        "values": {
            "opstelling": "",
            "toegankelijk": "",
            "duur": "",
            **values,
            "datum": day.isoformat(),
            "voorziening": _several(values),
        },
        "today": day_of(now).isoformat(),
    }


def _space(
    stock: Stock, values: Mapping[str, Any], viewer: Principal, kind: SpaceKind
) -> BookableSpace | None:
    """The one that was wanted, where it exists for this person."""
    day = day_in(values, otherwise=date.min)
    try:
        space = space_by_number(stock, str(values.get("nummer", "")), day)
    except SpaceNotFound:
        return None
    return space if space.kind is kind and may(viewer, Action.RESERVE, space) else None


def _offered(stock: Stock, viewer: Principal, kind: SpaceKind, day: date) -> dict[str, Any]:
    """What can be asked of a place: what any that this person may have on the day offers."""
    theirs = [s for s in stock.spaces_on(day, kind) if may(viewer, Action.RESERVE, s)]
    codes = sorted({code for s in theirs for code in s.equipment} & stock.equipment.keys())
    layouts = {layout for s in theirs for layout in s.layouts}
    return {
        "equipment": [(code, text(stock.equipment[code].name)) for code in codes],
        "layouts": [(k.value, text(label)) for k, label in LAYOUTS.items() if k in layouts],
    }


def _kept(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the form carries along without showing it."""
    kept = [(name, str(values.get(name) or "")) for name in ("soort", "nummer")]
    return [(name, value) for name, value in kept if value]


def _several(values: Mapping[str, Any]) -> list[str]:
    codes = as_list(values.get("voorziening", []))
    return [str(code) for code in codes] if isinstance(codes, list) else []


def _lengths(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """For a select: minutes and "1 uur", what was asked for among them."""
    asked = number_in(values, "duur", least=15, most=DAY_MINUTES - 1)
    offered = sorted({*LENGTHS, *([asked] if asked else [])})
    shown = ((str(n), show_duration(timedelta(minutes=n))) for n in offered)
    return [("", text("All of that time")), *shown]


def _times(values: Mapping[str, Any]) -> list[str]:
    times = time_options([local_day(date(2000, 1, 3))], grain_minutes=GRAIN_MINUTES)
    asked = {str(values.get(name) or "") for name in ("van", "tot")} - {""}
    return sorted({*times, *asked})
