"""Calendar addresses as programs read them: without signing in, and only what is new."""

import gzip
import logging
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from litestar import Controller, HttpMethod, route
from litestar.concurrency import sync_to_thread
from litestar.exceptions import TooManyRequestsException
from litestar.params import FromPath
from sqlmodel import Session

from booking.calendars.addresses import is_use_noted, note_use, open_address
from booking.calendars.change_log import follow, is_behind, standing_of
from booking.calendars.events import Sender, sender_of
from booking.calendars.feeds import Feed, feed_at, write_feed
from booking.calendars.objects import CalendarObject
from booking.foundation.database import Database, retried
from booking.foundation.errors import Unavailable
from booking.foundation.settings import Settings
from booking.foundation.texts import N_, text
from booking.interfaces.web.dependencies import AnyRequest, now_of
from booking.interfaces.web.fragments import GZIP_LEVEL, Ready, Recent
from booking.interfaces.web.house import House, house_of
from booking.interfaces.web.rate_limits import count_feed_read
from booking.interfaces.web.reservations.feeds import SUFFIX
from booking.interfaces.web.reservations.feeds_watch import (
    ALWAYS,
    Given,
    Watch,
    answer,
    files_of,
    keep_watch,
    seen_by,
    statement_for,
    until_of,
    watched,
)
from booking.people.permissions import NotThere

NO_SUCH_FEED = N_("This calendar address does not exist (any more).")
TOO_OFTEN = N_("This calendar address is read too often. Try again in a minute.")
TEXTS_MAX = 5_000  # of a kilobyte each

log = logging.getLogger("booking.feeds")


class FeedFileController(Controller):
    @route("/agenda/{file:str}", http_method=[HttpMethod.GET, HttpMethod.HEAD],
           exclude_from_csrf=True)  # fmt: skip
    async def read(self, request: AnyRequest, file: FromPath[str]) -> Ready:
        """No error page here: that would repeat the secret address in its links.

        A glance at SQLite waits for nobody; whatever may wait goes to a thread.
        """
        house, now, token = house_of(request), now_of(request), file.removesuffix(SUFFIX)
        try:
            count_feed_read(request, token)
        except TooManyRequestsException as refusal:
            return _said(TOO_OFTEN, 429, refusal.headers)
        look = partial(watched, request, house.database, token, now)
        ready = look() if house.database.is_sqlite else await sync_to_thread(look)
        if ready is None:
            ready = await sync_to_thread(_read, request, house, token, now)
        return ready


def _said(sentence: str, status: int, headers: Mapping[str, str] | None = None) -> Ready:
    body = text(sentence).encode()
    more = {"content-type": "text/plain; charset=utf-8", "content-length": str(len(body)),
            **(headers or {})}  # fmt: skip
    written = ((name.lower().encode(), value.encode()) for name, value in more.items())
    return Ready(status, (*ALWAYS, *written), body)


def _read(request: AnyRequest, house: House, token: str, now: datetime) -> Ready:
    """What the address gives out now; kept, so that the next answer is short."""
    database, sender = house.database, sender_of(house.settings)
    try:
        statement = statement_for(database, token) or _statement(database, token, sender, now)
        with followed(database) as session:
            seen = seen_by(session, statement)
            address = open_address(session, token)
            feed = feed_at(session, address, sender, now=now)
            since, used_at = address.version_at, address.used_at
            is_noted = is_use_noted(address, feed.version, now=now)
            packed = _packed_file(session, feed, house.settings)
    except NotThere:
        return _said(NO_SUCH_FEED, 404)
    if not is_noted:
        since, used_at = _note_use(database, token, feed.version, now), now
    given = Given(feed.version, since, until_of(now, used_at))
    keep_watch(database, token, feed, Watch(statement, seen, given))
    return answer(request, given, packed)


def _statement(database: Database, token: str, sender: Sender, now: datetime) -> str:
    with database.reading() as session:
        feed = feed_at(session, open_address(session, token), sender, now=now)
    return standing_of(feed.owner.whose)


def _packed_file(session: Session, feed: Feed, settings: Settings) -> bytes:
    """The file, compressed: made once a version, since programs ask all day.

    Of another version only what changed is written anew.
    """
    memory = session.info["memory"]
    texts: Recent[bytes] = memory.setdefault("calendar texts", Recent(TEXTS_MAX))

    def kept(thing: CalendarObject, write: Callable[[], bytes]) -> bytes:
        return texts.get((feed.manner, thing.key), write)

    def make() -> bytes:
        content = write_feed(session, feed, sender=sender_of(settings),
                             municipality=settings.municipality, kept=kept)  # fmt: skip
        return gzip.compress(content, GZIP_LEVEL, mtime=0)

    return files_of(memory).get(feed.version, make)


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
