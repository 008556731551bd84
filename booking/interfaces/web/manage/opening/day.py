"""Days that are not as their weekday: public holidays, a short Christmas Eve, an open day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.response import Template
from pydantic import Field
from sqlmodel import Session

from booking.foundation.formats import show_day
from booking.foundation.texts import text
from booking.interfaces.web.errand import Answer, Errand, Screen
from booking.interfaces.web.forms import Form, FormData, InvalidForm, read_form
from booking.interfaces.web.manage.effects import Proposal, carry_out, foresee, preview
from booking.interfaces.web.manage.opening.routes import HERE, Query, Shown, shown_for
from booking.interfaces.web.manage.opening.words import spans_in_words
from booking.interfaces.web.manage.rehousing.choices import without_choices
from booking.interfaces.web.moments import Clock, Day, day_in
from booking.people.permissions import NotThere
from booking.spaces.opening import (
    Span,
    fault_of,
    spans_on,
    with_exceptions,
    without_exception,
)
from booking.spaces.opening_changes import (
    remove_exception,
    set_exception,
)
from booking.spaces.operations import PastStays
from booking.spaces.values import OpeningException

FORM = f"{HERE}/dag"


class DayForm(Form):
    gebouw: int
    datum: Day
    naam: Annotated[str, Field(max_length=80)]
    open: Literal["dicht", "anders"]
    van: Clock | None = None
    tot: Clock | None = None


class WhichDay(Form):
    """A day that becomes usual again."""

    gebouw: int
    datum: Day


@dataclass(frozen=True, slots=True)
class DayPlan:
    """Other hours on one day; None is closed."""

    day: date
    name: str
    hours: Span | None


class OpeningDayController(Controller):
    path = FORM

    @get(sync_to_thread=True)
    def ask(self, errand: NamedDependency[Errand]) -> Template:
        query = errand.request.query_params
        shown = shown_for(errand, query)
        known = _values_of(shown, day_in(query, otherwise=shown.today))
        return _form(errand, shown)(values={**known, **dict(query)})

    @get("/gevolg", sync_to_thread=True)
    def preview(self, errand: NamedDependency[Errand]) -> Template:
        query = dict(errand.request.query_params)
        shown = shown_for(errand, query)
        return foresee(errand, DayForm, query, _propose(shown, query), _form(errand, shown))

    @post(sync_to_thread=True)
    def change(self, data: FormData, errand: NamedDependency[Errand]) -> Answer:
        shown = shown_for(errand, data)

        def work(session: Session, form: DayForm) -> str:
            plan = _plan_in(shown, form)
            set_exception(session, errand.act, shown.number, plan.day, name=plan.name,
                          hours=plan.hours)  # fmt: skip
            return list_of(shown.number, plan.day.year)

        return carry_out(errand, data, DayForm, _propose(shown, data), work,
                         _form(errand, shown), flash="day-set")  # fmt: skip

    @get("/verwijderen", sync_to_thread=True)
    def ask_to_remove(self, errand: NamedDependency[Errand]) -> Template:
        query = errand.request.query_params
        shown = shown_for(errand, query)
        return preview(errand, _removal(shown, day_in(query, otherwise=shown.today)), query)

    @post("/verwijdering", sync_to_thread=True)
    def remove(self, data: FormData, errand: NamedDependency[Errand]) -> Answer:
        which(WhichDay, data)
        shown = shown_for(errand, data)

        def work(session: Session, form: WhichDay) -> str:
            remove_exception(session, errand.act, form.gebouw, form.datum)
            return list_of(form.gebouw, form.datum.year)

        return carry_out(errand, data, WhichDay, lambda form: _removal(shown, form.datum), work,
                         flash="day-removed")  # fmt: skip


def _propose(shown: Shown, sent: Query) -> Callable[[DayForm], Proposal]:
    def propose(form: DayForm) -> Proposal:
        return _proposal(shown, _plan_in(shown, form), without_choices(sent))

    return propose


def which(form: type[Any], data: Query) -> Any:
    """What only our own links and buttons send: a made-up one leads nowhere."""
    try:
        return read_form(form, without_choices(data))
    except InvalidForm as invalid:
        raise NotThere(str(invalid)) from invalid


def list_of(building_id: int, year: int) -> str:
    return f"{HERE}?{urlencode({'gebouw': building_id, 'jaar': year})}#dagen"


def _values_of(shown: Shown, day: date) -> dict[str, Any]:
    """The form for ``day``, as it is known."""
    known = shown.stock.exceptions.get((shown.number, day))
    spans = spans_on(shown.stock, shown.number, day)
    hours = {"van": f"{spans[0][0]:%H:%M}", "tot": f"{spans[0][1]:%H:%M}"} if spans else {}
    return {
        "gebouw": shown.number,
        "datum": day.isoformat() if known else "",
        "naam": known.name if known else "",
        "open": "anders" if known and spans else "dicht",
        **(hours if known else {}),
    }


def _form(errand: Errand, shown: Shown) -> Screen:
    found = {"building": shown.building, "today": shown.today.isoformat()}
    return errand.screen("manage/opening/day.html", lambda _session: found)


def _plan_in(shown: Shown, form: DayForm) -> DayPlan:
    """Raises InvalidForm with every mistake."""
    errors = {}
    if form.datum < shown.today:
        errors["datum"] = text(PastStays.sentence)
    hours = None
    if form.open == "anders":
        errors |= {
            name: text("Please fill this in.")
            for name, clock in (("van", form.van), ("tot", form.tot)) if clock is None
        }  # fmt: skip
        if form.van is not None and form.tot is not None:
            hours = form.van, form.tot
            fault = fault_of(hours)
            errors |= {"tot": text(fault)} if fault else {}
    if errors:
        raise InvalidForm(errors, {})
    return DayPlan(form.datum, form.naam, hours)


def _proposal(shown: Shown, plan: DayPlan, query: dict[str, Any]) -> Proposal:
    opens, closes = plan.hours or (None, None)
    other = OpeningException(shown.number, plan.day, plan.name, opens, closes)
    return Proposal(
        title=text("What this day does"),
        lead=f"{shown.building.name}, {show_day(plan.day)}: {plan.name}",
        before=shown.stock, after=with_exceptions(shown.stock, [other]),
        here=f"{FORM}/gevolg", action=FORM,
        label=text("Yes, store this day"), back=f"{FORM}?{urlencode(query)}", fields=query,
        figures=[_figure(shown, plan.day, (plan.hours,) if plan.hours else ())],
    )  # fmt: skip


def _removal(shown: Shown, day: date) -> Proposal:
    known = shown.stock.exceptions.get((shown.number, day))
    if known is None:
        raise NotThere(f"no exception on {day}")
    after = without_exception(shown.stock, shown.number, day)
    return Proposal(
        title=text("This day becomes as usual"),
        lead=f"{shown.building.name}, {show_day(day)}: {known.name}",
        before=shown.stock, after=after,
        here=f"{FORM}/verwijderen", action=f"{FORM}/verwijdering", label=text("Yes, as usual"),
        back=list_of(shown.number, day.year),
        fields={"gebouw": shown.number, "datum": day.isoformat()},
        figures=[_figure(shown, day, spans_on(after, shown.number, day))],
    )  # fmt: skip


def _figure(shown: Shown, day: date, becomes: tuple[Span, ...]) -> dict[str, str]:
    return {
        "label": text("Open on this day"),
        "before": spans_in_words(spans_on(shown.stock, shown.number, day)),
        "after": spans_in_words(becomes),
    }
