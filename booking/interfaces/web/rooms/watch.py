"""Hundreds of open pages ask every four seconds whether anything changed: the short way.

What a page watches is worked out once and kept; then one statement on a bare connection
tells whether there is news, and what others saw already is sent as it is. Whatever is not
kept goes the ordinary way (rooms.py), which keeps it for the next.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from booking.foundation.database import Database
from booking.foundation.texts import language
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.fragments import (
    NOTHING_NEW,
    Ready,
    Recent,
    answer_fragment,
    fragments_of,
)
from booking.interfaces.web.rooms.answer import clock_step, name_version, pictures_of, zones_of
from booking.interfaces.web.rooms.search import RoomSearch
from booking.people.values import Principal
from booking.spaces.values import Stock

ANSWER = "rooms/_answer.html"
WATCHES_MAX = 2_000


@dataclass(frozen=True, slots=True)
class Watch:
    """A search, and the statement that reads the versions it depends on."""

    search: RoomSearch
    statement: str


def keep_watch(
    request: AnyRequest, memory: dict[str, Any], search: RoomSearch, stock: Stock,
    viewer: Principal, now: datetime,
) -> None:  # fmt: skip
    """Remember what this address asks for; a later stock may have other zones."""
    zones = ", ".join(str(zone_id) for zone_id in sorted(zones_of(stock, search.day))) or "0"
    statement = (
        "SELECT (SELECT v FROM stock_version), (SELECT SUM(v) FROM day_version "  # noqa: S608 -- whole numbers of ours
        f"WHERE day = {search.day.toordinal()} AND zone_id IN ({zones}))"
    )
    _watches(memory).keep(_key(request, viewer, now), (stock.version, Watch(search, statement)))


def watched(
    request: AnyRequest, database: Database, *, viewer: Principal, now: datetime
) -> Ready | None:
    """The answer, when all it takes is known; else None."""
    known = _watches(database.memory).find(_key(request, viewer, now))
    if known is None:
        return None
    stock_version, watch = known
    seen = database.glance(watch.statement)
    if seen is None or seen[0] != stock_version:
        return None
    changes: int = seen[1] or 0
    version = name_version(changes, stock_version, now)
    picture = pictures_of(database.memory).find((watch.search.day, version))
    if picture is None or picture.is_due(now):
        return None
    if f"v={version}".encode() in _raw_query(request).split(b"&"):
        return NOTHING_NEW
    key = (ANSWER, language(), (watch.search, version, picture.variant(viewer)))
    fragment = fragments_of(database.memory).find(key)
    return answer_fragment(request, fragment) if fragment else None


def _watches(memory: dict[str, Any]) -> Recent[tuple[int, Watch]]:
    kept: Recent[tuple[int, Watch]] = memory.setdefault("watches", Recent(WATCHES_MAX))
    return kept


def _key(request: AnyRequest, viewer: Principal, now: datetime) -> Hashable:
    """The address as it stands, whose eyes it is for, and the clock: "today" moves on."""
    return _raw_query(request), viewer, clock_step(now)


def _raw_query(request: AnyRequest) -> bytes:
    """As it came: reading it into names and values costs more than all the rest here."""
    query: bytes = request.scope["query_string"]
    return query
