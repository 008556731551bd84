"""Signing in with a password, and the second step with a code."""

from datetime import datetime
from typing import Annotated, Any

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect, Response
from pydantic import Field
from sqlmodel import Session

from booking.foundation.database import Database, retried
from booking.foundation.errors import Refused
from booking.foundation.local_time import day_of
from booking.foundation.settings import Settings
from booking.foundation.texts import N_, text
from booking.interfaces.web.forms import Form, FormData, InvalidForm, read_form
from booking.interfaces.web.house import house_of
from booking.interfaces.web.pages import go, local_path, page
from booking.interfaces.web.people.entrance import (
    FIRST_STEP,
    START,
    after_first_step,
    come_in,
    read_short_cookie,
    short_cookie,
)
from booking.interfaces.web.people.sign_in import sign_in_page
from booking.interfaces.web.qr import qr_of
from booking.interfaces.web.rate_limits import count_sign_in
from booking.interfaces.web.security_log import mark_of, note
from booking.people.codes import (
    CodeRefused,
    FirstStepGone,
    address_for_app,
    finish_second_step,
    has_codes,
    person_at_second_step,
)
from booking.people.models import Person
from booking.people.passwords import is_password_of, renew_hash
from booking.people.queries import person_by_email, principal_of
from booking.people.values import Principal

FIELD_LENGTH_MAX = 300  # a password is at most 128 characters; this bounds the work of hashing


class WrongPair(Refused):
    """One sentence for every reason, so that nobody learns who has an account."""

    code = "wrong-pair"
    sentence = N_("This address and password do not belong together. Try again, or use a link.")


class PasswordForm(Form):
    gebruiker: Annotated[str, Field(max_length=254)]
    wachtwoord: Annotated[str, Field(max_length=FIELD_LENGTH_MAX)]
    verder: str = START


class CodeForm(Form):
    code: Annotated[str, Field(max_length=20)]
    verder: str = START


class PasswordController(Controller):
    @post("/inloggen/wachtwoord", sync_to_thread=True)
    def sign_in(
        self,
        request: Request[Any, Any, Any],
        data: FormData,
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Response[Any]:
        try:
            form = read_form(PasswordForm, data)
        except InvalidForm as invalid:
            return sign_in_page(request, invalid=invalid)
        count_sign_in(request, form.gebruiker)
        try:
            return _take_first_step(request, database, form, now)
        except WrongPair as refusal:
            note(request, "sign-in", way="password", account=mark_of(request, form.gebruiker))
            errors = {"wachtwoord": text(refusal.sentence)}
            return sign_in_page(request, invalid=InvalidForm(errors, data))

    @get("/inloggen/code", sync_to_thread=True)
    def ask_code(
        self,
        request: Request[Any, Any, Any],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
        verder: FromQuery[str] = START,
    ) -> Response[Any]:
        return _code_page(request, database, now, onward=verder)

    @post("/inloggen/code", sync_to_thread=True)
    def take_code(
        self,
        request: Request[Any, Any, Any],
        data: FormData,
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Response[Any]:
        onward = local_path(str(data.get("verder", START)))
        try:
            return _take_second_step(request, database, read_form(CodeForm, data), now)
        except InvalidForm as invalid:
            return _code_page(request, database, now, onward=onward, errors=invalid.errors)
        except CodeRefused as refusal:
            note(request, "sign-in", way="code")
            errors = {"code": text(refusal.sentence)}
            return _code_page(request, database, now, onward=onward, errors=errors)
        except FirstStepGone:
            return _start_again(request)


def secret_in_groups(person: Person) -> str:
    """The secret in groups of four, for who types it over."""
    secret = person.totp_secret or ""
    return " ".join(secret[n : n + 4] for n in range(0, len(secret), 4))


def _take_first_step(
    request: Request[Any, Any, Any], database: Database, form: PasswordForm, now: datetime
) -> Redirect:
    """Hashing takes its time, so no transaction is open meanwhile."""
    with database.reading() as session:
        person = person_by_email(session, form.gebruiker)
    if not is_password_of(person, form.wachtwoord) or person is None:
        raise WrongPair
    return _let_on(request, database, person, form, now)


@retried
def _let_on(
    request: Request[Any, Any, Any], database: Database, person: Person, form: PasswordForm,
    now: datetime,
) -> Redirect:  # fmt: skip
    with database.writing() as session:
        principal = _principal(session, person, now)
        renew_hash(session, person, form.wachtwoord)
        return after_first_step(request, session, principal, way="password",
                                onward=form.verder, now=now)  # fmt: skip


def _principal(session: Session, person: Person, now: datetime) -> Principal:
    principal = principal_of(session, person.id or 0, today=day_of(now))
    if principal is None:
        raise WrongPair
    return principal


@retried
def _take_second_step(
    request: Request[Any, Any, Any], database: Database, form: CodeForm, now: datetime
) -> Redirect:
    settings: Settings = house_of(request).settings
    token = read_short_cookie(request, FIRST_STEP) or ""
    with database.writing() as session:
        person = person_at_second_step(session, token, now=now)
        count_sign_in(request, person.email)
        principal = finish_second_step(session, token, form.code, now=now)
        cookie = come_in(request, session, principal.id, way="code", now=now)
    return go(local_path(form.verder),
              cookies=[cookie, short_cookie(settings, FIRST_STEP, None)])  # fmt: skip


def _code_page(
    request: Request[Any, Any, Any], database: Database, now: datetime, *, onward: str,
    errors: dict[str, str] | None = None,
) -> Response[Any]:  # fmt: skip
    token = read_short_cookie(request, FIRST_STEP) or ""
    try:
        with database.reading() as session:
            person = person_at_second_step(session, token, now=now)
    except FirstStepGone:
        return _start_again(request)
    return page(
        request, "sign_in/code.html", status=422 if errors else 200, errors=errors or {},
        next_path=local_path(onward), setup=None if has_codes(person) else _setup(request, person),
    )  # fmt: skip


def _setup(request: Request[Any, Any, Any], person: Person) -> dict[str, object]:
    issuer = house_of(request).settings.municipality
    return {"qr": qr_of(address_for_app(person, issuer)), "secret": secret_in_groups(person)}


def _start_again(request: Request[Any, Any, Any]) -> Redirect:
    settings = house_of(request).settings
    return go("/inloggen", flash="too-late", cookies=[short_cookie(settings, FIRST_STEP, None)])
