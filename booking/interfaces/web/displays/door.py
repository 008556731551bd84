"""A room as its display shows it: free or not, until when, and what can be done.

Anybody may read along: titles only where they are public, and never a name.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from booking.foundation.formats import show_span, show_time
from booking.foundation.local_time import day_of, epoch_minutes, local_day
from booking.foundation.periods import Period
from booking.foundation.texts import N_, plural_text, text
from booking.interfaces.web.desks.views import place_in_words
from booking.interfaces.web.displays.paired import milliseconds
from booking.people.models import Display
from booking.people.permissions import Action, may
from booking.people.values import Principal
from booking.reservations.at_the_door import (
    Possible,
    RoomNow,
    RoomState,
    acting,
    possible_now,
    room_now,
    room_of,
)
from booking.reservations.claims import day_version
from booking.reservations.holdings import Holding
from booking.spaces.queries import current_stock
from booking.spaces.values import Stock

COMING_MAX = 4
LOOKS = {
    RoomState.FREE: (N_("Free"), "circle-check"),
    RoomState.TAKEN: (N_("Taken"), "circle-x"),
    RoomState.SHUT: (N_("Closed"), "lock"),
}
UNTIL = {
    RoomState.FREE: N_("until %(time)s"),
    RoomState.TAKEN: N_("until %(time)s"),
    RoomState.SHUT: N_("opens at %(time)s"),
}
LAST_KNOWN = {
    RoomState.FREE: N_("At %(seen)s it was still free."),
    RoomState.TAKEN: N_("At %(seen)s it was taken."),
    RoomState.SHUT: N_("At %(seen)s it was closed."),
}


def door_version(session: Session, display: Display, now: datetime) -> str:
    """Changes with all that is seen: what is held, the stock, and the minute of the clock."""
    stock, day = current_stock(session), day_of(now)
    zone = stock.zone_of(room_of(session, display), day)
    changes = day_version(session, day, [zone.id] if zone else [])
    return f"{changes}.{stock.version}.{epoch_minutes(now)}"


def door_data(
    session: Session, display: Display, now: datetime, _asked: Mapping[str, str]
) -> dict[str, Any]:
    """For displays/_door.html."""
    stock, room = current_stock(session), room_of(session, display)
    picture = room_now(session, room, now=now)
    by = acting(session, display, picture)
    word, sign = LOOKS[picture.state]
    known_until = picture.until or local_day(day_of(now)).ends_at
    return {
        "room": _room(stock, picture, now),
        "state": picture.state.value,
        "word": text(word),
        "sign": sign,
        "until": _until(picture),
        "running": _meeting(by, picture.running, now) if picture.running else None,
        "coming": [_meeting(by, holding, now) for holding in picture.coming[:COMING_MAX]],
        "last_known": text(LAST_KNOWN[picture.state], seen=show_time(now)),
        "now": now,
        "today": day_of(now),
        "drawn_at": milliseconds(now),
        "known_until": milliseconds(known_until),
        **_acts(possible_now(session, display, picture, now=now), picture),
    }


def _room(stock: Stock, picture: RoomNow, now: datetime) -> dict[str, Any]:
    room, term = picture.room, picture.room.term_on(day_of(now))
    seats = term.capacity if term else 0
    return {
        "name": room.name,
        "number": room.number,
        "place": place_in_words(stock, room, day_of(now)),
        "seats": plural_text("%(count)s person", "%(count)s people", seats) if seats else "",
    }


def _until(picture: RoomNow) -> str:
    if picture.until is None:
        return ""
    return text(UNTIL[picture.state], time=show_time(picture.until))


def _meeting(by: Principal, holding: Holding, now: datetime) -> dict[str, Any]:
    is_told = bool(holding.title) and may(by, Action.SEE_TITLE, holding)
    return {
        "title": holding.title if is_told else text("Reserved"),
        "when": show_span(Period(holding.starts_at, holding.ends_at)),
        "note": _around(holding, now),
    }


def _around(holding: Holding, now: datetime) -> str:
    """What is going on when the room is held, and the meeting itself does not run."""
    if not holding.held.contains(now):
        return ""
    if now < holding.starts_at:
        return text("The room is being set up.")
    return text("The room is being cleared.") if now >= holding.ends_at else ""


def _acts(possible: Possible, picture: RoomNow) -> dict[str, Any]:
    awaited, running = possible.check_in, possible.end
    is_running = awaited is not None and picture.running is not None
    return {
        "check_in": awaited and {"uid": awaited.uid, "when": show_span(awaited.period),
                                 "is_running": is_running and awaited is running},
        "end": running and running.uid,
        "later_ends": [{"value": end.isoformat(), "label": show_time(end)}
                       for end in possible.later_ends],
        "ways": [{"minutes": minutes, "until": show_time(end)} for minutes, end in possible.ways],
    }  # fmt: skip
