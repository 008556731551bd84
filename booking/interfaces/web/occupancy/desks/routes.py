"""How many desks are needed, on a page."""

from datetime import datetime

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.response import Template
from sqlmodel import Session

from booking.foundation.database import Database
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.occupancy.asking import house_asked, told, write_down_asking
from booking.interfaces.web.occupancy.desks.question import (
    PATH,
    read_desks_question,
)
from booking.interfaces.web.occupancy.desks.views import Answer, page_data
from booking.occupancy.queries import counted_between, day_totals, refused_by_day
from booking.occupancy.sizing.desks import DeskDay
from booking.occupancy.values import DayTotal, Slice
from booking.people.values import Act
from booking.reservations.queries import house_rules_on
from booking.spaces.values import SpaceKind, Stock


class DesksNeededController(Controller):
    @get(PATH, sync_to_thread=True)
    def index(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template:
        answer = _ask(request, database, act.at)
        write_down_asking(database, act, answer.question.when.of, report="desks needed")
        return told(request, "occupancy/desks.html", "occupancy/desks/_answer.html",
                    **page_data(answer))  # fmt: skip


def _ask(request: AnyRequest, database: Database, now: datetime) -> Answer:
    with house_asked(database, now) as house:
        session, stock, buildings = house.session, house.stock, house.buildings
        question = read_desks_question(
            request.query_params, stock=stock, buildings=buildings, today=house.today
        )
        of = question.when.of
        if of.is_empty or counted_between(session) is None:
            return Answer(question, buildings, [], 0)
        refused = refused_by_day(session, of)
        totals = [it for it in day_totals(session, of) if it.sums.open_minutes]
        days = [DeskDay(it.day, _peak(session, stock, it), refused.get(it.day, 0)) for it in totals]
        return Answer(question, buildings, days, _desks_on(stock, of) if totals else 0)


def _peak(session: Session, stock: Stock, total: DayTotal) -> int:
    """The most desks in use at one minute; reserved, where nobody was asked to check in."""
    rules = house_rules_on(session, total.day, SpaceKind.DESK, stock=stock)
    return total.used_peak if rules.asks_check_in else total.booked_peak


def _desks_on(stock: Stock, of: Slice) -> int:
    desks = (it for it in stock.spaces_on(of.last) if it.is_desk)
    return sum(it.building_id == of.building_id for it in desks)
