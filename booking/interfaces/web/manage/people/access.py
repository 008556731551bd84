"""Beheer, people: who comes in no more, who comes back, and a lost second step."""

from collections.abc import Callable
from typing import Any

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlmodel import Session

from booking.foundation.database import Database, retried
from booking.interfaces.web.house import house_of
from booking.interfaces.web.identity import forget_person
from booking.interfaces.web.manage.people.listing import HERE
from booking.interfaces.web.manage.people.view import person_page
from booking.interfaces.web.manage.sent_forms import number_in_address
from booking.interfaces.web.pages import go, page
from booking.interfaces.web.security_log import note
from booking.people.operations import disable_person, enable_person, reset_codes
from booking.people.values import Act

AnyRequest = Request[Any, Any, Any]


class PeopleAccessController(Controller):
    """Each of these may be sent twice: the second time there is nothing left to do."""

    path = HERE + "/{key:str}"

    @get("/uitschakelen", sync_to_thread=True)
    def ask_disable(
        self,
        request: AnyRequest,
        key: FromPath[str],
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template:
        with database.reading() as session:
            shown = person_page(session, number_in_address(key), viewer=act.by, now=act.at)
        return page(request, "manage/people/disable.html", **shown)

    @post("/uitschakeling", sync_to_thread=True)
    def disable(
        self,
        request: AnyRequest,
        key: FromPath[str],
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Redirect:
        _act_on(request, database, act, key, disable_person)
        return go(f"{HERE}/{key}", flash="person-disabled")

    @post("/inschakeling", sync_to_thread=True)
    def enable(
        self,
        request: AnyRequest,
        key: FromPath[str],
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Redirect:
        _act_on(request, database, act, key, enable_person)
        return go(f"{HERE}/{key}", flash="person-enabled")

    @post("/code-herstel", sync_to_thread=True)
    def reset(
        self,
        request: AnyRequest,
        key: FromPath[str],
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Redirect:
        _act_on(request, database, act, key, reset_codes)
        return go(f"{HERE}/{key}", flash="codes-reset")


@retried
def _act_on(
    request: AnyRequest, database: Database, act: Act, key: str,
    operation: Callable[[Session, Act, int], None],
) -> None:  # fmt: skip
    number = number_in_address(key)
    with database.writing() as session:
        operation(session, act, number)
    forget_person(house_of(request), number)
    note(request, operation.__name__.replace("_", "-"), result="ok", subject=str(number))
