"""The authorisation table: every route, every kind of person, from outside."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from litestar import Litestar, Request, asgi, get
from litestar.types import Receive, Scope, Send
from sqlalchemy import func, select

from booking.app import admit
from booking.foundation.database import Database
from booking.foundation.journal import JournalEntry
from booking.interfaces.web.access import ACCESS, Open
from booking.interfaces.web.access_check import passing_by
from booking.migrations.tables import METADATA
from booking.people.permissions import may
from tests.interfaces.web.conftest import Browser
from tests.town_hall import TownHall, let_readers_in

CAST = {
    "stranger": None, "partner contact": "ravi", "employee": "fatima", "receptionist": "noor",
    "facility manager": "els", "administrator": "samir",
    "council member": "hanna", "works council": "wim",
}  # fmt: skip


@pytest.fixture
def hall(hall: TownHall, database: Database) -> TownHall:
    with database.writing() as session:
        let_readers_in(session, hall)
    return hall


ANSWERED = {200, 303, 304, 404, 410, 422}
"""What somebody who is let in may get for an address that is made up."""


def routes(method: str) -> list[str]:
    return sorted(name.partition(" ")[2] for name in ACCESS if name.startswith(f"{method} "))


def address(template: str) -> str:
    """An address on this route; what its parts name need not exist."""
    parts = {"{number}": "1.D01", "{file_path}": "app.css", "{day}": "2026-03-23"}
    for name, value in parts.items():
        template = template.replace(name, value)
    while "{" in template:
        template = template.partition("{")[0] + "made-up" + template.partition("}")[2]
    return template


def test_every_route_of_the_app_is_in_the_table_and_no_other(app: Litestar) -> None:
    served = {
        f"{'GET' if method == 'HEAD' else method} {route.path_format}"
        for route in app.routes
        for method in route.methods - {"OPTIONS"}
    }

    assert served == set(ACCESS)


def test_an_address_says_what_it_can_be_asked(browse: Callable[..., Browser]) -> None:
    answer = browse(None).client.options("/beheer/mensen")

    assert answer.status_code == 204
    assert "GET" in answer.headers["allow"]
    assert not answer.content


def test_a_route_with_a_doorkeeper_of_its_own_is_found_out() -> None:
    async def wave_through(_request: Request[Any, Any, Any]) -> None: ...

    @get("/front", sync_to_thread=False)
    def front() -> None: ...

    @get("/back", sync_to_thread=False, before_request=wave_through)
    def back() -> None: ...

    @asgi("/side", is_mount=True, copy_scope=False)
    async def side(scope: Scope, receive: Receive, send: Send) -> None: ...

    house = Litestar([front, back, side], before_request=admit, openapi_config=None)

    assert passing_by(house.routes, admit) == {"/back", "/side"}


@pytest.mark.slow
@pytest.mark.parametrize("kind", CAST)
def test_get_is_answered_as_the_table_says(
    browse: Callable[..., Browser], hall: TownHall, kind: str
) -> None:
    name = CAST[kind]
    browser, person = browse(name), hall.cast[name] if name else None
    wrong = {}
    for route in routes("GET"):
        access = ACCESS[f"GET {route}"]
        answer = browser.get(address(route))
        to_sign_in = answer.headers.get("location", "").startswith("/inloggen?verder=")
        if access is Open.ANYONE:
            is_right = answer.status_code in ANSWERED and not to_sign_in
        elif person is None:
            is_right = answer.status_code == 303 and to_sign_in
        elif access is Open.SIGNED_IN or may(person, access):  # type: ignore[arg-type]
            is_right = answer.status_code in ANSWERED and not to_sign_in
        else:
            is_right = answer.status_code == 404
        if not is_right:
            wrong[route] = (access, answer.status_code, answer.headers.get("location"))

    assert wrong == {}


@pytest.mark.slow
@pytest.mark.parametrize("kind", CAST)
def test_post_without_the_token_of_a_form_is_refused_everywhere(
    browse: Callable[..., Browser], kind: str
) -> None:
    browser = browse(CAST[kind])
    browser.get("/inloggen")

    statuses = {
        route: browser.post_bare(address(route), {"anything": "x"}).status_code
        for route in routes("POST")
    }

    assert {route: status for route, status in statuses.items() if status != 403} == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    "kind", ["stranger", "partner contact", "employee", "council member", "works council"]
)
def test_posting_what_is_not_yours_changes_nothing(
    browse: Callable[..., Browser], hall: TownHall, database: Database, kind: str
) -> None:
    """With a right token, but without the right: the table alone must stop it."""
    name = CAST[kind]
    browser, person = browse(name), hall.cast[name] if name else None
    browser.get("/inloggen")
    token = {"_csrf_token": browser.client.cookies["__Host-csrf"]}
    before = everything(database)
    for route in routes("POST"):
        access = ACCESS[f"POST {route}"]
        if access is Open.ANYONE or (access is Open.SIGNED_IN and person is not None):
            continue
        if person is not None and may(person, access):  # type: ignore[arg-type]
            continue
        answer = browser.post_bare(address(route), token)
        assert answer.status_code == (401 if person is None else 404), route

    assert everything(database) == before


@pytest.mark.slow
def test_get_and_head_change_nothing(
    browse: Callable[..., Browser], database: Database, monday: date
) -> None:
    before = everything(database)
    for name in CAST.values():
        browser = browse(name)
        before = everything(database)  # with the session that was just made
        for route in routes("GET"):
            browser.get(address(route))
            browser.client.head(address(route), follow_redirects=False)
        assert everything(database) == before, f"a GET by {name} wrote something"


def everything(database: Database) -> dict[str, int]:
    """How much there is of everything, but for the record of who looked at the occupancy."""
    with database.reading() as session:
        counts = {
            name: session.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in METADATA.tables.items()
        }
        looks = select(func.count()).where(JournalEntry.subject_kind == "occupancy")
        counts[str(JournalEntry.__tablename__)] -= session.execute(looks).scalar_one()
    return counts
