"""A list that is open follows what others do: it asks for news, and gets nothing or itself anew.

What a list shows hangs on reservations, requests, the waiting list, services and the house. All
of these leave a line in the journal, so its end tells in one short statement whether anything
happened at all; which of it matters to this list only drawing it again can say.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from litestar import Request
from litestar.response import Response, Template
from sqlmodel import Session

from booking.interfaces.web.errand import Errand
from booking.interfaces.web.house import house_of
from booking.interfaces.web.pages import is_fragment
from booking.interfaces.web.rooms.answer import clock_step

VERSION = "v"
Followed = Template | Response[None]
LATEST = (
    "SELECT (SELECT v FROM stock_version), MAX(number), SUM(number) "
    "FROM (SELECT number FROM journal ORDER BY number DESC LIMIT 500) AS latest"
)
"""Numbers are given out before their acts are committed: the sum tells of one that came to light
after a later one."""


@dataclass(frozen=True, slots=True)
class Live:
    """How the house stood just before a list was read: never newer than what is shown."""

    request: Request[Any, Any, Any]
    version: str

    @classmethod
    def at(cls, request: Request[Any, Any, Any], now: datetime) -> "Live":
        latest = house_of(request).database.glance(LATEST) or ("unknown", now.timestamp())
        return cls(request, "-".join(str(part) for part in (*latest, clock_step(now))))

    @property
    def has_no_news(self) -> bool:
        """Whether the page that asks has seen this already."""
        return is_fragment(self.request) and self.request.query_params.get(VERSION) == self.version

    @property
    def poll(self) -> str:
        """The address under which the list asks for what came after this."""
        kept = [pair for pair in self.request.query_params.multi_items() if pair[0] != VERSION]
        return f"{self.request.url.path}?{urlencode([*kept, (VERSION, self.version)])}"

    def template(self, whole: str, part: str) -> str:
        """The ``part`` that follows is enough for a page that is open."""
        return part if is_fragment(self.request) else whole


def no_news() -> Response[None]:
    return Response(None, status_code=204)


def followed(
    errand: Errand, whole: str, part: str, look: Callable[[Session], dict[str, Any]]
) -> Followed:
    """A screen of which ``part`` follows what others do."""
    live = Live.at(errand.request, errand.act.at)
    if live.has_no_news:
        return no_news()
    return errand.screen(live.template(whole, part), lambda s: look(s) | {"poll": live.poll})()
