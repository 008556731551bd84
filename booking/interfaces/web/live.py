"""A list that is open follows what others do: it asks for news, and gets nothing or itself anew.

One short statement tells whether anything happened that the list may show: on its days, to what
is the viewer's own, or to what is no reservation. Which of that matters to it only drawing it
again can say.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from litestar import Request
from litestar.response import Response, Template
from sqlmodel import Session

from booking.foundation.local_time import day_of
from booking.interfaces.web.errand import Errand
from booking.interfaces.web.house import house_of
from booking.interfaces.web.pages import is_fragment
from booking.interfaces.web.rooms.answer import clock_step
from booking.people.values import Principal

VERSION = "v"
Followed = Template | Response[None]
OWN_SINCE = timedelta(days=31)
LATEST = "(SELECT number, subject_kind FROM journal ORDER BY number DESC LIMIT 500) AS latest"
"""Numbers are given out before their acts are committed: the sum of these tells of one that came
to light after a later one."""
ANYTHING = f"(SELECT MAX(number) FROM journal), (SELECT SUM(number) FROM {LATEST})"  # noqa: S608 -- ours
BUT_RESERVATIONS = f"(SELECT SUM(number) FROM {LATEST} WHERE subject_kind <> 'reservation')"  # noqa: S608 -- ours


def on_days(first: date, last: date) -> str:
    """What happens on the days from ``first`` to ``last``, and to all that is no reservation."""
    return (
        "(SELECT SUM(v) FROM day_version"  # noqa: S608 -- whole numbers of ours
        f" WHERE day BETWEEN {first.toordinal()} AND {last.toordinal()}), {BUT_RESERVATIONS}"
    )


def own(viewer: Principal, now: datetime) -> str:
    """What happens to the reservations of ``viewer``, and to those in which they have a seat.

    To who waits for a place, or was offered another one, it matters what anybody does.
    """
    person, since = viewer.id, f"starts_at > '{day_of(now) - OWN_SINCE}'"
    theirs = [f"holder_id = {person}", f"host_id = {person}", f"creator_id = {person}"]
    if viewer.partner_id is not None:
        theirs = [f"partner_id = {viewer.partner_id}"]
    seated = f"id IN (SELECT reservation_id FROM reservation_space WHERE person_id = {person})"  # noqa: S608 -- ours
    found = " UNION ALL ".join(  # not OR: SQLite would look at what everybody has since
        f"SELECT rev, state, starts_at FROM reservation WHERE {which} AND {since}"  # noqa: S608 -- ours
        for which in (*theirs, seated)
    )
    return f"""
        (SELECT SUM(rev + 1) || '.' || COUNT(*) FROM ({found}) AS found),
        CASE WHEN EXISTS (SELECT 1 FROM waiting WHERE person_id = {person})
         OR EXISTS (SELECT 1 FROM ({found}) AS found
                    WHERE state = 'declined' AND starts_at > '{day_of(now)}')
         THEN (SELECT SUM(number) FROM {LATEST}) END
    """  # noqa: S608 -- whole numbers and days of ours


@dataclass(frozen=True, slots=True)
class Live:
    """How the house stood just before a list was read: never newer than what is shown."""

    request: Request[Any, Any, Any]
    version: str

    @classmethod
    def at(cls, request: Request[Any, Any, Any], now: datetime, *of: str) -> "Live":
        """``of`` what it must be drawn anew: :data:`ANYTHING`, :func:`on_days`, :func:`own`."""
        statement = f"SELECT (SELECT v FROM stock_version), {', '.join(of)}"  # noqa: S608 -- ours
        seen = house_of(request).database.glance(statement) or ("unknown", now.timestamp())
        return cls(request, "-".join(str(part or 0) for part in (*seen, clock_step(now))))

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
    errand: Errand,
    whole: str,
    part: str,
    look: Callable[[Session], dict[str, Any]],
    *,
    of: str = ANYTHING,
) -> Followed:
    """A screen of which ``part`` follows what others do."""
    live = Live.at(errand.request, errand.act.at, of)
    if live.has_no_news:
        return no_news()
    return errand.screen(live.template(whole, part), lambda s: look(s) | {"poll": live.poll})()
