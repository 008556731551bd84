"""One room: its day, and the form that reserves it."""

from datetime import datetime
from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Response, Template

from booking.foundation.database import Database
from booking.interfaces.settling import settled
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.errand import Errand
from booking.interfaces.web.forms import FormData
from booking.interfaces.web.fragments import NOTHING_NEW, Ready, answer_fragment
from booking.interfaces.web.rooms.copied import COPY_OF, copied_words
from booking.interfaces.web.rooms.reserving import RoomReserving
from booking.interfaces.web.rooms.room_page import first_values
from booking.interfaces.web.rooms.visits import RoomVisits
from booking.people.values import Principal


class RoomController(Controller):
    path = "/ruimtes/{number:str}"

    @get("/", sync_to_thread=True)
    def show(
        self,
        request: AnyRequest,
        number: FromPath[str],
        database: NamedDependency[Database],
        viewer: NamedDependency[Principal],
        now: NamedDependency[datetime],
    ) -> Template:
        visits = RoomVisits(request, viewer, now)
        with settled(database, now) as session:
            visit = visits.visit(session, number, request.query_params)
            copied = copied_words(session, request.query_params.get(COPY_OF), viewer)
            return visits.page(session, visit, values=first_values(visit) | copied)

    @get("/rooster", sync_to_thread=True)
    def refresh(
        self,
        request: AnyRequest,
        number: FromPath[str],
        database: NamedDependency[Database],
        viewer: NamedDependency[Principal],
        now: NamedDependency[datetime],
    ) -> Ready:
        """What an open page asks every four seconds: nothing when nothing changed."""
        visits = RoomVisits(request, viewer, now)
        with settled(database, now) as session:
            visit = visits.visit(session, number, request.query_params)
            if request.query_params.get("v") == visit.picture.version:
                return NOTHING_NEW
            return answer_fragment(request, visits.day(session, visit))

    @post("/reserveringen", sync_to_thread=True)
    def reserve(
        self, number: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Response[Any] | Template:
        act = errand.act
        visits = RoomVisits(errand.request, act.by, act.at)
        return RoomReserving(visits, number, data, errand.database, act).reserve()
