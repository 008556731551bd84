"""Mijn vakantie: what I have in the days that I am away, ticked off and cancelled at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Template
from pydantic import Field
from sqlmodel import Session

from booking.foundation.database import Database
from booking.foundation.formats import show_day, show_span
from booking.foundation.local_time import day_of, local_day
from booking.foundation.periods import Period
from booking.foundation.texts import N_, text
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.desks.forms import Several
from booking.interfaces.web.forms import Form, FormData, InvalidForm, read_form
from booking.interfaces.web.moments import Day
from booking.interfaces.web.once import do_once
from booking.interfaces.web.pages import go, page
from booking.interfaces.web.refusals import said
from booking.interfaces.web.tickets import address_for, title_of
from booking.people.permissions import is_theirs
from booking.people.queries import names_readable_by
from booking.people.values import Act, Principal
from booking.reservations.changes import number_of
from booking.reservations.giving_back import GivenBack, cancel_several, to_give_back
from booking.reservations.models import Reservation
from booking.reservations.rules import is_decided_by_others
from booking.reservations.seats.queries import space_ids_seen
from booking.spaces.approval import offered_to
from booking.spaces.naming import place_of
from booking.spaces.queries import current_stock

HERE = "/mijn-reserveringen/vakantie"
TICKED_MAX = 400
END_FIRST = N_("Choose a last day that is not before the first.")
TICK_ONE = N_("Tick at least one reservation.")


class DaysForm(Form):
    """The days away, both included."""

    van: Day
    tot: Day

    @property
    def period(self) -> Period:
        if self.tot < self.van:
            raise InvalidForm({"tot": text(END_FIRST)}, self.model_dump(mode="json"))
        return Period(local_day(self.van).starts_at, local_day(self.tot).ends_at)


class CancelForm(DaysForm):
    reservering: Annotated[Several, Field(min_length=1, max_length=TICKED_MAX)]


class HolidayController(Controller):
    path = HERE

    @get(sync_to_thread=True)
    def show(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        viewer: NamedDependency[Principal],
        now: NamedDependency[datetime],
    ) -> Template:
        asked = {name: request.query_params.get(name, "") for name in ("van", "tot")}
        return Holiday(request, database, viewer, now).page(asked, is_asked=any(asked.values()))

    @post("/annulering", sync_to_thread=True)
    def cancel(
        self,
        request: AnyRequest,
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template | Redirect:
        holiday = Holiday(request, database, act.by, act.at)
        try:
            form = read_form(CancelForm, data)
        except InvalidForm as invalid:
            asked = {name: data.get(name, "") for name in ("van", "tot")}
            errors = {} if invalid.errors.keys() & asked.keys() else {"": text(TICK_ONE)}
            return holiday.page(asked, is_asked=True, ticked=(), errors=errors)
        done: list[GivenBack] = []

        def work(session: Session) -> str:
            done[:] = cancel_several(session, act, form.reservering)
            return "/mijn-reserveringen"

        location = do_once(database, act, data, work)
        if any(each.refusal for each in done):
            return holiday.told(done)
        return go(location, flash="several-cancelled")


@dataclass(frozen=True, slots=True)
class Holiday:
    """Who is away, as asked in this request."""

    request: AnyRequest
    database: Database
    viewer: Principal
    now: datetime

    def page(
        self,
        asked: dict[str, str],
        *,
        is_asked: bool,
        ticked: Sequence[str] | None = None,
        errors: dict[str, str] | None = None,
    ) -> Template:
        """The days, and what is held in them; ``ticked`` None: at first one's own is ticked."""
        errors, rows = errors or {}, None
        if is_asked:
            try:
                rows = self._rows(read_form(DaysForm, asked).period, ticked)
            except InvalidForm as invalid:
                errors = invalid.errors
        return page(
            self.request, "my_reservations/holiday.html", status=422 if errors else 200,
            values=asked, rows=rows, errors=errors, here=HERE,
            today=day_of(self.now).isoformat(),
        )  # fmt: skip

    def told(self, done: Sequence[GivenBack]) -> Template:
        """What became of each, when not all could be cancelled."""
        with self.database.reading() as session:
            rows = [
                self._row(session, each.reservation, {})
                | {"reasons": said(each.refusal)[1] if each.refusal else []}
                for each in done
            ]
        return page(self.request, "my_reservations/given_back.html", status=422, rows=rows)

    def _rows(self, period: Period, ticked: Sequence[str] | None) -> list[dict[str, Any]]:
        with self.database.reading() as session:
            found = to_give_back(session, self.viewer, period, now=self.now)[:TICKED_MAX]
            names = names_readable_by(session, self.viewer, list({r.holder_id for r in found}))
            rows = [self._row(session, reservation, names) for reservation in found]
        return [
            row | {"is_ticked": row["is_mine"] if ticked is None else row["uid"] in ticked}
            for row in rows
        ]

    def _row(
        self, session: Session, reservation: Reservation, names: dict[int, str]
    ) -> dict[str, Any]:
        stock, day = current_stock(session), day_of(reservation.starts_at)
        ids = space_ids_seen(session, [reservation], self.viewer)[number_of(reservation)]
        spaces = [stock.spaces[space_id] for space_id in ids]
        title = title_of(reservation, spaces, self.viewer)
        is_seat = not is_theirs(self.viewer, reservation)
        is_mine = is_seat or reservation.holder_id == self.viewer.id
        notes = [show_span(reservation.period), place_of(spaces, stock=stock, day=day, title=title)]
        if not is_mine and reservation.holder_id in names:
            notes.append(text("For %(name)s", name=names[reservation.holder_id]))
        if is_decided_by_others(offered_to(spaces, self.viewer), self.viewer, stock=stock, day=day):
            notes.append(text("You would have to ask for it again."))
        return {
            "uid": reservation.uid, "day": show_day(day), "title": title, "is_mine": is_mine,
            "href": address_for(reservation, self.viewer), "note": " · ".join(notes),
        }  # fmt: skip
