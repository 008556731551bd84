"""Looking at one room: what the address asks of it, its timeline, its page."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from litestar import Request
from litestar.response import Template
from sqlmodel import Session

from booking.foundation.local_time import day_of
from booking.interfaces.web.asking import request_note
from booking.interfaces.web.fragments import Fragment, kept_fragment
from booking.interfaces.web.house import house_of
from booking.interfaces.web.pages import is_fragment, page
from booking.interfaces.web.persons import holder_field, host_field
from booking.interfaces.web.rooms.answer import take_picture
from booking.interfaces.web.rooms.room_page import (
    Visit,
    day_data,
    option_end_for,
    room_data,
    times_for,
)
from booking.interfaces.web.rooms.search import RawQuery, read_search
from booking.messages.incoming.addresses import address_of
from booking.people.favourites import favourites_of
from booking.people.permissions import Action, may
from booking.people.values import Principal
from booking.reservations.quota.words import quota_left
from booking.spaces.approval import offered_to
from booking.spaces.mail_names import Invitable
from booking.spaces.queries import SpaceNotFound, current_stock, space_by_number
from booking.spaces.values import BookableSpace, SpaceKind, Stock


@dataclass(frozen=True, slots=True)
class RoomVisits:
    """Who looks at rooms in this request, and when."""

    request: Request[Any, Any, Any]
    viewer: Principal
    now: datetime

    def visit(self, session: Session, number: str, query: RawQuery) -> Visit:
        """The room with what the query asks of it. Raises :class:`SpaceNotFound`."""
        stock = current_stock(session)
        search = read_search(query, stock=stock, viewer=self.viewer, now=self.now)
        room = self.room(stock, number, search.day)
        picture = take_picture(session, stock, search.day, self.now)
        return Visit(room, search, picture, self.viewer, self.now)

    def room(self, stock: Stock, number: str, day: date) -> BookableSpace:
        """Raises :class:`SpaceNotFound`, also for a room that is not for this person."""
        room = space_by_number(stock, number, day)
        if room.kind is not SpaceKind.ROOM or not may(self.viewer, Action.RESERVE, room):
            raise SpaceNotFound(f"no room {number!r} for {self.viewer.id}")
        return offered_to([room], self.viewer)[0]

    def day(self, session: Session, visit: Visit) -> Fragment:
        """The timeline of the room, made once for all who see the same."""
        picture = visit.picture
        key = (visit.room.id, visit.search, picture.version, picture.variant(self.viewer))
        return kept_fragment(self.request, session, "rooms/_day.html", key, lambda: day_data(visit))

    def page(
        self,
        session: Session,
        visit: Visit,
        *,
        values: dict[str, Any],
        status: int = 200,
        **wrong: Any,
    ) -> Template:
        """The page of the room, or for htmx only its form; ``wrong``: errors, refusal, repeat."""
        name = "rooms/_reserve.html" if is_fragment(self.request) else "rooms/room.html"
        return page(
            self.request, name, status=status, values=values, times=times_for(visit, values),
            option_until=option_end_for(visit, values),
            timeline=self.day(session, visit).html,
            is_favourite=visit.room.id in favourites_of(session, self.viewer.id),
            holder=holder_field(session, self.viewer, values),
            quota_left=quota_left(session, self.viewer, visit.search.day, kind=SpaceKind.ROOM,
                                  now=self.now),
            request_note=request_note(session, visit.room, self.viewer, now=self.now),
            address=self._address(session, visit),
            host=host_field(session, self.viewer, values),
            **room_data(visit), **{"errors": {}, "refusal": None, "repeat": None, **wrong},
        )  # fmt: skip

    def _address(self, session: Session, visit: Visit) -> str:
        """By which a calendar program invites the room; empty where no mail comes in."""
        settings = house_of(self.request).settings
        return address_of(session, settings, Invitable(visit.room.id), today=day_of(self.now))
