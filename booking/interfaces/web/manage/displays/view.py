"""Displays as those see them who hang them."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from booking.foundation.formats import show_date, show_time
from booking.foundation.local_time import day_of
from booking.foundation.texts import N_, text
from booking.interfaces.web.forms import InvalidForm
from booking.interfaces.web.manage.people.forms import LANGUAGES
from booking.people.displays import displays
from booking.people.models import Display, Person
from booking.spaces.queries import building_names, current_stock
from booking.spaces.values import BookableSpace, SpaceKind

AT_ROOM, IN_HALL = "ruimte-", "hal-"
LIVE = timedelta(minutes=5)
"""A display asks every few seconds: after this it is off, or cannot reach us."""


def overview(session: Session, *, now: datetime) -> dict[str, Any]:
    """For manage/displays/index.html."""
    return {
        "displays": [_shown(session, display, account, now) for display, account in
                     displays(session)],
        "places": [("", text("Choose") ), *places(session, day_of(now))],
        "languages": LANGUAGES,
        "values": {"taal": "nl"},
    }  # fmt: skip


def places(session: Session, day: date) -> list[tuple[str, str]]:
    """Where a display can hang: in the hall of each building, at the door of each room."""
    halls = [(f"{IN_HALL}{number}", text("Hall screen %(place)s", place=name))
             for number, name in building_names(session).items()]  # fmt: skip
    rooms = current_stock(session).spaces_on(day, SpaceKind.ROOM)
    doors = [
        (
            f"{AT_ROOM}{room.id}",
            text("Door display %(place)s", place=f"{room.name} ({room.number})"),
        )
        for room in rooms
    ]
    return [*halls, *doors]


def place_named(session: Session, choice: str, day: date) -> tuple[str, dict[str, int]]:
    """The name of the display that hangs there, and where; raises :class:`InvalidForm`."""
    name = dict(places(session, day)).get(choice)
    if name is None:
        raise InvalidForm({"plaats": text(N_("Please choose one of the options."))}, {})
    kind, _, number = choice.partition("-")
    return name, {"building_id" if f"{kind}-" == IN_HALL else "space_id": int(number)}


def _named(room: BookableSpace) -> str:
    return f"{room.name} ({room.number})"


def _shown(session: Session, display: Display, account: Person, now: datetime) -> dict[str, Any]:
    seen = display.seen_at
    is_live = display.token_hash is not None and seen is not None and now - seen < LIVE
    return {
        "number": display.person_id,
        "name": account.name,
        "sign": "door" if display.building_id is None else "building",
        "language": dict(LANGUAGES)[account.language],
        "is_paired": display.token_hash is not None,
        "is_live": is_live,
        "seen": f"{show_date(day_of(seen))} {show_time(seen)}" if seen else "",
    }
