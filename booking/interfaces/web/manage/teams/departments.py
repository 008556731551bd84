"""Beheer, teams: the departments that teams are of."""

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
from booking.interfaces.web.manage.teams.view import DEPARTMENTS, HERE, department_page
from booking.interfaces.web.once import do_once
from booking.interfaces.web.pages import go, page
from booking.interfaces.web.refusals import said
from booking.people.teams import NameTaken, add_department, remove_department, rename_department
from booking.people.values import Act

AnyRequest = Request[Any, Any, Any]
FIELD_BY_ERROR: FieldByError = {NameTaken: "naam"}


class DepartmentForm(Form):
    naam: Name


class DepartmentController(Controller):
    path = DEPARTMENTS

    @get("/nieuw", sync_to_thread=False)
    def ask_new(self, request: AnyRequest) -> Template:
        return page(request, "manage/teams/new_department.html", values={}, errors={})

    @post("/nieuw/toevoeging", sync_to_thread=True)
    def add(
        self,
        request: AnyRequest,
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Response[Any]:
        def work(session: Session) -> str:
            add_department(session, act, form.naam)
            return HERE

        try:
            form = read_form(DepartmentForm, data)
            with at_field(FIELD_BY_ERROR, data):
                return go(do_once(database, act, data, work), flash="saved")
        except InvalidForm as invalid:
            return page(request, "manage/teams/new_department.html", status=422,
                        values=invalid.values, errors=invalid.errors)  # fmt: skip

    @get("/{key:str}", sync_to_thread=True)
    def show(
        self, request: AnyRequest, key: FromPath[str], database: NamedDependency[Database]
    ) -> Template:
        return _department_page(request, database, number_in_address(key))

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
            rename_department(session, act, number, form.naam)
            return HERE

        try:
            form = read_form(DepartmentForm, data)
            with at_field(FIELD_BY_ERROR, data):
                return go(do_once(database, act, data, work), flash="saved")
        except InvalidForm as invalid:
            return _department_page(request, database, number, invalid=invalid)

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
            remove_department(session, act, number)
            return HERE

        try:
            return go(do_once(database, act, data, work), flash="removed")
        except Refused as refusal:
            return _department_page(request, database, number, refusal=refusal)


def _department_page(
    request: AnyRequest, database: Database, number: int, *, invalid: InvalidForm | None = None,
    refusal: DomainError | None = None,
) -> Template:  # fmt: skip
    with database.reading() as session:
        shown = department_page(session, number)
    if invalid is not None:
        shown["values"] = {**shown["values"], **invalid.values}
    status, trouble = said(refusal) if refusal else (422 if invalid else 200, [])
    return page(request, "manage/teams/department.html", status=status, trouble=trouble,
                errors=invalid.errors if invalid else {}, **shown)  # fmt: skip
