"""Bezetting: the figures of the house on a page and as a file, with the same rights and filter."""

from datetime import datetime

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.response import Response, Template

from booking.foundation.database import Database
from booking.foundation.settings import Settings
from booking.interfaces.web.csv_answer import csv_answer
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.occupancy.asking import house_asked, told, write_down_asking
from booking.interfaces.web.occupancy.csv_file import csv_of
from booking.interfaces.web.occupancy.figures import Figures, figures_for
from booking.interfaces.web.occupancy.question import CSV_PATH, PATH, read_question
from booking.interfaces.web.occupancy.views import page_data
from booking.people.values import Act


class OccupancyController(Controller):
    @get(PATH, sync_to_thread=True)
    def index(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        act: NamedDependency[Act],
    ) -> Template:
        figures, buildings = _ask(request, database, settings, act.at)
        write_down_asking(database, act, figures.question.asked)
        data = page_data(figures, buildings, group_size_min=settings.group_size_min)
        return told(request, "occupancy/index.html", "occupancy/_answer.html", **data)

    @get(CSV_PATH, sync_to_thread=True)
    def download(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        act: NamedDependency[Act],
    ) -> Response[bytes]:
        figures, _ = _ask(request, database, settings, act.at)
        of = figures.question.asked
        write_down_asking(database, act, of, is_export=True)
        content = csv_of(
            figures, municipality=settings.municipality, group_size_min=settings.group_size_min
        )
        name = f"bezetting-{of.first}-{of.last}.csv"
        return csv_answer(name, content)


def _ask(
    request: AnyRequest, database: Database, settings: Settings, now: datetime
) -> tuple[Figures, dict[int, str]]:
    with house_asked(database, now) as house:
        question = read_question(
            request.query_params, stock=house.stock, buildings=house.buildings, today=house.today
        )
        figures = figures_for(
            house.session, question, house.stock, group_size_min=settings.group_size_min
        )
        return figures, house.buildings
