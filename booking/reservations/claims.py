"""Claims: from periods to rows and back, and the lock that writers take first."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, tuple_
from sqlalchemy import select as select_columns
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from booking.foundation.columns import dialect_of, on_both, table_of
from booking.foundation.errors import Conflict
from booking.foundation.local_time import (
    days_of,
    epoch_minutes,
    from_epoch_minutes,
    local_day,
    span_of,
)
from booking.foundation.periods import Period, Span
from booking.foundation.texts import N_
from booking.reservations.guard import is_overlap
from booking.reservations.keeping import Kept, to_hold
from booking.reservations.models import Claim, DayVersion, Reservation
from booking.spaces.values import BookableSpace, LayoutKind, Stock

DayKey = tuple[int, int]
"""A local day's ordinal and a zone: what a version, a lock and a cached page belong to."""

LONGEST_DAY = 25 * 60
"""Minutes: no claim lasts longer, as each is of one local day."""

CLAIM, DAY_VERSION = table_of(Claim), table_of(DayVersion)
RAISE = on_both(
    lambda insert: insert(DAY_VERSION).on_conflict_do_update(
        index_elements=["day", "zone_id"], set_={"v": DAY_VERSION.c.v + 1}
    )
)
VERSIONS = select_columns(DAY_VERSION.c.v).where(
    DAY_VERSION.c.day == bindparam("day"),
    DAY_VERSION.c.zone_id.in_(bindparam("zones", expanding=True)),
)
LOCK_OR_FAIL = (
    select_columns(DAY_VERSION.c.v)
    .where(tuple_(DAY_VERSION.c.day, DAY_VERSION.c.zone_id).in_(bindparam("keys", expanding=True)))
    .with_for_update(nowait=True)
)
"""On SQLite, where who writes is alone, a mere look."""
HOLD = insert(CLAIM)
LET_GO = delete(CLAIM).where(CLAIM.c.reservation_id == bindparam("id"))
LET_GO_UNITS = LET_GO.where(CLAIM.c.unit_id.in_(bindparam("units", expanding=True)))
KEPT = (
    select_columns(CLAIM.c.unit_id, func.min(CLAIM.c.s), func.max(CLAIM.c.e))
    .where(CLAIM.c.reservation_id == bindparam("id"))
    .group_by(CLAIM.c.unit_id)
)
OVERLAPPING = select_columns(CLAIM.c.unit_id, CLAIM.c.s, CLAIM.c.e).where(
    CLAIM.c.day.between(bindparam("first_day"), bindparam("last_day")),
    CLAIM.c.s < bindparam("end"),
    CLAIM.c.e > bindparam("begin"),
)
"""By day, so that the index has all of it and ten years of other claims are not looked at."""
OVERLAPPING_OF_UNITS = OVERLAPPING.where(
    CLAIM.c.unit_id.in_(bindparam("units", expanding=True)),
    CLAIM.c.s > bindparam("begin") - LONGEST_DAY,
    CLAIM.c.reservation_id != bindparam("but"),
)
"""SQLite takes these by unit and start, so the start too needs an end on both sides."""


class JustTaken(Conflict):
    code = "just-taken"
    sentence = N_("Someone else was just ahead of you: this place is taken now.")


def day_keys(stock: Stock, spaces: Iterable[BookableSpace], period: Period) -> set[DayKey]:
    """Every (day, zone) whose picture changes when ``spaces`` are held during ``period``.

    Wider than the zones of the spaces themselves: holding room A also changes A+B.
    """
    units = frozenset(unit for space in spaces for unit in space.unit_ids)
    touched = stock.sharing_units(units)
    return {
        (day.toordinal(), zone.id)
        for day in days_of(period)
        for space in touched
        if (zone := stock.zone_of(space, day)) is not None
    }


def raise_day_versions(session: Session, keys: Collection[DayKey]) -> None:
    """Take the lock on ``keys``: always before looking at claims, always in the same order.

    Without it PostgreSQL met 281 deadlocks in 500 attempts; with it none.
    """
    if not keys:
        return
    rows = [{"day": day, "zone_id": zone_id, "v": 1} for day, zone_id in sorted(keys)]
    session.connection().execute(RAISE[dialect_of(session)], rows)


def lock_days_or_fail(session: Session, keys: Collection[DayKey]) -> None:
    """Take the lock on ``keys``, which exist, out of order: so without waiting for it.

    Raises DBAPIError 55P03 where another has one, and the transaction is tried again.
    """
    session.connection().execute(LOCK_OR_FAIL, {"keys": sorted(keys)})


def day_version(session: Session, day: date, zone_ids: Collection[int]) -> int:
    """How often anything changed in these zones on ``day``: a sum, so it only rises."""
    asked = {"day": day.toordinal(), "zones": sorted(zone_ids)}
    return sum(session.connection().scalars(VERSIONS, asked))


def taken_spans(
    session: Session,
    period: Period,
    *,
    unit_ids: Collection[int] | None = None,
    but_reservation_id: int | None = None,
) -> dict[int, list[Span]]:
    """The claims that overlap ``period``, by unit; of all units when none are named.

    Of named units, those of one reservation can be left out.
    """
    (begin, end), days = span_of(period), days_of(period)
    asked: dict[str, Any] = {
        "first_day": days[0].toordinal(),
        "last_day": days[-1].toordinal(),
        "begin": begin,
        "end": end,
    }
    if unit_ids is None:
        rows = session.connection().execute(OVERLAPPING, asked)
    else:
        asked |= {"units": unit_ids, "but": but_reservation_id or 0}
        rows = session.connection().execute(OVERLAPPING_OF_UNITS, asked)
    found: dict[int, list[Span]] = defaultdict(list)
    for unit_id, s, e in rows.all():
        found[unit_id].append((s, e))
    return found


def taken_periods(
    session: Session,
    period: Period,
    *,
    unit_ids: Collection[int] | None = None,
    but_reservation_id: int | None = None,
) -> dict[int, list[Period]]:
    """The same as periods, for the rules that say when a space is taken."""
    found = taken_spans(session, period, unit_ids=unit_ids, but_reservation_id=but_reservation_id)
    return {
        unit_id: [Period(from_epoch_minutes(s), from_epoch_minutes(e)) for s, e in spans]
        for unit_id, spans in found.items()
    }


def taken_of(space: BookableSpace, by_unit: Mapping[int, Sequence[Period]]) -> list[Period]:
    """When any unit of ``space`` is held, each period once."""
    return sorted({period for unit in space.unit_ids for period in by_unit.get(unit, ())})


def hold(
    session: Session,
    reservation_id: int,
    spaces: Iterable[BookableSpace],
    period: Period,
    layout: LayoutKind | None,
    *,
    kept: Kept | None = None,
) -> None:
    """Claim every unit of ``spaces`` for ``period`` in ``layout``; raises :class:`JustTaken`.

    ``kept`` is what a reservation that changes let go of just now. The day versions must have
    been raised before: see :func:`raise_day_versions`.
    """
    try:
        session.connection().execute(HOLD, claim_rows(reservation_id, spaces, period, layout, kept))
    except IntegrityError as error:
        if not is_overlap(error):
            raise
        raise JustTaken(str(error.orig)) from error


def hold_anew(
    session: Session,
    reservation: Reservation,
    spaces: Iterable[BookableSpace],
    period: Period,
    layout: LayoutKind | None,
) -> None:
    """Let a stored reservation hold this instead; raises :class:`JustTaken`.

    It is read for what it was: say of itself when it is afterwards.
    """
    kept, number = kept_by(session, reservation), reservation.id or 0
    let_go(session, number)
    hold(session, number, spaces, period, layout, kept=kept)


def claim_rows(
    reservation_id: int, spaces: Iterable[BookableSpace], period: Period,
    layout: LayoutKind | None, kept: Kept | None = None,
) -> list[dict[str, int]]:  # fmt: skip
    """What ``HOLD`` stores: a row for each unit and local day."""
    return [
        {"unit_id": unit, "s": s, "e": e, "day": day.toordinal(), "reservation_id": reservation_id}
        for space in spaces
        for day, s, e in _by_day(to_hold(space, period, layout, kept))
        for unit in space.unit_ids
    ]


def kept_by(session: Session, reservation: Reservation) -> Kept:
    """What a stored reservation holds as it stands."""
    rows = session.connection().execute(KEPT, {"id": reservation.id}).all()
    spans = {unit_id: (begin, end) for unit_id, begin, end in rows}
    return Kept(reservation.period, reservation.layout, spans)


def let_go(session: Session, reservation_id: int) -> None:
    """Drop every claim of a reservation."""
    session.connection().execute(LET_GO, {"id": reservation_id})


def let_go_units(session: Session, reservation_id: int, unit_ids: Collection[int]) -> None:
    """Drop the claims of a reservation on some of what it holds."""
    session.connection().execute(LET_GO_UNITS, {"id": reservation_id, "units": list(unit_ids)})


def _by_day(period: Period) -> Iterator[tuple[date, int, int]]:
    """``period`` cut at local midnights, as (day, first minute, end minute)."""
    for day in days_of(period):
        part = local_day(day).meet(period)
        assert part is not None
        yield day, epoch_minutes(part.starts_at), epoch_minutes(part.ends_at)
