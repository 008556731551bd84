"""Desks that come back: a team day, or one's own desk; planned before anything is stored."""

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Template
from sqlmodel import Session

from booking.foundation.errors import Conflict, DomainError, Refused
from booking.foundation.local_time import day_of
from booking.foundation.texts import text
from booking.interfaces.web.errand import Errand
from booking.interfaces.web.forms import FormData, InvalidForm, as_list, read_form
from booking.interfaces.web.moments import day_in, time_options
from booking.interfaces.web.pages import go, page
from booking.interfaces.web.persons import holder_field
from booking.interfaces.web.refusals import said
from booking.interfaces.web.repeating import first_rule, repeat_choices
from booking.interfaces.web.series.desks import DeskSeriesForm, plan_new_desks
from booking.interfaces.web.series.forms import without_choices
from booking.interfaces.web.series.plan_view import Eyes, plan_data
from booking.interfaces.web.series.starting import kept_fields
from booking.reservations.desk_days import desk_hours
from booking.reservations.series.operations import start_series
from booking.spaces.queries import current_stock

PATH = "/werkplek/groep"
GRAIN_MINUTES = 30


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
            return _plan_page(errand, data, read_form(DeskSeriesForm, without_choices(data)))
        except InvalidForm as invalid:
            return _form_page(errand, without_choices(data), invalid.errors)

    @post("/reeksen", sync_to_thread=True)
    def start(self, data: FormData, errand: NamedDependency[Errand]) -> Template | Redirect:
        try:
            return _started(errand, data, read_form(DeskSeriesForm, without_choices(data)))
        except InvalidForm as invalid:
            return _form_page(errand, without_choices(data), invalid.errors)


def _started(errand: Errand, data: FormData, form: DeskSeriesForm) -> Template | Redirect:
    def work(session: Session) -> str:
        planned = plan_new_desks(session, errand.act, form)
        choice = planned.choice_in(data, form, current_stock(session), errand.act.by)
        series = start_series(session, errand.act, planned.wish, choice, holder=planned.holder)
        return f"/reeksen/{series.uid}"

    try:
        return go(errand.once(data, work), flash="series-started")
    except (Refused, Conflict) as error:
        return _plan_page(errand, data, form, error)


def _plan_page(
    errand: Errand, data: FormData, form: DeskSeriesForm, error: DomainError | None = None
) -> Template:
    status, trouble = said(error) if error else (200, [])
    with errand.database.reading() as session:
        planned = plan_new_desks(session, errand.act, form)
        shown = plan_data(
            Eyes(session, errand.act, planned.holder_id, data), planned.plan, planned.wish
        )
    kept = [(name, value) for name, value in kept_fields(data) if name != "getoond"]
    name = _subject(form.nummer)
    return page(
        errand.request, "series/plan.html", status=status, trouble=trouble, here="/werkplek",
        room={"name": name}, request_note="", title=form.onderwerp,
        action=f"{PATH}/reeksen", again=f"{PATH}/reeksen/plan",
        back=f"/werkplek?datum={form.datum}",
        kept=[*kept, ("getoond", planned.shown)], **shown,
    )  # fmt: skip


def _form_page(errand: Errand, values: Mapping[str, Any], errors: Mapping[str, str]) -> Template:
    day = day_in(values, otherwise=day_of(errand.act.at))
    with errand.database.reading() as session:
        hours = desk_hours(current_stock(session), day)
        holder = holder_field(session, errand.act.by, values)
    times = time_options([hours], grain_minutes=GRAIN_MINUTES) if hours else []
    usual = {"van": times[0], "tot": times[-1], "datum": day.isoformat()} if times else {}
    numbers = list(map(str, as_list(values.get("nummer", []))))  # type: ignore[call-overload]
    return page(
        errand.request, "series/group.html", status=422 if errors else 200, here="/werkplek",
        values={**usual, **values}, errors=errors, times=times, numbers=numbers, holder=holder,
        repeat=repeat_choices(), back=f"/werkplek?datum={day}",
    )  # fmt: skip


def _subject(numbers: Sequence[str]) -> str:
    if len(numbers) == 1:
        return text("Desk %(desk)s", desk=numbers[0])
    return text("%(count)s desks together", count=len(numbers))
