"""Beheer, teams: who belongs together, and where they like to sit."""

from typing import Any

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Response, Template
from sqlmodel import Session

from booking.foundation.database import Database
from booking.foundation.errors import DomainError, Refused
from booking.interfaces.web.forms import Form, FormData, InvalidForm, read_form
from booking.interfaces.web.manage.people.forms import Name
from booking.interfaces.web.manage.sent_forms import FieldByError, at_field, number_in_address
from booking.interfaces.web.manage.teams.view import HERE, overview, team_choices, team_page
from booking.interfaces.web.once import do_once
from booking.interfaces.web.pages import go, page
from booking.interfaces.web.refusals import said
from booking.people.permissions import NotThere
from booking.people.teams import (
    NameTaken,
    TeamParticulars,
    add_team,
    change_team,
    remove_team,
)
from booking.people.values import Act
from booking.spaces.queries import current_stock

AnyRequest = Request[Any, Any, Any]
FIELD_BY_ERROR: FieldByError = {NameTaken: "naam"}


class TeamForm(Form):
    naam: Name
    afdeling: int
    zone: int | None = None


class TeamsController(Controller):
    path = HERE

    @get(sync_to_thread=True)
    def show_all(self, request: AnyRequest, database: NamedDependency[Database]) -> Template:
        with database.reading() as session:
            return page(request, "manage/teams/index.html", **overview(session))

    @get("/nieuw", sync_to_thread=True)
    def ask_new(self, request: AnyRequest, database: NamedDependency[Database]) -> Template:
        department = request.query_params.get("afdeling", "")
        return _new_page(request, database, {"afdeling": department})

    @post("/nieuw/toevoeging", sync_to_thread=True)
    def add(
        self,
        request: AnyRequest,
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Response[Any]:
        def work(session: Session) -> str:
            add_team(session, act, _particulars(session, form))
            return HERE

        try:
            form = read_form(TeamForm, data)
            with at_field(FIELD_BY_ERROR, data):
                return go(do_once(database, act, data, work), flash="saved")
        except InvalidForm as invalid:
            return _new_page(request, database, invalid.values, invalid.errors)

    @get("/{key:str}", sync_to_thread=True)
    def show(
        self, request: AnyRequest, key: FromPath[str], database: NamedDependency[Database]
    ) -> Template:
        return _team_page(request, database, number_in_address(key))

    @post("/{key:str}/wijziging", sync_to_thread=True)
    def change(
        self,
        request: AnyRequest,
        key: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Response[Any]:
        number = number_in_address(key)

        def work(session: Session) -> str:
            change_team(session, act, number, _particulars(session, form))
            return HERE

        try:
            form = read_form(TeamForm, data)
            with at_field(FIELD_BY_ERROR, data):
                return go(do_once(database, act, data, work), flash="saved")
        except InvalidForm as invalid:
            return _team_page(request, database, number, invalid=invalid)

    @post("/{key:str}/verwijdering", sync_to_thread=True)
    def remove(
        self,
        request: AnyRequest,
        key: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Response[Any]:
        number = number_in_address(key)

        def work(session: Session) -> str:
            remove_team(session, act, number)
            return HERE

        try:
            return go(do_once(database, act, data, work), flash="removed")
        except Refused as refusal:
            return _team_page(request, database, number, refusal=refusal)


def _particulars(session: Session, form: TeamForm) -> TeamParticulars:
    """Raises :class:`NotThere` for a zone that is not in the house."""
    if form.zone is not None and form.zone not in current_stock(session).zones:
        raise NotThere(f"no zone {form.zone}")
    return TeamParticulars(form.naam, form.afdeling, form.zone)


def _new_page(
    request: AnyRequest, database: Database, values: dict[str, Any],
    errors: dict[str, str] | None = None,
) -> Template:  # fmt: skip
    with database.reading() as session:
        choices = team_choices(session)
    return page(request, "manage/teams/new.html", status=422 if errors else 200, values=values,
                errors=errors or {}, **choices)  # fmt: skip


def _team_page(
    request: AnyRequest, database: Database, number: int, *, invalid: InvalidForm | None = None,
    refusal: DomainError | None = None,
) -> Template:  # fmt: skip
    with database.reading() as session:
        shown = team_page(session, number)
    if invalid is not None:
        shown["values"] = {**shown["values"], **invalid.values}
    status, trouble = said(refusal) if refusal else (422 if invalid else 200, [])
    return page(request, "manage/teams/team.html", status=status, trouble=trouble,
                errors=invalid.errors if invalid else {}, **shown)  # fmt: skip
