"""What the facility manager does with the house rules: set them from a day on."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from booking.foundation.local_time import local_day
from booking.people.acts import write_down
from booking.people.values import Act
from booking.reservations.limits import as_stored
from booking.reservations.models import HouseRule, Reservation, ReservationSpace
from booking.reservations.queries import limits_stored
from booking.reservations.rules import check_in_window
from booking.reservations.values import HouseRules, ReservationState
from booking.spaces.models import Space
from booking.spaces.operations import begin_change
from booking.spaces.values import SpaceKind


def house_rules_of(session: Session, kind: SpaceKind) -> Sequence[HouseRule]:
    """All that were set for this kind of space, the first day first."""
    statement = select(HouseRule).where(HouseRule.space_kind == kind)
    return session.exec(statement.order_by(col(HouseRule.valid_from), col(HouseRule.id))).all()


def set_house_rules(
    session: Session, act: Act, kind: SpaceKind, rules: HouseRules, *, begins: date
) -> None:
    """They hold from ``begins`` until the next rules that are known; the past stays."""
    begin_change(session, act, from_day=begins)
    rows = house_rules_of(session, kind)
    running = next((row for row in reversed(rows) if _holds_on(row, begins)), None)
    limits = as_stored(rules)
    if running is not None and limits_stored(running) == limits:
        return
    before = _written(running) if running else None
    if running is not None and running.valid_from == begins:
        row = running
    else:
        row = HouseRule(space_kind=kind, valid_from=begins, valid_until=_next(rows, begins))
        if running is not None:
            running.valid_until = begins
    for name, value in limits.items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    _reckon_due(session, row, rules, now=act.at)
    write_down(session, act, "house-rules-set", ("house_rules", kind.value), before=before,
               after=_written(row))  # fmt: skip


def _reckon_due(session: Session, row: HouseRule, rules: HouseRules, *, now: datetime) -> None:
    """Who is awaited by the rules until now is awaited by these.

    Who reserved when nobody had to check in was not told to, and keeps the place.
    """
    of_kind = (
        select(ReservationSpace.reservation_id).join(Space).where(Space.kind == row.space_kind)
    )
    awaited = select(Reservation).where(
        col(Reservation.due_at) > now,
        Reservation.state == ReservationState.CONFIRMED,
        col(Reservation.starts_at) >= local_day(row.valid_from).starts_at,
        col(Reservation.id).in_(of_kind),
    )
    if row.valid_until is not None:
        awaited = awaited.where(col(Reservation.starts_at) < local_day(row.valid_until).starts_at)
    for reservation in session.exec(awaited):
        window = check_in_window(reservation.period, rules)
        reservation.due_at = window.ends_at if window else None
    session.flush()


def _holds_on(row: HouseRule, day: date) -> bool:
    return row.valid_from <= day and (row.valid_until is None or day < row.valid_until)


def _next(rows: Sequence[HouseRule], day: date) -> date | None:
    return min((row.valid_from for row in rows if row.valid_from > day), default=None)


def _written(row: HouseRule) -> dict[str, Any]:
    return {**limits_stored(row), "from": row.valid_from.isoformat()}
