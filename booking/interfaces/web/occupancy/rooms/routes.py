"""Which rooms are needed: a page, and the same as a file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.response import Response, Template
from sqlmodel import Session

from booking.foundation.database import Database
from booking.foundation.settings import Settings
from booking.interfaces.web.csv_answer import csv_answer
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.fragments import Recent
from booking.interfaces.web.occupancy.asking import house_asked, told, write_down_asking
from booking.interfaces.web.occupancy.rooms.question import (
    CSV_PATH,
    PATH,
    RoomsQuestion,
    read_rooms_question,
)
from booking.interfaces.web.occupancy.rooms.tables import csv_of
from booking.interfaces.web.occupancy.rooms.views import page_data
from booking.occupancy.queries import counted_between, day_totals, facts_version
from booking.occupancy.scenarios.measured import places_on
from booking.occupancy.sizing.demand import wants_between
from booking.occupancy.sizing.report import Need, need_for
from booking.people.values import Act
from booking.spaces.values import Stock

NEEDS_MAX = 24
REPORT = "rooms needed"


@dataclass(frozen=True, slots=True)
class Answer:
    """``need`` is None when there is nothing to reckon with."""

    question: RoomsQuestion
    buildings: Mapping[int, str]
    need: Need | None


class RoomsNeededController(Controller):
    @get(PATH, sync_to_thread=True)
    def index(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template:
        answer = _ask(request, database, act.at)
        write_down_asking(database, act, answer.question.when.of, report=REPORT)
        data = page_data(answer.question, answer.buildings, answer.need)
        return told(request, "occupancy/rooms.html", "occupancy/rooms/_answer.html", **data)

    @get(CSV_PATH, sync_to_thread=True)
    def download(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        act: NamedDependency[Act],
    ) -> Response[bytes]:
        answer = _ask(request, database, act.at)
        of = answer.question.when.of
        write_down_asking(database, act, of, is_export=True, report=REPORT)
        content = csv_of(answer.question, answer.need, municipality=settings.municipality)
        return csv_answer(f"ruimtes-nodig-{of.first}-{of.last}.csv", content)


def _ask(request: AnyRequest, database: Database, now: datetime) -> Answer:
    with house_asked(database, now) as house:
        buildings = house.buildings
        question = read_rooms_question(
            request.query_params, stock=house.stock, buildings=buildings, today=house.today
        )
        reckon = _prepared(house.session, question, house.stock)
    # it takes a second or more: no transaction is open meanwhile
    return Answer(question, buildings, reckon() if reckon else None)


def _prepared(session: Session, question: RoomsQuestion, stock: Stock) -> Callable[[], Need] | None:
    """What reckons the need, once for the same days as they were counted; None without days."""
    of = question.when.of
    if of.is_empty or counted_between(session) is None:
        return None
    kept: Recent[Need] = session.info["memory"].setdefault("rooms needed", Recent(NEEDS_MAX))
    key = (of, question.terms, question.service_percent, stock.version,
           *facts_version(session, of))  # fmt: skip
    if (known := kept.find(key)) is not None:
        return lambda: known
    dates = {it.day for it in day_totals(session, of) if it.sums.open_minutes}
    if not dates:
        return None
    wants = wants_between(session, stock, of.building_id, min(dates), max(dates))
    return lambda: kept.get(key, partial(
        need_for, wants, dates, question.terms, service_percent=question.service_percent,
        capacities_now=[it.capacity for it in places_on(stock, of.building_id, max(dates))
                        if not it.is_desk],
    ))  # fmt: skip
