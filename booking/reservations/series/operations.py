"""Starting, changing and ending a series: planned and carried out in one transaction.

The days of all its dates are locked first, in one order; then the plan is made again as things
stand, and each date goes through the same operation as a reservation of its own.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col

from booking.foundation.errors import Conflict, Refused
from booking.foundation.local_time import day_of
from booking.foundation.recurrence import read_rule, write_rule
from booking.foundation.texts import N_
from booking.people.acts import write_down
from booking.people.delegates import require_may_reserve_for
from booking.people.permissions import Action, require_may
from booking.people.values import Act, Principal
from booking.reservations.changes import keys_of
from booking.reservations.claims import DayKey, raise_day_versions
from booking.reservations.models import Reservation
from booking.reservations.operations import ChangedMeanwhile, cancel
from booking.reservations.quota.queries import lock_quota
from booking.reservations.series.carrying_out import carry_out
from booking.reservations.series.models import Series, SeriesGap
from booking.reservations.series.queries import (
    coming_of,
    dates_of_change,
    gaps_of,
    occurrences_of,
    periods_held,
    plan_change,
    plan_new,
    series_of,
    state_of,
    tail_of,
)
from booking.reservations.series.rules import new_dates, unseen
from booking.reservations.series.values import (
    SUBJECT,
    HeldPlace,
    Instead,
    Occurrence,
    SeriesPlan,
    SeriesWish,
    Step,
)
from booking.reservations.series.whose import holder_for
from booking.spaces.queries import current_stock


class NoDates(Refused):
    code = "no-dates"
    sentence = N_("This rule has no dates. Choose a later end, or other days.")


class PlanChanged(Conflict):
    code = "plan-changed"
    sentence = N_("Nothing was stored: meanwhile not every date can be had. Look at the dates.")


class NotEveryDate(Refused):
    code = "not-every-date"
    sentence = N_(
        "Nothing was stored: you asked for all or nothing, and not every date can be had."
    )


class NothingPossible(Refused):
    code = "nothing-possible"
    sentence = N_("None of these dates can be had, so nothing was stored.")


class NothingToCome(Refused):
    code = "nothing-to-come"
    sentence = N_("This series has no dates to come that can be changed.")


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person decided about the dates that cannot be had as asked."""

    instead: Instead = field(default_factory=dict)
    seen: Collection[date] = ()
    """The dates of which was shown that they clash; another clash is news."""
    is_all_or_nothing: bool = False


def start_series(
    session: Session,
    act: Act,
    wish: SeriesWish,
    choice: Choice,
    *,
    holder: Principal | None = None,
) -> Series:
    """Reserve every date that can be had; the others are kept as gaps, with the reasons.

    For ``holder``, or whoever asks.

    Raises :class:`NoDates`, :class:`NothingPossible`, :class:`NotEveryDate` or
    :class:`PlanChanged`; TooManyDates for a rule that goes on too long.
    """
    holder = holder or act.by
    require_may_reserve_for(session, act.by, holder)
    held = SeriesPlan(tuple(new_dates(wish, choice.instead))).held()
    _lock(session, held, act, counted_for=holder.id)
    plan = plan_new(session, act, wish, choice.instead, holder_id=holder.id)
    _require_chosen(plan, choice)
    series = Series(
        holder_id=holder.id, creator_id=act.by.id, partner_id=holder.partner_id,
        created_at=act.at, **_stored(act, wish, plan),
    )  # fmt: skip
    session.add(series)
    session.flush()
    carry_out(session, act, plan, series, wish, holder=holder)
    write_series_down(session, act, "series-start", series, before=None)
    return series


def change_series(
    session: Session,
    act: Act,
    uid: str,
    wish: SeriesWish,
    choice: Choice,
    *,
    since: date | None,
    state: str,
) -> Series:
    """Let ``wish`` hold for every date to come, from ``since`` on.

    Where earlier dates stay, their series ends before and another goes on. ``state`` is that of
    the series the person looked at. Raises as :func:`start_series` does, :class:`NothingToCome`,
    NotForTheirs, and :class:`ChangedMeanwhile` when somebody changed one of its dates.
    """
    series = series_of(session, uid, act.by)
    require_may(act.by, Action.CHANGE_RESERVATION, series)

    dates = dates_of_change(session, act, series, wish, since=since, instead=choice.instead)
    _lock(session, SeriesPlan(tuple(dates)).held(), act, counted_for=series.holder_id)
    session.expire_all()
    if state_of(session, series) != state:
        raise ChangedMeanwhile(f"{uid} is no longer {state}")
    tail = tail_of(session, series, since=since, now=act.at)
    if not tail:
        raise NothingToCome(uid)
    plan = plan_change(session, act, series, wish, since=since, instead=choice.instead)
    _require_chosen(plan, choice)
    holder = holder_for(session, act, series, plan)
    before = facts_of(series)
    rows = _cut_off(session, series, tail)
    series.sequence += 1 + sum(row.sequence for row in rows.values())  # theirs leave it
    target = _going_on(session, act, series, wish, tail, plan)
    carry_out(session, act, plan, target, wish, holder=holder, rows=rows)
    write_series_down(session, act, "series-change", target, before=before)
    return target


def cancel_series(session: Session, act: Act, uid: str, *, since: date | None) -> int:
    """Give back every date to come, from ``since`` on; returns how many.

    Also one that was moved. Cancelling twice is cancelling once.
    """
    series = series_of(session, uid, act.by)
    require_may(act.by, Action.CHANGE_RESERVATION, series)
    coming = coming_of(session, series, since=since, now=act.at)
    _lock(session, periods_held(session, coming), act)
    session.expire_all()
    coming = coming_of(session, series, since=since, now=act.at)
    before = facts_of(series)
    for row in coming:
        cancel(session, act, row.uid)
    if coming:
        series.sequence += 1
        first = min(day_of(row.recurrence_at) for row in coming if row.recurrence_at)
        end_series(series, max(first, since or first), act)
        write_series_down(session, act, "series-end", series, before=before)
    return len(coming)


def _lock(
    session: Session, held: Iterable[HeldPlace], act: Act, *, counted_for: int | None = None
) -> None:
    """The days of everything that is held or asked for, all at once, in one order.

    Then the quota in which they count for ``counted_for``.
    """
    stock = current_stock(session)
    places = list(held)
    keys: set[DayKey] = set()
    for place in places:
        spaces = [stock.spaces[number] for number in place.space_ids]
        keys |= keys_of(stock, spaces, place.period, place.layout)
    raise_day_versions(session, keys)
    if counted_for is not None and places:
        days = {day_of(place.period.starts_at) for place in places}
        kind = stock.spaces[places[0].space_ids[0]].kind
        lock_quota(session, stock, days, kind=kind, holder_id=counted_for, by=act.by)


def _require_chosen(plan: SeriesPlan, choice: Choice) -> None:
    """Raise unless the person knows every clash and something is left to do."""
    if not any(planned.step is not Step.CANCEL for planned in plan.dates):
        raise NoDates
    if plan.clashes and choice.is_all_or_nothing:
        raise NotEveryDate(f"{len(plan.clashes)} clashes")
    if unseen(plan, seen=choice.seen, instead=choice.instead):
        raise PlanChanged(f"{len(plan.clashes)} clashes")
    if plan.clashes and not any(planned.is_done for planned in plan.dates):
        raise NothingPossible


def _cut_off(
    session: Session, series: Series, tail: Sequence[Occurrence]
) -> dict[str, Reservation]:
    """The reservations of ``tail`` by uid; they have no place in a series for a moment."""
    uids = {occurrence.uid for occurrence in tail}
    rows = {row.uid: row for row in occurrences_of(session, series) if row.uid in uids}
    for row in rows.values():
        row.recurrence_at = None
    session.execute(
        delete(SeriesGap).where(
            col(SeriesGap.series_id) == series.id, col(SeriesGap.day) >= tail[0].day
        )
    )
    session.flush()
    return rows


def _going_on(
    session: Session,
    act: Act,
    series: Series,
    wish: SeriesWish,
    tail: Sequence[Occurrence],
    plan: SeriesPlan,
) -> Series:
    """The series of the dates to come: the same when no earlier date stays, else another."""
    if not occurrences_of(session, series) and not gaps_of(session, series):
        for name, value in _stored(act, wish, plan).items():
            setattr(series, name, value)
        return series
    end_series(series, tail[0].day, act)
    target = Series(
        holder_id=series.holder_id, creator_id=series.creator_id, partner_id=series.partner_id,
        created_at=act.at, **_stored(act, wish, plan),
    )  # fmt: skip
    session.add(target)
    session.flush()
    return target


def end_series(series: Series, before: date, act: Act) -> None:
    """No date of its rule from ``before`` on; a series without dates keeps its words."""
    if before > series.first_on:
        series.rule = write_rule(read_rule(series.rule).ended_before(before))
    series.changed_at = act.at


def _stored(act: Act, wish: SeriesWish, plan: SeriesPlan) -> dict[str, Any]:
    particulars = {
        field.name: getattr(wish, field.name)
        for field in fields(wish)
        if field.name not in {"recurrence", "first_on", "more_space_ids"}
    }
    first = next(p.day for p in plan.dates if p.step is not Step.CANCEL)
    rule = write_rule(wish.recurrence)
    return {**particulars, "rule": rule, "first_on": first, "changed_at": act.at}


def facts_of(series: Series) -> dict[str, Any]:
    """What the journal keeps: when and where; never titles or names."""
    hours = f"{series.begins:%H:%M}-{series.ends:%H:%M}"
    first = series.first_on.isoformat()
    return {"uid": series.uid, "rule": series.rule, "first": first, "hours": hours,
            "space": series.space_id}  # fmt: skip


def write_series_down(
    session: Session, act: Act, verb: str, series: Series, *, before: dict[str, Any] | None
) -> None:
    behalf = series.holder_id if series.holder_id != act.by.id else None
    write_down(session, act, verb, (SUBJECT, series.uid), on_behalf_of=behalf, before=before,
               after=facts_of(series))  # fmt: skip
