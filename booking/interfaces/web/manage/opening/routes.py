"""Beheer, opening hours: the week of a building, spaces that differ, and days that differ."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.response import Template
from sqlmodel import Session, col, select

from booking.foundation.formats import show_day
from booking.foundation.texts import text
from booking.interfaces.web.errand import Errand
from booking.interfaces.web.manage.opening.words import (
    hours_a_week,
    spans_in_words,
    validity_of,
    week_in_words,
    week_rows,
)
from booking.interfaces.web.moments import FIRST_YEAR, LAST_YEAR, number_in
from booking.interfaces.web.pages import page
from booking.people.permissions import NotThere
from booking.spaces.models import Building
from booking.spaces.opening import HoursOwner, seasons_from, spans_on
from booking.spaces.opening_changes import new_holidays
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace, SpaceKind, Stock

HERE = "/beheer/openingstijden"
NUMBER_MAX = 2**31 - 1

Query = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """One building as this page shows it."""

    stock: Stock
    building: Building
    today: date

    @property
    def number(self) -> int:
        assert self.building.id is not None, "a stored building has a number"
        return self.building.id


class OpeningController(Controller):
    path = HERE

    @get(sync_to_thread=True)
    def index(self, errand: NamedDependency[Errand]) -> Template:
        query, today = errand.request.query_params, errand.today
        year = number_in(query, "jaar", least=FIRST_YEAR + 1, most=LAST_YEAR - 1) or today.year
        with errand.database.reading() as session:
            shown = building_in(session, query, today)
            buildings = all_buildings(session)
        if shown is None:
            return page(errand.request, "manage/opening/empty.html")
        return page(
            errand.request, "manage/opening/index.html", building=shown.building,
            buildings=_switch(buildings, shown), **_week(shown), differing=_differing(shown),
            spaces=space_choices(shown.stock, today), year=year,
            days=list(_days_of(shown, year)), new_days=_new_days(shown, year),
        )  # fmt: skip


def all_buildings(session: Session) -> list[Building]:
    return list(session.exec(select(Building).order_by(col(Building.name))))


def building_in(session: Session, query: Query, today: date) -> Shown | None:
    """The building asked for as ``gebouw``, else the first; None in a house without one.

    Raises NotThere for one that does not exist.
    """
    number = number_in(query, "gebouw", least=1, most=NUMBER_MAX)
    if number is None:
        first = next(iter(all_buildings(session)), None)
        return Shown(current_stock(session), first, today) if first else None
    building = session.get(Building, number)
    if building is None:
        raise NotThere(f"no building {number}")
    return Shown(current_stock(session), building, today)


def shown_for(errand: Errand, query: Query) -> Shown:
    """Raises NotThere in a house without buildings too."""
    with errand.database.reading() as session:
        shown = building_in(session, query, errand.today)
    if shown is None:
        raise NotThere("a house without buildings")
    return shown


def space_choices(stock: Stock, today: date) -> list[tuple[str, str]]:
    """For a select: rooms first, then desks."""
    spaces = [*stock.spaces_on(today, SpaceKind.ROOM), *stock.spaces_on(today, SpaceKind.DESK)]
    return [(str(space.id), full_name(space)) for space in spaces]


def full_name(space: BookableSpace) -> str:
    """1.14 De Beuk; a desk is called by its number."""
    return space.name if space.is_desk else f"{space.number} {space.name}"


def differing_spaces(stock: Stock, building_id: int, day: date) -> list[BookableSpace]:
    """The spaces of a building that keep hours of their own on ``day`` or later."""
    own = {
        hours.space_id
        for hours in stock.hours
        if hours.space_id is not None and (hours.valid_until is None or day < hours.valid_until)
    }
    return [
        space for space in stock.spaces.values()
        if space.id in own and space.building_id == building_id and space.term_on(day)
    ]  # fmt: skip


def _week(shown: Shown) -> dict[str, Any]:
    current, *coming = seasons_from(shown.stock.hours, HoursOwner(shown.number), shown.today)
    return {
        "week": week_rows(current.week),
        "length": hours_a_week(current.week),
        "holds": validity_of(current, today=shown.today),
        "coming": [
            {"when": validity_of(season, today=shown.today), "what": week_in_words(season.week)}
            for season in coming
        ],
    }


def _differing(shown: Shown) -> list[dict[str, Any]]:
    """The spaces with hours of their own; those with the same hours together."""
    alike: dict[tuple[str, ...], list[BookableSpace]] = defaultdict(list)
    for space in differing_spaces(shown.stock, shown.number, shown.today):
        alike[tuple(_seasons_of(shown, space))].append(space)
    return [
        {"seasons": seasons,
         "spaces": [{"id": space.id, "name": full_name(space)} for space in spaces]}
        for seasons, spaces in alike.items()
    ]  # fmt: skip


def _seasons_of(shown: Shown, space: BookableSpace) -> Iterable[str]:
    owner = HoursOwner(shown.number, space.id)
    for season in seasons_from(shown.stock.hours, owner, shown.today):
        as_usual = not any(season.week)
        words = text("as the building") if as_usual else week_in_words(season.week)
        when = validity_of(season, today=shown.today)
        yield f"{when}: {words}" if when else words


def _days_of(shown: Shown, year: int) -> Iterable[dict[str, Any]]:
    for (building_id, day), exception in sorted(shown.stock.exceptions.items()):
        if building_id == shown.number and day.year == year:
            yield {
                "value": day.isoformat(),
                "day": show_day(day),
                "name": exception.name,
                "hours": spans_in_words(spans_on(shown.stock, building_id, day)),
                "may_change": day >= shown.today,
            }


def _new_days(shown: Shown, year: int) -> str:
    """The button to choose holidays of the year; empty when there are none left to choose."""
    known = (day for building_id, day in shown.stock.exceptions if building_id == shown.number)
    is_open = any(each.is_free for each in new_holidays(known, year, today=shown.today))
    return text("Choose the holidays of %(year)s", year=year) if is_open else ""


def _switch(buildings: Iterable[Building], shown: Shown) -> list[dict[str, Any]]:
    return [
        {"url": f"{HERE}?gebouw={building.id}", "label": building.name, "sign": "building",
         "is_current": building.id == shown.building.id}
        for building in buildings
    ]  # fmt: skip
