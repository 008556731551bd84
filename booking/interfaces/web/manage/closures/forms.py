"""A new closure, or another end of one: the form, what it does, and storing it."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Response, Template
from sqlmodel import Session

from booking.foundation.database import Database
from booking.foundation.local_time import day_of, to_local
from booking.foundation.texts import text
from booking.interfaces.web.forms import FormData, InvalidForm
from booking.interfaces.web.manage.closures.reading import ClosureVisit, closure_in, values_of
from booking.interfaces.web.manage.closures.routes import (
    HERE,
    KINDS,
    building_names,
    number_of_closure,
    place_choices,
    place_of_closure,
)
from booking.interfaces.web.manage.effects import Proposal, preview
from booking.interfaces.web.manage.opening.routes import Query, space_choices
from booking.interfaces.web.manage.opening.words import period_in_words
from booking.interfaces.web.once import act_once
from booking.interfaces.web.pages import go, page
from booking.people.values import Act, Principal
from booking.spaces import models
from booking.spaces.closures import (
    PLACES,
    ClosureOver,
    change_closure,
    close,
    closure_numbered,
    with_closure,
)
from booking.spaces.queries import current_stock
from booking.spaces.values import Closure, ClosureKind

AnyRequest = Request[Any, Any, Any]


class ClosureFormsController(Controller):
    path = HERE

    @get("/nieuw", sync_to_thread=True)
    def ask(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Template:
        with database.reading() as session:
            visit = _visit(session, None, now)
        return _form(request, visit, _new_values(request.query_params, now))

    @get("/gevolg", sync_to_thread=True)
    def preview(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        viewer: NamedDependency[Principal],
        now: NamedDependency[datetime],
    ) -> Template:
        return _preview(request, database, None, viewer, now)

    @post("/nieuw", sync_to_thread=True)
    def close(
        self,
        request: AnyRequest,
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template | Redirect | Response[Any]:
        return _store(request, database, None, data, act)

    @get("/{number:str}/wijzigen", sync_to_thread=True)
    def ask_to_change(
        self,
        request: AnyRequest,
        number: FromPath[str],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Template:
        with database.reading() as session:
            visit = _visit(session, number, now)
        return _form(request, visit, {**values_of(visit), **dict(request.query_params)})

    @get("/{number:str}/gevolg", sync_to_thread=True)
    def preview_change(
        self,
        request: AnyRequest,
        number: FromPath[str],
        database: NamedDependency[Database],
        viewer: NamedDependency[Principal],
        now: NamedDependency[datetime],
    ) -> Template:
        return _preview(request, database, number, viewer, now)

    @post("/{number:str}/wijziging", sync_to_thread=True)
    def change(
        self,
        request: AnyRequest,
        number: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template | Redirect | Response[Any]:
        return _store(request, database, number, data, act)


def _preview(
    request: AnyRequest, database: Database, number: str | None, viewer: Principal, now: datetime
) -> Template:
    with database.reading() as session:
        visit = _visit(session, number, now)
        try:
            closure = closure_in(visit, request.query_params)
        except InvalidForm as invalid:
            return _form(request, visit, invalid.values, errors=invalid.errors)
        proposal = _proposal(visit, closure, dict(request.query_params))
        return preview(request, session, proposal, before=visit.stock, viewer=viewer, now=now)


def _store(
    request: AnyRequest, database: Database, number: str | None, data: FormData, act: Act
) -> Template | Redirect:
    with database.reading() as session:
        visit = _visit(session, number, act.at)
    try:
        closure = closure_in(visit, data)
    except InvalidForm as invalid:
        return _form(request, visit, invalid.values, errors=invalid.errors)

    def work(session: Session) -> None:
        if closure.id is None:
            close(session, act, closure)
        else:
            change_closure(session, act, closure.id, closure)

    path = act_once(database, act, data, location=HERE, work=work)
    return go(path, flash="closure-changed" if closure.id else "closure-added")


def _visit(session: Session, number: str | None, now: datetime) -> ClosureVisit:
    """Raises NotThere for a closure that is not there, ClosureOver for one that is past."""
    row = closure_numbered(session, number_of_closure(number)) if number is not None else None
    if row is not None and row.ends_at <= now:
        raise ClosureOver(f"closure {number} ended {row.ends_at}")
    return ClosureVisit(current_stock(session), building_names(session), now, row)


def _form(
    request: AnyRequest, visit: ClosureVisit, values: Query, *, errors: dict[str, str] | None = None
) -> Template:
    today = day_of(visit.now)
    spaces = space_choices(visit.stock, today)
    return page(
        request, "manage/closures/form.html", status=422 if errors else 200, errors=errors or {},
        values=values, is_new=visit.row is None, has_begun=visit.has_begun,
        action=f"{visit.here}/gevolg", today=today.isoformat(),
        kinds=[(kind.value, text(word)) for kind, (word, _sign) in KINDS.items()],
        places=place_choices(visit.stock, visit.buildings, spaces=spaces),
        place=place_of_closure(visit.row, visit.stock, visit.buildings) if visit.row else "",
        begin=to_local(visit.row.starts_at) if visit.row else None,
    )  # fmt: skip


def _new_values(query: Query, now: datetime) -> dict[str, Any]:
    """A new form; ``?plek=12&soort=out_of_service`` says that something is broken now."""
    values = {"soort": ClosureKind.CLOSURE.value, **dict(query)}
    today = day_of(now).isoformat()
    if values["soort"] == ClosureKind.OUT_OF_SERVICE:
        values = {"begin_datum": today, "begin_tijd": f"{to_local(now):%H:%M}", **values}
    if "plek" in values:
        values["waar"] = f"plek-{values.pop('plek')}"
    return values


def _proposal(visit: ClosureVisit, closure: Closure, query: dict[str, Any]) -> Proposal:
    row = models.Closure(
        starts_at=closure.period.starts_at, ends_at=closure.period.ends_at,
        **{name: getattr(closure, name) for name in PLACES},
    )  # fmt: skip
    where = place_of_closure(row, visit.stock, visit.buildings)
    form = "wijzigen" if visit.row else "nieuw"
    return Proposal(
        title=text("What this closure does"),
        lead=f"{where}, {period_in_words(closure.period)}: {closure.reason}",
        after=with_closure(visit.stock, closure),
        action=f"{visit.here}/wijziging" if visit.row else f"{HERE}/nieuw",
        label=text("Yes, close it then"), back=f"{visit.here}/{form}?{urlencode(query)}",
        fields=query,
    )  # fmt: skip
