"""Calendar addresses of rooms: made, replaced and revoked by who runs the house."""

from collections.abc import Callable
from itertools import groupby
from operator import attrgetter
from typing import Any

from litestar import Controller, get, post
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
from booking.foundation.database import retried
from booking.foundation.texts import text
from booking.interfaces.web.errand import Errand, Screen
from booking.interfaces.web.forms import Form, FormData, InvalidForm, read_form
from booking.interfaces.web.house import house_of
from booking.interfaces.web.pages import go, page
from booking.interfaces.web.reservations.feeds import shown_address, shown_feeds, token_of
from booking.interfaces.web.sign_in_again import ask_to_sign_in_again, is_just_in, way_back
from booking.people.sessions import is_fresh
from booking.spaces.queries import SpaceNotFound, current_stock, space_by_number
from booking.spaces.values import BookableSpace, SpaceKind

HERE = "/beheer/agenda-adressen"


class RoomForm(Form):
    ruimte: str


class RoomFeedController(Controller):
    path = HERE

    @get(sync_to_thread=True)
    def show(self, errand: NamedDependency[Errand], ruimte: FromQuery[str] = "") -> Template:
        return _list(errand)(values={"ruimte": ruimte})

    @post(sync_to_thread=True)
    def make(self, data: FormData, errand: NamedDependency[Errand]) -> Response[Any] | Template:
        def work(session: Session, token: str) -> BookableSpace:
            number = read_form(RoomForm, data).ruimte
            room = space_by_number(current_stock(session), number, errand.today)
            if room.kind is not SpaceKind.ROOM:
                raise SpaceNotFound(f"{number!r} is no room")
            open_room_feed(session, errand.act, room, token)
            return room

        try:
            return _address(errand, data, work)
        except InvalidForm as invalid:
            return _list(errand)(invalid.errors, invalid.values, 422)
        except TooManyRoomFeeds as refusal:
            sentence = text(refusal.sentence, **refusal.facts)
            return _list(errand)({"ruimte": sentence}, data, 422)

    @post("/vervanging", sync_to_thread=True)
    def replace(self, data: FormData, errand: NamedDependency[Errand]) -> Response[Any] | Template:
        """A new address for the same room; the old one stops at once."""

        def work(session: Session, token: str) -> BookableSpace:
            old = replace_room_feed(session, errand.act, str(data.get("kenmerk", "")), token)
            return current_stock(session).spaces[old.space_id or 0]

        return _address(errand, data, work)

    @post("/intrekking", sync_to_thread=True)
    @retried
    def revoke(self, data: FormData, errand: NamedDependency[Errand]) -> Redirect:
        with errand.database.writing() as session:
            revoke_room_feed(session, errand.act, str(data.get("kenmerk", "")))
        return go(HERE, flash="feed-revoked")


@retried
def _address(
    errand: Errand, data: FormData, work: Callable[[Session, str], BookableSpace]
) -> Response[Any] | Template:
    """Show the new address, this once: what is stored is its hash."""
    if not is_just_in(errand.request, errand.database, errand.act.at):
        return ask_to_sign_in_again(HERE)
    settings = house_of(errand.request).settings
    token = token_of(settings, errand.act, data)
    with errand.database.writing() as session:
        room = work(session, token)
    return page(errand.request, "manage/feeds/address.html", room=room, here=HERE,
                **shown_address(settings, token))  # fmt: skip


def _list(errand: Errand) -> Screen:
    def look(session: Session) -> dict[str, Any]:
        rooms = current_stock(session).spaces_on(errand.today, SpaceKind.ROOM)
        return {
            "groups": _by_room(session),
            "rooms": [(room.number, f"{room.name} ({room.number})") for room in rooms],
            "here": HERE,
            "is_just_in": is_fresh(session, errand.request.auth, now=errand.act.at),
            "sign_in_again": way_back(HERE),
        }

    return errand.screen("manage/feeds/index.html", look)


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
