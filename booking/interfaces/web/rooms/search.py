"""What somebody looks for among the rooms: read from the address, and written back into it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from litestar.datastructures import MultiDict

from booking.foundation.local_time import MissingHour, day_of, to_local
from booking.foundation.periods import Period
from booking.foundation.texts import N_
from booking.interfaces.web.moments import (
    clock_in,
    day_in,
    number_in,
    period_on,
    span_in,
)
from booking.people.permissions import Action, may
from booking.people.values import Principal
from booking.reservations.values import Needs
from booking.spaces.rules import opening_periods
from booking.spaces.values import BookableSpace, LayoutKind, SpaceKind, Stock

HOUR = timedelta(hours=1)
PEOPLE_MAX = 9999
OPEN_DAY_WITHIN_DAYS = 30
END_BEFORE_BEGIN = N_("The end was not after the start, so we looked for one hour.")

RawQuery = MultiDict[Any]


class View(StrEnum):
    """How the answer is shown; the value stands in the address."""

    TIMELINE = "rooster"
    LIST = "lijst"
    PLAN = "plattegrond"


@dataclass(frozen=True, slots=True)
class RoomSearch:
    """A search with nothing left open. Without ``begin`` and ``end`` it is for the whole day."""

    day: date
    begin: time | None = None
    end: time | None = None
    people: int = 1
    equipment: frozenset[str] = frozenset()
    layout: LayoutKind | None = None
    is_accessible: bool = False
    level: int | None = None
    view: View = View.TIMELINE
    is_day_asked: bool = field(default=False, compare=False)
    is_time_asked: bool = field(default=False, compare=False)
    problem: str = field(default="", compare=False)
    """What we could not make sense of, as a sentence to translate."""

    @property
    def period(self) -> Period | None:
        """The time looked for; None for the whole day."""
        if self.begin is None or self.end is None:
            return None
        return period_on(self.day, self.begin, self.end)

    def needs_at(self, period: Period) -> Needs:
        return Needs(period, self.people, self.equipment, self.layout, self.is_accessible)

    def asked(self, **changes: Any) -> str:
        """The address of this search, with ``changes``; what was not chosen is left to us."""
        changed = replace(self, **changes)
        return "/ruimtes?" + urlencode(_written(changed, self._chosen(changes)), doseq=True)

    def exactly(self) -> str:
        """The query of this very search, also after the clock has gone on."""
        return urlencode(_written(self, {"datum", "time"}), doseq=True)

    def kept(self) -> dict[str, Any]:
        """What links to another day keep."""
        chosen = {"time"} if self.is_time_asked else set()
        return _written(self, chosen)

    def _chosen(self, changes: Mapping[str, Any]) -> set[str]:
        chosen = {"datum"} if self.is_day_asked or "day" in changes else set()
        return chosen | ({"time"} if self.is_time_asked or "begin" in changes else set())


def _written(search: RoomSearch, chosen: set[str]) -> dict[str, Any]:
    written: dict[str, Any] = {}
    if "datum" in chosen:
        written["datum"] = search.day.isoformat()
    if "time" in chosen and search.begin is not None and search.end is not None:
        written |= {"van": f"{search.begin:%H:%M}", "tot": f"{search.end:%H:%M}"}
    parts: dict[str, Any] = {
        "personen": search.people if search.people > 1 else None,
        "voorziening": sorted(search.equipment),
        "opstelling": search.layout.value if search.layout else None,
        "toegankelijk": "ja" if search.is_accessible else None,
        "verdieping": search.level,
        "weergave": search.view.value if search.view is not View.TIMELINE else None,
    }
    return written | {name: value for name, value in parts.items() if value not in (None, [])}


def rooms_for(stock: Stock, viewer: Principal, day: date) -> list[BookableSpace]:
    """The rooms that exist for this person on ``day``; partners know only those open to them."""
    return [
        room for room in stock.spaces_on(day, SpaceKind.ROOM) if may(viewer, Action.RESERVE, room)
    ]


def read_search(
    query: RawQuery,
    *,
    stock: Stock,
    viewer: Principal,
    now: datetime,
) -> RoomSearch:
    """The search in an address, whatever was typed there; what is left out gets useful values."""
    day, begin, end = _moment(query, stock=stock, viewer=viewer, now=now)
    is_time_asked = span_in(query, day_parts=stock.day_parts.on(day)) is not None
    is_missing = begin is not None and end is not None and period_on(day, begin, end) is None
    return RoomSearch(
        day=day,
        begin=None if is_missing else begin,
        end=None if is_missing else end,
        people=number_in(query, "personen", least=1, most=PEOPLE_MAX) or 1,
        equipment=frozenset(stock.equipment.keys() & set(query.getall("voorziening", []))),
        layout=next((kind for kind in LayoutKind if kind == query.get("opstelling")), None),
        is_accessible=query.get("toegankelijk") == "ja",
        level=_level(query, stock),
        view=next((view for view in View if view == query.get("weergave")), View.TIMELINE),
        is_day_asked=day_in(query, otherwise=date.min) == day,
        is_time_asked=is_time_asked and not is_missing,
        problem=_problem(query, is_missing=is_missing),
    )


def _moment(
    query: RawQuery,
    *,
    stock: Stock,
    viewer: Principal,
    now: datetime,
) -> tuple[date, time | None, time | None]:
    today = day_of(now)
    day = day_in(query, otherwise=today)
    span = span_in(query, day_parts=stock.day_parts.on(day))
    if span is not None:
        return day, *span
    if day_in(query, otherwise=date.min) == day or "van" in query:
        return day, None, None  # a day was asked for, or the whole day was chosen
    return _next_hour(stock, viewer, now)


def _next_hour(
    stock: Stock, viewer: Principal, now: datetime
) -> tuple[date, time | None, time | None]:
    """The next full hour in which the house is open: today, else on the next open day."""
    hour = to_local(now).replace(minute=0, second=0, microsecond=0) + HOUR
    for ahead in range(OPEN_DAY_WITHIN_DAYS):
        day = day_of(now) + timedelta(days=ahead)
        opened = opening_range(stock, rooms_for(stock, viewer, day), day)
        if opened is None:
            continue
        begin = max(opened.starts_at, hour)
        if begin + HOUR <= opened.ends_at:
            return day, to_local(begin).time(), to_local(begin + HOUR).time()
    return day_of(now), None, None


def opening_range(stock: Stock, rooms: Iterable[BookableSpace], day: date) -> Period | None:
    """From the first opening to the last closing of ``rooms``; None when all are shut."""
    hours = [period for room in rooms for period in opening_periods(stock, room, day)]
    if not hours:
        return None
    return Period(min(p.starts_at for p in hours), max(p.ends_at for p in hours))


def usual_range(
    stock: Stock, rooms: Iterable[BookableSpace], asked: Period | None, whole: Period
) -> Period:
    """The hours that most rooms keep, and the time asked for; the whole day when none is.

    One council room that is open until late would halve the width of every morning.
    """
    if asked is None:
        return whole
    day = day_of(whole.starts_at)
    ends = sorted(p.ends_at for room in rooms for p in opening_periods(stock, room, day))
    usual = ends[len(ends) // 2] if ends else whole.ends_at
    return Period(whole.starts_at, min(max(usual, asked.ends_at), whole.ends_at))


def _level(query: RawQuery, stock: Stock) -> int | None:
    level = number_in(query, "verdieping", least=-9, most=99)
    return level if level in {floor.level for floor in stock.floors.values()} else None


def _problem(query: RawQuery, *, is_missing: bool) -> str:
    if is_missing:
        return MissingHour.sentence
    begin, end = clock_in(query, "van"), clock_in(query, "tot")
    is_backwards = begin is not None and end is not None and time.min != end <= begin
    return END_BEFORE_BEGIN if is_backwards else ""
