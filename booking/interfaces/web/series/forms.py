"""The form of a series: a reservation, how it comes back, and what to do where it clashes."""

from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from booking.foundation.recurrence import (
    INTERVAL_MAX,
    WEEKDAYS,
    Recurrence,
    TooManyDates,
    dates_of,
)
from booking.foundation.texts import N_, text
from booking.interfaces.web.forms import SENTENCES
from booking.interfaces.web.moments import Day
from booking.interfaces.web.repeating import Often, recurrence_in
from booking.interfaces.web.rooms.form import ReserveForm
from booking.interfaces.web.series.instead import wish_chosen
from booking.people.values import Principal
from booking.reservations.series.operations import Choice
from booking.reservations.series.values import SeriesPlan, SeriesWish
from booking.spaces.values import Stock

ON = "op-"
"""What the fields are called that choose for one date: op-2026-04-07."""
ALL_OR_NOTHING = "alles"
FOR_ALL = "alle"
"""The button that looks for other places on all dates, and not only on the first of them."""
CHOICES_MAX = 400
Values = Mapping[str, Any]


def _several(value: object) -> object:
    """A name that a form sends once or more is always a list."""
    return [value] if isinstance(value, str) else value


class SeriesForm(ReserveForm):
    """What the last field says is judged with all that stands before it."""

    plek: Annotated[str, Field(max_length=40)] = ""
    vanaf: Day | None = None
    stand: Annotated[str, Field(max_length=40)] = ""
    herhaal: Often = Often.WEEK
    elke: Annotated[int, Field(ge=1, le=INTERVAL_MAX)] = 1
    dag: Annotated[list[int], BeforeValidator(_several)] = Field(
        default_factory=list, validate_default=True, max_length=7
    )
    tot_en_met: Day | None = None
    keer: Annotated[int, Field(ge=1, le=9999)] | None = None
    eind: Annotated[Literal["datum", "keer"], Field(validate_default=True)] = "datum"

    @field_validator("tot")
    @classmethod
    def ends_later(cls, tot: time, info: ValidationInfo) -> time:
        van = info.data.get("van")
        if van is not None and tot <= van and tot != time.min:
            raise ValueError(N_("Choose an end after the start."))
        return tot

    @field_validator("dag")
    @classmethod
    def has_days(cls, dag: list[int], info: ValidationInfo) -> list[int]:
        if any(not 0 <= day < len(WEEKDAYS) for day in dag):
            raise ValueError(SENTENCES["enum"])
        if info.data.get("herhaal") is Often.WEEK and not dag:
            raise ValueError(N_("Choose at least one day of the week."))
        return dag

    @field_validator("eind")
    @classmethod
    def ends_once(cls, eind: str, info: ValidationInfo) -> str:
        found = info.data
        last, first = found.get("tot_en_met"), found.get("datum")
        if "tot_en_met" in found and eind == "datum" and last is None:
            raise ValueError(N_("Choose the last date, or how many times."))
        if "keer" in found and eind == "keer" and found["keer"] is None:
            raise ValueError(N_("Say how many times."))
        if eind == "datum" and last is not None and first is not None and last < first:
            raise ValueError(N_("The last date lies before the first."))
        if found.keys() >= {"datum", "herhaal", "elke", "dag", "tot_en_met", "keer"}:
            _count(recurrence_in({**found, "eind": eind}), found["datum"])
        return eind


def series_wish(form: SeriesForm, space_id: int) -> SeriesWish:
    return SeriesWish(
        recurrence=recurrence_in(dict(form)),
        first_on=form.datum,
        begins=form.van,
        ends=form.tot,
        space_id=space_id,
        attendee_count=form.personen,
        layout=form.opstelling,
        title=form.onderwerp,
        visibility=form.zichtbaarheid,
        note=form.notitie,
    )


def without_choices(data: Values) -> dict[str, Any]:
    """The form itself, without what was chosen for single dates."""
    buttons = {ALL_OR_NOTHING, FOR_ALL}
    return {n: v for n, v in data.items() if not n.startswith(ON) and n not in buttons}


def chosen_in(data: Values) -> dict[date, str]:
    """What was chosen for each date that was shown with a clash; "" leaves it out."""
    found = {}
    for name, value in list(data.items())[: CHOICES_MAX + len(SeriesForm.model_fields)]:
        day = _day(name.removeprefix(ON)) if name.startswith(ON) else None
        if day is not None:
            found[day] = str(value)
    return found


def choice_in(data: Values, plan: SeriesPlan, stock: Stock, person: Principal) -> Choice:
    """The same as wishes, each made of what ``plan`` asked on that date."""
    chosen = chosen_in(data)
    planned = {each.day: each for each in plan.dates}
    found = {day: wish_chosen(planned.get(day), written, stock, person)
             for day, written in chosen.items()}  # fmt: skip
    instead = {day: wish for day, wish in found.items() if wish is not None}
    return Choice(instead, chosen.keys(), bool(data.get(ALL_OR_NOTHING)))


def _count(rule: Recurrence, first: date) -> None:
    try:
        dates_of(rule, first)
    except TooManyDates as error:
        raise ValueError(text(error.sentence, **error.facts)) from error


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
