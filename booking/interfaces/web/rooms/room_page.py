"""What the page of one room needs, as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from booking.foundation.formats import show_day_short, show_duration, show_span, show_time
from booking.foundation.local_time import day_of, local_day
from booking.foundation.periods import Period
from booking.foundation.texts import N_, text
from booking.interfaces.web.moments import (
    day_steps,
    period_on,
    read_clock,
    time_options,
    times_of,
)
from booking.interfaces.web.rooms.answer import Picture, look
from booking.interfaces.web.rooms.day import RoomDay, see_room
from booking.interfaces.web.rooms.day_grid import draw_grid, seats, summary
from booking.interfaces.web.rooms.search import RoomSearch, opening_range
from booking.interfaces.web.rooms.search_page import address_of, room_path
from booking.interfaces.web.rooms.views import features
from booking.interfaces.web.waiting_address import wait_address
from booking.interfaces.web.words import LAYOUTS, VISIBILITIES
from booking.people.values import Principal
from booking.reservations.holdings import holdings_of
from booking.reservations.options import option_until
from booking.reservations.values import Visibility
from booking.spaces.rules import opening_periods
from booking.spaces.values import BookableSpace

FORM = "#reserveren"
NONE = N_("None")


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody looks at one room on one day."""

    room: BookableSpace
    search: RoomSearch
    picture: Picture
    viewer: Principal
    now: datetime

    @property
    def seen(self) -> RoomDay | None:
        """The day of the room; None when it is shut all day."""
        frame = opening_range(self.picture.stock, [self.room], self.search.day)
        if frame is None:
            return None
        outlook = look(self.picture, frame, self.search, viewer=self.viewer, now=self.now)
        return see_room(self.room, holdings_of(self.room, self.picture.held), outlook)


def day_data(visit: Visit) -> dict[str, Any]:
    """For rooms/_day.html: the timeline of one room, refreshed while it is seen."""
    seen, search = visit.seen, visit.search
    frame = opening_range(visit.picture.stock, [visit.room], search.day)
    path = room_path(visit.room)
    data: dict[str, Any] = {
        "poll": f"{path}/rooster?{search.exactly()}&v={visit.picture.version}",
        "grid": None,
        "summary": text("This room is closed on this day."),
    }
    if seen is None or frame is None:
        return data
    outlook = look(visit.picture, frame, search, viewer=visit.viewer, now=visit.now)
    grid = draw_grid([seen], outlook, address=address_of(search, place=FORM))
    return data | {"grid": grid, "summary": summary(seen)}


def room_data(visit: Visit) -> dict[str, Any]:
    """For rooms/room.html, all but the form's values and what was wrong with them."""
    room, stock, search = visit.room, visit.picture.stock, visit.search
    zone = stock.zone_of(room, search.day)
    floor = stock.floors[zone.floor_id] if zone else None
    return {
        "room": room,
        "path": room_path(room),
        "action": f"{room_path(room)}/reserveringen",
        "back": search.asked(day=search.day),
        "place": " · ".join(part for part in (room.number, floor and floor.name,
                                              zone and zone.name) if part),
        "facts": _facts(visit),
        "wait_url": _wait_url(visit),
        "features": features(room, stock),
        "search": search,
        "day": day_steps(room_path(room), search.day, today=day_of(visit.now),
                         query=search.kept()),
        "layouts": _layouts(room),
        "visibilities": [(kind.value, text(label), text(note))
                         for kind, (label, note) in VISIBILITIES.items()],
    }  # fmt: skip


def _wait_url(visit: Visit) -> str:
    """Where one waits for this room; empty where the time asked for can be had, or never."""
    seen, asked, search = visit.seen, visit.search.period, visit.search
    if seen is None or asked is None or seen.is_free or not search.is_time_asked:
        return ""
    if not seen.outlook.allows_asked(visit.room) or not _is_open(visit, asked):
        return ""
    return wait_address(
        visit.room.kind, asked, people=search.people, layout=search.layout, number=visit.room.number
    )


def _is_open(visit: Visit, asked: Period) -> bool:
    hours = opening_periods(visit.picture.stock, visit.room, visit.search.day)
    return any(opening.holds(asked) for opening in hours)


def times_for(visit: Visit, values: Mapping[str, Any]) -> list[str]:
    """The choices of ``van`` and ``tot``; what was asked for is among them."""
    opened = opening_range(visit.picture.stock, [visit.room], visit.search.day)
    within = [opened or local_day(visit.search.day)]
    times = time_options(within, grain_minutes=visit.room.grain_minutes)
    asked = {str(values[name]) for name in ("van", "tot") if values.get(name)}
    missing = asked.difference(times)
    return sorted({*times, *missing}) if missing else times


def option_end_for(visit: Visit, values: Mapping[str, Any]) -> str:
    """Until when the time in the form can be held as an option; empty where it cannot."""
    begin = read_clock(str(values.get("van", ""))) or time.min
    asked = period_on(visit.search.day, begin, time.min)
    until = asked and option_until(
        visit.room, stock=visit.picture.stock, rules=visit.picture.rules, at=visit.now,
        starts_at=asked.starts_at,
    )  # fmt: skip
    return f"{show_day_short(day_of(until))} {show_time(until)}" if until else ""


def first_values(visit: Visit) -> dict[str, Any]:
    """What the empty form proposes: the time asked for, else the nearest that is free."""
    search = visit.search
    proposed = search.period if search.is_time_asked else _proposal(visit)
    when = times_of(proposed) if proposed else {"datum": search.day.isoformat()}
    return when | {
        "personen": search.people,
        "opstelling": search.layout.value if search.layout else "",
        "onderwerp": "",
        "zichtbaarheid": Visibility.COLLEAGUES.value,
        "notitie": "",
    }


def _proposal(visit: Visit) -> Period | None:
    seen = visit.seen
    if seen is None or not seen.free:
        return visit.search.period
    asked = seen.asked
    gaps = [gap for gap in seen.free if asked is None or gap.ends_at > asked.starts_at]
    return seen.offer_in(gaps[0] if gaps else seen.free[0])


def _layouts(room: BookableSpace) -> list[tuple[str, str]]:
    return [
        (kind.value, f"{text(label)} ({room.layouts[kind].capacity})")
        for kind, label in LAYOUTS.items()
        if kind in room.layouts
    ]


def _facts(visit: Visit) -> list[dict[str, str]]:
    room, day = visit.room, visit.search.day
    opened = opening_range(visit.picture.stock, [room], day)
    has = ", ".join(item["name"] for item in features(room, visit.picture.stock))
    facts = [
        {"term": text("Seats"), "text": seats(room, day), "sign": "users"},
        {"term": text("Layouts"), "text": ", ".join(label for _, label in _layouts(room)),
         "sign": "layout-rows"},
        {"term": text("Equipment"), "text": has or text(NONE), "sign": "device-desktop"},
        {"term": text("Open"), "text": show_span(opened) if opened else text("Closed"),
         "sign": "clock"},
        {"term": text("Preparation"), "text": _buffers(room), "sign": "hourglass"},
    ]  # fmt: skip
    return [fact for fact in facts if fact["text"]]


def _buffers(room: BookableSpace) -> str:
    if not room.buffer_before_minutes and not room.buffer_after_minutes:
        return ""
    before, after = (
        show_duration(timedelta(minutes=minutes))
        for minutes in (room.buffer_before_minutes, room.buffer_after_minutes)
    )
    return text("%(before)s before and %(after)s after each reservation",
                before=before, after=after)  # fmt: skip
