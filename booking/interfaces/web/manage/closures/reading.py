"""What the form of a closure says: a place, a period and why; or every mistake in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from booking.foundation.errors import Refused
from booking.foundation.local_time import day_of, local_day, local_instant, to_local
from booking.foundation.periods import Period
from booking.foundation.recurrence import INTERVAL_MAX, TooManyDates, dates_of
from booking.foundation.texts import N_, text
from booking.interfaces.web.forms import Form, InvalidForm, as_list
from booking.interfaces.web.manage.closures.routes import HERE
from booking.interfaces.web.moments import Clock, Day
from booking.interfaces.web.repeating import Often, recurrence_in
from booking.spaces import models
from booking.spaces.closure_series import Repeated
from booking.spaces.closures import PLACES
from booking.spaces.operations import PastStays
from booking.spaces.values import Closure, ClosureKind, Stock

FIELDS = {"gebouw": "building_id", "verdieping": "floor_id", "zone": "zone_id", "plek": "space_id"}
NO_SUCH_PLACE = N_("Choose a place from the list.")
END_FIRST = N_("Choose an end that is later than the begin.")


class ClosureForm(Form):
    """Without a time it begins at the begin of its first day and ends at the end of its last."""

    waar: Annotated[str, Field(max_length=30)]
    soort: ClosureKind
    begin_datum: Day
    begin_tijd: Clock | None = None
    eind_datum: Day
    eind_tijd: Clock | None = None
    reden: Annotated[str, Field(max_length=120)]
    herhaal: Often | None = None
    elke: Annotated[int, Field(ge=1, le=INTERVAL_MAX)] = 1
    dag: Annotated[list[Annotated[int, Field(ge=0, le=6)]], BeforeValidator(as_list)] = Field(
        default_factory=list, max_length=7
    )
    tot_en_met: Day | None = None
    reeks: int | None = None
    """The series that ends where this one begins."""


@dataclass(frozen=True, slots=True)
class ClosureVisit:
    """The closure that is changed, or with None a new one, at this moment."""

    stock: Stock
    buildings: dict[int, str]
    now: datetime
    row: models.Closure | None
    replaced: Sequence[models.Closure] = ()
    """What is to come of the series that becomes another."""

    @property
    def here(self) -> str:
        return f"{HERE}/{self.row.id}" if self.row else HERE

    @property
    def has_begun(self) -> bool:
        return self.row is not None and self.row.starts_at <= self.now


def values_of(visit: ClosureVisit) -> dict[str, Any]:
    """The form as the closure stands; midnight is left out at both ends."""
    row = visit.row
    assert row is not None, "only a closure that is there is changed"
    begin, last = to_local(row.starts_at), to_local(row.ends_at)
    ends_late = last.time() == time.min
    [place] = [f"{word}-{getattr(row, name)}" for word, name in FIELDS.items()
               if getattr(row, name) is not None]  # fmt: skip
    return {
        "waar": place,
        "soort": row.kind.value,
        "begin_datum": begin.date().isoformat(),
        "begin_tijd": "" if begin.time() == time.min else f"{begin:%H:%M}",
        "eind_datum": (last.date() - timedelta(days=ends_late)).isoformat(),
        "eind_tijd": "" if ends_late else f"{last:%H:%M}",
        "reden": row.reason,
    }


def closure_in(visit: ClosureVisit, form: ClosureForm) -> Closure:
    """Raises InvalidForm with every mistake."""
    errors = {}
    place = _place_in(visit.stock, visit.buildings, form.waar)
    if place is None:
        errors["waar"] = text(NO_SUCH_PLACE)
    period, fault = _period_in(visit, form)
    errors |= fault
    if errors or period is None or place is None:
        raise InvalidForm(errors, {})
    number = visit.row.id if visit.row else None
    where = dict.fromkeys(PLACES) | place
    return Closure(form.soort, period, form.reden, **where, id=number)


def repeated_in(visit: ClosureVisit, form: ClosureForm) -> Repeated | None:
    """The closure of each date; None when it does not come back. Raises InvalidForm."""
    if form.herhaal is None or visit.row is not None:
        return None
    errors = dict(_faults_of_rule(form))
    if errors:
        raise InvalidForm(errors, {})
    rule = recurrence_in({**dict(form), "datum": form.begin_datum, "eind": "datum"})
    length = form.eind_datum - form.begin_datum
    try:
        days = dates_of(rule, form.begin_datum)
    except TooManyDates as error:
        raise InvalidForm({"tot_en_met": text(error.sentence, **error.facts)}, {}) from error
    dates = [{"begin_datum": day, "eind_datum": day + length} for day in days]
    closures = [closure_in(visit, form.model_copy(update=each)) for each in dates]
    return Repeated(rule, closures)


def _faults_of_rule(form: ClosureForm) -> Iterator[tuple[str, str]]:
    if form.herhaal is Often.WEEK and not form.dag:
        yield "dag", text("Choose at least one day of the week.")
    if form.tot_en_met is None:
        yield "tot_en_met", text("Choose the last date of the series.")
    elif form.tot_en_met < form.begin_datum:
        yield "tot_en_met", text("The last date lies before the first.")


def fixed_of(visit: ClosureVisit) -> dict[str, Any]:
    """Of a closure that has begun the place and the begin stay, whatever was sent."""
    if not visit.has_begun:
        return {}
    values = values_of(visit)
    return {name: values[name] for name in ("waar", "begin_datum", "begin_tijd")}


def _place_in(stock: Stock, buildings: dict[int, str], written: str) -> dict[str, int] | None:
    word, _, number = written.partition("-")
    known = {"gebouw": buildings, "verdieping": stock.floors, "zone": stock.zones,
             "plek": stock.spaces}  # fmt: skip
    if word in known and number.isascii() and number.isdecimal() and int(number) in known[word]:
        return {FIELDS[word]: int(number)}
    return None


def _period_in(visit: ClosureVisit, form: ClosureForm) -> tuple[Period | None, dict[str, str]]:
    """The period, or what is wrong with it, by field."""
    try:
        begin = local_instant(form.begin_datum, form.begin_tijd or time.min)
        if visit.row and visit.has_begun:
            begin = visit.row.starts_at  # to the second
    except Refused as error:
        return None, {"begin_tijd": text(error.sentence)}
    try:
        ends_late = form.eind_tijd is None or form.eind_tijd == time.min
        end = local_day(form.eind_datum).ends_at if ends_late else local_instant(
            form.eind_datum, form.eind_tijd or time.min)  # fmt: skip
        period = Period(begin, end)
    except Refused as error:
        return None, {"eind_tijd": text(error.sentence)}
    except ValueError:
        return None, {"eind_datum": text(END_FIRST)}
    today = local_day(day_of(visit.now))
    if not visit.has_begun and period.starts_at < today.starts_at:
        return None, {"begin_datum": text(PastStays.sentence)}
    if period.ends_at <= visit.now:
        return None, {"eind_datum": text(PastStays.sentence)}
    return period, {}
