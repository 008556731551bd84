"""Beheer, teams: the departments that teams are of."""

from typing import ClassVar

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template
from sqlmodel import Session

from booking.interfaces.web.errand import Answer, Errand, Screen, number_in_address
from booking.interfaces.web.forms import Form, FormData
from booking.interfaces.web.manage.people.forms import Name
from booking.interfaces.web.manage.teams.view import DEPARTMENTS, HERE, department_page
from booking.people.teams import NameTaken, add_department, remove_department, rename_department


class DepartmentForm(Form):
    refused_at: ClassVar = {NameTaken: "naam"}

    naam: Name


class DepartmentController(Controller):
    path = DEPARTMENTS

    @get("/nieuw", sync_to_thread=True)
    def ask_new(self, errand: NamedDependency[Errand]) -> Template:
        return _new(errand)()

    @post("/nieuw/toevoeging", sync_to_thread=True)
    def add(self, data: FormData, errand: NamedDependency[Errand]) -> Answer:
        def work(session: Session, form: DepartmentForm) -> None:
            add_department(session, errand.act, form.naam)

        return errand.take_in(data, DepartmentForm, work, _new(errand), at=HERE, flash="saved")

    @get("/{key:str}", sync_to_thread=True)
    def show(self, key: FromPath[str], errand: NamedDependency[Errand]) -> Template:
        return _one(errand, number_in_address(key))()

    @post("/{key:str}/wijziging", sync_to_thread=True)
    def change(self, key: FromPath[str], data: FormData, errand: NamedDependency[Errand]) -> Answer:
        number = number_in_address(key)

        def work(session: Session, form: DepartmentForm) -> None:
            rename_department(session, errand.act, number, form.naam)

        again = _one(errand, number)
        return errand.take_in(data, DepartmentForm, work, again, at=HERE, flash="saved")

    @post("/{key:str}/verwijdering", sync_to_thread=True)
    def remove(self, key: FromPath[str], data: FormData, errand: NamedDependency[Errand]) -> Answer:
        number = number_in_address(key)

        def work(session: Session, _form: Form) -> None:
            remove_department(session, errand.act, number)

        return errand.take_in(data, Form, work, _one(errand, number), at=HERE, flash="removed")


def _new(errand: Errand) -> Screen:
    return errand.screen("manage/teams/new_department.html", lambda _session: {})


def _one(errand: Errand, number: int) -> Screen:
    return errand.screen(
        "manage/teams/department.html", lambda session: department_page(session, number)
    )
