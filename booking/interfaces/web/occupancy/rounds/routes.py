"""What counted rounds say, on a page."""

from importlib import import_module

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Response, Template

from booking.foundation.database import Database
from booking.foundation.settings import Settings
from booking.interfaces.files.forms import form_in
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.occupancy.asking import house_asked, told, write_down_asking
from booking.interfaces.web.occupancy.documents import file_answer
from booking.interfaces.web.occupancy.question import of_this_year, read_question
from booking.people.values import Act

REPORT, VIEWS = "telrondes", "booking.interfaces.web.occupancy.rounds.views"


class RoundFiguresController(Controller):
    @get("/bezetting/telrondes", sync_to_thread=True)
    def index(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        act: NamedDependency[Act],
    ) -> Template:
        # it brings numpy along, 30 MB that a worker who makes no report can do without
        views = import_module(VIEWS)
        with house_asked(database, act.at) as house:
            question = read_question(of_this_year(request.query_params), stock=house.stock,
                                     buildings=house.buildings, today=house.today)  # fmt: skip
            data = views.page_data(house, question, act.by, group_size_min=settings.group_size_min)
        write_down_asking(database, act, question.asked, report=REPORT)
        return told(request, "occupancy/by_days.html", "occupancy/_by_days.html", **data)

    @get("/bezetting/telrondes/{file:str}", sync_to_thread=True)
    def download(
        self,
        request: AnyRequest,
        file: FromPath[str],
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        act: NamedDependency[Act],
    ) -> Response[bytes]:
        form, views = form_in(file), import_module(VIEWS)
        with house_asked(database, act.at) as house:
            question = read_question(of_this_year(request.query_params), stock=house.stock,
                                     buildings=house.buildings, today=house.today)  # fmt: skip
            document = views.rounds_document(
                house, question, group_size_min=settings.group_size_min,
                municipality=settings.municipality,
            )  # fmt: skip
        write_down_asking(database, act, question.asked, report=REPORT, form=form)
        name = f"telrondes-{question.asked.first}-{question.asked.last}"
        return file_answer(form, name, document)
