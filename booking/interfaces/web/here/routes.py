"""Hier: the page behind the code on a desk, a door or a zone. Looking does nothing; buttons do."""

from typing import Any, Literal

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.exceptions import ClientException
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlmodel import Session

from booking.foundation.database import Database
from booking.foundation.errors import NotFound
from booking.foundation.texts import text
from booking.interfaces.settling import settled
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.forms import Form, FormData, InvalidForm, form_token_of, read_form
from booking.interfaces.web.here.view import space_data, zone_data
from booking.interfaces.web.here.visitor import Visitor
from booking.interfaces.web.here.ways import wish_now
from booking.interfaces.web.pages import go, page
from booking.interfaces.web.refusals import said
from booking.interfaces.web.reserving import reserve_once
from booking.people.values import Act
from booking.reservations.claims import JustTaken
from booking.reservations.operations import ReservationRefused
from booking.spaces.queries import current_stock


class WalkUpForm(Form):
    minuten: Literal["30", "60", "rest"]


class HereController(Controller):
    path = "/hier"

    @get(sync_to_thread=True)
    def ask(
        self, request: AnyRequest, database: NamedDependency[Database], act: NamedDependency[Act]
    ) -> Template | Redirect:
        """For who types the code: a code that stands for something leads to its page."""
        code = str(request.query_params.get("code", "")).strip()
        if not code:
            return page(request, "here/index.html", values={}, errors={})
        try:
            with database.reading() as session:
                _found(_visitor(session, act), code)
        except NotFound:
            wrong = {"code": text("There is nothing behind this code. Look at the card again.")}
            return page(request, "here/index.html", status=422, values={"code": code}, errors=wrong)
        return go(f"/hier/{code}")

    @get("/{code:str}", sync_to_thread=True)
    def show(
        self,
        request: AnyRequest,
        code: FromPath[str],
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template:
        with settled(database, act.at) as session:
            name, data = _found(_visitor(session, act), code)
        return page(request, name, here=f"/hier/{code}", place=data, reasons=[])

    @post("/{code:str}/reserveringen", sync_to_thread=True)
    def reserve(
        self,
        request: AnyRequest,
        code: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template | Redirect:
        """Walk up: have the place from now on, if it is free."""
        try:
            form = read_form(WalkUpForm, data)
        except InvalidForm as wrong:  # nobody can send this by hand: it is buttons only
            raise ClientException from wrong
        with database.reading() as session:
            visitor = _visitor(session, act)
            space = visitor.space_behind(code)
            wish = wish_now(visitor, space, form.minuten)
        try:
            location = reserve_once(database, act, wish, token=form_token_of(data))
        except (ReservationRefused, JustTaken) as refusal:
            return _refused(request, database, act, code, refusal)
        return go(location, flash="reserved")


def _visitor(session: Session, act: Act) -> Visitor:
    return Visitor(session, current_stock(session), act.by, act.at)


def _found(visitor: Visitor, code: str) -> tuple[str, dict[str, Any]]:
    zone = visitor.zone_behind(code)
    if zone is not None:
        return "here/zone.html", zone_data(visitor, zone)
    return "here/space.html", space_data(visitor, visitor.space_behind(code))


def _refused(
    request: AnyRequest,
    database: Database,
    act: Act,
    code: str,
    error: ReservationRefused | JustTaken,
) -> Template:
    """The place as it is now, and why it could not be had."""
    status, reasons = said(error)
    with settled(database, act.at) as session:
        name, data = _found(_visitor(session, act), code)
    return page(request, name, status=status, here=f"/hier/{code}", place=data, reasons=reasons)
