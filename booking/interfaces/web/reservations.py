"""One reservation: its page, and what can be done with it there."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlmodel import Session

from booking.foundation.database import Database
from booking.foundation.errors import Conflict, Refused
from booking.foundation.local_time import day_of, to_local
from booking.interfaces.web.forms import FormData, form_token_of
from booking.interfaces.web.moments import clock_in, period_on
from booking.interfaces.web.once import act_once
from booking.interfaces.web.pages import go, page
from booking.interfaces.web.refusals import said
from booking.interfaces.web.reservation_view import look_at, page_of, summary_of
from booking.people.values import Act, Principal
from booking.reservations.operations import NotLonger, cancel, check_in, end_now, extend
from booking.reservations.queries import reservation_of

AnyRequest = Request[Any, Any, Any]
Work = Callable[[Session], object]


class ReservationController(Controller):
    path = "/reserveringen/{uid:str}"

    @get(sync_to_thread=True)
    def show(
        self,
        request: AnyRequest,
        uid: FromPath[str],
        database: NamedDependency[Database],
        viewer: NamedDependency[Principal],
        now: NamedDependency[datetime],
    ) -> Template:
        with database.reading() as session:
            reservation = page_of(look_at(session, uid, viewer=viewer, now=now))
        return page(request, "reservations/index.html", reservation=reservation, trouble=[])

    @get("/annuleren", sync_to_thread=True)
    def ask_cancel(
        self,
        request: AnyRequest,
        uid: FromPath[str],
        database: NamedDependency[Database],
        viewer: NamedDependency[Principal],
        now: NamedDependency[datetime],
    ) -> Template | Redirect:
        with database.reading() as session:
            seen = look_at(session, uid, viewer=viewer, now=now)
        if not seen.may_act:
            return go(_address(uid))
        return page(request, "reservations/cancel.html", reservation=summary_of(seen))

    @post("/annulering", sync_to_thread=True)
    def cancel(
        self,
        request: AnyRequest,
        uid: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template | Redirect:
        def work(session: Session) -> object:
            return cancel(session, act, uid)

        return _done(request, database, act, uid, data, work=work, flash="cancelled")

    @post("/einde", sync_to_thread=True)
    def end(
        self,
        request: AnyRequest,
        uid: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template | Redirect:
        def work(session: Session) -> object:
            return end_now(session, act, uid)

        return _done(request, database, act, uid, data, work=work, flash="ended")

    @post("/verlenging", sync_to_thread=True)
    def extend(
        self,
        request: AnyRequest,
        uid: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template | Redirect:
        def work(session: Session) -> object:
            return extend(session, act, uid, _end_of(session, act, uid, clock_in(data, "tot")))

        return _done(request, database, act, uid, data, work=work, flash="extended")

    @post("/aanmelding", sync_to_thread=True)
    def check_in(
        self,
        request: AnyRequest,
        uid: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template | Redirect:
        def work(session: Session) -> object:
            return check_in(session, act, uid)

        return _done(request, database, act, uid, data, work=work, flash="checked-in")


def _done(
    request: AnyRequest,
    database: Database,
    act: Act,
    uid: str,
    data: FormData,
    *,
    work: Work,
    flash: str,
) -> Template | Redirect:
    """To the page when the act was done, else the page with what stood in its way."""
    try:
        token = form_token_of(data)
        path = act_once(database, act, token=token, location=_address(uid), work=work)
    except (Refused, Conflict) as error:
        with database.reading() as session:
            seen = page_of(look_at(session, uid, viewer=act.by, now=act.at))
        status, trouble = said(error)
        return page(
            request, "reservations/index.html", status=status, reservation=seen, trouble=trouble
        )
    return go(path, flash=flash)


def _end_of(session: Session, act: Act, uid: str, clock: time | None) -> datetime:
    """The instant at which the wall clock shows ``clock`` on the day of the reservation."""
    held = reservation_of(session, uid, act.by)
    day, begin = day_of(held.starts_at), to_local(held.starts_at).time()
    period = period_on(day, begin, clock) if clock else None
    if period is None:
        raise NotLonger(f"until {clock}")
    return period.ends_at


def _address(uid: str) -> str:
    return f"/reserveringen/{uid}"
