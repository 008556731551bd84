"""How many desks are needed: a page, and the same as a file."""

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Response, Template

from booking.foundation.database import Database
from booking.foundation.settings import Settings
from booking.interfaces.files.forms import form_in
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.occupancy.asking import house_asked, told, write_down_asking
from booking.interfaces.web.occupancy.desks.files import desks_document
from booking.interfaces.web.occupancy.desks.question import PATH
from booking.interfaces.web.occupancy.desks.reckoning import desks_answer
from booking.interfaces.web.occupancy.desks.views import page_data
from booking.interfaces.web.occupancy.documents import file_answer, stamp_of
from booking.people.values import Act

REPORT = "desks needed"


class DesksNeededController(Controller):
    @get(PATH, sync_to_thread=True)
    def index(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template:
        with house_asked(database, act.at) as house:
            answer = desks_answer(house, request.query_params)
        write_down_asking(database, act, answer.question.when.of, report=REPORT)
        return told(request, "occupancy/desks.html", "occupancy/desks/_answer.html",
                    **page_data(answer))  # fmt: skip

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
        with house_asked(database, act.at) as house:
            answer = desks_answer(house, request.query_params)
            stamp = stamp_of(house, answer.question.when.of)
        of = answer.question.when.of
        write_down_asking(database, act, of, report=REPORT, form=form)
        document = desks_document(answer, stamp, municipality=settings.municipality)
        return file_answer(form, f"werkplekken-nodig-{of.first}-{of.last}", document)
