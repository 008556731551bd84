"""The report pages of occupancy, what their words mean, and who looked."""

from importlib import import_module
from typing import Any

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Response, Template

from booking.foundation.database import Database
from booking.foundation.settings import Settings
from booking.interfaces.files.forms import form_in
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.moments import number_in
from booking.interfaces.web.occupancy.asking import house_asked, told, write_down_asking
from booking.interfaces.web.occupancy.documents import file_answer
from booking.interfaces.web.occupancy.question import ID_MAX
from booking.interfaces.web.occupancy.report.pages import page_path
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

    @get("/bezetting/{report:str}/{file:str}", sync_to_thread=True)
    def download(
        self,
        request: AnyRequest,
        report: FromPath[str],
        file: FromPath[str],
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        act: NamedDependency[Act],
    ) -> Response[bytes]:
        form = form_in(file)
        with house_asked(database, act.at) as house:
            question, document = _answers().answer_to_take(
                house, page_path(report), request.query_params,
                municipality=settings.municipality, group_size_min=settings.group_size_min,
            )  # fmt: skip
        of = question.when.asked
        write_down_asking(database, act, of, report=report, form=form,
                          narrowed=question.narrowed)  # fmt: skip
        return file_answer(form, f"{report}-{of.first}-{of.last}", document)

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
        before = number_in(request.query_params, "voor", least=1, most=ID_MAX)
        with house_asked(database, act.at) as house:
            found = reports_asked(house.session, before=before)
            words = _answers().narrowed_words(house, found.asked)
        return page(
            request, "occupancy/log.html", asked=list(zip(found.asked, words, strict=True)),
            earlier=found.asked[-1].number if found.has_earlier else None,
            is_latest=before is None,
        )  # fmt: skip


def _answers() -> Any:
    """They bring numpy along, 30 MB that a worker who makes no report can do without."""
    return import_module("booking.interfaces.web.occupancy.report.answers")


def _report(request: AnyRequest, database: Database, settings: Settings, act: Act) -> Template:
    """The address says which."""
    with house_asked(database, act.at) as house:
        question, data = _answers().answer(request, house, group_size_min=settings.group_size_min)
    write_down_asking(database, act, question.when.asked, report=question.report.value,
                      narrowed=question.narrowed)  # fmt: skip
    return told(request, "occupancy/report.html", "occupancy/report/_answer.html", **data)
