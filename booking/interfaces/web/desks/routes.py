"""Werkplek: which desk suits me, where it is, and reserving it."""

from litestar import Controller, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from litestar.response import Redirect, Response, Template

from booking.foundation.database import Database
from booking.interfaces.settling import settled
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.desks.pages import count_sentence
from booking.interfaces.web.desks.reserving import DeskReserving
from booking.interfaces.web.forms import FormData
from booking.interfaces.web.looking import remember_looking
from booking.interfaces.web.pages import is_fragment, page
from booking.people.values import Act
from booking.reservations.values import Reason

NOTHING_NEW = 204


def provide_desks(
    request: AnyRequest,
    database: NamedDependency[Database],
    act: NamedDependency[Act],
) -> DeskReserving:
    return DeskReserving(request, database, act)


class DeskController(Controller):
    path = "/werkplek"
    dependencies = {"desks": Provide(provide_desks, sync_to_thread=False)}  # noqa: RUF012

    @get(sync_to_thread=True)
    def index(
        self, request: AnyRequest, desks: NamedDependency[DeskReserving]
    ) -> Template | Response[None]:
        """All desks of a day; a page that is open asks with ``v`` whether they changed."""
        seen = request.query_params.get("v") if is_fragment(request) else None
        with settled(desks.database, desks.act.at) as session:
            pages = desks.pages(session)
            search = desks.search(pages, request.query_params)
            if seen is not None and seen == pages.version(search.day):
                return Response(None, status_code=NOTHING_NEW)
            context = pages.index(search)
            places = context["places"] if "datum" in request.query_params else None
            missed = pages.missed(search, places) if places else None
        if missed is not None:
            remember_looking(desks.database, missed, [Reason.TAKEN])
        if seen is not None:
            return page(request, "desks/_places.html", **context)
        name = "desks/_search.html" if is_fragment(request) else "desks/index.html"
        announced = count_sentence(context["places"]) if is_fragment(request) else ""
        return page(request, name, **context, errors={}, announced=announced)

    @get("/{number:str}", sync_to_thread=True)
    def show(
        self, request: AnyRequest, number: FromPath[str], desks: NamedDependency[DeskReserving]
    ) -> Template:
        with settled(desks.database, desks.act.at) as session:
            pages = desks.pages(session)
            context = pages.desk_page(number, desks.search(pages, request.query_params))
        return page(request, "desks/desk.html", **context, errors={})

    @post("/{number:str}/reserveringen", sync_to_thread=True)
    def reserve(
        self, number: FromPath[str], data: FormData, desks: NamedDependency[DeskReserving]
    ) -> Template | Redirect:
        return desks.reserve(number, data)

    @post("/{number:str}/wissel", sync_to_thread=True)
    def switch(
        self, number: FromPath[str], data: FormData, desks: NamedDependency[DeskReserving]
    ) -> Template | Redirect:
        return desks.switch(number, data)

    @post("/groep", sync_to_thread=True)
    def reserve_group(
        self, data: FormData, desks: NamedDependency[DeskReserving]
    ) -> Template | Redirect:
        return desks.reserve_group(data)

    @post("/favoriet", sync_to_thread=True)
    def mark_favourite(self, data: FormData, desks: NamedDependency[DeskReserving]) -> Redirect:
        return desks.mark_favourite(data)
