"""Which rooms are needed: a page, and the same as a file."""

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
from booking.interfaces.web.occupancy.rooms.files import rooms_document
from booking.interfaces.web.occupancy.rooms.question import PATH
from booking.interfaces.web.occupancy.rooms.reckoning import RoomsAnswer, rooms_prepared
from booking.interfaces.web.occupancy.rooms.views import page_data
from booking.people.values import Act

REPORT = "rooms needed"


class RoomsNeededController(Controller):
    @get(PATH, sync_to_thread=True)
    def index(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        act: NamedDependency[Act],
    ) -> Template:
        answer, buildings = _reckoned(request, database, settings, act)
        write_down_asking(database, act, answer.question.when.of, report=REPORT)
        data = page_data(answer, buildings)
        return told(request, "occupancy/rooms.html", "occupancy/rooms/_answer.html", **data)

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
        answer, _ = _reckoned(request, database, settings, act)
        of = answer.question.when.of
        write_down_asking(database, act, of, report=REPORT, form=form)
        document = rooms_document(answer, municipality=settings.municipality)
        return file_answer(form, f"ruimtes-nodig-{of.first}-{of.last}", document)


def _reckoned(
    request: AnyRequest, database: Database, settings: Settings, act: Act
) -> tuple[RoomsAnswer, dict[int, str]]:
    """The answer, and the names of the buildings."""
    with house_asked(database, act.at) as house:
        reckon = rooms_prepared(
            house, request.query_params, group_size_min=settings.group_size_min
        )  # fmt: skip
    return reckon(), house.buildings
