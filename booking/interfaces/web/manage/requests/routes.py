"""Aanvragen: what waits for an answer, and the answer."""

from functools import partial
from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template
from sqlmodel import Session

from booking.interfaces.web.errand import Answer, Errand, Screen
from booking.interfaces.web.forms import Form, FormData
from booking.interfaces.web.live import Followed, followed
from booking.interfaces.web.manage.requests.decline import DeclineForm
from booking.interfaces.web.manage.requests.listing import requests_shown
from booking.interfaces.web.manage.requests.view import ApproveForm, request_shown
from booking.interfaces.web.moments import Day
from booking.reservations.requests import approve, decline
from booking.spaces.approvers import say_away

LIST = "/beheer/aanvragen"
LIST_PAGE = "manage/requests/index.html"


class AbsenceForm(Form):
    tot: Day | None = None


class RequestsController(Controller):
    path = LIST

    @get("/", sync_to_thread=True)
    def index(self, errand: NamedDependency[Errand]) -> Followed:
        look = partial(requests_shown, viewer=errand.act.by, now=errand.act.at)
        return followed(errand, LIST_PAGE, "manage/requests/_list.html", look)

    @post("/afwezigheid", sync_to_thread=True)
    def absence(self, data: FormData, errand: NamedDependency[Errand]) -> Answer:
        """The approver is away for some days: the deputy hears of what is asked."""

        def work(session: Session, form: AbsenceForm) -> None:
            say_away(session, errand.act, form.tot)

        return errand.take_in(data, AbsenceForm, work, _list(errand), at=LIST, flash="saved")

    @get("/{uid:str}", sync_to_thread=True)
    def show(self, uid: FromPath[str], errand: NamedDependency[Errand]) -> Template:
        return _request(errand, uid)()

    @post("/{uid:str}/goedkeuring", sync_to_thread=True)
    def approve(
        self, uid: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Answer:
        def work(session: Session, form: ApproveForm) -> None:
            approve(session, errand.act, uid, rev=form.rev)

        return errand.take_in(data, ApproveForm, work, _request(errand, uid), at=LIST,
                              flash="request-approved")  # fmt: skip

    @post("/{uid:str}/afwijzing", sync_to_thread=True)
    def decline(
        self, uid: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Answer:
        def work(session: Session, form: DeclineForm) -> None:
            decline(session, errand.act, uid, rev=form.rev, reason=form.reden,
                    alternative=form.alternative(session))  # fmt: skip

        return errand.take_in(data, DeclineForm, work, _request(errand, uid), at=LIST,
                              flash="request-declined")  # fmt: skip


def _list(errand: Errand) -> Screen:
    """With mistakes in it: it stays as it is."""

    def look(session: Session) -> dict[str, Any]:
        return requests_shown(session, viewer=errand.act.by, now=errand.act.at) | {"poll": ""}

    return errand.screen(LIST_PAGE, look)


def _request(errand: Errand, uid: str) -> Screen:
    """The request as it stands, with what stood in the way of the answer, if anything did."""
    return errand.screen(
        "manage/requests/show.html", lambda session: request_shown(errand, session, uid)
    )
