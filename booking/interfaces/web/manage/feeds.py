"""Calendar addresses of rooms: made, replaced and revoked by who runs the house."""

from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect, Response, Template
from sqlmodel import Session

from booking.calendars.addresses import (
    TooManyRoomFeeds,
    open_room_feed,
    replace_room_feed,
    revoke_room_feed,
    room_feeds,
)
from booking.foundation.database import Database, retried
from booking.foundation.local_time import day_of
from booking.foundation.settings import Settings
from booking.foundation.texts import text
from booking.interfaces.web.forms import Form, FormData, InvalidForm, read_form
from booking.interfaces.web.pages import go, page
from booking.interfaces.web.reservations.feeds import shown_address, shown_feeds, token_of
from booking.interfaces.web.sign_in_again import ask_to_sign_in_again, is_just_in, way_back
from booking.people.values import Act
from booking.spaces.queries import SpaceNotFound, current_stock, space_by_number
from booking.spaces.values import BookableSpace, SpaceKind

HERE = "/beheer/agenda-adressen"

AnyRequest = Request[Any, Any, Any]


class RoomForm(Form):
    ruimte: str


class RoomFeedController(Controller):
    path = HERE

    @get(sync_to_thread=True)
    def show(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
        ruimte: FromQuery[str] = "",
    ) -> Template:
        return _list_page(request, database, now, values={"ruimte": ruimte})

    @post(sync_to_thread=True)
    def make(
        self,
        request: AnyRequest,
        data: FormData,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        act: NamedDependency[Act],
    ) -> Response[Any] | Template:
        if not is_just_in(request, database, act.at):
            return ask_to_sign_in_again(HERE)
        token = token_of(settings, act, data)
        try:
            form = read_form(RoomForm, data)
            room = _make(database, act, form.ruimte, token)
        except InvalidForm as invalid:
            return _list_page(request, database, act.at, values=invalid.values,
                              errors=invalid.errors)  # fmt: skip
        except TooManyRoomFeeds as refusal:
            errors = {"ruimte": text(refusal.sentence, **refusal.facts)}
            return _list_page(request, database, act.at, values=data, errors=errors)
        return _address_page(request, settings, room, token)

    @post("/vervanging", sync_to_thread=True)
    @retried
    def replace(
        self,
        request: AnyRequest,
        data: FormData,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        act: NamedDependency[Act],
    ) -> Response[Any] | Template:
        """A new address for the same room; the old one stops at once."""
        if not is_just_in(request, database, act.at):
            return ask_to_sign_in_again(HERE)
        token = token_of(settings, act, data)
        with database.writing() as session:
            old = replace_room_feed(session, act, str(data.get("kenmerk", "")), token)
            room = current_stock(session).spaces[old.space_id or 0]
        return _address_page(request, settings, room, token)

    @post("/intrekking", sync_to_thread=True)
    @retried
    def revoke(
        self, data: FormData, database: NamedDependency[Database], act: NamedDependency[Act]
    ) -> Redirect:
        with database.writing() as session:
            revoke_room_feed(session, act, str(data.get("kenmerk", "")))
        return go(HERE, flash="feed-revoked")


@retried
def _make(database: Database, act: Act, number: str, token: str) -> BookableSpace:
    with database.writing() as session:
        room = space_by_number(current_stock(session), number, day_of(act.at))
        if room.kind is not SpaceKind.ROOM:
            raise SpaceNotFound(f"{number!r} is no room")
        open_room_feed(session, act, room, token)
    return room


def _list_page(
    request: AnyRequest,
    database: Database,
    now: datetime,
    *,
    values: dict[str, Any],
    errors: dict[str, str] | None = None,
) -> Template:
    with database.reading() as session:
        rooms = current_stock(session).spaces_on(day_of(now), SpaceKind.ROOM)
        groups = _by_room(session)
    return page(
        request, "manage/feeds/index.html", status=422 if errors else 200, groups=groups,
        rooms=[(room.number, f"{room.name} ({room.number})") for room in rooms], values=values,
        errors=errors or {}, here=HERE, is_just_in=is_just_in(request, database, now),
        sign_in_again=way_back(HERE),
    )  # fmt: skip


def _by_room(session: Session) -> list[dict[str, Any]]:
    """The open addresses under the name of their room, by number."""
    spaces = current_stock(session).spaces
    feeds = sorted(
        room_feeds(session), key=lambda feed: (spaces[feed.space_id or 0].number, feed.space_id)
    )
    return [
        {"name": spaces[space_id].name, "number": spaces[space_id].number,
         "feeds": shown_feeds(group)}
        for space_id, group in groupby(feeds, key=attrgetter("space_id"))
    ]  # fmt: skip


def _address_page(
    request: AnyRequest, settings: Settings, room: BookableSpace, token: str
) -> Template:
    return page(
        request, "manage/feeds/address.html", room=room, here=HERE, **shown_address(settings, token)
    )
