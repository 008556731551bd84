"""What somebody wants to know of the occupancy: read from the address, and written into it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from litestar.datastructures import MultiDict

from booking.foundation.texts import N_
from booking.interfaces.web.moments import day_in, number_in
from booking.interfaces.web.occupancy.periods import Stretch, days_of_stretch
from booking.occupancy.values import Slice
from booking.spaces.values import SpaceKind, Stock, Zone

PATH = "/bezetting"
DAYS_A_WEEK = 7
ID_MAX = 999_999_999
DAYS_MAX = 3 * 366
"""At once. Of a busy house a day is 400 kB while it is reckoned with."""
BACKWARDS = N_("The last day came before the first, so we took them the other way round.")
UNREADABLE = N_("We did not understand these dates, so these are the figures of last month.")
KINDS = {"werkplekken": SpaceKind.DESK, "ruimtes": SpaceKind.ROOM}

RawQuery = MultiDict[Any]


class Grouping(StrEnum):
    """By what the figures are broken down; the value stands in the address."""

    KIND = "soort"
    FLOOR = "verdieping"
    ZONE = "zone"
    WEEKDAY = "weekdag"
    MONTH = "maand"


class Order(StrEnum):
    """By what the spaces are sorted. Occupancy puts those that nobody reserved first."""

    OCCUPANCY = "bezetting"
    BOOKED = "gereserveerd"
    UTILISATION = "benutting"
    SEATS = "plaatsen"
    NAME = "naam"


@dataclass(frozen=True, slots=True)
class Question:
    """With nothing left open: ``asked`` is what was asked, ``of`` the part that is over."""

    asked: Slice
    of: Slice
    stretch: Stretch | None
    grouping: Grouping = Grouping.KIND
    order: Order = Order.OCCUPANCY
    is_descending: bool = False
    shows_all: bool = False
    problem: str = field(default="", compare=False)
    """What we could not make sense of, as a sentence to translate."""

    @property
    def is_too_long(self) -> bool:
        return (self.of.last - self.of.first).days >= DAYS_MAX

    def address(self, path: str = PATH, **changes: Any) -> str:
        """The address of this question, with ``changes`` of its own fields."""
        query = urlencode(_written(replace(self, **changes)), doseq=True)
        return f"{path}?{query}" if query else path


def _written(question: Question) -> dict[str, Any]:
    asked = question.asked
    when: dict[str, Any] = {"periode": question.stretch.value if question.stretch else None}
    if question.stretch is None:
        when = {"van": asked.first.isoformat(), "tot": asked.last.isoformat()}
    parts = {
        **when,
        "dag": [weekday + 1 for weekday in sorted(asked.weekdays)],
        "gebouw": asked.building_id if asked.building_id > 1 else None,
        "zone": asked.zone_id,
        "soort": next((name for name, kind in KINDS.items() if kind is asked.kind), None),
        "per": question.grouping.value if question.grouping is not Grouping.KIND else None,
        "volgorde": question.order.value if question.order is not Order.OCCUPANCY else None,
        "af": "ja" if question.is_descending else None,
        "alle": "ja" if question.shows_all else None,
    }
    return {name: value for name, value in parts.items() if value not in (None, [])}


def read_question(
    query: RawQuery, *, stock: Stock, buildings: Mapping[int, str], today: date
) -> Question:
    """The question in an address, whatever was typed there."""
    stretch, first, last, problem = _when(query, today)
    chosen = number_in(query, "gebouw", least=1, most=ID_MAX)
    building = chosen if chosen in buildings and chosen else min(buildings, default=1)
    zone = stock.zones.get(number_in(query, "zone", least=1, most=ID_MAX) or 0)
    asked = Slice(
        building_id=building,
        first=first,
        last=last,
        weekdays=_weekdays(query.getall("dag", [])),
        zone_id=zone.id if zone and building_of(stock, zone) == building else None,
        kind=KINDS.get(str(query.get("soort"))),
    )
    return Question(
        asked=asked,
        of=replace(asked, last=min(last, today - timedelta(days=1))),
        stretch=stretch,
        grouping=next((it for it in Grouping if it == query.get("per")), Grouping.KIND),
        order=next((it for it in Order if it == query.get("volgorde")), Order.OCCUPANCY),
        is_descending=query.get("af") == "ja",
        shows_all=query.get("alle") == "ja",
        problem=problem,
    )


def read_year_question(
    query: RawQuery,
    kind: SpaceKind,
    *,
    stock: Stock,
    buildings: Mapping[int, str],
    today: date,
) -> Question:
    """Of one kind of spaces in a whole building; of this year unless days were given."""
    when = read_question(of_this_year(query), stock=stock, buildings=buildings, today=today)
    return replace(when, asked=replace(when.asked, zone_id=None, kind=None),
                   of=replace(when.of, zone_id=None, kind=kind))  # fmt: skip


def of_this_year(query: RawQuery) -> RawQuery:
    """``query``, and this year where it names no days."""
    if any(query.get(name) for name in ("periode", "van", "tot")):
        return query
    return MultiDict([*query.multi_items(), ("periode", Stretch.THIS_YEAR.value)])


def number_or(query: RawQuery, name: str, otherwise: int, least: int, most: int) -> int:
    """The number that was asked for, if it is one and within bounds."""
    found = number_in(query, name, least=least, most=most)
    return otherwise if found is None else found


def address_with(when: Question, path: str, more: Mapping[str, tuple[Any, Any]]) -> str:
    """The address of a question that asks more than ``when``: by name the value and the usual."""
    base = when.address(path)
    query = urlencode({name: value for name, (value, usual) in more.items() if value != usual})
    return f"{base}{'&' if '?' in base else '?'}{query}" if query else base


def building_of(stock: Stock, zone: Zone) -> int:
    return stock.floors[zone.floor_id].building_id


def _when(query: RawQuery, today: date) -> tuple[Stretch | None, date, date, str]:
    """Dates that were given count; one of them alone is a single day. Else a stretch."""
    given = [query.get(name) for name in ("van", "tot") if query.get(name)]
    first = day_in(query, otherwise=date.min, name="van")
    last = day_in(query, otherwise=date.min, name="tot")
    days = [day for day in (first, last) if day != date.min]
    if given and len(days) == len(given):
        problem = BACKWARDS if days != sorted(days) else ""
        return None, min(days), max(days), problem
    asked = next((it for it in Stretch if it == query.get("periode")), Stretch.LAST_MONTH)
    return asked, *days_of_stretch(asked, today), UNREADABLE if given else ""


def _weekdays(given: Iterable[Any]) -> frozenset[int]:
    """Monday is 1 in the address, as people count; all seven is the same as none."""
    days = {str(number): number - 1 for number in range(1, DAYS_A_WEEK + 1)}
    found = frozenset(days[it] for it in given if it in days)
    return frozenset() if len(found) == DAYS_A_WEEK else found
