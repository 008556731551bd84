"""Repeating a reservation of a room: the form, the plan, and storing it."""

from dataclasses import dataclass, replace

from litestar.datastructures import MultiDict
from litestar.response import Redirect, Template
from sqlmodel import Session

from booking.foundation.database import Database
from booking.foundation.errors import Conflict, DomainError, Refused
from booking.foundation.local_time import day_of
from booking.interfaces.web.asking import request_note
from booking.interfaces.web.forms import OUR_FIELDS, FormData, InvalidForm, read_form
from booking.interfaces.web.once import do_once
from booking.interfaces.web.pages import go, page
from booking.interfaces.web.persons import holder_in, host_in
from booking.interfaces.web.refusals import said
from booking.interfaces.web.repeating import repeat_choices
from booking.interfaces.web.rooms.room_page import Visit
from booking.interfaces.web.rooms.search import RawQuery
from booking.interfaces.web.rooms.search_page import room_path
from booking.interfaces.web.rooms.visits import RoomVisits
from booking.interfaces.web.series.forms import (
    SeriesForm,
    choice_in,
    series_wish,
    without_choices,
)
from booking.interfaces.web.series.plan_view import Eyes, plan_data
from booking.people.values import Act, Principal
from booking.reservations.series.operations import start_series
from booking.reservations.series.queries import plan_new
from booking.reservations.series.values import SeriesPlan, SeriesWish
from booking.spaces.values import BookableSpace


@dataclass(frozen=True, slots=True)
class RoomRepeating:
    """One request that sends the form of a series in a room."""

    visits: RoomVisits
    number: str
    data: FormData
    database: Database
    act: Act

    def plan(self) -> Template:
        """Every date with what stands in its way; nothing is stored."""
        try:
            return self._plan_page(read_form(SeriesForm, without_choices(self.data)))
        except InvalidForm as invalid:
            return self._again(invalid)

    def start(self) -> Template | Redirect:
        """To the page of the series, or the plan again with what came between."""
        try:
            return self._started(read_form(SeriesForm, without_choices(self.data)))
        except InvalidForm as invalid:
            return self._again(invalid)

    def _started(self, form: SeriesForm) -> Template | Redirect:
        try:
            path = self._start_once(form)
        except (Refused, Conflict) as error:
            return self._plan_page(form, error)
        with self.database.reading() as session:
            room, holder = self._visit(session).room, self._holder(session, form)
            is_request = room.needs_approval or holder.needs_approval
        return go(path, flash="requested" if is_request else "series-started")

    def _start_once(self, form: SeriesForm) -> str:
        def work(session: Session) -> str:
            wish, plan = self._planned(session, self._visit(session).room, form)
            choice = choice_in(self.data, plan, self._visit(session).picture.stock, self.act.by)
            holder = self._holder(session, form)
            series = start_series(session, self.act, wish, choice, holder=holder)
            return f"/reeksen/{series.uid}"

        return do_once(self.database, self.act, self.data, work)

    def _planned(
        self, session: Session, room: BookableSpace, form: SeriesForm
    ) -> tuple[SeriesWish, SeriesPlan]:
        holder = self._holder(session, form)
        wish = replace(series_wish(form, room.id), host_id=host_in(session, self.act.by, form))
        return wish, plan_new(session, self.act, wish, {}, holder_id=holder.id)

    def _holder(self, session: Session, form: SeriesForm) -> Principal:
        return holder_in(session, self.act.by, form, day_of(self.act.at)) or self.act.by

    def _plan_page(self, form: SeriesForm, error: DomainError | None = None) -> Template:
        status, trouble = said(error) if error else (200, [])
        with self.database.reading() as session:
            room = self._visit(session).room
            wish, plan = self._planned(session, room, form)
            holder = self._holder(session, form)
            shown = plan_data(Eyes(session, self.act, holder.id, self.data), plan, wish)
            note = request_note(session, room, self.act.by, now=self.act.at, holder=holder)
        path = room_path(room)
        return page(
            self.visits.request, "series/plan.html", status=status, trouble=trouble,
            room=room, action=f"{path}/reeksen", again=f"{path}/reeksen/plan", here=path,
            back=path, title=form.onderwerp,
            request_note=note,
            kept=kept_fields(self.data), **shown,
        )  # fmt: skip

    def _again(self, invalid: InvalidForm) -> Template:
        with self.database.reading() as session:
            return self.visits.page(
                session, self._visit(session), status=422, errors=invalid.errors,
                values={**without_choices(self.data), **invalid.values}, repeat=repeat_choices(),
            )  # fmt: skip

    def _visit(self, session: Session) -> Visit:
        return self.visits.visit(session, self.number, self._query)

    @property
    def _query(self) -> RawQuery:
        """The search that the form stands for: the page is shown on its day."""
        names = ("datum", "van", "tot", "personen", "opstelling")
        return MultiDict({name: str(self.data[name]) for name in names if self.data.get(name)})


def kept_fields(data: FormData) -> list[tuple[str, str]]:
    """Everything that was filled in, for the hidden fields of the plan."""
    return [
        (name, one)
        for name, value in without_choices(data).items()
        if name not in OUR_FIELDS
        for one in (value if isinstance(value, list) else [value])
    ]
