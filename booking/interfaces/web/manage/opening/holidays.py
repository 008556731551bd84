"""The holidays of a year: chosen from a calendar, with days of one's own, and filled in at once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.response import Template
from pydantic import Field, create_model
from sqlmodel import Session

from booking.foundation.formats import as_sentence, show_day
from booking.foundation.texts import N_, text
from booking.interfaces.web.errand import Answer, Errand, Screen
from booking.interfaces.web.forms import Form, FormData, InvalidForm
from booking.interfaces.web.manage.effects import Proposal, carry_out, foresee
from booking.interfaces.web.manage.opening.day import list_of, which
from booking.interfaces.web.manage.opening.routes import HERE, Query, Shown, shown_for
from booking.interfaces.web.manage.opening.words import spans_in_words
from booking.interfaces.web.manage.rehousing.choices import without_choices
from booking.interfaces.web.moments import Day, read_clock
from booking.people.permissions import NotThere
from booking.spaces.holidays import Holiday
from booking.spaces.opening import fault_of, spans_on, with_exceptions
from booking.spaces.opening_changes import add_days, new_holidays
from booking.spaces.operations import PastStays
from booking.spaces.values import OpeningException

HOLIDAYS = f"{HERE}/feestdagen"
USUAL, CLOSED = "gewoon", "dicht"
HOW: dict[str, str] = {
    CLOSED: N_("Closed"),
    "12:00": N_("Open until 12:00"),
    "16:00": N_("Open until 16:00"),
    USUAL: N_("As usual"),
}
How = Literal["dicht", "12:00", "16:00", "gewoon"]
OWN = ("eigen_1", "eigen_2")
BOTH = N_("Fill in a day and what it is called.")
CLOSED_ANYWAY = N_("On this day the building is closed at that time already.")


class WhichYear(Form):
    gebouw: int
    jaar: Annotated[int, Field(ge=2001, le=2098)]


OWN_FIELDS: dict[str, Any] = {
    name: (kind, default)
    for own in OWN
    for name, kind, default in (
        (f"{own}_datum", Day | None, None),
        (f"{own}_naam", Annotated[str, Field(max_length=80)], ""),
        (own, How, CLOSED),
    )
}


@dataclass(frozen=True, slots=True)
class YearVisit:
    """The holidays of one year that can still be chosen, for one building."""

    shown: Shown
    year: int
    days: list[Holiday]

    @property
    def form(self) -> type[WhichYear]:
        """With a field for each of the days."""
        fields: dict[str, Any] = {_field(each.day): (How, USUAL) for each in self.days}
        return create_model("HolidaysForm", __base__=WhichYear, **fields, **OWN_FIELDS)


class HolidaysController(Controller):
    path = HOLIDAYS

    @get(sync_to_thread=True)
    def ask(self, errand: NamedDependency[Errand]) -> Template:
        query = dict(errand.request.query_params)
        visit = _visit(errand, query)
        proposed = {_field(each.day): CLOSED if each.is_free else USUAL for each in visit.days}
        return _form(errand, visit)(values={**proposed, **dict.fromkeys(OWN, CLOSED), **query})

    @get("/gevolg", sync_to_thread=True)
    def preview(self, errand: NamedDependency[Errand]) -> Template:
        query = dict(errand.request.query_params)
        visit = _visit(errand, query)
        return foresee(errand, visit.form, query, _propose(visit, query), _form(errand, visit))

    @post(sync_to_thread=True)
    def add(self, data: FormData, errand: NamedDependency[Errand]) -> Answer:
        visit = _visit(errand, data)

        def work(session: Session, form: WhichYear) -> None:
            add_days(session, errand.act, visit.shown.number, _days_in(visit, form))

        return carry_out(errand, data, visit.form, _propose(visit, data), work,
                         _form(errand, visit), at=list_of(visit.shown.number, visit.year),
                         flash="holidays-added")  # fmt: skip


def _visit(errand: Errand, query: Query) -> YearVisit:
    """Raises NotThere for a building that is not there, or a year that is over."""
    asked = which(WhichYear, {name: query.get(name, "") for name in WhichYear.model_fields})
    shown = shown_for(errand, query)
    known = (day for building_id, day in shown.stock.exceptions if building_id == shown.number)
    if asked.jaar < shown.today.year:
        raise NotThere(f"no holidays to add in {asked.jaar}")
    return YearVisit(shown, asked.jaar, new_holidays(known, asked.jaar, today=shown.today))


def _form(errand: Errand, visit: YearVisit) -> Screen:
    shown = visit.shown
    found = {
        "building": shown.building,
        "year": visit.year,
        "today": shown.today.isoformat(),
        "days": [(_field(each.day), each.day, each.name) for each in visit.days],
        "own": OWN,
        "how": [(value, text(words)) for value, words in HOW.items()],
        "back": list_of(shown.number, visit.year),
    }
    return errand.screen("manage/opening/holidays.html", lambda _session: found)


def _propose(visit: YearVisit, sent: Query) -> Callable[[WhichYear], Proposal]:
    query = without_choices(sent)

    def propose(form: WhichYear) -> Proposal:
        days, shown = _days_in(visit, form), visit.shown
        return Proposal(
            title=text("Special days %(year)s", year=visit.year), lead=shown.building.name,
            before=shown.stock, after=with_exceptions(shown.stock, days),
            here=f"{HOLIDAYS}/gevolg", action=HOLIDAYS, label=text("Yes, store these days"),
            back=f"{HOLIDAYS}?{urlencode(query)}", fields=query,
            figures=[
                {
                    "label": f"{as_sentence(show_day(each.day))}: {each.name}",
                    "before": spans_in_words(spans_on(shown.stock, shown.number, each.day)),
                    "after": spans_in_words(_spans(each)),
                }
                for each in days
            ],
        )  # fmt: skip

    return propose


def _days_in(visit: YearVisit, form: WhichYear) -> list[OpeningException]:
    """The days that become other than usual. Raises InvalidForm with every mistake."""
    errors: dict[str, str] = {}
    found = []
    for field, day, name, how in _chosen(visit, form, errors):
        try:
            found.append(_day(visit.shown, day, name, how))
        except ValueError as error:
            errors[field] = text(str(error))
    if not found and not errors:
        errors[""] = text(N_("Choose at least one day that is not as usual."))
    if errors:
        raise InvalidForm(errors, {})
    return sorted(found, key=lambda each: each.day)


def _chosen(
    visit: YearVisit, form: WhichYear, errors: dict[str, str]
) -> Iterator[tuple[str, date, str, str]]:
    for each in visit.days:
        field = _field(each.day)
        if (how := getattr(form, field)) != USUAL:
            yield field, each.day, each.name, how
    for own in OWN:
        day, name = getattr(form, f"{own}_datum"), getattr(form, f"{own}_naam")
        if (day is None) is not (name == ""):
            errors[f"{own}_datum" if day is None else f"{own}_naam"] = text(BOTH)
        elif day is not None and day < visit.shown.today:
            errors[f"{own}_datum"] = text(PastStays.sentence)
        elif day is not None:
            yield own, day, name, getattr(form, own)


def _day(shown: Shown, day: date, name: str, how: str) -> OpeningException:
    """Raises ValueError with a sentence."""
    if how in {CLOSED, USUAL}:
        return OpeningException(shown.number, day, name, None, None)
    usual, closes = spans_on(shown.stock, shown.number, day), read_clock(how)
    if closes is None or not usual or fault_of((usual[0][0], closes)):
        raise ValueError(CLOSED_ANYWAY)
    return OpeningException(shown.number, day, name, usual[0][0], closes)


def _spans(each: OpeningException) -> tuple[Any, ...]:
    return ((each.opens, each.closes),) if each.opens is not None else ()


def _field(day: date) -> str:
    return f"dag_{day.isoformat()}"
