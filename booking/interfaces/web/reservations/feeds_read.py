"""Calendar addresses as programs read them: without signing in, and only what is new."""

import gzip
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from litestar import Controller, HttpMethod, Request, route
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Response
from sqlmodel import Session

from booking.calendars.addresses import is_use_noted, note_use, open_address
from booking.calendars.events import sender_of
from booking.calendars.feeds import Feed, events_in, feed_at, title_of
from booking.calendars.ical_out import MEDIA_TYPE, calendar_file
from booking.foundation.database import Database
from booking.foundation.errors import Unavailable
from booking.foundation.settings import Settings
from booking.foundation.texts import N_, speaking, text
from booking.interfaces.web.fragments import GZIP_LEVEL, Recent, takes_gzip
from booking.interfaces.web.reservations.feeds import SUFFIX
from booking.people.permissions import NotThere

NO_SUCH_FEED = N_("This calendar address does not exist (any more).")
HEADERS = {"Cache-Control": "private, max-age=300", "X-Robots-Tag": "noindex"}
FILES_MAX = 300  # compressed, a busy room's year is some 60 kB


class FeedFileController(Controller):
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
                address = open_address(session, token)
                feed = feed_at(session, address, now=now)
                answer = _answer(request, session, feed, settings)
                is_noted = is_use_noted(address, now=now)
        except NotThere:
            return Response(text(NO_SUCH_FEED).encode(), status_code=404,
                            media_type="text/plain", headers=HEADERS)  # fmt: skip
        if not is_noted:
            _note_use(database, token, now)
        return answer


def _answer(
    request: Request[Any, Any, Any], session: Session, feed: Feed, settings: Settings
) -> Response[bytes]:
    """The two codings of one file are two representations: each has a tag (RFC 9110 §8.8.3.3)."""
    is_packed = takes_gzip(request)
    headers = {
        **HEADERS,
        "ETag": f'"{feed.version}{"-gzip" if is_packed else ""}"',
        "Last-Modified": format_datetime(feed.changed_at, usegmt=True),
        "Vary": "Accept-Encoding",
    }
    if _is_known(request.headers, feed, headers["ETag"]):
        return Response(b"", status_code=304, headers=headers, media_type=MEDIA_TYPE)
    packed = _packed_file(session, feed, settings)
    if is_packed:
        headers["Content-Encoding"] = "gzip"
    content = packed if is_packed else gzip.decompress(packed)
    return Response(content, headers=headers, media_type=MEDIA_TYPE)


def _packed_file(session: Session, feed: Feed, settings: Settings) -> bytes:
    """The file, compressed: made once a version, since programs ask all day."""

    def make() -> bytes:
        sender = sender_of(settings)
        with speaking(feed.language):
            content = calendar_file(
                events_in(session, feed, sender=sender),
                organizer=sender.organizer,
                name=title_of(feed, settings.municipality),
            )
        return gzip.compress(content, GZIP_LEVEL, mtime=0)

    kept: Recent[bytes] = session.info["memory"].setdefault("calendar files", Recent(FILES_MAX))
    return kept.get(feed.key, make)


def _is_known(asked: Mapping[str, str], feed: Feed, tag: str) -> bool:
    """Whether the program has this version; a tag goes before a date (RFC 9110 §13.2.2)."""
    known = asked.get("if-none-match")
    if known is not None:
        return known.strip() == "*" or tag in {
            part.strip().removeprefix("W/") for part in known.split(",")
        }
    try:
        since = parsedate_to_datetime(asked.get("if-modified-since", ""))
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
