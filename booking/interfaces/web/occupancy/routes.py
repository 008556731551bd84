"""Bezetting: the figures of the house on a page and as a file, with the same rights and filter."""

from datetime import datetime

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.response import Response, Template

from booking.foundation.database import Database, retried
from booking.foundation.local_time import day_of
from booking.foundation.settings import Settings
from booking.interfaces.web.csv_answer import csv_answer
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.occupancy.csv_file import csv_of
from booking.interfaces.web.occupancy.figures import Figures, figures_for
from booking.interfaces.web.occupancy.question import CSV_PATH, PATH, read_question
from booking.interfaces.web.occupancy.views import page_data
from booking.interfaces.web.pages import is_fragment, page
from booking.occupancy.operations import record_report
from booking.people.values import Act
from booking.spaces.queries import building_names, current_stock


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
        _record(database, act, figures, is_export=False)
        name = "occupancy/_answer.html" if is_fragment(request) else "occupancy/index.html"
        data = page_data(figures, buildings, group_size_min=settings.group_size_min)
        return page(request, name, **data)

    @get(CSV_PATH, sync_to_thread=True)
    def download(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        act: NamedDependency[Act],
    ) -> Response[bytes]:
        figures, _ = _ask(request, database, settings, act.at)
        _record(database, act, figures, is_export=True)
        of = figures.question.asked
        content = csv_of(
            figures, municipality=settings.municipality, group_size_min=settings.group_size_min
        )
        name = f"bezetting-{of.first}-{of.last}.csv"
        return csv_answer(name, content)


def _ask(
    request: AnyRequest, database: Database, settings: Settings, now: datetime
) -> tuple[Figures, dict[int, str]]:
    with database.reading() as session:
        stock, buildings = current_stock(session), building_names(session)
        question = read_question(
            request.query_params, stock=stock, buildings=buildings, today=day_of(now)
        )
        figures = figures_for(session, question, stock, group_size_min=settings.group_size_min)
        return figures, buildings


@retried
def _record(database: Database, act: Act, figures: Figures, *, is_export: bool) -> None:
    """No figures without a line in the journal: so the works council can see who asked.

    It changes nothing that the asker can see, so it may follow from a GET.
    """
    with database.writing() as session:
        record_report(session, act, figures.question.asked, is_export=is_export)
