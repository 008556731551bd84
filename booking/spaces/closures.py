"""Closing a building, a floor, a zone or a space for a while; out of service is the same.

What is past stays as it was: the figures of the past rest on it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from booking.foundation.errors import Refused
from booking.foundation.local_time import day_of, local_day
from booking.foundation.texts import N_
from booking.people.acts import write_down
from booking.people.permissions import NotThere
from booking.people.values import Act
from booking.spaces.models import Building, Closure, Floor, Space, Zone
from booking.spaces.operations import PastStays, begin_change
from booking.spaces.values import Closure as ClosureValue
from booking.spaces.values import Stock

PAST_SHOWN_MAX = 100
PLACES: dict[str, type[Building | Floor | Zone | Space]] = {
    "building_id": Building, "floor_id": Floor, "zone_id": Zone, "space_id": Space,
}  # fmt: skip


class ClosureOver(Refused):
    code = "closure-over"
    sentence = N_("This closure is over. It stays as it was.")


class ClosureNotRunning(Refused):
    code = "closure-not-running"
    sentence = N_("This closure has not begun yet. You can remove it.")


class ClosureRuns(Refused):
    code = "closure-runs"
    sentence = N_("This closure has begun. You can end it now, or choose another end.")


def with_closure(stock: Stock, closure: ClosureValue) -> Stock:
    """The stock once ``closure`` is there, in place of the one with its number; pure."""
    others = (each for each in stock.closures if closure.id is None or each.id != closure.id)
    return replace(stock, closures=(*others, closure))


def closures_after(
    session: Session, instant: datetime, *, before: datetime | None = None
) -> Sequence[Closure]:
    """Every closure that ends after ``instant`` (and begins ``before``), the first first."""
    statement = select(Closure).where(col(Closure.ends_at) > instant)
    if before is not None:
        statement = statement.where(col(Closure.starts_at) < before)
    return session.exec(statement.order_by(col(Closure.starts_at), col(Closure.id))).all()


def closures_before(session: Session, instant: datetime, *, since: datetime) -> Sequence[Closure]:
    """The closures that ended before ``instant``, the last first, not before ``since``."""
    statement = (
        select(Closure)
        .where(col(Closure.ends_at) <= instant, col(Closure.ends_at) > since)
        .order_by(col(Closure.ends_at).desc(), col(Closure.id))
    )
    return session.exec(statement.limit(PAST_SHOWN_MAX)).all()


def closure_numbered(session: Session, number: int) -> Closure:
    """Raises NotThere."""
    row = session.get(Closure, number)
    if row is None:
        raise NotThere(f"no closure {number}")
    return row


def close(session: Session, act: Act, closure: ClosureValue) -> Closure:
    """Close a place for a while. Raises :class:`PastStays` when it would begin before today."""
    begin_change(session, act)
    row = add_closure(session, act, closure)
    session.flush()
    write_down(session, act, "closure-added", ("closure", row.id), after=_facts(row))
    return row


def add_closure(session: Session, act: Act, closure: ClosureValue) -> Closure:
    """As :func:`close`, for who began the change and writes it down in other words."""
    _require_place(session, closure)
    _require_not_past(act, closure)
    row = _fill(Closure(starts_at=act.at, ends_at=act.at), closure)
    session.add(row)
    return row


def change_closure(session: Session, act: Act, number: int, closure: ClosureValue) -> None:
    """Change all of a closure that is still to come; of one that runs only end and reason."""
    begin_change(session, act)
    row = _not_over(session, act, number)
    before = _facts(row)
    if row.starts_at <= act.at:
        _require_same_begin(row, closure)
        if closure.period.ends_at <= act.at:
            raise PastStays(f"closure {number} would end in the past")
    else:
        _require_place(session, closure)
        _require_not_past(act, closure)
    _fill(row, closure)
    session.flush()
    write_down(session, act, "closure-changed", ("closure", row.id), before=before,
               after=_facts(row))  # fmt: skip


def end_closure(session: Session, act: Act, number: int) -> None:
    """Open the place again now. Raises :class:`ClosureNotRunning` for what is still to come."""
    begin_change(session, act)
    row = _not_over(session, act, number)
    if row.starts_at > act.at:
        raise ClosureNotRunning(f"closure {number} begins {row.starts_at}")
    before = _facts(row)
    row.ends_at = max(act.at.replace(second=0, microsecond=0), row.starts_at)
    if row.ends_at == row.starts_at:  # begun this very minute
        session.delete(row)
    write_down(session, act, "closure-ended", ("closure", row.id), before=before, after=_facts(row))


def remove_closure(session: Session, act: Act, number: int) -> None:
    """Call off a closure that is still to come. Raises :class:`ClosureRuns` once it has begun."""
    begin_change(session, act)
    row = _not_over(session, act, number)
    if row.starts_at <= act.at:
        raise ClosureRuns(f"closure {number} began {row.starts_at}")
    session.delete(row)
    write_down(session, act, "closure-removed", ("closure", row.id), before=_facts(row))


def _not_over(session: Session, act: Act, number: int) -> Closure:
    row = closure_numbered(session, number)
    if row.ends_at <= act.at:
        raise ClosureOver(f"closure {number} ended {row.ends_at}")
    return row


def _require_place(session: Session, closure: ClosureValue) -> None:
    named = {name: getattr(closure, name) for name in PLACES if getattr(closure, name) is not None}
    assert len(named) == 1, "a closure is of exactly one building, floor, zone or space"
    [(name, number)] = named.items()
    if session.get(PLACES[name], number) is None:
        raise NotThere(f"no {name} {number} to close")


def _require_not_past(act: Act, closure: ClosureValue) -> None:
    is_before_today = closure.period.starts_at < local_day(day_of(act.at)).starts_at
    if is_before_today or closure.period.ends_at <= act.at:
        raise PastStays(f"{closure.period} is past")


def _require_same_begin(row: Closure, closure: ClosureValue) -> None:
    is_same_place = all(getattr(row, name) == getattr(closure, name) for name in PLACES)
    if not is_same_place or row.starts_at != closure.period.starts_at:
        raise ClosureRuns(f"closure {row.id} began {row.starts_at}")


def _fill(row: Closure, closure: ClosureValue) -> Closure:
    row.kind, row.reason = closure.kind, closure.reason
    row.starts_at, row.ends_at = closure.period.starts_at, closure.period.ends_at
    for name in PLACES:
        setattr(row, name, getattr(closure, name))
    return row


def _facts(row: Closure) -> dict[str, Any]:
    """What the journal keeps; not the reason, in which a person may be named."""
    return {
        "kind": row.kind.value,
        **{name: getattr(row, name) for name in PLACES if getattr(row, name) is not None},
        "from": row.starts_at.isoformat(),
        "until": row.ends_at.isoformat(),
    }
