"""Reserving a room from its form: done, or the page again with what is wrong and possible."""

from dataclasses import dataclass, replace
from typing import Any

from litestar.datastructures import MultiDict
from litestar.response import Response, Template

from booking.foundation.database import Database
from booking.foundation.errors import DomainError, Refused
from booking.foundation.local_time import day_of
from booking.interfaces.settling import settled
from booking.interfaces.web.forms import FormData, InvalidForm, form_token_of, read_form
from booking.interfaces.web.pages import go_on
from booking.interfaces.web.persons import holder_in, host_in
from booking.interfaces.web.refusals import said
from booking.interfaces.web.repeating import first_rule, repeat_choices
from booking.interfaces.web.reserving import flash_for, reserve_once
from booking.interfaces.web.rooms.form import ReserveForm, possibilities, wish_in
from booking.interfaces.web.rooms.search import RawQuery
from booking.interfaces.web.rooms.visits import RoomVisits
from booking.interfaces.web.stock import stock_at_hand
from booking.interfaces.web.waiting_address import wait_address_after, wait_fields_after
from booking.people.values import Act, Principal
from booking.reservations.claims import JustTaken
from booking.reservations.requests import is_only_asked
from booking.reservations.values import Wish
from booking.spaces.values import BookableSpace

FORM_FIELDS = tuple(ReserveForm.model_fields)
REPEAT = "herhalen"
"""The button of the form that asks for the fields of a series."""


@dataclass(frozen=True, slots=True)
class RoomReserving:
    """One request that sends the form of a room."""

    visits: RoomVisits
    number: str
    data: FormData
    database: Database
    act: Act

    def reserve(self) -> Response[Any] | Template:
        if REPEAT in self.data:
            return self._again(status=200, repeat=repeat_choices())  # nothing is judged yet
        try:
            form = read_form(ReserveForm, self.data)
            room, wish, holder = self._asked(form)
        except InvalidForm as invalid:
            return self._again(status=422, errors=invalid.errors)
        try:
            token = form_token_of(self.data)
            location = reserve_once(self.database, self.act, wish, token=token, holder=holder,
                                    is_option=form.optie is not None)  # fmt: skip
        except (Refused, JustTaken) as error:
            return self._refused(wish, room, error, holder)
        return go_on(self.visits.request, location, flash=_flash(form, room, holder))

    def _asked(self, form: ReserveForm) -> tuple[BookableSpace, Wish, Principal | None]:
        """The room, what is wished, and for whom where that is somebody else."""
        room = self.visits.room(stock_at_hand(self.database), self.number, form.datum)
        wish = wish_in(form, room, self._values)
        with self.database.reading() as session:
            holder = holder_in(session, self.act.by, form, day_of(self.act.at))
            return room, replace(wish, host_id=host_in(session, self.act.by, form)), holder

    @property
    def _values(self) -> dict[str, Any]:
        values = {name: self.data.get(name, "") for name in FORM_FIELDS}
        return values | (first_rule(values) if REPEAT in self.data else {})

    @property
    def _query(self) -> RawQuery:
        """The search that the form stands for: the page is shown on its day."""
        return MultiDict({name: str(value) for name, value in self._values.items() if value})

    def _again(self, *, status: int, **wrong: Any) -> Template:
        with settled(self.database, self.act.at) as session:
            visit = self.visits.visit(session, self.number, self._query)
            return self.visits.page(session, visit, values=self._values, status=status, **wrong)

    def _refused(
        self, wish: Wish, room: BookableSpace, error: DomainError, holder: Principal | None
    ) -> Template:
        with settled(self.database, self.act.at) as session:
            choices = possibilities(
                session, wish, room, self._values, person=self.act.by, now=self.act.at,
                holder=holder,
            )  # fmt: skip
            is_only_asked_for = is_only_asked(session, wish, by=self.act.by)
        status, reasons = said(error)
        fields = wait_fields_after(error, wish, room)
        refusal = {
            "reasons": reasons,
            "choices": choices,
            "wait_url": wait_address_after(error, wish, room),
            "asked_first": {**fields, "waar": "deze"} if fields and is_only_asked_for else {},
        }
        return self._again(status=status, refusal=refusal)


def _flash(form: ReserveForm, room: BookableSpace, holder: Principal | None) -> str:
    if form.optie:
        return "held"
    is_request = room.needs_approval or (holder is not None and holder.needs_approval)
    return "requested" if is_request else flash_for(holder)
