"""Eigen agenda: one's own calendar addresses, and what stands in them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Response, Template
from pydantic import BeforeValidator, Field
from sqlmodel import Session

from booking.calendars.addresses import feeds_of, name_of, open_feed, replace_feed, revoke_feed
from booking.calendars.choices import choice_of, choose
from booking.calendars.models import FeedChoice, FeedToken
from booking.foundation.database import retried
from booking.foundation.formats import show_date, show_time
from booking.foundation.ids import derived_token
from booking.foundation.local_time import day_of
from booking.foundation.settings import Settings
from booking.foundation.texts import N_, plural_text, text
from booking.interfaces.web.errand import Answer, Errand, Screen
from booking.interfaces.web.forms import Form, FormData, as_list, form_token_of
from booking.interfaces.web.house import house_of
from booking.interfaces.web.pages import go, page
from booking.interfaces.web.qr import qr_of
from booking.interfaces.web.sign_in_again import ask_to_sign_in_again, is_just_in, way_back
from booking.people.sessions import is_fresh
from booking.people.values import Act

SUFFIX = ".ics"
HERE = "/mijn-reserveringen/agenda"
BACK, AHEAD = (0, 7, 30, 90, 365), (7, 30, 90, 180, 365)
PARTS = {
    "werkplekken": ("has_desks", N_("My desks")),
    "ruimtes": ("has_rooms", N_("My rooms")),
    "gastheer": ("has_hosted", N_("What I receive visitors for")),
    "wachtend": ("has_waiting", N_("What still waits: requests and options")),
}
OF_STAFF = {"has_desks", "has_hosted"}
"""A partner's contact has no desks and receives nobody."""


class ChoiceForm(Form):
    inhoud: Annotated[Sequence[str], BeforeValidator(as_list)] = ()
    terug: Annotated[int, Field(ge=BACK[0], le=BACK[-1])]
    vooruit: Annotated[int, Field(ge=AHEAD[0], le=AHEAD[-1])]


class FeedController(Controller):
    path = HERE

    @get(sync_to_thread=True)
    def show(self, errand: NamedDependency[Errand]) -> Template:
        return _screen(errand)()

    @post(sync_to_thread=True)
    @retried
    def make(
        self, data: FormData, errand: NamedDependency[Errand], settings: NamedDependency[Settings]
    ) -> Response[Any] | Template:
        """Show the new address, this once: what is stored is its hash."""
        if not is_just_in(errand.request, errand.database, errand.act.at):
            return ask_to_sign_in_again(HERE)
        token = token_of(settings, errand.act, data)
        with errand.database.writing() as session:
            open_feed(session, errand.act, token)
        return _address(errand, token)

    @post("/vervanging", sync_to_thread=True)
    @retried
    def replace(
        self, data: FormData, errand: NamedDependency[Errand], settings: NamedDependency[Settings]
    ) -> Response[Any] | Template:
        """A new address in place of this one, which stops at once."""
        if not is_just_in(errand.request, errand.database, errand.act.at):
            return ask_to_sign_in_again(HERE)
        token = token_of(settings, errand.act, data)
        with errand.database.writing() as session:
            replace_feed(session, errand.act, str(data.get("kenmerk", "")), token)
        return _address(errand, token)

    @post("/intrekking", sync_to_thread=True)
    @retried
    def revoke(self, data: FormData, errand: NamedDependency[Errand]) -> Redirect:
        with errand.database.writing() as session:
            revoke_feed(session, errand.act, str(data.get("kenmerk", "")))
        return go(HERE, flash="feed-revoked")

    @post("/keuze", sync_to_thread=True)
    def choose(self, data: FormData, errand: NamedDependency[Errand]) -> Answer:
        def work(session: Session, form: ChoiceForm) -> None:
            choose(session, errand.act, _choice(errand.act, form))

        return errand.take_in(data, ChoiceForm, work, _screen(errand), at=HERE, flash="feed-chosen")


def token_of(settings: Settings, act: Act, data: FormData) -> str:
    """The secret that this form makes: a form sent twice makes one address and shows it again."""
    seed = f"{act.by.id} {form_token_of(data)}"
    return derived_token(settings.secret.get_secret_value(), "feed", seed)


def shown_address(settings: Settings, token: str) -> dict[str, Any]:
    """For shared/_calendar_address.html."""
    address = f"{settings.base_address}/agenda/{token}{SUFFIX}"
    webcal = f"webcal://{address.partition('://')[2]}"
    return {"address": address, "webcal": webcal, "qr": qr_of(webcal)}


def shown_feeds(feeds: Iterable[FeedToken]) -> list[dict[str, str]]:
    """Open addresses as a list shows them."""
    return [
        {
            "name": name_of(feed),
            "made": _moment(feed.created_at),
            "used": _moment(feed.used_at) if feed.used_at else "",
        }
        for feed in feeds
    ]


def _address(errand: Errand, token: str) -> Template:
    settings = house_of(errand.request).settings
    return page(errand.request, "my_calendar/address.html", here=HERE,
                **shown_address(settings, token))  # fmt: skip


def _screen(errand: Errand) -> Screen:
    def look(session: Session) -> dict[str, Any]:
        choice = choice_of(session, errand.act.by)
        return {
            "feeds": shown_feeds(feeds_of(session, errand.act.by)),
            "is_just_in": is_fresh(session, errand.request.auth, now=errand.act.at),
            "sign_in_again": way_back(HERE),
            "parts": [(part, text(label)) for part, (column, label) in PARTS.items()
                      if errand.act.by.is_staff or column not in OF_STAFF],
            "back": [(days, _days(days)) for days in BACK],
            "ahead": [(days, _days(days)) for days in AHEAD],
            "values": {"inhoud": [part for part, (column, _) in PARTS.items()
                                  if getattr(choice, column)],
                       "terug": choice.days_back, "vooruit": choice.days_ahead},
        }  # fmt: skip

    return errand.screen("my_calendar/index.html", look)


def _choice(act: Act, form: ChoiceForm) -> FeedChoice:
    """What is not offered to a partner's contact stays as it is: all of it."""
    parts = {
        column: part in form.inhoud or (column in OF_STAFF and not act.by.is_staff)
        for part, (column, _) in PARTS.items()
    }
    return FeedChoice(person_id=act.by.id, days_back=form.terug, days_ahead=form.vooruit, **parts)


def _days(count: int) -> str:
    return plural_text("%(count)s day", "%(count)s days", count)


def _moment(instant: datetime) -> str:
    return f"{show_date(day_of(instant))} {show_time(instant)}"
