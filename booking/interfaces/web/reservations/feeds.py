"""Calendar addresses: made and revoked on Mijn reserveringen, read without signing in."""

from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from litestar import Controller, HttpMethod, Request, post, route
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Response, Template
from sqlmodel import Session

from booking.calendars.events import sender_of
from booking.calendars.feeds import (
    Feed,
    events_of,
    feed_for,
    feeds_of,
    is_use_noted,
    name_of,
    note_use,
    open_feed,
    reader_of,
    revoke_feed,
)
from booking.calendars.ical_out import MEDIA_TYPE, calendar_file
from booking.foundation.database import Database, retried
from booking.foundation.errors import Unavailable
from booking.foundation.formats import show_date, show_time
from booking.foundation.ids import derived_token
from booking.foundation.local_time import day_of
from booking.foundation.settings import Settings
from booking.foundation.texts import N_, speaking, text
from booking.interfaces.web.forms import FormData, form_token_of
from booking.interfaces.web.pages import go, page
from booking.people.permissions import NotThere
from booking.people.values import Act, Principal

SUFFIX = ".ics"
HERE = "/mijn-reserveringen"
NO_SUCH_FEED = N_("This calendar address does not exist (any more).")
HEADERS = {"Cache-Control": "private, max-age=300", "X-Robots-Tag": "noindex"}


class FeedController(Controller):
    @post(f"{HERE}/agenda", sync_to_thread=True)
    @retried
    def make(
        self,
        request: Request[Any, Any, Any],
        data: FormData,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        act: NamedDependency[Act],
    ) -> Template:
        """Show the new address, this once: what is stored is its hash."""
        seed = f"{act.by.id} {form_token_of(data)}"
        token = derived_token(settings.secret.get_secret_value(), "feed", seed)
        with database.writing() as session:
            open_feed(session, act, token)
        address = f"{settings.base_address}/agenda/{token}{SUFFIX}"
        return page(
            request, "my_reservations/feed.html", here=HERE, address=address,
            webcal=f"webcal://{address.partition('://')[2]}",
        )  # fmt: skip

    @post(f"{HERE}/agenda/intrekking", sync_to_thread=True)
    @retried
    def revoke(
        self, data: FormData, database: NamedDependency[Database], act: NamedDependency[Act]
    ) -> Redirect:
        with database.writing() as session:
            revoke_feed(session, act, str(data.get("kenmerk", "")))
        return go(HERE, flash="feed-revoked")

    @route("/agenda/{file:str}", http_method=[HttpMethod.GET, HttpMethod.HEAD], sync_to_thread=True)
    def read(
        self,
        request: Request[Any, Any, Any],
        file: FromPath[str],
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        now: NamedDependency[datetime],
    ) -> Response[bytes]:
        """No error page here: that would repeat the secret address in its links."""
        token = file.removesuffix(SUFFIX)
        try:
            with database.reading() as session:
                reader = reader_of(session, token, now=now)
                answer = _answer(request, session, reader, settings=settings, now=now)
                is_noted = is_use_noted(session, token, now=now)
        except NotThere:
            return Response(text(NO_SUCH_FEED).encode(), status_code=404,
                            media_type="text/plain", headers=HEADERS)  # fmt: skip
        if not is_noted:
            _note_use(database, token, now)
        return answer


def shown_feeds(session: Session, viewer: Principal) -> list[dict[str, str]]:
    """The open addresses of ``viewer`` as the list on Mijn reserveringen shows them."""
    return [
        {
            "name": name_of(feed),
            "made": _moment(feed.created_at),
            "used": _moment(feed.used_at) if feed.used_at else "",
        }
        for feed in feeds_of(session, viewer)
    ]


def _answer(
    request: Request[Any, Any, Any],
    session: Session,
    reader: Principal,
    *,
    settings: Settings,
    now: datetime,
) -> Response[bytes]:
    with speaking(reader.language):
        feed = feed_for(session, reader, now=now)
        headers = {
            **HEADERS,
            "ETag": f'"{feed.version}-{reader.language}"',
            "Last-Modified": format_datetime(feed.changed_at, usegmt=True),
        }
        if _is_known(request, feed, headers["ETag"]):
            return Response(b"", status_code=304, headers=headers, media_type=MEDIA_TYPE)
        sender = sender_of(settings)
        events = events_of(session, feed.reservations, reader=reader, sender=sender)
        name = f"{settings.municipality} – {text(N_('My reservations'))}"
        content = calendar_file(events, organizer=sender.organizer, name=name)
    return Response(content, headers=headers, media_type=MEDIA_TYPE)


def _is_known(request: Request[Any, Any, Any], feed: Feed, tag: str) -> bool:
    """Whether the program has this version; a tag goes before a date (RFC 9110 §13.2.2)."""
    known = request.headers.get("if-none-match")
    if known is not None:
        return known.strip() == "*" or tag in {
            part.strip().removeprefix("W/") for part in known.split(",")
        }
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
        return feed.changed_at.replace(microsecond=0) <= since
    except (TypeError, ValueError):
        return False


def _note_use(database: Database, token: str, now: datetime) -> None:
    """At most once an hour, so that its owner sees which address is still in use.

    The one GET that changes something. A feed is still answered when it cannot be stored.
    """
    try:
        with database.writing() as session:
            note_use(session, token, now=now)
    except Unavailable:
        return


def _moment(instant: datetime) -> str:
    return f"{show_date(day_of(instant))} {show_time(instant)}"
