"""A team day that comes back: desks side by side, planned before anything is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Template
from pydantic import BeforeValidator, Field
from sqlmodel import Session

from booking.foundation.errors import Conflict, DomainError, Refused
from booking.foundation.ids import fingerprint
from booking.foundation.local_time import day_of
from booking.foundation.texts import text
from booking.interfaces.web.errand import Errand
from booking.interfaces.web.forms import FormData, InvalidForm, as_list, read_form
from booking.interfaces.web.moments import day_in, time_options
from booking.interfaces.web.pages import go, page
from booking.interfaces.web.refusals import said
from booking.interfaces.web.repeating import first_rule, repeat_choices
from booking.interfaces.web.series.forms import (
    ALL_OR_NOTHING,
    SeriesForm,
    chosen_in,
    series_wish,
    without_choices,
)
from booking.interfaces.web.series.plan_view import Eyes, plan_data
from booking.interfaces.web.series.starting import kept_fields
from booking.reservations.desk_days import desk_hours
from booking.reservations.series.group import desks_instead
from booking.reservations.series.operations import Choice, PlanChanged, start_series
from booking.reservations.series.queries import plan_new
from booking.reservations.series.values import Instead, SeriesPlan, SeriesWish
from booking.spaces.queries import SpaceNotFound, current_stock, space_by_number
from booking.spaces.values import BookableSpace

PATH = "/werkplek/groep"
DESKS_MIN, DESKS_MAX = 2, 20
GRAIN_MINUTES = 30

Numbers = Annotated[list[str], BeforeValidator(as_list), Field(max_length=DESKS_MAX)]


class GroupSeriesForm(SeriesForm):
    nummer: Numbers


@dataclass(frozen=True, slots=True)
class _Planned:
    wish: SeriesWish
    instead: Instead
    plan: SeriesPlan

    @property
    def shown(self) -> str:
        """Another one where other desks would be had than those that somebody saw."""
        desks = {str(p.day): p.wish.space_ids for p in self.plan.dates if p.wish}
        return fingerprint(desks)


class GroupSeriesController(Controller):
    path = PATH

    @get("/reeks", sync_to_thread=True)
    def ask(self, errand: NamedDependency[Errand]) -> Template:
        query = errand.request.query_params
        names = ("datum", "van", "tot")
        asked = {name: query[name] for name in names if query.get(name)}
        values = {"nummer": query.getall("nummer", [])} | first_rule(asked) | asked
        return _form_page(errand, values, {})

    @post("/reeksen/plan", status_code=200, sync_to_thread=True)
    def plan(self, data: FormData, errand: NamedDependency[Errand]) -> Template:
        try:
            return _plan_page(errand, data, read_form(GroupSeriesForm, without_choices(data)))
        except InvalidForm as invalid:
            return _form_page(errand, {**without_choices(data)}, invalid.errors)

    @post("/reeksen", sync_to_thread=True)
    def start(self, data: FormData, errand: NamedDependency[Errand]) -> Template | Redirect:
        try:
            form = read_form(GroupSeriesForm, without_choices(data))
        except InvalidForm as invalid:
            return _form_page(errand, {**without_choices(data)}, invalid.errors)

        def work(session: Session) -> str:
            planned = _planned(session, errand, form)
            if form.stand != planned.shown:
                raise PlanChanged("other desks than were shown")
            seen = chosen_in(data).keys()
            choice = Choice(planned.instead, seen, bool(data.get(ALL_OR_NOTHING)))
            return f"/reeksen/{start_series(session, errand.act, planned.wish, choice).uid}"

        try:
            return go(errand.once(data, work), flash="series-started")
        except (Refused, Conflict) as error:
            return _plan_page(errand, data, form, error)


def _planned(session: Session, errand: Errand, form: GroupSeriesForm) -> _Planned:
    """What would happen; found anew each time, for others reserve meanwhile."""
    desks = _desks(session, form)
    first, *more = (desk.id for desk in desks)
    base = series_wish(form, first)
    wish = SeriesWish(
        recurrence=base.recurrence, first_on=base.first_on, begins=base.begins, ends=base.ends,
        space_id=first, more_space_ids=tuple(more), attendee_count=len(desks), title=base.title,
    )  # fmt: skip
    instead = desks_instead(session, errand.act, wish)
    return _Planned(wish, instead, plan_new(session, errand.act, wish, instead))


def _desks(session: Session, form: GroupSeriesForm) -> Sequence[BookableSpace]:
    stock = current_stock(session)
    found = [space_by_number(stock, number, form.datum) for number in dict.fromkeys(form.nummer)]
    if len(found) < DESKS_MIN or not all(desk.is_desk for desk in found):
        raise SpaceNotFound(f"{form.nummer} are no group of desks")
    return found


def _plan_page(
    errand: Errand, data: FormData, form: GroupSeriesForm, error: DomainError | None = None
) -> Template:
    status, trouble = said(error) if error else (200, [])
    with errand.database.reading() as session:
        planned = _planned(session, errand, form)
        shown = plan_data(Eyes(session, errand.act, data), planned.plan, planned.wish)
    kept = [(name, value) for name, value in kept_fields(data) if name != "stand"]
    name = text("%(count)s desks together", count=planned.wish.attendee_count)
    return page(
        errand.request, "series/plan.html", status=status, trouble=trouble, here="/werkplek",
        room={"name": name}, request_note="", title=form.onderwerp,
        action=f"{PATH}/reeksen", back=f"/werkplek?datum={form.datum}",
        kept=[*kept, ("stand", planned.shown)], **shown,
    )  # fmt: skip


def _form_page(errand: Errand, values: Mapping[str, Any], errors: Mapping[str, str]) -> Template:
    day = day_in(values, otherwise=day_of(errand.act.at))
    with errand.database.reading() as session:
        hours = desk_hours(current_stock(session), day)
    times = time_options([hours], grain_minutes=GRAIN_MINUTES) if hours else []
    usual = {"van": times[0], "tot": times[-1], "datum": day.isoformat()} if times else {}
    numbers = as_list(values.get("nummer", []))
    return page(
        errand.request, "series/group.html", status=422 if errors else 200, here="/werkplek",
        values={**usual, **values}, errors=errors, times=times, numbers=numbers,
        repeat=repeat_choices(), back=f"/werkplek?datum={day}",
    )  # fmt: skip
