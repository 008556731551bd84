"""The rooms that somebody likes or had lately, before all others; and marking one."""

from datetime import datetime
from typing import Any

from litestar import Controller, Request, post
from litestar.di import NamedDependency
from litestar.exceptions import ClientException
from litestar.response import Redirect
from sqlmodel import Session

from booking.foundation.database import Database, retried
from booking.foundation.texts import text
from booking.interfaces.web.favourites import FavouriteForm
from booking.interfaces.web.forms import FormData, InvalidForm, read_form
from booking.interfaces.web.pages import go
from booking.interfaces.web.rooms.answer import Answer
from booking.interfaces.web.rooms.day import RoomDay
from booking.interfaces.web.rooms.day_grid import summary
from booking.interfaces.web.rooms.search_page import address_of, room_path
from booking.interfaces.web.rooms.visits import RoomVisits
from booking.people.favourites import favourites_of, mark_favourite
from booking.people.values import Act, Principal
from booking.reservations.queries import spaces_had_lately

SHOWN_MAX = 6


class RoomFavouritesController(Controller):
    @post("/ruimtes/favoriet", sync_to_thread=True)
    @retried
    def mark(
        self,
        request: Request[Any, Any, Any],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Redirect:
        """A form that nobody can send by hand: it is a button only."""
        try:
            form = read_form(FavouriteForm, data)
        except InvalidForm as wrong:
            raise ClientException from wrong
        is_set = form.keuze == "ja"
        visits = RoomVisits(request, act.by, act.at)
        with database.writing() as session:
            room = visits.visit(session, form.nummer, request.query_params).room
            mark_favourite(session, act, room.id, is_favourite=is_set)
        return go(room_path(room), flash=f"favourite-{'set' if is_set else 'unset'}")


def liked_rooms(
    session: Session, answer: Answer, viewer: Principal, now: datetime
) -> list[dict[str, Any]]:
    """Of the rooms that suit: one's favourites, then those had lately; a link each."""
    favourites = favourites_of(session, viewer.id)
    liked = [*sorted(favourites), *spaces_had_lately(session, viewer.id, now=now)]
    seen_by_id = {seen.room.id: seen for seen in answer.days}
    found = [seen_by_id[n] for n in dict.fromkeys(liked) if n in seen_by_id][:SHOWN_MAX]
    return [_link(seen, answer, is_favourite=seen.room.id in favourites) for seen in found]


def _link(seen: RoomDay, answer: Answer, *, is_favourite: bool) -> dict[str, Any]:
    period = seen.asked or (seen.offer_in(seen.free[0]) if seen.free else seen.pieces[0].period)
    return {
        "url": address_of(answer.search)(seen.room, period),
        "name": seen.room.name,
        "note": summary(seen),
        "sign": "heart" if is_favourite else "history",
        "why": text("Your favourite") if is_favourite else text("Had lately"),
        "is_free": seen.is_free,
    }
