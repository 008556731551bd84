"""The report pages of occupancy, what their words mean, and who looked."""

from importlib import import_module

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.response import Template

from booking.foundation.database import Database
from booking.foundation.settings import Settings
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.occupancy.asking import house_asked, told, write_down_asking
from booking.interfaces.web.pages import page
from booking.occupancy.definitions import DEFINITIONS
from booking.occupancy.log import reports_asked
from booking.people.values import Act


class OccupancyReportController(Controller):
    @get("/bezetting/pieken", sync_to_thread=True)
    def peaks(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        act: NamedDependency[Act],
    ) -> Template:
        return _report(request, database, settings, act)

    @get("/bezetting/plekken", sync_to_thread=True)
    def spaces(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        act: NamedDependency[Act],
    ) -> Template:
        return _report(request, database, settings, act)

    @get("/bezetting/vraag", sync_to_thread=True)
    def demand(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        act: NamedDependency[Act],
    ) -> Template:
        return _report(request, database, settings, act)

    @get("/bezetting/reserveringen", sync_to_thread=True)
    def courses(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        act: NamedDependency[Act],
    ) -> Template:
        return _report(request, database, settings, act)

    @get("/bezetting/begrippen", sync_to_thread=True)
    def definitions(self, request: AnyRequest) -> Template:
        return page(request, "occupancy/definitions.html", definitions=DEFINITIONS)

    @get("/bezetting/inzage", sync_to_thread=True)
    def log(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template:
        answers = import_module("booking.interfaces.web.occupancy.report.answers")
        with house_asked(database, act.at) as house:
            asked = reports_asked(house.session)
            words = answers.narrowed_words(house, asked)
            return page(request, "occupancy/log.html", asked=list(zip(asked, words, strict=True)))


def _report(request: AnyRequest, database: Database, settings: Settings, act: Act) -> Template:
    """The address says which."""
    # they bring numpy along, 30 MB that a worker who makes no report can do without
    answers = import_module("booking.interfaces.web.occupancy.report.answers")
    with house_asked(database, act.at) as house:
        question, data = answers.answer(request, house, group_size_min=settings.group_size_min)
    write_down_asking(database, act, question.when.asked, report=question.report.value,
                      narrowed=question.narrowed)  # fmt: skip
    return told(request, "occupancy/report.html", "occupancy/report/_answer.html", **data)
