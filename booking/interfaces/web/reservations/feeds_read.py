"""Calendar addresses as programs read them: without signing in, and only what is new."""

import gzip
import logging
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from litestar import Controller, HttpMethod, Request, route
from litestar.di import NamedDependency
from litestar.exceptions import TooManyRequestsException
from litestar.params import FromPath
from litestar.response import Response
from sqlmodel import Session

from booking.calendars.addresses import is_use_noted, note_use, open_address
from booking.calendars.change_log import follow, is_behind
from booking.calendars.events import sender_of
from booking.calendars.feeds import Feed, feed_at, write_feed
from booking.calendars.ical_out import MEDIA_TYPE
from booking.calendars.objects import CalendarObject
from booking.foundation.database import Database, retried
from booking.foundation.errors import Unavailable
from booking.foundation.settings import Settings
from booking.foundation.texts import N_, text
from booking.interfaces.web.fragments import GZIP_LEVEL, Recent, takes_gzip
from booking.interfaces.web.rate_limits import count_feed_read
from booking.interfaces.web.reservations.feeds import SUFFIX
from booking.people.permissions import NotThere

NO_SUCH_FEED = N_("This calendar address does not exist (any more).")
TOO_OFTEN = N_("This calendar address is read too often. Try again in a minute.")
HEADERS = {"Cache-Control": "private, max-age=300", "X-Robots-Tag": "noindex"}
FILES_MAX = 300  # compressed, a busy room's year is some 60 kB
TEXTS_MAX = 5_000  # of a kilobyte each

log = logging.getLogger("booking.feeds")


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
        sender = sender_of(settings)
        try:
            count_feed_read(request, token)
            with followed(database) as session:
                address = open_address(session, token)
                feed = feed_at(session, address, sender, now=now)
                since, is_noted = address.version_at, is_use_noted(address, feed.version, now=now)
        except NotThere:
            return _said(NO_SUCH_FEED, 404)
        except TooManyRequestsException as refusal:
            return _said(TOO_OFTEN, 429, refusal.headers)
        if not is_noted:
            since = _note_use(database, token, feed.version, now)
        return _answer(request, database, feed, since, settings)


def _said(sentence: str, status: int, headers: Mapping[str, str] | None = None) -> Response[bytes]:
    return Response(text(sentence).encode(), status_code=status, media_type="text/plain",
                    headers={**HEADERS, **(headers or {})})  # fmt: skip


def _answer(
    request: Request[Any, Any, Any],
    database: Database,
    feed: Feed,
    since: datetime | None,
    settings: Settings,
) -> Response[bytes]:
    """The two codings of one file are two representations: each has a tag (RFC 9110 §8.8.3.3)."""
    is_packed = takes_gzip(request)
    headers = {
        **HEADERS,
        "ETag": f'"{feed.version}{"-gzip" if is_packed else ""}"',
        "Vary": "Accept-Encoding",
    }
    if since is not None:
        headers["Last-Modified"] = format_datetime(since, usegmt=True)
    if _is_known(request.headers, since, headers["ETag"]):
        return Response(b"", status_code=304, headers=headers, media_type=MEDIA_TYPE)
    with database.reading() as session:
        packed = _packed_file(session, feed, settings)
    if is_packed:
        headers["Content-Encoding"] = "gzip"
    content = packed if is_packed else gzip.decompress(packed)
    return Response(content, headers=headers, media_type=MEDIA_TYPE)


def _packed_file(session: Session, feed: Feed, settings: Settings) -> bytes:
    """The file, compressed: made once a version, since programs ask all day.

    Of another version only what changed is written anew.
    """
    memory = session.info["memory"]
    files: Recent[bytes] = memory.setdefault("calendar files", Recent(FILES_MAX))
    texts: Recent[bytes] = memory.setdefault("calendar texts", Recent(TEXTS_MAX))

    def kept(thing: CalendarObject, write: Callable[[], bytes]) -> bytes:
        return texts.get((feed.manner, thing.key), write)

    def make() -> bytes:
        content = write_feed(session, feed, sender=sender_of(settings),
                             municipality=settings.municipality, kept=kept)  # fmt: skip
        return gzip.compress(content, GZIP_LEVEL, mtime=0)

    return files.get(feed.version, make)


def _is_known(asked: Mapping[str, str], given_since: datetime | None, tag: str) -> bool:
    """Whether the program has this version; a tag goes before a date (RFC 9110 §13.2.2)."""
    known = asked.get("if-none-match")
    if known is not None:
        return known.strip() == "*" or tag in {
            part.strip().removeprefix("W/") for part in known.split(",")
        }
    try:
        since = parsedate_to_datetime(asked.get("if-modified-since", ""))
        is_known = given_since is not None and given_since <= since
    except (TypeError, ValueError):
        return False
    return is_known


def _note_use(database: Database, token: str, version: str, now: datetime) -> datetime | None:
    """Returns since when this version is given out, if that can be stored.

    At most once an hour or a version, so that its owner sees which address is still in use.
    """
    try:
        with database.writing() as session:
            return note_use(session, token, version, now=now)
    except Unavailable:
        return None


@contextmanager
def followed(database: Database) -> Generator[Session]:
    """As :meth:`Database.reading`, once the log of changes knows what was done until now.

    What is left after a few hundred acts is done by a job; the version says so meanwhile.
    """
    with database.reading() as session:
        is_to_follow = is_behind(session)
        if not is_to_follow:
            yield session
    if is_to_follow:
        try:
            _follow(database)
        except Unavailable as trouble:  # what is known is given
            log.warning("changes were not followed", extra={"cause": str(trouble)})
        with database.reading() as session:
            yield session


@retried
def _follow(database: Database) -> None:
    with database.writing() as session:
        follow(session)
