"""A series in one room: what would happen, and making it so."""

from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from booking.foundation.database import Database
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.forms import FormData
from booking.interfaces.web.rooms.visits import RoomVisits
from booking.interfaces.web.series.starting import RoomRepeating
from booking.people.values import Act


class RoomSeriesController(Controller):
    path = "/ruimtes/{number:str}/reeksen"

    @post("/plan", status_code=200, sync_to_thread=True)
    def plan(
        self,
        request: AnyRequest,
        number: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template:
        visits = RoomVisits(request, act.by, act.at)
        return RoomRepeating(visits, number, data, database, act).plan()

    @post("/", sync_to_thread=True)
    def start(
        self,
        request: AnyRequest,
        number: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template | Redirect:
        visits = RoomVisits(request, act.by, act.at)
        return RoomRepeating(visits, number, data, database, act).start()
