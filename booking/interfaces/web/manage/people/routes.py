"""Beheer, people: who works here, how they come in, and what they may."""

from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template
from sqlmodel import Session

from booking.interfaces.web.errand import Answer, Errand, Screen, number_in_address
from booking.interfaces.web.forms import FormData
from booking.interfaces.web.house import house_of
from booking.interfaces.web.identity import forget_person
from booking.interfaces.web.manage.people.forms import PersonForm
from booking.interfaces.web.manage.people.listing import HERE, list_page
from booking.interfaces.web.manage.people.view import new_page, person_page
from booking.people.directory import roles_by_person
from booking.people.operations import add_person, change_person
from booking.people.permissions import Action, may, may_change_access
from booking.people.queries import person_stored
from booking.people.values import Sharing


class PeopleController(Controller):
    path = HERE

    @get(sync_to_thread=True)
    def show_list(self, errand: NamedDependency[Errand]) -> Template:
        def look(session: Session) -> dict[str, Any]:
            return list_page(session, errand.request.query_params)

        return errand.screen("manage/people/index.html", look)()

    @get("/nieuw", sync_to_thread=True)
    def ask_new(self, errand: NamedDependency[Errand]) -> Template:
        return _new(errand)(values={"taal": "nl", "rollen": ["employee"]})

    @post("/nieuw/toevoeging", sync_to_thread=True)
    def add(self, data: FormData, errand: NamedDependency[Errand]) -> Answer:
        gives_roles = may(errand.act.by, Action.GIVE_ROLES)
        sharing = Sharing(house_of(errand.request).settings.sharing_at_first)

        def work(session: Session, form: PersonForm) -> str:
            wanted = form.particulars(with_email=True, with_roles=gives_roles)
            return f"{HERE}/{add_person(session, errand.act, wanted, sharing=sharing).id}"

        return errand.take_in(data, PersonForm, work, _new(errand), flash="person-added")

    @get("/{key:str}", sync_to_thread=True)
    def show(self, key: FromPath[str], errand: NamedDependency[Errand]) -> Template:
        return _one(errand, number_in_address(key))()

    @post("/{key:str}/wijziging", sync_to_thread=True)
    def change(self, key: FromPath[str], data: FormData, errand: NamedDependency[Errand]) -> Answer:
        """What the form must hold depends on whom it is about."""
        number, by = number_in_address(key), errand.act.by

        def work(session: Session, form: PersonForm) -> None:
            is_staff = person_stored(session, number).partner_id is None
            roles = roles_by_person(session, [number])[number]
            wanted = form.particulars(
                with_email=may_change_access(by, roles),
                with_roles=is_staff and may(by, Action.GIVE_ROLES),
            )
            change_person(session, errand.act, number, wanted)

        again = _one(errand, number)
        answer = errand.take_in(data, PersonForm, work, again, at=f"{HERE}/{number}",
                                flash="person-changed")  # fmt: skip
        forget_person(house_of(errand.request), number)
        return answer


def _new(errand: Errand) -> Screen:
    return errand.screen("manage/people/new.html", lambda session: new_page(session, errand.act.by))


def _one(errand: Errand, number: int) -> Screen:
    return errand.screen(
        "manage/people/person.html",
        lambda session: person_page(session, number, viewer=errand.act.by, now=errand.act.at),
    )
