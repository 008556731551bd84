"""Ruimtes: look for a room, see its day, reserve it."""

from collections.abc import Hashable
from datetime import datetime
from typing import Any

from litestar import Controller, Request, get
from litestar.di import NamedDependency
from litestar.response import Response, Template
from markupsafe import Markup
from sqlmodel import Session

from booking.foundation.database import Database
from booking.foundation.local_time import day_of
from booking.foundation.settings import Settings
from booking.foundation.texts import language
from booking.interfaces.web.fragments import (
    FRAGMENTS_MAX,
    Fragment,
    Recent,
    answer_fragment,
)
from booking.interfaces.web.pages import is_fragment, page
from booking.interfaces.web.rooms_answer import Picture, answer_to, take_picture
from booking.interfaces.web.rooms_page import answer_data, search_data
from booking.interfaces.web.rooms_search import RoomSearch, read_search
from booking.people.values import Principal
from booking.spaces.queries import current_stock

AnyRequest = Request[Any, Any, Any]


class RoomsController(Controller):
    path = "/ruimtes"

    @get("/", sync_to_thread=True)
    def index(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        viewer: NamedDependency[Principal],
        now: NamedDependency[datetime],
    ) -> Template:
        with database.reading() as session:
            stock = current_stock(session)
            search = read_search(
                request.query_params, stock=stock, viewer=viewer,
                day_parts=settings.day_parts, now=now,
            )  # fmt: skip
            picture = take_picture(session, stock, search.day, now)
            fragment = _fragment(request, session, search, picture, viewer=viewer, now=now)
        name = "rooms/_search.html" if is_fragment(request) else "rooms/index.html"
        return page(
            request, name,
            answer=Markup(fragment.plain.decode()),  # noqa: S704 -- a template of ours made it
            **search_data(search, stock=stock, viewer=viewer, day_parts=settings.day_parts,
                          today=day_of(now)),
        )  # fmt: skip

    @get("/rooster", sync_to_thread=True)
    def timeline(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        viewer: NamedDependency[Principal],
        now: NamedDependency[datetime],
    ) -> Response[bytes]:
        """What an open page asks every five seconds: nothing when nothing changed."""
        with database.reading() as session:
            stock = current_stock(session)
            search = read_search(
                request.query_params, stock=stock, viewer=viewer,
                day_parts=settings.day_parts, now=now,
            )  # fmt: skip
            picture = take_picture(session, stock, search.day, now)
            if request.query_params.get("v") == picture.version:
                return Response(b"", status_code=204)
            fragment = _fragment(request, session, search, picture, viewer=viewer, now=now)
        return answer_fragment(request, fragment)


def _fragment(
    request: AnyRequest,
    session: Session,
    search: RoomSearch,
    picture: Picture,
    *,
    viewer: Principal,
    now: datetime,
) -> Fragment:
    kept: Recent[Fragment] = session.info["memory"].setdefault("rooms", Recent(FRAGMENTS_MAX))
    key: Hashable = (search, picture.version, picture.variant(viewer), language())

    def make() -> Fragment:
        answer = answer_to(search, picture, viewer=viewer, now=now)
        data = answer_data(answer, viewer=viewer, version=picture.version)
        engine = request.app.template_engine
        assert engine is not None, "the app has templates"
        return Fragment.of(engine.get_template("rooms/_answer.html").render(**data))

    return kept.get(key, make)
