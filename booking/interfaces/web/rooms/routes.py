"""Ruimtes: look for a room, in three views of one answer."""

from datetime import datetime
from functools import partial
from typing import Any

from litestar import Controller, get
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.response import Template
from sqlmodel import Session

from booking.foundation.database import Database
from booking.foundation.local_time import day_of
from booking.interfaces.settling import settled
from booking.interfaces.web.dependencies import AnyRequest, now_of, viewer_of
from booking.interfaces.web.fragments import (
    NOTHING_NEW,
    Fragment,
    Ready,
    answer_fragment,
    kept_fragment,
)
from booking.interfaces.web.house import House, house_of
from booking.interfaces.web.looking import remember_looking
from booking.interfaces.web.pages import is_fragment, page
from booking.interfaces.web.rooms.answer import Answer, Picture, kept_answer, take_picture
from booking.interfaces.web.rooms.favourites import liked_rooms
from booking.interfaces.web.rooms.nothing_free import reasons_for_none
from booking.interfaces.web.rooms.search import RoomSearch, read_search
from booking.interfaces.web.rooms.search_page import answer_data, count_sentence, search_data
from booking.interfaces.web.rooms.watch import ANSWER, keep_watch, watched
from booking.people.values import Principal
from booking.reservations.wishes import looked_for
from booking.spaces.queries import current_stock
from booking.spaces.values import SpaceKind


class RoomsController(Controller):
    path = "/ruimtes"

    @get("/", sync_to_thread=True)
    def index(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        viewer: NamedDependency[Principal],
        now: NamedDependency[datetime],
    ) -> Template:
        with settled(database, now) as session:
            stock = current_stock(session)
            search = read_search(request.query_params, stock=stock, viewer=viewer, now=now)
            picture = take_picture(session, stock, search.day, now)
            answer = kept_answer(session, search, picture, viewer=viewer, now=now)
            fragment = answer_kept(request, session, search, picture, viewer=viewer, now=now)
            liked = liked_rooms(session, answer, viewer, now)
        remember_wish(database, answer, viewer=viewer, now=now)
        name = "rooms/_search.html" if is_fragment(request) else "rooms/index.html"
        return page(
            request, name, answer=fragment.html, liked=liked,
            announced=count_sentence(answer) if is_fragment(request) else "",
            **search_data(search, stock=stock, viewer=viewer, today=day_of(now)),
        )  # fmt: skip

    @get("/rooster", exclude_from_csrf=True)  # it only reads, and holds no form
    async def refresh(self, request: AnyRequest) -> Ready:
        """What an open page asks every four seconds: nothing when nothing changed.

        Takes what it needs by hand: four injected dependencies cost as much as the answer.
        A glance at SQLite waits for nobody; whatever may wait goes to a thread.
        """
        house, viewer, now = house_of(request), viewer_of(request), now_of(request)
        look = partial(watched, request, house.database, viewer=viewer, now=now)
        answer = look() if house.database.is_sqlite else await sync_to_thread(look)
        if answer is None:
            answer = await sync_to_thread(_refreshed, request, house, viewer, now)
        return answer


def _refreshed(request: AnyRequest, house: House, viewer: Principal, now: datetime) -> Ready:
    with settled(house.database, now) as session:
        stock = current_stock(session)
        search = read_search(request.query_params, stock=stock, viewer=viewer, now=now)
        picture = take_picture(session, stock, search.day, now)
        keep_watch(request, house.database.memory, search, stock, viewer, now)
        if request.query_params.get("v") == picture.version:
            return NOTHING_NEW
        return answer_fragment(
            request, answer_kept(request, session, search, picture, viewer=viewer, now=now)
        )


def answer_kept(
    request: AnyRequest,
    session: Session,
    search: RoomSearch,
    picture: Picture,
    *,
    viewer: Principal,
    now: datetime,
) -> Fragment:
    def make_data() -> dict[str, Any]:
        answer = kept_answer(session, search, picture, viewer=viewer, now=now)
        return answer_data(answer, viewer=viewer, version=picture.version)

    key = (search, picture.version, picture.variant(viewer))
    return kept_fragment(request, session, ANSWER, key, make_data)


def remember_wish(database: Database, answer: Answer, *, viewer: Principal, now: datetime) -> None:
    """Keep that a time was asked for and nothing was free, without who asked."""
    asked = answer.search.period
    if asked is None or not answer.search.is_time_asked or answer.free:
        return
    wanted = looked_for(answer.needs, kind=SpaceKind.ROOM, person=viewer, at=now)
    remember_looking(database, wanted, reasons_for_none(answer))
