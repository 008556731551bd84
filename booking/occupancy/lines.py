"""Reservations as they went, one line for each space: what days are counted from.

Everything of a person stays behind here but one thing: which members of staff were in, so that
a day can say how many they were.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from booking.foundation.local_time import epoch_minutes, local_day
from booking.foundation.periods import Period, Span
from booking.occupancy.courses import (
    asks_check_in,
    course_of,
    course_of_seat,
    planned_ends,
    reservations_within,
    seats_left_within,
)
from booking.occupancy.parties import party_kinds
from booking.occupancy.rules import Stay, people_by_space, stay_of
from booking.occupancy.sheet import LATE_HOURS, Fate
from booking.people.values import PartnerKind
from booking.reservations.values import ReservationState
from booking.spaces.values import Stock

HOUR, LATE = timedelta(hours=1), timedelta(hours=LATE_HOURS)
FATES = {
    ReservationState.CANCELLED: Fate.CANCELLED,
    ReservationState.RELEASED: Fate.RELEASED,
    ReservationState.DECLINED: Fate.DECLINED,
    ReservationState.EXPIRED: Fate.DECLINED,
}


@dataclass(frozen=True, slots=True)
class Whole:
    """One reservation in one space, not yet cut into days; minutes since 1970.

    ``stay`` is None for what was never held; ``person_id`` is given for staff who came.
    """

    space_id: int
    asked: Span
    stay: Stay | None
    fate: Fate
    lead_hours: int
    party: PartnerKind | None
    person_count: int
    person_id: int | None = None


def lines_within(session: Session, stock: Stock, period: Period, today: date) -> Iterator[Whole]:
    """Every reservation with a minute in ``period``, and the desks that groups let go."""
    kind_of = party_kinds(session)
    found = list(reservations_within(session, period))
    planned = planned_ends(session, [rows[0].uid for rows in found if rows[0].ended_at])
    midnight = local_day(today).starts_at
    for rows in found:
        first = rows[0]
        is_awaited = first.starts_at < midnight and asks_check_in(session, stock, first)
        end = max(first.ends_at, planned.get(first.uid, first.ends_at))
        if end > period.starts_at:
            yield from _lines_of(rows, end, is_awaited, kind_of(first))
    for row in seats_left_within(session, period):
        if row.ends_at > period.starts_at:
            yield _line_of_seat(row, kind_of(row))


def _lines_of(
    rows: Sequence[Row[Any]], end: datetime, is_awaited: bool, party: PartnerKind | None
) -> Iterator[Whole]:
    people = people_by_space(rows[0].attendee_count, len(rows))
    for number, (row, person_count) in enumerate(zip(rows, people, strict=True)):
        stay = stay_of(course_of(row), person_count=person_count, is_awaited=is_awaited)
        fate = _fate(row, stay, end) | (Fate.AWAITED if is_awaited else Fate(0))
        is_of_staff = row.partner_id is None and row.checked_in_at is not None
        yield Whole(
            space_id=row.space_id,
            asked=(epoch_minutes(row.starts_at), epoch_minutes(end)),
            stay=stay,
            fate=fate if number else fate | Fate.FIRST,
            lead_hours=_lead_hours(row),
            party=party,
            person_count=person_count,
            person_id=(row.person_id or row.holder_id) if is_of_staff else None,
        )


def _fate(row: Row[Any], stay: Stay | None, end: datetime) -> Fate:
    fate = FATES.get(row.state, Fate(0))
    if row.created_at >= row.starts_at:
        fate |= Fate.AD_HOC
    if row.cancelled_at and row.starts_at - row.cancelled_at < LATE:
        fate |= Fate.LATE
    if row.ended_at and row.ended_at < end:
        fate |= Fate.LEFT_EARLY
    return fate | _fate_of_stay(stay)


def _fate_of_stay(stay: Stay | None) -> Fate:
    if stay is None:
        return Fate(0)
    came = Fate.CAME if stay.is_checked_in else Fate(0)
    return came | Fate.NO_SHOW if stay.is_no_show else came


def _line_of_seat(row: Row[Any], party: PartnerKind | None) -> Whole:
    """A desk of a group that went on without it: no reservation of its own."""
    stay = stay_of(course_of_seat(row), person_count=1, is_awaited=row.is_released)
    given_back = Fate.RELEASED if row.is_released else Fate.CANCELLED
    return Whole(
        space_id=row.space_id,
        asked=(epoch_minutes(row.starts_at), epoch_minutes(row.ends_at)),
        stay=stay,
        fate=given_back | _fate_of_stay(stay),
        lead_hours=_lead_hours(row),
        party=party,
        person_count=1,
    )


def _lead_hours(row: Row[Any]) -> int:
    return int((row.starts_at - row.created_at) / HOUR)
