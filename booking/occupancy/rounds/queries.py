"""Which rounds there are, and what was seen on them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from booking.foundation.local_time import local_day
from booking.occupancy.rounds.models import CountedRound, RoundSight
from booking.occupancy.rounds.values import Round, Sight
from booking.people.permissions import NotThere


def open_rounds(session: Session) -> list[Round]:
    """Planned or under way, the first to come first."""
    statement = select(CountedRound).where(col(CountedRound.finished_at).is_(None))
    return _told(session, session.exec(statement.order_by(col(CountedRound.at))).all())


def latest_rounds(session: Session, *, count_max: int) -> list[Round]:
    """Finished ones, the latest first."""
    statement = (
        select(CountedRound)
        .where(col(CountedRound.finished_at).is_not(None))
        .order_by(col(CountedRound.at).desc())
        .limit(count_max)
    )
    return _told(session, session.exec(statement).all())


def round_in(session: Session, round_id: int) -> Round:
    """Raises :class:`NotThere`."""
    row = session.get(CountedRound, round_id)
    if row is None:
        raise NotThere(f"no round {round_id}")
    [found] = _told(session, [row])
    return found


def sights_of(session: Session, round_id: int) -> dict[int, Sight]:
    """By space."""
    statement = select(RoundSight).where(RoundSight.round_id == round_id)
    return {row.space_id: _sight(row) for row in session.exec(statement)}


def count_rounds(session: Session, building_id: int, first: date, last: date) -> int:
    """How many were finished; the days are included."""
    statement = select(func.count()).select_from(CountedRound)
    return session.exec(statement.where(*_finished_between(building_id, first, last))).one()


def rounds_between(
    session: Session, building_id: int, first: date, last: date
) -> list[tuple[Round, list[Sight]]]:
    """Finished rounds with what was seen on them, in order; the days are included."""
    statement = select(CountedRound).where(*_finished_between(building_id, first, last))
    rounds = session.exec(statement.order_by(col(CountedRound.at))).all()
    sights: dict[int, list[Sight]] = {row.id or 0: [] for row in rounds}
    seen = select(RoundSight).where(col(RoundSight.round_id).in_(sights))
    for row in session.exec(seen.order_by(col(RoundSight.round_id), col(RoundSight.space_id))):
        sights[row.round_id].append(_sight(row))
    return [(_round(row, len(sights[row.id or 0])), sights[row.id or 0]) for row in rounds]


def _finished_between(building_id: int, first: date, last: date) -> tuple[Any, ...]:
    return (
        CountedRound.building_id == building_id,
        col(CountedRound.at) >= local_day(first).starts_at,
        col(CountedRound.at) < local_day(last).ends_at,
        col(CountedRound.finished_at).is_not(None),
    )


def _told(session: Session, rows: Sequence[CountedRound]) -> list[Round]:
    counted = select(RoundSight.round_id, func.count()).group_by(col(RoundSight.round_id))
    numbers = [row.id or 0 for row in rows]
    counts = dict(session.exec(counted.where(col(RoundSight.round_id).in_(numbers))).all())
    return [_round(row, counts.get(row.id or 0, 0)) for row in rows]


def _round(row: CountedRound, space_count: int) -> Round:
    assert row.id is not None, "a stored round has a number"
    is_finished = row.finished_at is not None
    return Round(row.id, row.building_id, row.at, row.is_planned, is_finished, space_count)


def _sight(row: RoundSight) -> Sight:
    return Sight(row.space_id, row.at, row.seen, row.person_count)
