"""Signing in with a mailed link: ask, open, press one button."""

from datetime import datetime
from typing import Annotated, Any

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Response, Template
from pydantic import StringConstraints

from booking.foundation.database import Database, retried
from booking.foundation.ids import new_token
from booking.foundation.jobs import enqueue
from booking.foundation.settings import Settings
from booking.foundation.texts import text
from booking.interfaces.web.forms import Form, FormData, InvalidForm, read_form
from booking.interfaces.web.pages import go, local_path, page
from booking.interfaces.web.people.entrance import (
    BROWSER,
    START,
    after_first_step,
    read_short_cookie,
    short_cookie,
)
from booking.interfaces.web.people.sign_in import sign_in_page
from booking.interfaces.web.rate_limits import count_link, count_sign_in
from booking.interfaces.web.security_log import mark_of, note
from booking.people.sign_in_links import LinkRefused, browser_mark, check_link, use_link

EmailAddress = Annotated[
    str, StringConstraints(pattern=r"^[^@\s<>,;]+@[^@\s<>,;]+$", max_length=254)
]


class AskLinkForm(Form):
    email: EmailAddress
    verder: str = START


class UseLinkForm(Form):
    verder: str = START


class SignInLinkController(Controller):
    path = "/inloggen/link"

    @post(sync_to_thread=True)
    def ask(
        self,
        request: Request[Any, Any, Any],
        data: FormData,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        now: NamedDependency[datetime],
    ) -> Response[Any]:
        """Say the same to everybody; whether the address is known is found out in a job."""
        try:
            form = read_form(AskLinkForm, data)
        except InvalidForm as invalid:
            return sign_in_page(request, invalid=invalid)
        count_link(request, form.email)
        note(request, "link-asked", result="ok", account=mark_of(request, form.email))
        browser = read_short_cookie(request, BROWSER) or new_token()
        _ask(database, form, browser, now)
        return go("/inloggen/link", cookies=[short_cookie(settings, BROWSER, browser)])

    @get(sync_to_thread=False)
    def asked(self, request: Request[Any, Any, Any]) -> Template:
        return page(request, "sign_in/link_asked.html")

    @get("/{token:str}", sync_to_thread=True)
    def show(
        self,
        request: Request[Any, Any, Any],
        token: FromPath[str],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
        verder: FromQuery[str] = START,
    ) -> Template:
        """Opening the link burns nothing: mail scanners open links too."""
        browser = read_short_cookie(request, BROWSER) or ""
        try:
            with database.reading() as session:
                check_link(session, token, browser_token=browser, now=now)
        except LinkRefused as refusal:
            return _refused(request, refusal)
        return page(request, "sign_in/link.html", action=request.url.path,
                    next_path=local_path(verder))  # fmt: skip

    @post("/{token:str}", sync_to_thread=True)
    @retried
    def use(
        self,
        request: Request[Any, Any, Any],
        token: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Response[Any]:
        form = read_form(UseLinkForm, data)
        browser = read_short_cookie(request, BROWSER) or ""
        count_sign_in(request, f"link {browser_mark(browser)}")
        try:
            with database.writing() as session:
                person = use_link(session, token, browser_token=browser, now=now)
                return after_first_step(request, session, person, way="link",
                                        onward=form.verder, now=now)  # fmt: skip
        except LinkRefused as refusal:
            note(request, "sign-in", way="link", reason=refusal.code)
            return _refused(request, refusal)


@retried
def _ask(database: Database, form: AskLinkForm, browser: str, now: datetime) -> None:
    task = {
        "email": form.email,
        "browser_hash": browser_mark(browser),
        "onward": local_path(form.verder),
        "asked_at": now.isoformat(),
    }
    with database.writing() as session:
        enqueue(session, "mail_sign_in_link", task, due_at=now)


def _refused(request: Request[Any, Any, Any], refusal: LinkRefused) -> Template:
    return page(request, "sign_in/link_refused.html", status=410,
                sentence=text(refusal.sentence, **refusal.facts))  # fmt: skip
