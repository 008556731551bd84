"""The page to sign in on, signing out, and the one-click door of a demo."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromQuery
from litestar.response import Redirect, Template

from booking.demo.cast import BRAM, ELS, FATIMA, HANNA, JOOST, NOOR, RAVI, SAMIR, WIM
from booking.foundation.database import Database, retried
from booking.foundation.settings import Settings
from booking.foundation.texts import N_, text
from booking.interfaces.web.forms import Form, FormData, InvalidForm, read_form
from booking.interfaces.web.house import house_of
from booking.interfaces.web.identity import forget, session_cookie
from booking.interfaces.web.pages import go, local_path, page
from booking.interfaces.web.people.entrance import START, come_in
from booking.interfaces.web.security_log import note
from booking.people.queries import person_by_email
from booking.people.sessions import end_session

CAST: tuple[tuple[str, str, str, str], ...] = (
    (FATIMA, "armchair", N_("Employee"), N_("a desk near her team, a room for six")),
    (JOOST, "users", N_("Employee and host"), N_("a meeting with guests and coffee")),
    (RAVI, "building-community", N_("Contact of a partner"), N_("the council room, as a guest")),
    (NOOR, "id-badge-2", N_("Receptionist"), N_("who comes today, and where to")),
    (ELS, "chart-bar", N_("Facility manager"), N_("requests, closures, occupancy")),
    (SAMIR, "settings", N_("Administrator"), N_("people, roles and settings")),
    (HANNA, "chart-bar", N_("Council member or adviser"), N_("figures without names")),
    (WIM, "eye", N_("Works council"), N_("the same figures, and who looked at them")),
    (BRAM, "user", N_("Another employee"), N_("sees nothing that others do not share")),
)
"""In a demo one click signs in as one of these: address, icon, role, what they come for."""


class DemoSignInForm(Form):
    email: str
    verder: str = START


class SignInController(Controller):
    @get("/inloggen", sync_to_thread=True)
    def show(self, request: Request[Any, Any, Any], verder: FromQuery[str] = START) -> Template:
        return sign_in_page(request, onward=verder)

    @post("/inloggen/demo", sync_to_thread=True)
    @retried
    def sign_in_demo(
        self,
        request: Request[Any, Any, Any],
        data: FormData,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        now: NamedDependency[datetime],
    ) -> Redirect:
        """One click signs in as anyone: only in a demo, which only runs on this machine."""
        if not settings.is_demo:
            raise NotFoundException
        form = read_form(DemoSignInForm, data)
        with database.writing() as session:
            person = person_by_email(session, form.email)
            if person is None or person.id is None:
                raise NotFoundException
            cookie = come_in(request, session, person.id, way="demo", now=now)
        return go(local_path(form.verder), cookies=[cookie])

    @post("/uitloggen", sync_to_thread=True)
    @retried
    def sign_out(
        self,
        request: Request[Any, Any, Any],
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
    ) -> Redirect:
        with database.writing() as session:
            end_session(session, request.auth)
        forget(house_of(request), request.auth)
        note(request, "sign-out", result="ok")
        return go("/inloggen", flash="signed-out", cookies=[session_cookie(settings, None)])


def sign_in_page(
    request: Request[Any, Any, Any], *, onward: str = START, invalid: InvalidForm | None = None
) -> Template:
    """The page as it is, or with what was wrong with the form that was sent."""
    house = house_of(request)
    values = invalid.values if invalid else {}
    return page(
        request,
        "sign_in/index.html",
        status=422 if invalid else 200,
        errors=invalid.errors if invalid else {},
        values={name: value for name, value in values.items() if name != "wachtwoord"},
        next_path=local_path(str(values.get("verder", onward))),
        demo_people=list(_standing_cast(house.database)) if house.settings.is_demo else [],
    )


def _standing_cast(database: Database) -> Iterator[dict[str, str]]:
    """One of each kind of user, as far as they are there."""
    with database.reading() as session:
        for email, sign, role, purpose in CAST:
            person = person_by_email(session, email)
            if person is not None:
                yield {"email": email, "name": person.name, "sign": sign, "role": text(role),
                       "purpose": text(purpose)}  # fmt: skip
