"""The programme of requirements: a page, and the same as a file."""

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
from booking.interfaces.web.occupancy.programme.reckoning import Programme, programme_prepared
from booking.interfaces.web.occupancy.programme.views import PATH, page_data, programme_document
from booking.people.values import Act

REPORT = "programme of requirements"


class ProgrammeController(Controller):
    @get(PATH, sync_to_thread=True)
    def index(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        act: NamedDependency[Act],
    ) -> Template:
        sheet, buildings = _reckoned(request, database, settings, act)
        write_down_asking(database, act, sheet.desks.question.when.of, report=REPORT)
        return told(request, "occupancy/programme.html", "occupancy/programme/_answer.html",
                    **page_data(sheet, buildings))  # fmt: skip

    @get(f"{PATH}/{{file:str}}", sync_to_thread=True)
    def download(
        self,
        request: AnyRequest,
        file: FromPath[str],
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        act: NamedDependency[Act],
    ) -> Response[bytes]:
        form = form_in(file)
        sheet, _ = _reckoned(request, database, settings, act)
        of = sheet.desks.question.when.of
        write_down_asking(database, act, of, report=REPORT, form=form)
        document = programme_document(sheet, municipality=settings.municipality)
        return file_answer(form, f"programma-van-eisen-{of.first}-{of.last}", document)


def _reckoned(
    request: AnyRequest, database: Database, settings: Settings, act: Act
) -> tuple[Programme, dict[int, str]]:
    """The sheet, and the names of the buildings."""
    with house_asked(database, act.at) as house:
        reckon = programme_prepared(
            house, request.query_params, group_size_min=settings.group_size_min
        )  # fmt: skip
    return reckon(), house.buildings
