"""Other times to set up and to clear: what is reserved already gets them, where there is room.

Else a reservation keeps the time it had. What runs or is past stays as it was.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from booking.foundation.local_time import epoch_minutes, span_of
from booking.foundation.periods import Period, Span
from booking.people.acts import write_down
from booking.people.values import Act
from booking.reservations.claims import hold, let_go_units
from booking.reservations.combining import wait_for_who_reserves
from booking.reservations.models import Claim, Reservation, ReservationSpace
from booking.reservations.series.values import HeldSpan
from booking.reservations.values import HOLDING
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace, LayoutKind, Stock

BUFFERS_MAX = timedelta(days=1)  # before and after, that of a layout included


@dataclass(frozen=True, slots=True)
class Held:
    """A space of a reservation that is still to begin."""

    reservation_id: int
    uid: str
    space_id: int
    period: Period
    layout: LayoutKind | None


@dataclass(frozen=True, slots=True)
class Widths:
    """What gets the new times, and what is too near to another for them; each by start."""

    fitting: Sequence[Held]
    too_near: Sequence[Held]


class _Wanted(NamedTuple):
    held: Held
    units: Sequence[int]
    span: Span
    """In minutes: what it is to hold."""
    was: Span

    @property
    def is_narrower(self) -> bool:
        return self.was[0] <= self.span[0] and self.span[1] <= self.was[1]


def widths_in(session: Session, before: Stock, after: Stock, *, now: datetime) -> Widths:
    """What a change of the house from ``before`` to ``after`` does to reservations to come."""
    spaces = with_other_buffers(before, after)
    if not spaces:
        return Widths((), ())
    units = {unit for space in spaces for unit in space.unit_ids}
    statement = select_columns(
        col(Claim.unit_id), col(Claim.s), col(Claim.e), col(Claim.reservation_id)
    ).where(col(Claim.unit_id).in_(units), col(Claim.s) > epoch_minutes(now - BUFFERS_MAX))
    claims: dict[int, list[HeldSpan]] = defaultdict(list)
    for unit, *claim in session.execute(statement):
        claims[unit].append(HeldSpan(*claim))
    return new_widths(_held(session, spaces, now), claims, after)


def with_other_buffers(before: Stock, after: Stock) -> list[BookableSpace]:
    """The spaces of ``after`` that take another time to set up or to clear in some layout."""
    layouts = (None, *LayoutKind)
    return [
        space
        for space in after.spaces.values()
        if (old := before.spaces.get(space.id)) is not None
        and any(old.buffers(layout) != space.buffers(layout) for layout in layouts)
    ]


def new_widths(
    held: Iterable[Held], claims: Mapping[int, Sequence[HeldSpan]], stock: Stock
) -> Widths:
    """Which of ``held`` (by start) can be as wide as ``stock`` says, the narrower ones first.

    ``claims`` says by unit what is held now. Pure.
    """
    held_now = {unit: list(spans) for unit, spans in claims.items()}
    wanted = [_wanted(each, claims, stock) for each in held]
    waiting = sorted(
        (row for row in wanted if row.span != row.was), key=lambda row: not row.is_narrower
    )
    fitting: list[Held] = []
    # What one leaves by going from before to after may be just what another waits for.
    while taken := [row for row in waiting if _fits(row, held_now)]:
        fitting += [row.held for row in taken]
        waiting = [row for row in waiting if row not in taken]
    return Widths(fitting, [row.held for row in waiting])


def _fits(row: _Wanted, held_now: dict[int, list[HeldSpan]]) -> bool:
    """Whether there is room for the new time of ``row``, which it then holds."""
    number, (s, e) = row.held.reservation_id, row.span
    rest = {
        unit: [claim for claim in held_now.get(unit, ()) if claim.reservation_id != number]
        for unit in row.units
    }
    if any(claim.begin < e and s < claim.end for spans in rest.values() for claim in spans):
        return False
    held_now |= {unit: [*spans, HeldSpan(s, e, number)] for unit, spans in rest.items()}
    return True


def apply_buffers(session: Session, act: Act, before: Stock) -> Sequence[Held]:
    """Let what is to come hold the times that are stored by now; returns what is too near.

    In the transaction that changes the house: nobody else reserves these spaces meanwhile.
    """
    session.flush()
    after = current_stock(session)
    spaces = with_other_buffers(before, after)
    if not spaces:
        return ()
    wait_for_who_reserves(session, after, spaces, act.at, until=_last_end(session, spaces, act.at))
    widths = widths_in(session, before, after, now=act.at)
    for each in widths.fitting:
        let_go_units(session, each.reservation_id, after.spaces[each.space_id].unit_ids)
    for each in widths.fitting:
        hold(session, each.reservation_id, [after.spaces[each.space_id]], each.period, each.layout)
    for space in spaces:
        write_down(session, act, "space-buffers-applied", ("space", space.id), after={
            "fitting": sum(each.space_id == space.id for each in widths.fitting),
            "too_near": [each.uid for each in widths.too_near if each.space_id == space.id],
        })  # fmt: skip
    return widths.too_near


def _wanted(each: Held, claims: Mapping[int, Sequence[HeldSpan]], stock: Stock) -> _Wanted:
    space = stock.spaces[each.space_id]
    own = [claim for unit in space.unit_ids for claim in claims.get(unit, ())
           if claim.reservation_id == each.reservation_id]  # fmt: skip
    was = min(c.begin for c in own), max(c.end for c in own)
    return _Wanted(each, space.unit_ids, span_of(space.held_period(each.period, each.layout)), was)


def _held(session: Session, spaces: Iterable[BookableSpace], now: datetime) -> list[Held]:
    statement = (
        select(Reservation, ReservationSpace.space_id)
        .join(ReservationSpace, col(ReservationSpace.reservation_id) == Reservation.id)
        .where(
            col(ReservationSpace.space_id).in_([space.id for space in spaces]),
            col(Reservation.state).in_(HOLDING),
            col(Reservation.starts_at) > now,
        )
        .order_by(col(Reservation.starts_at), col(Reservation.id), col(ReservationSpace.space_id))
    )
    return [
        Held(row.id or 0, row.uid, space_id, row.period, row.layout)
        for row, space_id in session.exec(statement)
    ]


def _last_end(session: Session, spaces: Iterable[BookableSpace], now: datetime) -> datetime | None:
    return max((each.period.ends_at for each in _held(session, spaces, now)), default=None)
