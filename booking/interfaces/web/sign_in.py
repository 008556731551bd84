"""Signing in and out."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromQuery
from litestar.response import Redirect, Template

from booking.foundation.database import Database, retried
from booking.foundation.settings import Settings
from booking.interfaces.web.forms import Form, FormData, read_form
from booking.interfaces.web.house import house_of
from booking.interfaces.web.identity import forget, session_cookie
from booking.interfaces.web.pages import go, local_path, page
from booking.people.models import Person
from booking.people.queries import person_by_email
from booking.people.sessions import end_session, session_limits, start_session

# in demo mode one click signs in as one of these
STANDING_CAST = tuple(
    f"{name}@voorbeeldstad.example" for name in ("fatima", "joost", "noor", "els", "samir", "bram")
)


class DemoSignInForm(Form):
    email: str
    verder: str = "/vandaag"


class SignInController(Controller):
    @get("/inloggen", sync_to_thread=True)
    def show(
        self,
        request: Request[Any, Any, Any],
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        verder: FromQuery[str] = "/vandaag",
    ) -> Template:
        demo_people = list(_standing_cast(database)) if settings.is_demo else []
        return page(
            request, "sign_in/index.html", next_path=local_path(verder), demo_people=demo_people
        )

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
            token = start_session(
                session, person.id, browser=request.headers.get("user-agent", ""),
                limits=session_limits(settings), now=now,
            )  # fmt: skip
        return go(local_path(form.verder), cookies=[session_cookie(settings, token)])

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
        return go("/inloggen", flash="signed-out", cookies=[session_cookie(settings, None)])


def _standing_cast(database: Database) -> Iterator[Person]:
    """One of each kind of user, by e-mail address, as far as they are there."""
    with database.reading() as session:
        for email in STANDING_CAST:
            person = person_by_email(session, email)
            if person is not None:
                yield person
