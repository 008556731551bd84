"""Calendar addresses of rooms, zones and partners, in the hands of who runs the house."""

from collections.abc import Callable
from itertools import groupby
from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect, Response, Template
from sqlmodel import Session, col, select

from booking.calendars.addresses import (
    Shared,
    TooManySharedFeeds,
    key_of,
    open_shared_feed,
    replace_shared_feed,
    revoke_shared_feed,
    shared_feeds,
)
from booking.calendars.owners import OF_A_ZONE
from booking.foundation.database import retried
from booking.foundation.texts import text
from booking.interfaces.web.errand import Errand, Screen
from booking.interfaces.web.forms import Form, FormData, InvalidForm, read_form
from booking.interfaces.web.house import house_of
from booking.interfaces.web.pages import go, page
from booking.interfaces.web.reservations.feeds import shown_address, shown_feeds, token_of
from booking.interfaces.web.sign_in_again import ask_to_sign_in_again, is_just_in, way_back
from booking.people.models import Partner
from booking.people.permissions import NotThere
from booking.people.sessions import is_fresh
from booking.spaces.queries import current_stock
from booking.spaces.values import SpaceKind, Stock

HERE = "/beheer/agenda-adressen"
Calendars = dict[str, Shared]
"""What may have an address, by its value in the form."""


class SharedForm(Form):
    agenda: str


class SharedFeedController(Controller):
    path = HERE

    @get(sync_to_thread=True)
    def show(self, errand: NamedDependency[Errand], ruimte: FromQuery[str] = "") -> Template:
        return _list(errand)(values={"agenda": f"ruimte-{ruimte}"})

    @post(sync_to_thread=True)
    def make(self, data: FormData, errand: NamedDependency[Errand]) -> Response[Any] | Template:
        def work(session: Session, token: str) -> Shared:
            chosen = read_form(SharedForm, data).agenda
            shared = _offered(session, errand).get(chosen)
            if shared is None:
                raise NotThere(f"{chosen!r} has no calendar")
            open_shared_feed(session, errand.act, shared, token)
            return shared

        try:
            return _address(errand, data, work)
        except InvalidForm as invalid:
            return _list(errand)(invalid.errors, invalid.values, 422)
        except TooManySharedFeeds as refusal:
            sentence = text(refusal.sentence, **refusal.facts)
            return _list(errand)({"agenda": sentence}, data, 422)

    @post("/vervanging", sync_to_thread=True)
    def replace(self, data: FormData, errand: NamedDependency[Errand]) -> Response[Any] | Template:
        """A new address of the same calendar; the old one stops at once."""

        def work(session: Session, token: str) -> Shared:
            old = replace_shared_feed(session, errand.act, str(data.get("kenmerk", "")), token)
            return _known(session)[key_of(old)]

        return _address(errand, data, work)

    @post("/intrekking", sync_to_thread=True)
    @retried
    def revoke(self, data: FormData, errand: NamedDependency[Errand]) -> Redirect:
        with errand.database.writing() as session:
            revoke_shared_feed(session, errand.act, str(data.get("kenmerk", "")))
        return go(HERE, flash="feed-revoked")


@retried
def _address(
    errand: Errand, data: FormData, work: Callable[[Session, str], Shared]
) -> Response[Any] | Template:
    """Show the new address, this once: what is stored is its hash."""
    if not is_just_in(errand.request, errand.database, errand.act.at):
        return ask_to_sign_in_again(HERE)
    settings = house_of(errand.request).settings
    token = token_of(settings, errand.act, data)
    with errand.database.writing() as session:
        shared = work(session, token)
    return page(errand.request, "manage/feeds/address.html", whose=shared.name,
                is_of_partner=shared.partner_id is not None, here=HERE,
                **shown_address(settings, token))  # fmt: skip


def _list(errand: Errand) -> Screen:
    def look(session: Session) -> dict[str, Any]:
        return {
            "groups": _by_calendar(session),
            "calendars": [(value, shared.name)
                          for value, shared in _offered(session, errand).items()],
            "here": HERE,
            "is_just_in": is_fresh(session, errand.request.auth, now=errand.act.at),
            "sign_in_again": way_back(HERE),
        }  # fmt: skip

    return errand.screen("manage/feeds/index.html", look)


def _by_calendar(session: Session) -> list[dict[str, Any]]:
    """The open addresses under the name of what they show, in the order of the form."""
    known = _known(session)
    order = {key: number for number, key in enumerate(known)}
    feeds = sorted(
        (feed for feed in shared_feeds(session) if key_of(feed) in order),
        key=lambda feed: order[key_of(feed)],
    )
    return [
        {"name": known[key].name, "feeds": shown_feeds(group)}
        for key, group in groupby(feeds, key=key_of)
    ]


def _offered(session: Session, errand: Errand) -> Calendars:
    """Rooms in use by number, the desks and the rooms of each zone, partners by name."""
    stock = current_stock(session)
    rooms = stock.spaces_on(errand.today, SpaceKind.ROOM)
    return {f"ruimte-{room.number}": _of_room(stock, room.id) for room in rooms} | {
        f"{'werkplekken' if kind is SpaceKind.DESK else 'ruimtes'}-{zone_id}": shared
        for (zone_id, kind), shared in _of_zones(stock).items()
    } | {f"partner-{shared.partner_id}": shared for shared in _of_partners(session)}  # fmt: skip


def _known(session: Session) -> dict[object, Shared]:
    """Also of rooms that are out of use."""
    stock = current_stock(session)
    rooms = [_of_room(stock, space.id) for space in stock.spaces.values() if not space.is_desk]
    found = [*rooms, *_of_zones(stock).values(), *_of_partners(session)]
    return {shared.key: shared for shared in found}


def _of_room(stock: Stock, space_id: int) -> Shared:
    space = stock.spaces[space_id]
    return Shared(f"{space.name} ({space.number})", space_id=space_id)


def _of_zones(stock: Stock) -> dict[tuple[int, SpaceKind], Shared]:
    there = {(term.zone_id, space.kind) for space in stock.spaces.values() for term in space.terms}
    return {
        (zone.id, kind): Shared(text(OF_A_ZONE[kind], zone=zone.name), zone_id=zone.id,
                                space_kind=kind)
        for zone in stock.zones.values()
        for kind in SpaceKind
        if (zone.id, kind) in there
    }  # fmt: skip


def _of_partners(session: Session) -> list[Shared]:
    partners = session.exec(select(Partner).order_by(col(Partner.name)))
    return [Shared(partner.name, partner_id=partner.id) for partner in partners]
