"""Aanvragen: what waits for an answer, and the answer."""

from datetime import datetime
from typing import Any

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from booking.foundation.database import Database
from booking.foundation.errors import Conflict, Refused
from booking.foundation.settings import Settings
from booking.interfaces.web.forms import FormData, InvalidForm, read_form
from booking.interfaces.web.manage.requests.decline import (
    NO_VALUES,
    RequestDeclining,
    decline_fields,
)
from booking.interfaces.web.manage.requests.listing import requests_shown
from booking.interfaces.web.manage.requests.view import ApproveForm, RequestDesk, look_at_request
from booking.interfaces.web.once import act_once
from booking.interfaces.web.pages import go, page
from booking.interfaces.web.refusals import said
from booking.people.values import Act, Principal
from booking.reservations.requests import approve

AnyRequest = Request[Any, Any, Any]
LIST = "/beheer/aanvragen"


class RequestsController(Controller):
    path = LIST

    @get("/", sync_to_thread=True)
    def index(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        viewer: NamedDependency[Principal],
        now: NamedDependency[datetime],
    ) -> Template:
        with database.reading() as session:
            shown = requests_shown(session, viewer=viewer, now=now)
        return page(request, "manage/requests/index.html", **shown)

    @get("/{uid:str}", sync_to_thread=True)
    def show(
        self,
        request: AnyRequest,
        uid: FromPath[str],
        database: NamedDependency[Database],
        viewer: NamedDependency[Principal],
        now: NamedDependency[datetime],
        settings: NamedDependency[Settings],
    ) -> Template:
        return request_page(RequestDesk(request, settings, database, viewer, now), uid)

    @post("/{uid:str}/goedkeuring", sync_to_thread=True)
    def approve(
        self,
        request: AnyRequest,
        uid: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
        settings: NamedDependency[Settings],
    ) -> Template | Redirect:
        try:
            form = read_form(ApproveForm, data)
            act_once(
                database, act, data, location=LIST,
                work=lambda session: approve(session, act, uid, rev=form.rev),
            )  # fmt: skip
        except (Conflict, Refused, InvalidForm) as error:
            desk = RequestDesk(request, settings, database, act.by, act.at)
            return request_page(desk, uid, trouble=error)
        return go(LIST, flash="request-approved")

    @post("/{uid:str}/afwijzing", sync_to_thread=True)
    def decline(
        self,
        request: AnyRequest,
        uid: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
        settings: NamedDependency[Settings],
    ) -> Template | Redirect:
        declining = RequestDeclining(database, act, uid, data)
        desk = RequestDesk(request, settings, database, act.by, act.at)
        try:
            declining.decline()
        except InvalidForm as invalid:
            return request_page(desk, uid, values=declining.values, errors=invalid.errors)
        except (Conflict, Refused) as error:
            return request_page(desk, uid, values=declining.values, trouble=error)
        return go(LIST, flash="request-declined")


def request_page(
    desk: RequestDesk,
    uid: str,
    *,
    values: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
    trouble: Conflict | Refused | InvalidForm | None = None,
) -> Template:
    """The request as it stands, with what stood in the way of the answer, if anything did."""
    status, sentences = (422, []) if errors else (200, [])
    if isinstance(trouble, InvalidForm):
        status, sentences = 422, list(trouble.errors.values())
    elif trouble is not None:
        status, sentences = said(trouble)
    with desk.database.reading() as session:
        seen = look_at_request(session, desk, uid)
        fields = decline_fields(seen, values or NO_VALUES)
        shown = desk.show(session, seen)
    return page(
        desk.request, "manage/requests/show.html", status=status, **shown, **fields,
        errors=errors or {}, trouble=sentences,
    )  # fmt: skip
