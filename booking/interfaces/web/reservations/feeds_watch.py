"""Programs read a calendar all day, and mostly nothing changed: the short way.

What was given out at an address is kept, with what a statement on a bare connection then said of
that calendar. As long as it says the same, so does the file. Whatever is not kept goes the
ordinary way (feeds_read.py), which keeps it for the next.
"""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from sqlmodel import Session

from booking.calendars.addresses import USED_AGAIN_AFTER
from booking.calendars.change_log import is_standing_behind, standing_of
from booking.calendars.feeds import Feed
from booking.calendars.ical_out import MEDIA_TYPE
from booking.foundation.database import Database
from booking.foundation.ids import token_hash
from booking.foundation.local_time import day_of, local_day
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.fragments import Encoded, Ready, Recent, takes_gzip

FILES_MAX = 300  # compressed, a busy room's year is some 60 kB
WATCHES_MAX = 2_000
ALWAYS: Encoded = (
    (b"cache-control", b"private, max-age=300"),
    (b"x-robots-tag", b"noindex"),
)
Seen = tuple[Any, ...]
OF_CALENDARS: Encoded = (
    *ALWAYS,
    (b"content-type", f"{MEDIA_TYPE}; charset=utf-8".encode()),
    (b"vary", b"Accept-Encoding"),
)


@dataclass(frozen=True, slots=True)
class Given:
    """What was given out at an address, until when it may be another whatever else happens."""

    version: str
    since: datetime | None
    """When it began to be, if that is stored."""
    until: datetime


@dataclass(frozen=True, slots=True)
class Watch:
    """``statement`` gave ``seen`` before what is ``given`` was read: no change goes by unseen."""

    statement: str
    seen: Seen
    given: Given


def until_of(now: datetime, used_at: datetime | None) -> datetime:
    """The window of a calendar moves at midnight, and its use is noted once an hour."""
    midnight = local_day(day_of(now)).ends_at
    return min(midnight, (used_at or now) + USED_AGAIN_AFTER)


def statement_for(database: Database, token: str) -> str | None:
    watch = _watches(database.memory).find(token_hash(token))
    return watch.statement if watch else None


def seen_by(session: Session, statement: str) -> Seen:
    return tuple(session.connection().exec_driver_sql(statement).one())


def keep_watch(database: Database, token: str, feed: Feed, watch: Watch) -> None:
    """Unless it is the calendar of another meanwhile, or acts went by that nobody noted yet.

    Then the next one looks anew: one act more would not be seen among those.
    """
    statement = standing_of(feed.owner.whose)
    is_known = statement == watch.statement and not is_standing_behind(watch.seen)
    seen = watch.seen if is_known else ()
    _watches(database.memory).keep(token_hash(token), Watch(statement, seen, watch.given))


def watched(request: AnyRequest, database: Database, token: str, now: datetime) -> Ready | None:
    """The answer, when all it takes is known; else None."""
    watch = _watches(database.memory).find(token_hash(token))
    if watch is None or now >= watch.given.until:
        return None
    if database.glance(watch.statement) != watch.seen:
        return None
    packed = files_of(database.memory).find(watch.given.version)
    return answer(request, watch.given, packed) if packed else None


def files_of(memory: dict[str, Any]) -> Recent[bytes]:
    """The files that this process keeps, compressed, by version."""
    kept: Recent[bytes] = memory.setdefault("calendar files", Recent(FILES_MAX))
    return kept


def answer(request: AnyRequest, given: Given, packed: bytes) -> Ready:
    """The two codings of one file are two representations: each has a tag (RFC 9110 §8.8.3.3)."""
    is_packed = takes_gzip(request)
    tag = f'"{given.version}{"-gzip" if is_packed else ""}"'
    headers: Encoded = (*OF_CALENDARS, (b"etag", tag.encode()))
    if given.since is not None:
        moment = format_datetime(given.since, usegmt=True)
        headers = (*headers, (b"last-modified", moment.encode()))
    if _is_known(request.headers, given.since, tag):
        return Ready(304, headers)
    content = packed if is_packed else gzip.decompress(packed)
    if is_packed:
        headers = (*headers, (b"content-encoding", b"gzip"))
    headers = (*headers, (b"content-length", str(len(content)).encode()))
    return Ready(200, headers, b"" if request.method == "HEAD" else content)


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


def _watches(memory: dict[str, Any]) -> Recent[Watch]:
    kept: Recent[Watch] = memory.setdefault("calendars watched", Recent(WATCHES_MAX))
    return kept
