"""Beheer, closures: what is closed or out of service now, what will be, and what was."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlmodel import Session

from booking.foundation.formats import as_sentence
from booking.foundation.periods import Period
from booking.foundation.texts import N_, text
from booking.interfaces.web.errand import Errand, number_in_address
from booking.interfaces.web.forms import FormData
from booking.interfaces.web.manage.opening.routes import all_buildings, full_name
from booking.interfaces.web.manage.opening.words import period_in_words
from booking.interfaces.web.series.words import rule_in_words
from booking.spaces.closure_series import rules_of, stop_series
from booking.spaces.closures import (
    closures_after,
    closures_before,
    end_closure,
    remove_closure,
)
from booking.spaces.models import Closure
from booking.spaces.queries import current_stock
from booking.spaces.values import ClosureKind, Stock

HERE = "/beheer/sluitingen"
PAST_SHOWN = timedelta(days=90)

KINDS: dict[ClosureKind, tuple[str, str]] = {
    ClosureKind.CLOSURE: (N_("Closed"), "calendar-off"),
    ClosureKind.OUT_OF_SERVICE: (N_("Out of service"), "alert-triangle"),
}


class ClosuresController(Controller):
    path = HERE

    @get(sync_to_thread=True)
    def index(self, errand: NamedDependency[Errand]) -> Template:
        now = errand.act.at

        def look(session: Session) -> dict[str, Any]:
            ahead = closures_after(session, now)
            rows = {
                "current": [row for row in ahead if row.starts_at <= now],
                "coming": [row for row in ahead if row.starts_at > now and not row.series_id],
                "past": closures_before(session, now, since=now - PAST_SHOWN),
            }
            stock, names = current_stock(session), building_names(session)
            found = {name: closure_rows(some, stock, names) for name, some in rows.items()}
            back = [row for row in ahead if row.starts_at > now and row.series_id]
            return {**found, "series": _series_rows(session, back, stock, names)}

        return errand.screen("manage/closures/index.html", look)()

    @post("/{number:str}/einde", sync_to_thread=True)
    def end(
        self, number: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Redirect:
        closure_id = number_in_address(number)

        def work(session: Session) -> None:
            end_closure(session, errand.act, closure_id)

        return errand.do(data, work, at=HERE, flash="closure-ended")

    @post("/reeksen/{number:str}/einde", sync_to_thread=True)
    def stop(
        self, number: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Redirect:
        series_id = number_in_address(number)

        def work(session: Session) -> None:
            stop_series(session, errand.act, series_id)

        return errand.do(data, work, at=HERE, flash="closure-series-stopped")

    @post("/{number:str}/verwijdering", sync_to_thread=True)
    def remove(
        self, number: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Redirect:
        closure_id = number_in_address(number)

        def work(session: Session) -> None:
            remove_closure(session, errand.act, closure_id)

        return errand.do(data, work, at=HERE, flash="closure-removed")


def building_names(session: Session) -> dict[int, str]:
    return {building.id or 0: building.name for building in all_buildings(session)}


def _series_rows(
    session: Session, rows: Iterable[Closure], stock: Stock, buildings: Mapping[int, str]
) -> list[dict[str, Any]]:
    """Each series in one line, with the dates that are still to come."""
    found: dict[int, list[Closure]] = defaultdict(list)
    for row in rows:
        found[row.series_id or 0].append(row)
    rules = rules_of(session, found)
    return [
        {**closure_rows(dates[:1], stock, buildings)[0], "id": number,
         "rule": as_sentence(rule_in_words(rules[number])),
         "dates": closure_rows(dates, stock, buildings)}
        for number, dates in found.items()
    ]  # fmt: skip


def closure_rows(
    rows: Iterable[Closure], stock: Stock, buildings: Mapping[int, str]
) -> list[dict[str, Any]]:
    """For manage/closures/_list.html."""
    return [
        {
            "id": row.id,
            "where": place_of_closure(row, stock, buildings),
            "when": period_in_words(Period(row.starts_at, row.ends_at)),
            "why": row.reason,
            "kind": text(KINDS[row.kind][0]),
            "sign": KINDS[row.kind][1],
            "tone": "warning" if row.kind is ClosureKind.OUT_OF_SERVICE else "neutral",
        }
        for row in rows
    ]


def place_of_closure(row: Closure, stock: Stock, buildings: Mapping[int, str]) -> str:
    """2.D031; or of more than a space: zone Atrium, Begane grond."""
    if row.space_id is not None:
        return full_name(stock.spaces[row.space_id])
    if row.zone_id is not None:
        zone = stock.zones[row.zone_id]
        return f"{zone.name}, {stock.floors[zone.floor_id].name}"
    if row.floor_id is not None:
        return stock.floors[row.floor_id].name
    return buildings[row.building_id or 0]


def place_choices(
    stock: Stock, buildings: Mapping[int, str], *, spaces: Sequence[tuple[str, str]]
) -> list[tuple[str, str]]:
    """For a select, the largest first: ``gebouw-1``, ``verdieping-2``, ``zone-3``, ``plek-4``."""
    floors = stock.floors
    return [
        ("", text("Choose a place")),
        *((f"gebouw-{n}", text("Whole building: %(name)s", name=buildings[n])) for n in buildings),
        *((f"verdieping-{n}", text("Floor: %(name)s", name=floors[n].name)) for n in floors),
        *(
            (f"zone-{n}", text("Zone: %(name)s", name=f"{zone.name}, {floors[zone.floor_id].name}"))
            for n, zone in stock.zones.items()
        ),
        *((f"plek-{value}", label) for value, label in spaces),
    ]
