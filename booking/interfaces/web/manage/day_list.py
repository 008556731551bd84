"""The day list: what the facility team prepares on a day. On paper it works without network."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from litestar import Controller, get
from litestar.di import NamedDependency
from sqlmodel import Session, col, select

from booking.foundation.formats import as_sentence, show_day, show_span, show_time
from booking.foundation.local_time import day_of, local_day
from booking.foundation.texts import text
from booking.interfaces.web.errand import Errand
from booking.interfaces.web.live import Followed, followed, on_days
from booking.interfaces.web.manage.closures.routes import building_names, closure_rows
from booking.interfaces.web.manage.day_tasks import HERE, tasks_shown
from booking.interfaces.web.manage.opening.words import spans_in_words
from booking.interfaces.web.moments import day_in, day_steps
from booking.interfaces.web.tickets import state_badge
from booking.interfaces.web.words import LAYOUTS
from booking.people.models import Partner
from booking.people.permissions import Action, may
from booking.people.queries import names_of
from booking.people.values import Principal
from booking.reservations.day_list import RoomUse, desk_uses, room_uses
from booking.reservations.services.day_tasks import tasks_on
from booking.reservations.values import ReservationState
from booking.spaces.closures import closures_after
from booking.spaces.opening import spans_on
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace, Stock

OPEN_STATES = {ReservationState.REQUESTED, ReservationState.OPTION}


@dataclass(frozen=True, slots=True)
class DayList:
    """What is needed to put a day into words."""

    stock: Stock
    day: date
    viewer: Principal
    now: datetime
    people: Mapping[int, str]
    partners: Mapping[int, str]


class DayListController(Controller):
    @get(HERE, sync_to_thread=True)
    def show(self, errand: NamedDependency[Errand]) -> Followed:
        query = errand.request.query_params
        day = day_in(query, otherwise=errand.today)

        def look(session: Session) -> dict[str, Any]:
            return {
                **_day(session, day, errand.act.by, errand.act.at, query),
                "title": as_sentence(show_day(day)),
                "steps": day_steps(HERE, day, today=errand.today),
                "printed": _as_of(errand.act.at),
            }

        names = "manage/day_list.html", "manage/_day.html"
        return followed(errand, *names, look, of=on_days(day, day))


def _day(
    session: Session, day: date, viewer: Principal, now: datetime, query: Mapping[str, Any]
) -> dict[str, Any]:
    stock, buildings = current_stock(session), building_names(session)
    uses = room_uses(session, stock, day)
    words = DayList(stock, day, viewer, now, *_names(session, uses))
    whole = local_day(day)
    closures = closures_after(session, whole.starts_at, before=whole.ends_at)
    return {
        "rows": [_row(words, use) for use in uses],
        **tasks_shown(session, tasks_on(session, stock, day), query=query, viewer=viewer),
        "zones": list(_zones(session, stock, day)),
        "closures": closure_rows(closures, stock, buildings),
        "hours": [_hours(stock, number, name, day) for number, name in buildings.items()],
    }


def _names(
    session: Session, uses: Sequence[RoomUse]
) -> tuple[Mapping[int, str], Mapping[int, str]]:
    """Names of people and of partners."""
    held = [use.reservation for use in uses]
    people = {number for row in held for number in (row.holder_id, row.host_id) if number}
    partners = {row.partner_id for row in held if row.partner_id}
    found = session.exec(select(Partner).where(col(Partner.id).in_(partners)))
    return names_of(session, list(people)), {row.id or 0: row.name for row in found}


def _row(words: DayList, use: RoomUse) -> dict[str, Any]:
    held, period = use.reservation, use.reservation.period
    is_open = held.state in OPEN_STATES
    layout = f", {text(LAYOUTS[held.layout]).lower()}" if held.layout else ""
    return {
        "href": f"/reserveringen/{held.uid}",
        "time": show_span(period),
        "held": show_span(use.held) if use.held != period else "",
        "room": ", ".join(room.name for room in use.rooms),
        "place": ", ".join(_place(words, room) for room in use.rooms),
        "title": held.title if may(words.viewer, Action.SEE_TITLE, held) else "",
        "who": list(_who(words, use)),
        "people": held.attendee_count,
        "layout": layout,
        "equipment": list(_equipment(words.stock, use.rooms)),
        "note": held.note,
        "badge": state_badge(held, words.now) if is_open else None,
    }


def _who(words: DayList, use: RoomUse) -> Iterator[str]:
    held = use.reservation
    if held.partner_id:
        yield words.partners[held.partner_id]
    yield words.people[held.holder_id]
    if held.host_id and held.host_id != held.holder_id:
        yield text("Host: %(name)s", name=words.people[held.host_id])


def _place(words: DayList, room: BookableSpace) -> str:
    zone = words.stock.zone_of(room, words.day)
    floor = words.stock.floors[zone.floor_id].name if zone else ""
    return " · ".join(part for part in (room.number, floor) if part)


def _equipment(stock: Stock, rooms: Sequence[BookableSpace]) -> list[str]:
    codes = sorted({code for room in rooms for code in room.equipment})
    return [text(stock.equipment[code].name) for code in codes]


def _zones(session: Session, stock: Stock, day: date) -> Iterator[dict[str, Any]]:
    for use in desk_uses(session, stock, day):
        zone = stock.zones[use.zone_id]
        yield {
            "cells": [f"{zone.name}, {stock.floors[zone.floor_id].name}", use.reserved_count,
                      use.desk_count],
        }  # fmt: skip


def _hours(stock: Stock, number: int, name: str, day: date) -> dict[str, str]:
    exception = stock.exceptions.get((number, day))
    why = f" ({exception.name})" if exception else ""
    return {"name": name, "hours": spans_in_words(spans_on(stock, number, day)) + why}


def _as_of(now: datetime) -> str:
    return text("As of %(day)s, %(time)s", day=show_day(day_of(now)), time=show_time(now))
