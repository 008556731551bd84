"""Rounds as their pages show them. A finished one says how much was counted, and not where."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from booking.foundation.formats import show_clock, show_day
from booking.foundation.local_time import day_of, to_local
from booking.foundation.texts import text
from booking.interfaces.web.manage.rounds.forms import SEEN_LABELS, filled_in
from booking.interfaces.web.occupancy.tables import zone_label
from booking.occupancy.rounds.queries import latest_rounds, open_rounds, round_in, sights_of
from booking.occupancy.rounds.rules import by_zone, spaces_to_count
from booking.occupancy.rounds.values import Round
from booking.people.permissions import Action, NotThere, may
from booking.people.values import Act
from booking.spaces.queries import building_names, current_stock
from booking.spaces.values import BookableSpace

HERE = "/beheer/telrondes"
PAST_SHOWN = 20


def round_address(round_id: int) -> str:
    return f"{HERE}/{round_id}"


def index_data(session: Session, act: Act) -> dict[str, Any]:
    buildings, now = building_names(session), act.at
    hour = to_local(now + timedelta(hours=1))
    return {
        "open": [_row(one, buildings, now) for one in open_rounds(session)],
        "past": [_row(one, buildings, now) for one in latest_rounds(session, count_max=PAST_SHOWN)],
        "buildings": list(buildings.items()),
        "sees_figures": may(act.by, Action.SEE_OCCUPANCY),
        "values": {"gebouw": min(buildings, default=""), "datum": hour.date().isoformat(),
                   "tijd": f"{hour:%H}:00"},
    }  # fmt: skip


def round_data(session: Session, act: Act, round_id: int) -> dict[str, Any]:
    one = round_in(session, round_id)
    found: dict[str, Any] = {
        "round": one, "url": round_address(round_id), "title": _title(one),
        "building": building_names(session)[one.building_id], "zones": [],
        "sees_figures": may(act.by, Action.SEE_OCCUPANCY),
    }  # fmt: skip
    if one.is_finished:
        return found
    stock, sights = current_stock(session), sights_of(session, round_id)
    zones = _zones(session, one)
    rows = [
        {"url": f"{round_address(round_id)}/zones/{zone_id}",
         "label": zone_label(stock, stock.zones[zone_id]), "count": len(spaces),
         "done": sum(space.id in sights for space in spaces)}
        for zone_id, spaces in zones.items()
    ]  # fmt: skip
    return found | {"zones": rows, "count": sum(map(len, zones.values()))}


def zone_data(session: Session, round_id: int, zone_id: int, now: datetime) -> dict[str, Any]:
    one = round_in(session, round_id)
    spaces, stock = spaces_in(session, one, zone_id), current_stock(session)
    numbers = list(_zones(session, one))
    is_today = day_of(one.at) == day_of(now)
    return {
        "title": zone_label(stock, stock.zones[zone_id]), "round_title": _title(one),
        "url": f"{round_address(round_id)}/zones/{zone_id}", "back": round_address(round_id),
        "place": numbers.index(zone_id) + 1, "of": len(numbers),
        "desks": [it for it in spaces if it.is_desk],
        "rooms": [(it, _capacity(it, one)) for it in spaces if not it.is_desk],
        "choices": [(word, text(label)) for word, label in SEEN_LABELS.items()],
        "values": {"tijd": f"{to_local(now if is_today else one.at):%H:%M}",
                   **filled_in(spaces, sights_of(session, round_id))},
    }  # fmt: skip


def spaces_in(session: Session, one: Round, zone_id: int) -> Sequence[BookableSpace]:
    """What is counted in a zone. Raises :class:`NotThere`; a finished round has no zones."""
    zones = {} if one.is_finished else _zones(session, one)
    if zone_id not in zones:
        raise NotThere(f"no zone {zone_id} in round {one.id}")
    return zones[zone_id]


def next_address(session: Session, one: Round, zone_id: int) -> str:
    """The next zone on the walk in which nothing was counted yet; else the round."""
    sights, zones = sights_of(session, one.id), _zones(session, one)
    numbers = list(zones)
    at = numbers.index(zone_id) + 1
    for number in numbers[at:] + numbers[:at]:
        if not any(space.id in sights for space in zones[number]):
            return f"{round_address(one.id)}/zones/{number}"
    return round_address(one.id)


def _zones(session: Session, one: Round) -> dict[int, list[BookableSpace]]:
    stock, day = current_stock(session), day_of(one.at)
    return by_zone(stock, spaces_to_count(stock, one.building_id, day), day)


def _capacity(space: BookableSpace, one: Round) -> int:
    term = space.term_on(day_of(one.at))
    return term.capacity if term else 0


def _title(one: Round) -> str:
    return f"{show_day(day_of(one.at))}, {show_clock(one.at)}"


def _row(one: Round, buildings: Mapping[int, str], now: datetime) -> dict[str, Any]:
    return {
        "id": one.id, "url": round_address(one.id), "title": _title(one),
        "building": buildings[one.building_id] if len(buildings) > 1 else "",
        "is_planned": one.is_planned, "is_begun": one.space_count > 0 or one.at <= now,
        "count": one.space_count,
    }  # fmt: skip
