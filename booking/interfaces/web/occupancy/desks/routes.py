"""How many desks are needed, on a page."""

from datetime import datetime

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.response import Template

from booking.foundation.database import Database
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.occupancy.asking import house_asked, told, write_down_asking
from booking.interfaces.web.occupancy.desks.question import (
    PATH,
    read_desks_question,
)
from booking.interfaces.web.occupancy.desks.views import Answer, page_data
from booking.occupancy.queries import counted_between
from booking.occupancy.scenarios.measured import desk_days, places_on
from booking.people.values import Act


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
        days = desk_days(session, stock, of)
        desks_now = sum(it.is_desk for it in places_on(stock, of.building_id, of.last))
        return Answer(question, buildings, days, desks_now if days else 0)
