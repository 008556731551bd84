"""Changing a reservation on its own page."""

from datetime import datetime
from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template
from sqlmodel import Session

from booking.foundation.database import Database
from booking.foundation.errors import Conflict, DomainError, Refused
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.forms import (
    OUR_FIELDS,
    FormData,
    InvalidForm,
    read_form,
)
from booking.interfaces.web.moments import number_in
from booking.interfaces.web.once import act_once
from booking.interfaces.web.pages import go, page
from booking.interfaces.web.refusals import said
from booking.interfaces.web.reservations.changing import (
    ChangeForm,
    alternatives,
    changes_since,
    form_page,
    times_in,
    values_of,
    wish_in,
)
from booking.interfaces.web.reservations.routes import trouble_page
from booking.interfaces.web.reservations.view import look_at
from booking.people.values import Act, Principal
from booking.reservations.operations import ChangedMeanwhile, change
from booking.reservations.values import Wish

MOST = 1_000_000


class ReservationChangeController(Controller):
    path = "/reserveringen/{uid:str}"

    @get("/wijzigen", sync_to_thread=True)
    def ask(
        self,
        request: AnyRequest,
        uid: FromPath[str],
        database: NamedDependency[Database],
        viewer: NamedDependency[Principal],
        now: NamedDependency[datetime],
        datum: FromQuery[str] = "",
        van: FromQuery[str] = "",
        tot: FromQuery[str] = "",
    ) -> Template | Redirect:
        """The form as it stands, with another time where the address names one."""
        named = {"datum": datum, "van": van, "tot": tot}
        with database.reading() as session:
            seen = look_at(session, uid, viewer=viewer, now=now)
            if not seen.may_act:
                return go(f"/reserveringen/{uid}")
            shown = form_page(seen, {**values_of(seen), **times_in(named)})
        return _form(request, shown)

    @post("/wijziging", sync_to_thread=True)
    def change(
        self,
        request: AnyRequest,
        uid: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template | Redirect:
        wish = None
        try:
            form = read_form(ChangeForm, data)
            with database.reading() as session:
                seen = look_at(session, uid, viewer=act.by, now=act.at)
                wish = wish_in(seen, form, data)
            path = _change_once(database, act, uid, wish, form.rev, data)
        except InvalidForm as invalid:
            return _corrected(request, database, act, uid, invalid)
        except (Refused, Conflict) as error:
            return _refused(request, database, act, uid, data, wish, error)
        return go(path, flash="changed")


def _change_once(
    database: Database, act: Act, uid: str, wish: Wish, rev: int, data: FormData
) -> str:
    def work(session: Session) -> object:
        return change(session, act, uid, wish, rev=rev)

    return act_once(database, act, data, location=f"/reserveringen/{uid}", work=work)


def _corrected(
    request: AnyRequest, database: Database, act: Act, uid: str, invalid: InvalidForm
) -> Template:
    with database.reading() as session:
        seen = look_at(session, uid, viewer=act.by, now=act.at)
        shown = form_page(seen, {**values_of(seen), **invalid.values})
    return _form(request, shown, status=422, errors=invalid.errors)


def _refused(
    request: AnyRequest,
    database: Database,
    act: Act,
    uid: str,
    data: FormData,
    wish: Wish | None,
    error: DomainError,
) -> Template:
    """The form again with everything that was filled in, why not, and what is possible."""
    with database.reading() as session:
        seen = look_at(session, uid, viewer=act.by, now=act.at)
        if not seen.may_act:
            return trouble_page(request, seen, error)
        values = {name: value for name, value in data.items() if name not in OUR_FIELDS}
        is_stale = isinstance(error, ChangedMeanwhile)
        changes = changes_since(seen, number_in(data, "rev", least=0, most=MOST) or 0)
        values |= {"rev": seen.reservation.rev}
        shown = form_page(seen, {**values_of(seen), **values}, wish=wish)
        others = alternatives(seen, wish, values) if wish and not is_stale else []
    status, trouble = said(error)
    return _form(
        request, shown, status=status, trouble=trouble, alternatives=others,
        changes=changes if is_stale else [],
    )  # fmt: skip


def _form(
    request: AnyRequest, shown: dict[str, Any], *, status: int = 200, **said: Any
) -> Template:
    told = {"errors": {}, "trouble": [], "alternatives": [], "changes": [], **said}
    here = f"{shown['reservation']['here']}/wijzigen"
    return page(request, "reservations/change.html", status=status, here=here, **shown, **told)
