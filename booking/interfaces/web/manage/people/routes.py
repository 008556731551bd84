"""Beheer, people: who works here, how they come in, and what they may."""

from typing import Any

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Response, Template
from sqlmodel import Session

from booking.foundation.database import Database
from booking.interfaces.web.forms import FormData, InvalidForm
from booking.interfaces.web.house import House, house_of
from booking.interfaces.web.identity import forget_person
from booking.interfaces.web.manage.people.forms import FIELD_BY_ERROR, read_person
from booking.interfaces.web.manage.people.listing import HERE, list_page
from booking.interfaces.web.manage.people.view import form_choices, person_page
from booking.interfaces.web.manage.sent_forms import at_field, number_in_address
from booking.interfaces.web.once import do_once
from booking.interfaces.web.pages import go, page
from booking.people.directory import roles_by_person
from booking.people.models import Person
from booking.people.operations import (
    add_person,
    change_person,
)
from booking.people.permissions import Action, may, may_change_access
from booking.people.queries import stored
from booking.people.values import Act, Principal, Sharing

AnyRequest = Request[Any, Any, Any]


class PeopleController(Controller):
    path = HERE

    @get(sync_to_thread=True)
    def show_list(self, request: AnyRequest, database: NamedDependency[Database]) -> Template:
        with database.reading() as session:
            found = list_page(session, request.query_params)
        return page(request, "manage/people/index.html", **found)

    @get("/nieuw", sync_to_thread=True)
    def ask_new(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        viewer: NamedDependency[Principal],
    ) -> Template:
        return _new_page(request, database, viewer)

    @post("/nieuw/toevoeging", sync_to_thread=True)
    def add(
        self,
        request: AnyRequest,
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Response[Any]:
        try:
            return go(_add(house_of(request), act, data), flash="person-added")
        except InvalidForm as invalid:
            return _new_page(request, database, act.by, invalid)

    @get("/{key:str}", sync_to_thread=True)
    def show(
        self,
        request: AnyRequest,
        key: FromPath[str],
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template:
        return _person_page(request, database, act, number_in_address(key))

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
        try:
            _change(database, act, data, number)
        except InvalidForm as invalid:
            return _person_page(request, database, act, number, invalid)
        forget_person(house_of(request), number)
        return go(f"{HERE}/{number}", flash="person-changed")


def _add(house: House, act: Act, data: dict[str, Any]) -> str:
    sharing = Sharing(house.settings.sharing_at_first)
    gives_roles = may(act.by, Action.GIVE_ROLES)
    wanted = read_person(data, with_email=True, with_roles=gives_roles)

    def work(session: Session) -> str:
        return f"{HERE}/{add_person(session, act, wanted, sharing=sharing).id}"

    with at_field(FIELD_BY_ERROR, data):
        return do_once(house.database, act, data, work)


def _change(database: Database, act: Act, data: dict[str, Any], number: int) -> None:
    """What the form must hold depends on whom it is about."""
    with database.reading() as session:
        person = stored(session, Person, number)
        roles = roles_by_person(session, [number])[number]
    is_staff = person.partner_id is None
    wanted = read_person(data, with_email=may_change_access(act.by, roles),
                         with_roles=is_staff and may(act.by, Action.GIVE_ROLES))  # fmt: skip

    def work(session: Session) -> str:
        change_person(session, act, number, wanted)
        return HERE

    with at_field(FIELD_BY_ERROR, data):
        do_once(database, act, data, work)


def _new_page(
    request: AnyRequest, database: Database, viewer: Principal, invalid: InvalidForm | None = None
) -> Template:
    with database.reading() as session:
        choices = form_choices(session, viewer)
    return page(
        request, "manage/people/new.html", status=422 if invalid else 200,
        errors=invalid.errors if invalid else {},
        values=invalid.values if invalid else {"taal": "nl", "rollen": ["employee"]},
        may_change_access=True, partner=None, **choices,
    )  # fmt: skip


def _person_page(
    request: AnyRequest, database: Database, act: Act, number: int,
    invalid: InvalidForm | None = None,
) -> Template:  # fmt: skip
    with database.reading() as session:
        shown = person_page(session, number, viewer=act.by, now=act.at)
    if invalid is not None:
        shown["values"] = {**shown["values"], **invalid.values}
    return page(request, "manage/people/person.html", status=422 if invalid else 200,
                errors=invalid.errors if invalid else {}, **shown)  # fmt: skip
