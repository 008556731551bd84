"""Is there a room now? The best free ones, to take at once."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field
from sqlmodel import Session

from booking.foundation.formats import show_time
from booking.foundation.local_time import day_of
from booking.foundation.texts import plural_text
from booking.interfaces.web.desks.views import place_in_words
from booking.interfaces.web.forms import Form
from booking.people.favourites import favourites_of
from booking.people.values import Principal
from booking.reservations.free_times import from_now
from booking.reservations.search import free_spaces
from booking.reservations.values import Needs
from booking.spaces.values import BookableSpace, SpaceKind, Stock

COMPANIES = (2, 4, 8)
"""How many persons one can ask for in one tap."""
MINUTES = (30, 60)
ROOMS_MAX = 3


class RoomNowForm(Form):
    nummer: str
    minuten: Literal["30", "60"]
    personen: Annotated[int, Field(ge=1, le=max(COMPANIES))] = 1


def company_in(asked: str | None) -> int:
    return next((n for n in COMPANIES if str(n) == asked), COMPANIES[1])


def rooms_now(
    session: Session, viewer: Principal, people: int, *, stock: Stock, now: datetime
) -> list[dict[str, Any]]:
    """The rooms that fit and are free for half an hour; longer where it can be.

    One's favourites first, then the smallest.
    """
    grains = {room.grain_minutes for room in stock.spaces.values() if not room.is_desk}
    free = {
        minutes: _free_ids(session, viewer, people, minutes, grains=grains, stock=stock, now=now)
        for minutes in MINUTES
    }
    favourites = favourites_of(session, viewer.id)
    liked_first = sorted(free[MINUTES[0]], key=lambda room_id: room_id not in favourites)
    rooms = [stock.spaces[room_id] for room_id in liked_first][:ROOMS_MAX]
    return [
        {
            "number": room.number,
            "name": room.name,
            "place": place_in_words(stock, room, day_of(now)),
            "seats": _seats(room, now),
            "ways": [
                {"minutes": minutes, "until": show_time(from_now(room, minutes, now).ends_at)}
                for minutes in MINUTES
                if room.id in free[minutes]
            ],
        }
        for room in rooms
    ]


def _free_ids(
    session: Session, viewer: Principal, people: int, minutes: int, *, grains: set[int],
    stock: Stock, now: datetime,
) -> list[int]:  # fmt: skip
    """Best fit first. A room that must be asked for is not a room now."""
    found: dict[int, BookableSpace] = {}
    for grain in sorted(grains):
        of_grain = {r.id for r in stock.spaces.values() if r.grain_minutes == grain}
        period = from_now(next(r for r in stock.spaces.values() if r.id in of_grain), minutes, now)
        rooms = free_spaces(session, Needs(period, people), kind=SpaceKind.ROOM,
                            person=viewer, now=now)  # fmt: skip
        found |= {r.id: r for r in rooms if r.id in of_grain and not r.needs_approval}
    return sorted(found, key=lambda n: (_capacity(found[n], now), found[n].number))


def _capacity(room: BookableSpace, now: datetime) -> int:
    term = room.term_on(day_of(now))
    return term.capacity if term else 0


def _seats(room: BookableSpace, now: datetime) -> str:
    return plural_text("%(count)s person", "%(count)s people", _capacity(room, now))
