"""One series: its page, changing and cancelling what is still to come of it."""

from datetime import date, datetime

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlmodel import Session

from booking.foundation.database import Database
from booking.foundation.formats import show_day
from booking.foundation.texts import text
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.forms import FormData
from booking.interfaces.web.moments import day_in
from booking.interfaces.web.once import act_once
from booking.interfaces.web.pages import go, page
from booking.interfaces.web.series.desks_changing import changing
from booking.interfaces.web.series.view import look_at_series, page_of_series, summary_of_series
from booking.people.values import Act, Principal
from booking.reservations.series.going_on import keep_series
from booking.reservations.series.operations import cancel_series
from booking.reservations.series.queries import coming_of


class SeriesController(Controller):
    path = "/reeksen/{uid:str}"

    @get("/", sync_to_thread=True)
    def show(
        self,
        request: AnyRequest,
        uid: FromPath[str],
        database: NamedDependency[Database],
        viewer: NamedDependency[Principal],
        now: NamedDependency[datetime],
    ) -> Template:
        with database.reading() as session:
            series = page_of_series(look_at_series(session, uid, viewer=viewer, now=now))
        return page(request, "series/index.html", series=series)

    @get("/wijzigen", sync_to_thread=True)
    def ask(
        self,
        request: AnyRequest,
        uid: FromPath[str],
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template:
        return changing(request, uid, database, act).ask(_since(request.query_params))

    @post("/plan", status_code=200, sync_to_thread=True)
    def plan(
        self,
        request: AnyRequest,
        uid: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template:
        return changing(request, uid, database, act).plan(data)

    @post("/wijziging", sync_to_thread=True)
    def change(
        self,
        request: AnyRequest,
        uid: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template | Redirect:
        return changing(request, uid, database, act).change(data)

    @get("/annuleren", sync_to_thread=True)
    def ask_cancel(
        self,
        request: AnyRequest,
        uid: FromPath[str],
        database: NamedDependency[Database],
        viewer: NamedDependency[Principal],
        now: NamedDependency[datetime],
    ) -> Template | Redirect:
        since = _since(request.query_params)
        with database.reading() as session:
            seen = look_at_series(session, uid, viewer=viewer, now=now)
            coming = coming_of(session, seen.series, since=since, now=now)
            series = summary_of_series(seen)
        if not coming or not seen.may_change:
            return go(series["here"])
        scope = text("From %(day)s on", day=show_day(since)) if since else text("All to come")
        return page(request, "series/cancel.html", series=series, count=len(coming),
                    since=since or "", scope=scope)  # fmt: skip

    @post("/annulering", sync_to_thread=True)
    def cancel(
        self,
        uid: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Redirect:
        def work(session: Session) -> object:
            return cancel_series(session, act, uid, since=_since(data))

        path = act_once(database, act, data, location=f"/reeksen/{uid}", work=work)
        return go(path, flash="series-cancelled")

    @post("/voortzetting", sync_to_thread=True)
    def keep(
        self,
        uid: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Redirect:
        """Say that it goes on, though nobody came."""

        def work(session: Session) -> object:
            return keep_series(session, act, uid)

        path = act_once(database, act, data, location=f"/reeksen/{uid}", work=work)
        return go(path, flash="series-kept")


def _since(query: object) -> date | None:
    """The date from which on, else all that is to come."""
    day = day_in(query, otherwise=date.min, name="vanaf")  # type: ignore[arg-type]  # a mapping
    return None if day == date.min else day
