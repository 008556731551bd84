"""Vandaag: where do I sit, which meetings, is there a room now."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.exceptions import ClientException
from litestar.response import Redirect, Response, Template
from sqlmodel import Session

from booking.foundation.database import Database
from booking.foundation.formats import show_span
from booking.foundation.local_time import day_of
from booking.foundation.texts import text
from booking.interfaces.settling import settled
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.errand import NOTHING
from booking.interfaces.web.forms import FormData, InvalidForm, form_token_of, read_form
from booking.interfaces.web.live import Live, no_news, on_days, own
from booking.interfaces.web.pages import go, page
from booking.interfaces.web.refusals import said
from booking.interfaces.web.reserving import reserve_once
from booking.interfaces.web.stock import stock_at_hand
from booking.interfaces.web.today.coming_days import DaysForm, days_shown, reserve_days
from booking.interfaces.web.today.rooms_now import RoomNowForm, company_in, rooms_now
from booking.interfaces.web.today.views import TodayPage
from booking.interfaces.web.waiting_address import wait_address_after
from booking.people.values import Act, Principal
from booking.reservations.claims import JustTaken
from booking.reservations.free_times import from_now
from booking.reservations.operations import ReservationRefused
from booking.reservations.values import Wish
from booking.spaces.queries import SpaceNotFound, current_stock, space_by_number
from booking.spaces.values import BookableSpace


class TodayController(Controller):
    @get("/", sync_to_thread=False)
    def front(self) -> Redirect:
        return Redirect("/vandaag", status_code=303)

    @get("/vandaag", sync_to_thread=True)
    def index(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        viewer: NamedDependency[Principal],
        now: NamedDependency[datetime],
    ) -> Template | Redirect | Response[None]:
        if viewer.comes_for_figures:
            return go("/bezetting")
        shown = days_shown(stock_at_hand(database), day_of(now))
        live = Live.at(request, now, on_days(*shown), own(viewer, now))
        return no_news() if live.has_no_news else _today(request, database, viewer, now, live)

    @post("/vandaag/dagen", sync_to_thread=True)
    def reserve_days(
        self,
        request: AnyRequest,
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template | Redirect:
        try:
            form = read_form(DaysForm, data)
        except InvalidForm:
            errors = {"": text("Tick at least one of the coming days.")}
            return _today(request, database, act.by, act.at, errors=errors)
        results = reserve_days(database, act, form.choices, token=form_token_of(data))
        if not any(result["reasons"] for result in results):
            return go("/vandaag", flash="days-reserved")
        return page(request, "today/days.html", status=422, results=results)

    @post("/vandaag/ruimte", sync_to_thread=True)
    def reserve_room(
        self,
        request: AnyRequest,
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template | Redirect:
        try:
            form = read_form(RoomNowForm, data)
        except InvalidForm as wrong:  # nobody can send this by hand: it is buttons only
            raise ClientException from wrong
        room = _room(database, form.nummer, act)
        wish = Wish((room.id,), from_now(room, int(form.minuten), act.at), form.personen)
        try:
            location = reserve_once(database, act, wish,
                                    token=form_token_of(data))  # fmt: skip
        except (ReservationRefused, JustTaken) as refusal:
            return _no_room(request, database, act, room, wish, refusal)
        return go(location, flash="reserved")


def _today(
    request: AnyRequest,
    database: Database,
    viewer: Principal,
    now: datetime,
    live: Live | None = None,
    *,
    errors: Mapping[str, str] = NOTHING,
) -> Template:
    """``live`` when it follows what others do; with mistakes in it, it stays as it is."""
    with settled(database, now) as session:
        today = TodayPage(session, viewer, current_stock(session), now)
        if viewer.is_staff:
            names = "today/index.html", "today/_staff.html"
            context = today.staff(company_in(request.query_params.get("personen")))
        else:
            names, context = ("today/partner.html", "today/_partner.html"), today.partner()
    name, poll = (live.template(*names), live.poll) if live else (names[0], "")
    return page(request, name, status=422 if errors else 200, **context, poll=poll, errors=errors)


def _room(database: Database, number: str, act: Act) -> BookableSpace:
    room = space_by_number(stock_at_hand(database), number, day_of(act.at))
    if room.is_desk:
        raise SpaceNotFound(f"{number} is no room")
    return room


def _no_room(
    request: AnyRequest,
    database: Database,
    act: Act,
    room: BookableSpace,
    wish: Wish,
    error: ReservationRefused | JustTaken,
) -> Template:
    """Why not, and the rooms that are free now instead."""
    status, reasons = said(error)
    with settled(database, act.at) as session:
        choices = _other_rooms(session, act, wish)
    return page(
        request, "desks/refused.html", status=status, subject=room.name, reasons=reasons,
        when=show_span(wish.period), choices=choices, back="/vandaag",
        wait_url=wait_address_after(error, wish, room),
    )  # fmt: skip


def _other_rooms(session: Session, act: Act, wish: Wish) -> list[dict[str, Any]]:
    stock, people = current_stock(session), wish.attendee_count
    return [
        {
            "title": room["name"],
            "note": f"{room['place']} · {room['seats']}",
            "action": "/vandaag/ruimte",
            "fields": {
                "nummer": room["number"],
                "personen": str(people),
                "minuten": way["minutes"],
            },
            "label": text("Reserve until %(time)s", time=way["until"]),
        }
        for room in rooms_now(session, act.by, people, stock=stock, now=act.at)
        for way in room["ways"][:1]
    ]
