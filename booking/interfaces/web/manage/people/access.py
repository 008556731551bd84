"""Beheer, people: who comes in no more, who comes back, and a lost second step."""

from collections.abc import Callable

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlmodel import Session

from booking.foundation.database import retried
from booking.interfaces.web.errand import Errand, number_in_address
from booking.interfaces.web.house import house_of
from booking.interfaces.web.identity import forget_person
from booking.interfaces.web.manage.people.listing import HERE
from booking.interfaces.web.manage.people.view import person_page
from booking.interfaces.web.pages import go
from booking.interfaces.web.security_log import note
from booking.people.operations import disable_person, enable_person, reset_codes
from booking.people.values import Act
from booking.reservations.seats.operations import unseat

Operation = Callable[[Session, Act, int], None]


class PeopleAccessController(Controller):
    """Each of these may be sent twice: the second time there is nothing left to do."""

    path = HERE + "/{key:str}"

    @get("/uitschakelen", sync_to_thread=True)
    def ask_disable(self, key: FromPath[str], errand: NamedDependency[Errand]) -> Template:
        number, act = number_in_address(key), errand.act
        return errand.screen(
            "manage/people/disable.html",
            lambda session: person_page(session, number, viewer=act.by, now=act.at),
        )()

    @post("/uitschakeling", sync_to_thread=True)
    def disable(self, key: FromPath[str], errand: NamedDependency[Errand]) -> Redirect:
        _act_on(errand, key, disable_person, unseat)
        return go(f"{HERE}/{key}", flash="person-disabled")

    @post("/inschakeling", sync_to_thread=True)
    def enable(self, key: FromPath[str], errand: NamedDependency[Errand]) -> Redirect:
        _act_on(errand, key, enable_person)
        return go(f"{HERE}/{key}", flash="person-enabled")

    @post("/code-herstel", sync_to_thread=True)
    def reset(self, key: FromPath[str], errand: NamedDependency[Errand]) -> Redirect:
        _act_on(errand, key, reset_codes)
        return go(f"{HERE}/{key}", flash="codes-reset")


@retried
def _act_on(errand: Errand, key: str, operation: Operation, *following: Operation) -> None:
    number = number_in_address(key)
    with errand.database.writing() as session:
        for each in (operation, *following):
            each(session, errand.act, number)
    forget_person(house_of(errand.request), number)
    note(errand.request, operation.__name__.replace("_", "-"), result="ok", subject=str(number))
