"""The forms about desks: which desk, and when."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from booking.foundation.errors import Refused
from booking.foundation.periods import Period
from booking.foundation.texts import text
from booking.interfaces.web.desks.search import (
    BY_HOUR,
    WHOLE_DAY,
    period_asked,
    why_no_desks,
)
from booking.interfaces.web.forms import InvalidForm
from booking.interfaces.web.moments import Clock, Day
from booking.interfaces.web.persons import HolderForm
from booking.interfaces.web.turns import TurnForm
from booking.reservations.side_by_side import TOGETHER_MAX
from booking.spaces.values import Stock


def _as_list(value: object) -> object:
    """A name that a form sends once or more is always a list."""
    return [value] if isinstance(value, str) else value


Several = Annotated[list[str], BeforeValidator(_as_list)]


class DeskTimeForm(TurnForm):
    """When: a day with one of its parts, or with hours."""

    datum: Day
    dagdeel: str = BY_HOUR
    van: Clock | None = None
    tot: Clock | None = None


class ReserveDeskForm(DeskTimeForm, HolderForm):
    """One desk, for oneself or for who lets one do so."""


class SwitchForm(DeskTimeForm):
    uid: str


class GroupForm(DeskTimeForm, HolderForm):
    nummer: Annotated[Several, Field(min_length=1, max_length=TOGETHER_MAX)]


def period_in(form: DeskTimeForm, *, stock: Stock, now: datetime) -> Period:
    """When the form means; raises :class:`InvalidForm` with a sentence at the wrong field.

    Of the whole day or a day part it is what is left of it; hours are taken as they are.
    """
    if form.dagdeel == BY_HOUR:
        return _by_hour(form)
    parts = stock.day_parts.on(form.datum)
    part = next((part for part in parts if part.code == form.dagdeel), None)
    if part is None and form.dagdeel != WHOLE_DAY:
        raise _wrong(form, dagdeel=text("Please choose one of the options."))
    span = (part.begin, part.end) if part else None
    period = period_asked(form.datum, span, stock=stock, now=now)
    if period is None:
        raise _wrong(form, datum=why_no_desks(form.datum, stock=stock, now=now))
    return period


def _by_hour(form: DeskTimeForm) -> Period:
    if form.van is None or form.tot is None:
        missing = [name for name in ("van", "tot") if getattr(form, name) is None]
        raise _wrong(form, **dict.fromkeys(missing, text("Please fill this in.")))
    try:
        return form.period_meant(form.datum, form.van, form.tot, _as_sent(form))
    except ValueError:
        said = text("Choose a time after %(begin)s.", begin=f"{form.van:%H:%M}")
        raise _wrong(form, tot=said) from None
    except Refused as refusal:
        raise _wrong(form, van=text(refusal.sentence)) from None


def time_fields(form: DeskTimeForm) -> dict[str, str]:
    """When, as the form said it."""
    hours = {"van": form.van, "tot": form.tot}
    shown = {name: f"{clock:%H:%M}" for name, clock in hours.items() if clock is not None}
    turns = form.model_dump(include={"van_keer", "tot_keer"}, exclude_none=True)
    return {"datum": form.datum.isoformat(), "dagdeel": form.dagdeel, **shown, **turns}


def _wrong(form: DeskTimeForm, **errors: str) -> InvalidForm:
    return InvalidForm(errors, _as_sent(form))


def _as_sent(form: DeskTimeForm) -> dict[str, Any]:
    return form.model_dump(mode="json", exclude_none=True) | time_fields(form)
