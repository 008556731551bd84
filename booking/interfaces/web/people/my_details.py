"""Mijn gegevens: language, who sees that I am in, password, code, signed-in browsers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Response, Template
from pydantic import Field
from sqlmodel import Session

from booking.foundation.database import Database, retried
from booking.foundation.errors import Refused
from booking.foundation.ids import token_hash
from booking.foundation.local_time import day_of
from booking.foundation.settings import Settings
from booking.foundation.texts import N_, text
from booking.interfaces.web.forms import Form, FormData, InvalidForm, read_form
from booking.interfaces.web.house import house_of
from booking.interfaces.web.identity import forget_person
from booking.interfaces.web.language import language_cookie
from booking.interfaces.web.pages import go, page
from booking.interfaces.web.people.browsers import name_of_browser
from booking.interfaces.web.people.entrance import come_in
from booking.interfaces.web.persons import PersonField, candidates
from booking.interfaces.web.security_log import note
from booking.people.codes import has_codes
from booking.people.delegates import delegates_of, principals_of
from booking.people.finding import staff_named
from booking.people.models import Person
from booking.people.passwords import LENGTH_MIN, hash_good_password, is_password_of, store_password
from booking.people.preferences import change_preferences, reminder_of
from booking.people.sessions import (
    end_one_session,
    end_other_sessions,
    end_sessions_of,
    is_fresh,
    session_limits,
    sessions_of,
)
from booking.people.values import Act, Invitations, Principal, Reminder, Sharing

HERE = "/mijn-gegevens"
FIELD_LENGTH_MAX = 300


class NotYours(Refused):
    code = "not-your-password"
    sentence = N_("This is not your present password.")


class PreferencesForm(Form):
    taal: Literal["nl", "en"]
    delen: Sharing = Sharing.NOBODY
    agenda: Invitations = Invitations.ROOMS
    herinnering: Reminder | None = None


class NewPasswordForm(Form):
    huidig: Annotated[str, Field(max_length=FIELD_LENGTH_MAX)] = ""
    nieuw: Annotated[str, Field(max_length=FIELD_LENGTH_MAX)]


class MyDetailsController(Controller):
    path = HERE

    @get(sync_to_thread=True)
    def show(
        self,
        request: Request[Any, Any, Any],
        database: NamedDependency[Database],
        viewer: NamedDependency[Principal],
        now: NamedDependency[datetime],
    ) -> Template:
        return details_page(request, database, viewer, now)

    @post("/voorkeuren", sync_to_thread=True)
    def choose(
        self,
        request: Request[Any, Any, Any],
        data: FormData,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        act: NamedDependency[Act],
    ) -> Response[Any]:
        try:
            form = read_form(PreferencesForm, data)
        except InvalidForm as invalid:
            return details_page(request, database, act.by, act.at, errors=invalid.errors)
        _choose(database, act, form)
        forget_person(house_of(request), act.by.id)
        return go(HERE, flash="details-changed", cookies=[language_cookie(settings, form.taal)])

    @post("/wachtwoord", sync_to_thread=True)
    def change_password(
        self,
        request: Request[Any, Any, Any],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Response[Any]:
        try:
            form = read_form(NewPasswordForm, data)
            return _change_password(request, database, act, form)
        except InvalidForm as invalid:
            return details_page(request, database, act.by, act.at, errors=invalid.errors)
        except NotYours as refusal:
            note(request, "password-change")
            errors = {"huidig": text(refusal.sentence)}
            return details_page(request, database, act.by, act.at, errors=errors)
        except Refused as refusal:
            errors = {"nieuw": text(refusal.sentence, **refusal.facts)}
            return details_page(request, database, act.by, act.at, errors=errors)

    @post("/sessies/{key:str}/einde", sync_to_thread=True)
    @retried
    def end_session(
        self,
        request: Request[Any, Any, Any],
        key: FromPath[str],
        database: NamedDependency[Database],
        viewer: NamedDependency[Principal],
    ) -> Redirect:
        with database.writing() as session:
            end_one_session(session, viewer.id, key)
        forget_person(house_of(request), viewer.id)
        note(request, "session-ended", result="ok")
        return go(HERE, flash="sessions-ended")

    @post("/andere-sessies/einde", sync_to_thread=True)
    @retried
    def end_others(
        self,
        request: Request[Any, Any, Any],
        database: NamedDependency[Database],
        viewer: NamedDependency[Principal],
    ) -> Redirect:
        with database.writing() as session:
            end_other_sessions(session, viewer.id, request.auth)
        forget_person(house_of(request), viewer.id)
        note(request, "sessions-ended", result="ok")
        return go(HERE, flash="sessions-ended")


@retried
def _choose(database: Database, act: Act, form: PreferencesForm) -> None:
    with database.writing() as session:
        change_preferences(session, act, language=form.taal, sharing=form.delen,
                           invitations=form.agenda, reminder=form.herinnering)  # fmt: skip


def _change_password(
    request: Request[Any, Any, Any], database: Database, act: Act, form: NewPasswordForm
) -> Redirect:
    """Whoever signed in just now need not know the old one: so a forgotten one is replaced."""
    with database.reading() as session:
        person = session.get_one(Person, act.by.id)
        is_trusted = is_fresh(session, request.auth, now=act.at)
    if not is_trusted and not is_password_of(person, form.huidig):
        raise NotYours
    return _store_password(request, database, act, hash_good_password(form.nieuw, person))


@retried
def _store_password(
    request: Request[Any, Any, Any], database: Database, act: Act, password_hash: str
) -> Redirect:
    """Every session ends, and this browser gets a new one."""
    with database.writing() as session:
        store_password(session, act, password_hash)
        end_sessions_of(session, act.by.id)
        cookie = come_in(request, session, act.by.id, way="password-change", now=act.at)
    forget_person(house_of(request), act.by.id)
    return go(HERE, flash="password-set", cookies=[cookie])


def details_page(
    request: Request[Any, Any, Any], database: Database, viewer: Principal, now: datetime, *,
    errors: dict[str, str] | None = None, sent: Mapping[str, Any] | None = None,
) -> Template:  # fmt: skip
    """Everything about me; ``errors`` in what was ``sent``."""
    sent = sent or {}
    with database.reading() as session:
        person = session.get_one(Person, viewer.id)
        browsers = _browsers(request, session, viewer, now)
        just_in = is_fresh(session, request.auth, now=now)
        others: dict[str, Any] = {
            "delegates": delegates_of(session, viewer),
            "principals": principals_of(session, viewer),
            "colleague": PersonField(
                is_searched=True, choices=candidates(session, sent.get("collega"), staff_named)
            ),
        }
    return page(
        request, "my_details/index.html", status=422 if errors else 200, errors=errors or {},
        values={**sent, "taal": person.language, "delen": person.sharing.value,
                "agenda": person.invitations.value, "herinnering": reminder_of(person).value},
        email=person.email, **others,
        browsers=browsers, has_password=person.password_hash is not None,
        has_codes=has_codes(person), is_fresh=just_in, length_min=LENGTH_MIN,
    )  # fmt: skip


def _browsers(
    request: Request[Any, Any, Any], session: Session, viewer: Principal, now: datetime
) -> list[dict[str, Any]]:
    limits = session_limits(house_of(request).settings)
    here = token_hash(request.auth)
    return [
        {"key": row.token_hash, "name": name_of_browser(row.browser),
         "is_here": row.token_hash == here, "created_on": day_of(row.created_at),
         "created_at": row.created_at}
        for row in sessions_of(session, viewer.id, limits=limits, now=now)
    ]  # fmt: skip
