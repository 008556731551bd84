"""Calendar addresses of one's own: made and revoked on Mijn reserveringen."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from litestar import Controller, Request, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Response, Template

from booking.calendars.addresses import name_of, open_feed, revoke_feed
from booking.calendars.models import FeedToken
from booking.foundation.database import Database, retried
from booking.foundation.formats import show_date, show_time
from booking.foundation.ids import derived_token
from booking.foundation.local_time import day_of
from booking.foundation.settings import Settings
from booking.interfaces.web.forms import FormData, form_token_of
from booking.interfaces.web.pages import go, page
from booking.interfaces.web.qr import qr_of
from booking.interfaces.web.sign_in_again import ask_to_sign_in_again, is_just_in
from booking.people.values import Act

SUFFIX = ".ics"
HERE = "/mijn-reserveringen"
MAKE_HERE = f"{HERE}#eigen-agenda"


class FeedController(Controller):
    path = f"{HERE}/agenda"

    @post(sync_to_thread=True)
    @retried
    def make(
        self,
        request: Request[Any, Any, Any],
        data: FormData,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        act: NamedDependency[Act],
    ) -> Response[Any] | Template:
        """Show the new address, this once: what is stored is its hash."""
        if not is_just_in(request, database, act.at):
            return ask_to_sign_in_again(MAKE_HERE)
        token = token_of(settings, act, data)
        with database.writing() as session:
            open_feed(session, act, token)
        return page(
            request, "my_reservations/feed.html", here=HERE, **shown_address(settings, token)
        )

    @post("/intrekking", sync_to_thread=True)
    @retried
    def revoke(
        self, data: FormData, database: NamedDependency[Database], act: NamedDependency[Act]
    ) -> Redirect:
        with database.writing() as session:
            revoke_feed(session, act, str(data.get("kenmerk", "")))
        return go(HERE, flash="feed-revoked")


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


def _moment(instant: datetime) -> str:
    return f"{show_date(day_of(instant))} {show_time(instant)}"
