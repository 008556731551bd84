"""Plekken: the desks and rooms of the house, as the facility manager keeps them."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlmodel import Session

from booking.foundation.database import Database
from booking.foundation.errors import DomainError, Refused
from booking.foundation.local_time import day_of
from booking.foundation.texts import text
from booking.interfaces.web.forms import FormData
from booking.interfaces.web.manage.sent_forms import number_in_address, take_in
from booking.interfaces.web.manage.spaces.form import FIELDS, SpaceDesk, SpaceForm
from booking.interfaces.web.manage.spaces.listing import LIST, filter_in, spaces_listed
from booking.interfaces.web.manage.spaces.retiring import (
    ResumeForm,
    RetireForm,
    left_without_a_place,
)
from booking.interfaces.web.moments import day_in
from booking.interfaces.web.once import do_once
from booking.interfaces.web.pages import page
from booking.people.values import Act, Principal
from booking.spaces.changes import (
    NotBegunYet,
    add_space,
    change_space,
    resume_space,
    retire_space,
)
from booking.spaces.opening_changes import PastStays
from booking.spaces.queries import current_stock
from booking.spaces.values import SpaceKind

AnyRequest = Request[Any, Any, Any]
RETIRE_FIELDS: dict[type[DomainError], str] = {PastStays: "dag", NotBegunYet: "dag"}


class SpacesController(Controller):
    path = LIST

    @get("/", sync_to_thread=True)
    def index(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Template:
        with database.reading() as session:
            stock = current_stock(session)
        shown = spaces_listed(stock, filter_in(request.query_params), day_of(now))
        return page(request, "manage/spaces/index.html", **shown)

    @get("/nieuw", sync_to_thread=True)
    def new(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Template:
        return SpacePages(request, database, day_of(now)).new(request.query_params)

    @post("/", sync_to_thread=True)
    def add(
        self,
        request: AnyRequest,
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template | Redirect:
        def store(form: SpaceForm) -> str:
            def work(session: Session) -> str:
                number = add_space(session, act, form.facts(form.soort), zone_id=form.zone,
                                   capacity=form.plaatsen, begins=form.vanaf,
                                   part_ids=form.delen)  # fmt: skip
                return f"{LIST}/{number}"

            return do_once(database, act, data, work)

        pages = SpacePages(request, database, day_of(act.at))
        return take_in(data, SpaceForm, store, pages.new_again, flash="space-added", fields=FIELDS)

    @get("/{key:str}", sync_to_thread=True)
    def show(
        self,
        request: AnyRequest,
        key: FromPath[str],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Template:
        return SpacePages(request, database, day_of(now)).space(number_in_address(key))

    @post("/{key:str}/wijziging", sync_to_thread=True)
    def change(
        self,
        request: AnyRequest,
        key: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template | Redirect:
        space_id = number_in_address(key)

        def store(form: SpaceForm) -> str:
            def work(session: Session) -> str:
                change_space(session, act, space_id, form.facts(form.soort), zone_id=form.zone,
                             capacity=form.plaatsen, begins=form.vanaf,
                             seen=form.versie)  # fmt: skip
                return f"{LIST}/{space_id}"

            return do_once(database, act, data, work)

        again = SpacePages(request, database, day_of(act.at)).space_again(space_id)
        return take_in(data, SpaceForm, store, again, flash="space-changed", fields=FIELDS)

    @get("/{key:str}/einde", sync_to_thread=True)
    def think_of_retiring(
        self,
        request: AnyRequest,
        key: FromPath[str],
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template:
        day = day_in(request.query_params, otherwise=day_of(act.at), name="dag")
        pages = SpacePages(request, database, day_of(act.at))
        return pages.retire(number_in_address(key), day, act.by, act.at)

    @post("/{key:str}/einde", sync_to_thread=True)
    def retire(
        self,
        request: AnyRequest,
        key: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template | Redirect:
        space_id = number_in_address(key)

        def store(form: RetireForm) -> str:
            def work(session: Session) -> str:
                retire_space(session, act, space_id, form.vanaf, seen=form.versie)
                return f"{LIST}/{space_id}"

            return do_once(database, act, data, work)

        again = SpacePages(request, database, day_of(act.at)).space_again(space_id)
        return take_in(data, RetireForm, store, again, flash="space-retired",
                       fields=RETIRE_FIELDS)  # fmt: skip

    @post("/{key:str}/hervatting", sync_to_thread=True)
    def resume(
        self,
        request: AnyRequest,
        key: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template | Redirect:
        space_id = number_in_address(key)

        def store(form: ResumeForm) -> str:
            def work(session: Session) -> str:
                resume_space(session, act, space_id, seen=form.versie)
                return f"{LIST}/{space_id}"

            return do_once(database, act, data, work)

        again = SpacePages(request, database, day_of(act.at)).space_again(space_id)
        return take_in(data, ResumeForm, store, again, flash="space-resumed", fields={})


class SpacePages:
    """The pages of a space, as they stand in a reading of their own."""

    def __init__(self, request: AnyRequest, database: Database, today: date) -> None:
        self.request, self.database, self.today = request, database, today

    def new(self, query: Any) -> Template:
        kind = SpaceKind.DESK if query.get("soort") == SpaceKind.DESK else SpaceKind.ROOM
        with self.database.reading() as session:
            shown = self._desk(session).new_page(kind)
        return page(self.request, "manage/spaces/new.html", errors={}, **shown)

    def new_again(self, errors: dict[str, str], values: dict[str, Any], status: int) -> Template:
        is_desk = values.get("soort") == SpaceKind.DESK
        kind = SpaceKind.DESK if is_desk else SpaceKind.ROOM
        with self.database.reading() as session:
            shown = self._desk(session).new_page(kind, {**values, "soort": kind.value})
        here = f"{LIST}/nieuw?soort={kind.value}"
        return page(self.request, "manage/spaces/new.html", status=status, here=here,
                    errors=errors, **shown)  # fmt: skip

    def space(self, space_id: int) -> Template:
        return self._space(space_id, None, {}, 200)

    def space_again(
        self, space_id: int
    ) -> Callable[[dict[str, str], dict[str, Any], int], Template]:
        def again(errors: dict[str, str], values: dict[str, Any], status: int) -> Template:
            is_whole_form = "nummer" in values
            return self._space(space_id, values if is_whole_form else None, errors, status)

        return again

    def retire(self, space_id: int, day: date, viewer: Principal, now: datetime) -> Template:
        errors: dict[str, str] = {}
        with self.database.reading() as session:
            desk = self._desk(session)
            shown = desk.space_page(space_id)
            try:
                if day < self.today:
                    raise PastStays
                held = left_without_a_place(
                    session, desk.stock, shown["space"], day, viewer=viewer, now=now
                )
            except Refused as refusal:
                errors, held = {"dag": text(refusal.sentence, **refusal.facts)}, {}
        if errors:
            return self._space(space_id, None, errors, 422)
        return page(self.request, "manage/spaces/retire.html", day=day, held=held, **shown)

    def _space(
        self, space_id: int, values: dict[str, Any] | None, errors: dict[str, str], status: int
    ) -> Template:
        with self.database.reading() as session:
            shown = self._desk(session).space_page(space_id, values)
        return page(self.request, "manage/spaces/space.html", status=status, errors=errors, **shown)

    def _desk(self, session: Session) -> SpaceDesk:
        return SpaceDesk(session, current_stock(session), self.today)
