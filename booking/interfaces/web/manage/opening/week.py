"""Other weekly hours from a day on: the form, what they do, and storing them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.response import Template
from pydantic import create_model
from sqlmodel import Session

from booking.foundation.formats import as_sentence, show_date, show_day, show_weekday
from booking.foundation.texts import N_, plural_text, text
from booking.interfaces.web.errand import Answer, Errand, Screen, number_in_address
from booking.interfaces.web.forms import Form, FormData, InvalidForm
from booking.interfaces.web.manage.effects import NAMED_MAX, Proposal, carry_out, foresee
from booking.interfaces.web.manage.opening.routes import (
    HERE,
    Query,
    Shown,
    differing_spaces,
    full_name,
    shown_for,
)
from booking.interfaces.web.manage.opening.words import hours_a_week, spans_in_words
from booking.interfaces.web.manage.rehousing.choices import without_choices
from booking.interfaces.web.moments import Clock, Day
from booking.people.permissions import NotThere
from booking.spaces.opening import (
    OVERLAPPING,
    HoursOwner,
    Season,
    Span,
    Week,
    WeekChange,
    are_overlapping,
    fault_of,
    in_effect,
    seasons_from,
    week_on,
    with_week,
)
from booking.spaces.opening_changes import change_week
from booking.spaces.operations import PastStays
from booking.spaces.values import BookableSpace

FORM = f"{HERE}/week"
BOTH_OR_NONE = N_("Fill in both times, or none.")
LAST_DAY_FIRST = N_("Choose a last day that is not before the first.")
ONE_DAY = timedelta(days=1)
STRETCHES = ("", "_2")
NAMES = [[(f"van_{day}{part}", f"tot_{day}{part}") for part in STRETCHES] for day in range(7)]
"""By weekday the fields of its stretches: a house may shut for lunch."""


class WeekForm(Form):
    """``tot_en_met`` is the last day of hours that end."""

    gebouw: int
    plek: int | None = None
    vanaf: Day
    tot_en_met: Day | None = None

    def times(self, weekday: int) -> list[tuple[str, Clock | None, str, Clock | None]]:
        """Of each stretch of the day: the names of its two fields and what stands in them."""
        return [(van, getattr(self, van), tot, getattr(self, tot)) for van, tot in NAMES[weekday]]

    def spans(self, weekday: int) -> tuple[Span, ...]:
        times = self.times(weekday)
        return tuple(sorted((van, tot) for _, van, _, tot in times if van and tot))


TIMES: dict[str, Any] = {
    name: (Clock | None, None) for day in NAMES for pair in day for name in pair
}
TimesForm = create_model("TimesForm", __base__=WeekForm, **TIMES)
"""With the times of each weekday, Monday 0."""


@dataclass(frozen=True, slots=True)
class WeekVisit:
    """Whose week it is about, at this moment."""

    shown: Shown
    space: BookableSpace | None

    @property
    def owner(self) -> HoursOwner:
        return HoursOwner(self.shown.number, self.space.id if self.space else None)

    @property
    def name(self) -> str:
        return full_name(self.space) if self.space else self.shown.building.name

    def effective(self, week: Week, day: date) -> Week:
        """What ``week`` comes to: where a space has no hours of its own, its building's."""
        if self.space is None:
            return week
        usual = week_on(self.shown.stock.hours, HoursOwner(self.shown.number), day)
        return in_effect(week, usual)


class OpeningWeekController(Controller):
    path = FORM

    @get(sync_to_thread=True)
    def ask(self, errand: NamedDependency[Errand]) -> Template:
        query = errand.request.query_params
        visit = _visit(errand, query)
        return _form(errand, visit)(values={**_values_of(visit), **dict(query)})

    @get("/gevolg", sync_to_thread=True)
    def preview(self, errand: NamedDependency[Errand]) -> Template:
        query = dict(errand.request.query_params)
        visit = _visit(errand, query)
        return foresee(errand, TimesForm, query, _propose(visit, query), _form(errand, visit))

    @post(sync_to_thread=True)
    def change(self, data: FormData, errand: NamedDependency[Errand]) -> Answer:
        visit = _visit(errand, data)

        def work(session: Session, form: WeekForm) -> None:
            change_week(session, errand.act, _change_in(visit, form))

        return carry_out(errand, data, TimesForm, _propose(visit, data), work,
                         _form(errand, visit), at=f"{HERE}?gebouw={visit.shown.number}",
                         flash="hours-changed")  # fmt: skip


def _propose(visit: WeekVisit, sent: Query) -> Callable[[WeekForm], Proposal]:
    def propose(form: WeekForm) -> Proposal:
        return _proposal(visit, _change_in(visit, form), without_choices(sent))

    return propose


def _visit(errand: Errand, query: Query) -> WeekVisit:
    """Raises NotThere for a building or space that is not there."""
    written = str(query.get("plek") or "")
    if not written:
        return WeekVisit(shown_for(errand, query), None)
    space = shown_for(errand, {}).stock.spaces.get(number_in_address(written))
    if space is None:
        raise NotThere(f"no space {written!r}")
    return WeekVisit(shown_for(errand, {"gebouw": space.building_id}), space)


def _values_of(visit: WeekVisit) -> dict[str, Any]:
    """The form as the week is now, to hold from tomorrow."""
    today = visit.shown.today
    week = week_on(visit.shown.stock.hours, visit.owner, today)
    values: dict[str, Any] = {"vanaf": (today + ONE_DAY).isoformat(), "tot_en_met": ""}
    for names, spans in zip(NAMES, week, strict=True):
        for (van, tot), (opens, closes) in zip(names, spans, strict=False):
            values |= {van: f"{opens:%H:%M}", tot: f"{closes:%H:%M}"}
    return values


def _form(errand: Errand, visit: WeekVisit) -> Screen:
    found = {
        "visit": visit,
        "is_space": visit.space is not None,
        "today": visit.shown.today.isoformat(),
        "usual": _usual(visit),
        "weekdays": [(n, show_weekday(n), NAMES[n]) for n in range(7)],
    }
    return errand.screen("manage/opening/week.html", lambda _session: found)


def _usual(visit: WeekVisit) -> list[str]:
    """What the building does on each day: what a space falls back on."""
    week = week_on(visit.shown.stock.hours, HoursOwner(visit.shown.number), visit.shown.today)
    return [spans_in_words(spans) for spans in week]


def _change_in(visit: WeekVisit, form: WeekForm) -> WeekChange:
    """Raises InvalidForm with every mistake."""
    errors = {}
    if form.vanaf < visit.shown.today:
        errors["vanaf"] = text(PastStays.sentence)
    if form.tot_en_met is not None and form.tot_en_met < form.vanaf:
        errors["tot_en_met"] = text(LAST_DAY_FIRST)
    errors |= dict(_faults(form))
    if errors:
        raise InvalidForm(errors, {})
    until = form.tot_en_met + ONE_DAY if form.tot_en_met else None
    return WeekChange(visit.owner, tuple(map(form.spans, range(7))), form.vanaf, until)


def _faults(form: WeekForm) -> Iterator[tuple[str, str]]:
    for weekday in range(7):
        for van, opens, tot, closes in form.times(weekday):
            if (opens is None) is not (closes is None):
                yield van if opens is None else tot, text(BOTH_OR_NONE)
            elif opens is not None and closes is not None and (fault := fault_of((opens, closes))):
                yield tot, text(fault)
        if are_overlapping(form.spans(weekday)):
            yield NAMES[weekday][1][0], text(OVERLAPPING)


def _proposal(visit: WeekVisit, change: WeekChange, query: dict[str, Any]) -> Proposal:
    stock, day = visit.shown.stock, change.valid_from
    after = replace(stock, hours=with_week(stock.hours, change))
    old = visit.effective(week_on(stock.hours, visit.owner, day), day)
    new = visit.effective(change.week, day)
    until = change.valid_until - ONE_DAY if change.valid_until else None
    lead = text("%(place)s, from %(begin)s", place=visit.name, begin=show_day(day))
    if until:
        lead = text("%(place)s, from %(begin)s up to and including %(end)s", place=visit.name,
                    begin=show_day(day), end=show_day(until))  # fmt: skip
    return Proposal(
        title=text("What the new hours do"), lead=lead, before=stock, after=after,
        here=f"{FORM}/gevolg", action=FORM, label=text("Yes, change the hours"),
        back=f"{FORM}?{urlencode(query)}", fields=query,
        figures=list(_figures(old, new)), notes=list(_notes(visit, change)),
    )  # fmt: skip


def _figures(old: Week, new: Week) -> Iterator[dict[str, str]]:
    yield {
        "label": text("Open in a week"), "before": hours_a_week(old), "after": hours_a_week(new)
    }  # fmt: skip
    for weekday in range(7):
        if old[weekday] != new[weekday]:
            yield {
                "label": as_sentence(show_weekday(weekday)),
                "before": spans_in_words(old[weekday]),
                "after": spans_in_words(new[weekday]),
            }


def _notes(visit: WeekVisit, change: WeekChange) -> Iterator[str]:
    for season in _dropped(visit, change):
        yield text("The change planned for %(day)s is dropped.", day=show_date(season.valid_from))
    if visit.space is None:
        own = differing_spaces(visit.shown.stock, visit.shown.number, change.valid_from)
        if own:
            names = [space.name for space in own[:NAMED_MAX]]
            if len(own) > NAMED_MAX:
                names.append(text("and %(count)s more", count=len(own) - NAMED_MAX))
            yield plural_text(
                "%(count)s space keeps its own hours: %(names)s.",
                "%(count)s spaces keep their own hours: %(names)s.", len(own),
                names=", ".join(names),
            )  # fmt: skip


def _dropped(visit: WeekVisit, change: WeekChange) -> list[Season]:
    seasons = seasons_from(visit.shown.stock.hours, visit.owner, visit.shown.today)[1:]
    return [
        season for season in seasons
        if change.valid_from < season.valid_from
        and (change.valid_until is None or season.valid_from < change.valid_until)
    ]  # fmt: skip
