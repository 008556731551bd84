"""The form of desks that come back, and what it asks for on each date."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field
from sqlmodel import Session

from booking.foundation.ids import fingerprint
from booking.foundation.local_time import day_of
from booking.interfaces.web.forms import FormData, as_list
from booking.interfaces.web.persons import holder_in
from booking.interfaces.web.repeating import recurrence_in
from booking.interfaces.web.series.forms import SeriesForm, choice_in
from booking.people.values import Act, Principal
from booking.reservations.series.group import plan_desks
from booking.reservations.series.models import Series
from booking.reservations.series.operations import Choice, PlanChanged
from booking.reservations.series.queries import plan_change, plan_new
from booking.reservations.series.values import Instead, SeriesPlan, SeriesWish
from booking.spaces.queries import SpaceNotFound, current_stock, space_by_number
from booking.spaces.values import BookableSpace, Stock

DESKS_MAX = 20
Numbers = Annotated[list[str], BeforeValidator(as_list), Field(min_length=1, max_length=DESKS_MAX)]


class DeskSeriesForm(SeriesForm):
    nummer: Numbers
    getoond: Annotated[str, Field(max_length=100)] = ""


@dataclass(frozen=True, slots=True)
class PlannedDesks:
    wish: SeriesWish
    plan: SeriesPlan
    instead: Instead
    holder_id: int
    holder: Principal | None = None
    """Of a new one, when it is not for who asks."""

    @property
    def shown(self) -> str:
        """Another one where other desks would be had than those that somebody saw."""
        desks = {str(p.day): p.wish.space_ids for p in self.plan.dates if p.wish}
        return fingerprint(desks)

    def choice_in(
        self, data: FormData, form: DeskSeriesForm, stock: Stock, person: Principal
    ) -> Choice:
        """Raises PlanChanged where other desks would be had than were shown."""
        if form.getoond != self.shown:
            raise PlanChanged("other desks than were shown")
        choice = choice_in(data, self.plan, stock, person)
        return replace(choice, instead={**self.instead, **choice.instead})


def plan_new_desks(session: Session, act: Act, form: DeskSeriesForm) -> PlannedDesks:
    """What would happen; found anew each time, for others reserve meanwhile."""
    wish = _wish(session, form)
    holder = holder_in(session, act.by, form, day_of(act.at))
    holder_id = holder.id if holder else act.by.id
    plan, instead = plan_desks(
        session, act, lambda others: plan_new(session, act, wish, others, holder_id=holder_id)
    )
    return PlannedDesks(wish, plan, instead, holder_id, holder)


def plan_changed_desks(
    session: Session, act: Act, series: Series, form: DeskSeriesForm
) -> PlannedDesks:
    wish = _wish(session, form)

    def plan_with(others: Instead) -> SeriesPlan:
        return plan_change(session, act, series, wish, since=form.vanaf, instead=others)

    return PlannedDesks(wish, *plan_desks(session, act, plan_with), series.holder_id)


def desks_numbered(session: Session, numbers: Sequence[str], day: date) -> list[BookableSpace]:
    """Each once. Raises SpaceNotFound, also for a room."""
    stock = current_stock(session)
    found = [space_by_number(stock, number, day) for number in dict.fromkeys(numbers)]
    if not all(desk.is_desk for desk in found):
        raise SpaceNotFound(f"{numbers} are not all desks")
    return found


def _wish(session: Session, form: DeskSeriesForm) -> SeriesWish:
    first, *more = sorted(desk.id for desk in desks_numbered(session, form.nummer, form.datum))
    return SeriesWish(
        recurrence=recurrence_in(dict(form)), first_on=form.datum, begins=form.van, ends=form.tot,
        space_id=first, more_space_ids=tuple(more), attendee_count=1 + len(more),
        title=form.onderwerp,
    )  # fmt: skip
