"""Closures that come back: every first Monday, every evening of a week.

The dates are stored one by one, so that whether a place is closed is asked as ever, and what
is past stays when the rule ends or becomes another.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from booking.foundation.errors import Refused
from booking.foundation.local_time import day_of
from booking.foundation.recurrence import Recurrence, read_rule, write_rule
from booking.foundation.texts import N_
from booking.people.acts import write_down
from booking.people.permissions import NotThere
from booking.people.values import Act
from booking.spaces.closures import add_closure, with_closure
from booking.spaces.models import Closure, ClosureSeries
from booking.spaces.operations import begin_change
from booking.spaces.values import Closure as ClosureValue
from booking.spaces.values import Stock

SUBJECT = "closure-series"


class NothingToClose(Refused):
    code = "nothing-to-close"
    sentence = N_("This rule has no dates. Choose a later end, or other days.")


class NothingToStop(Refused):
    code = "nothing-to-stop"
    sentence = N_("No closure of this series is still to come.")


@dataclass(frozen=True, slots=True)
class Repeated:
    """A rule, and the closure of each of its dates, the first first."""

    recurrence: Recurrence
    closures: Sequence[ClosureValue]


def with_closures(
    stock: Stock, closures: Sequence[ClosureValue], *, without: Collection[int] = ()
) -> Stock:
    """The stock once these closures are there and those with the numbers ``without`` are not."""
    kept = tuple(each for each in stock.closures if each.id not in without)
    stock = replace(stock, closures=kept)
    for closure in closures:
        stock = with_closure(stock, closure)
    return stock


def series_numbered(session: Session, number: int) -> ClosureSeries:
    """Raises NotThere."""
    row = session.get(ClosureSeries, number)
    if row is None:
        raise NotThere(f"no series of closures {number}")
    return row


def dates_from(session: Session, series_id: int, instant: datetime) -> Sequence[Closure]:
    """Its closures that begin at ``instant`` or later, the first first."""
    return session.exec(
        select(Closure)
        .where(Closure.series_id == series_id, col(Closure.starts_at) >= instant)
        .order_by(col(Closure.starts_at))
    ).all()


def rules_of(session: Session, numbers: Collection[int]) -> dict[int, Recurrence]:
    """How each of these series comes back."""
    rows = session.exec(select(ClosureSeries).where(col(ClosureSeries.id).in_(numbers)))
    return {row.id or 0: read_rule(row.rule) for row in rows}


def close_repeatedly(
    session: Session, act: Act, repeated: Repeated, *, instead_of: int | None = None
) -> None:
    """Close a place on every date; ``instead_of`` is the series that ends where this begins."""
    begin_change(session, act)
    if not repeated.closures:
        raise NothingToClose
    first = repeated.closures[0]
    if instead_of is not None:
        _end(session, act, instead_of, first.period.starts_at)
    series = ClosureSeries(
        rule=write_rule(repeated.recurrence), first_on=day_of(first.period.starts_at)
    )
    session.add(series)
    session.flush()
    for closure in repeated.closures:
        add_closure(session, act, closure).series_id = series.id
    session.flush()
    write_down(session, act, "closure-series-added", (SUBJECT, series.id), after=_facts(series))


def stop_series(session: Session, act: Act, number: int) -> None:
    """Let it not come back any more; a closure that runs stays.

    Raises :class:`NothingToStop` or NotThere.
    """
    begin_change(session, act)
    series_numbered(session, number)
    if not dates_from(session, number, act.at):
        raise NothingToStop(f"series {number}")
    _end(session, act, number, act.at)


def _end(session: Session, act: Act, number: int, instant: datetime) -> None:
    series = series_numbered(session, number)
    before = _facts(series)
    for row in dates_from(session, number, max(instant, act.at)):
        session.delete(row)
    series.rule = write_rule(read_rule(series.rule).ended_before(day_of(instant)))
    session.flush()
    write_down(session, act, "closure-series-ended", (SUBJECT, number), before=before,
               after=_facts(series))  # fmt: skip


def _facts(series: ClosureSeries) -> dict[str, Any]:
    return {"rule": series.rule, "first": series.first_on.isoformat()}
