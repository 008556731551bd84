"""Wachtlijst: join it, look how it stands, take what is offered or not, and leave."""

from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlmodel import Session

from booking.interfaces.web.errand import Answer, Errand, Screen
from booking.interfaces.web.forms import FormData
from booking.interfaces.web.live import Followed, followed
from booking.interfaces.web.waiting.form import WaitForm
from booking.interfaces.web.waiting.joining import join_data, values_in
from booking.interfaces.web.waiting.view import HERE, entry_data, held_for, instead_data
from booking.reservations.waiting.operations import decline, join, leave, take
from booking.reservations.waiting.queries import waiting_of

MINE = "/mijn-reserveringen"


class WaitingController(Controller):
    path = HERE

    @get("/nieuw", sync_to_thread=True)
    def form(self, errand: NamedDependency[Errand]) -> Template:
        return _form(errand, values_in(errand.request.query_params, errand.act.by))()

    @post("/", sync_to_thread=True)
    def join(self, data: FormData, errand: NamedDependency[Errand]) -> Answer:
        def work(session: Session, form: WaitForm) -> str:
            waiting = join(session, errand.act, form.wanted(session, errand.act.by))
            return f"{HERE}/{waiting.uid}"

        return errand.take_in(data, WaitForm, work, _form(errand, data), flash="waiting-joined")

    @get("/{uid:str}", sync_to_thread=True)
    def show(self, uid: FromPath[str], errand: NamedDependency[Errand]) -> Followed:
        def look(session: Session) -> dict[str, Any]:
            entry = waiting_of(session, uid, errand.act.by)
            seen = entry_data(session, entry, viewer=errand.act.by, now=errand.act.at)
            given = seen["is_given_away"]
            return {
                "entry": seen,
                "held_for": held_for(session, entry.waiting.kind, now=errand.act.at),
                "suggestions": instead_data(session, entry.waiting, now=errand.act.at)
                if given
                else [],
            }

        return followed(errand, "waiting/show.html", "waiting/_show.html", look)

    @post("/{uid:str}/aanvaarding", sync_to_thread=True)
    def take(self, uid: FromPath[str], data: FormData, errand: NamedDependency[Errand]) -> Redirect:
        def work(session: Session) -> str:
            return f"/reserveringen/{take(session, errand.act, uid).uid}"

        return errand.do(data, work, flash="offer-taken")

    @post("/{uid:str}/afwijzing", sync_to_thread=True)
    def decline(
        self, uid: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Redirect:
        def work(session: Session) -> None:
            decline(session, errand.act, uid)

        return errand.do(data, work, at=MINE, flash="offer-declined")

    @post("/{uid:str}/vertrek", sync_to_thread=True)
    def leave(
        self, uid: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Redirect:
        def work(session: Session) -> None:
            leave(session, errand.act, uid)

        return errand.do(data, work, at=MINE, flash="waiting-left")


def _form(errand: Errand, values: Any) -> Screen:
    def look(session: Session) -> dict[str, Any]:
        return join_data(session, values, errand.act.by, now=errand.act.at)

    return errand.screen("waiting/new.html", look)
