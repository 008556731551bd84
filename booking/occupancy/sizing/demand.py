"""What was asked of the rooms of a building: meetings that were held, and wishes that failed.

A meeting counts for the time it was held, up to when it was given back; one to which nobody
came is marked. What was refused counts as it was asked for: left out, too few rooms would look
like enough.
"""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import or_
from sqlmodel import Session, col, select

from booking.foundation.local_time import day_of, epoch_minutes, local_day
from booking.foundation.periods import Period
from booking.occupancy.courses import asks_check_in, course_of, reservations_within
from booking.occupancy.rules import stay_of
from booking.occupancy.sizing.wants import Want
from booking.reservations.models import WishRecord
from booking.reservations.values import PartyKind
from booking.reservations.wishes import UNMET
from booking.spaces.values import BookableSpace, SpaceKind, Stock


def wants_between(
    session: Session, stock: Stock, building_id: int, first: date, last: date
) -> list[Want]:
    """Everything asked of the rooms of a building on days that are over."""
    whole = Period(local_day(first).starts_at, local_day(last).ends_at)
    return [*_held(session, stock, building_id, whole), *_refused(session, building_id, whole)]


def _held(session: Session, stock: Stock, building_id: int, whole: Period) -> Iterator[Want]:
    for row, *others in reservations_within(session, whole):
        space = stock.spaces[row.space_id]
        is_meeting = not others and not space.is_desk and space.building_id == building_id
        if not is_meeting or row.starts_at < whole.starts_at:
            continue
        stay = stay_of(course_of(row), person_count=row.attendee_count,
                       is_awaited=asks_check_in(session, stock, row))  # fmt: skip
        if stay is not None:
            begin, end = stay.held
            yield Want(begin, epoch_minutes(row.ends_at) if stay.is_no_show else end,
                       row.attendee_count,
                       PartyKind.PARTNER if row.partner_id else PartyKind.STAFF,
                       _minute(row.created_at), is_no_show=stay.is_no_show,
                       seats=_seats(space, row.starts_at))  # fmt: skip


def _seats(space: BookableSpace, at: datetime) -> int | None:
    term = space.term_on(day_of(at))
    return term.capacity if term else None


def _refused(session: Session, building_id: int, whole: Period) -> Iterator[Want]:
    """Those for which any building would have done are counted in each of them."""
    statement = select(WishRecord).where(
        col(WishRecord.starts_at) >= whole.starts_at,
        col(WishRecord.starts_at) < whole.ends_at,
        col(WishRecord.outcome).in_(UNMET),
        or_(col(WishRecord.building_id).is_(None), col(WishRecord.building_id) == building_id),
        col(WishRecord.space_kind) == SpaceKind.ROOM,
    )
    for wish in session.exec(statement):
        asked_at = epoch_minutes(local_day(wish.asked_on).starts_at)
        yield Want(epoch_minutes(wish.starts_at), epoch_minutes(wish.ends_at),
                   wish.attendee_count, wish.party, asked_at, is_refused=True)  # fmt: skip


def _minute(instant: datetime) -> int:
    return epoch_minutes(instant.replace(second=0, microsecond=0))
