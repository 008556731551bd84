"""What counted rounds say, on a page."""

from importlib import import_module

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.response import Template

from booking.foundation.database import Database
from booking.foundation.settings import Settings
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.occupancy.asking import house_asked, told, write_down_asking
from booking.interfaces.web.occupancy.question import of_this_year, read_question
from booking.people.values import Act


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
        views = import_module("booking.interfaces.web.occupancy.rounds.views")
        with house_asked(database, act.at) as house:
            question = read_question(of_this_year(request.query_params), stock=house.stock,
                                     buildings=house.buildings, today=house.today)  # fmt: skip
            data = views.page_data(house, question, act.by, group_size_min=settings.group_size_min)
        write_down_asking(database, act, question.asked, report="telrondes")
        return told(request, "occupancy/by_days.html", "occupancy/_by_days.html", **data)
