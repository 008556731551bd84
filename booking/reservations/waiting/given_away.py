"""Who waits for what the house approves for somebody else hears so, and stays in line."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from booking.foundation.local_time import day_of, days_of, local_day, span_of
from booking.foundation.periods import Period, Span
from booking.people.queries import principal_of
from booking.people.values import Principal
from booking.reservations.alternatives import fitting_spaces
from booking.reservations.claims import LONGEST_DAY
from booking.reservations.models import Answer, Claim, Reservation
from booking.reservations.requests import Alternative
from booking.reservations.search import alternatives_to
from booking.reservations.values import Wish
from booking.reservations.waiting.models import Waiting
from booking.reservations.waiting.queries import in_line
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace


class Approval(NamedTuple):
    """By when it came; of two at one moment the one with the lower number."""

    at: datetime
    reservation_id: int


def told_of(session: Session, approved: Reservation, *, now: datetime) -> list[Waiting]:
    """Who hears of this approval: with it, all that would do for them was given away."""
    days = days_of(approved.period)  # whole ones: time to set up and to clear is in the way too
    around = Period(local_day(days[0]).starts_at, local_day(days[-1]).ends_at)
    return [
        waiting
        for waiting in in_line(session, around)
        if (last := given_away_by(session, waiting, now=now)) is not None
        and last.reservation_id == approved.id
    ]


def given_away_by(session: Session, waiting: Waiting, *, now: datetime) -> Approval | None:
    """The approval, since they came, of the last place that would do; None while one is left.

    A place that others hold for another reason is left: it may become free any day.
    """
    if waiting.minutes is not None or waiting.wanted.desk_count > 1:
        return None  # there is more than one way to help who waits for some hour, or some desks
    person = principal_of(session, waiting.person_id, today=day_of(now))
    places = _would_do(session, waiting, person, now) if person else []
    found = _approvals(session, waiting, {unit for place in places for unit in place.unit_ids})
    first = [_first(found, place, waiting) for place in places]
    known = [approval for approval in first if approval is not None]
    return max(known) if known and len(known) == len(places) else None


def instead_of(session: Session, waiting: Waiting, *, now: datetime) -> list[Alternative]:
    """The nearest that they could have now: other places at that time, then other times."""
    person = principal_of(session, waiting.person_id, today=day_of(now))
    places = _would_do(session, waiting, person, now) if person else []
    if person is None or not places:
        return []
    wish = Wish((places[0].id,), waiting.period, waiting.attendee_count, waiting.layout)
    found = alternatives_to(session, wish, person=person, now=now)
    return [
        *(Alternative(space.id, period) for space, period in found.other_spaces),
        *(Alternative(places[0].id, period) for period in found.other_times),
    ]


def _would_do(
    session: Session, waiting: Waiting, person: Principal, now: datetime
) -> list[BookableSpace]:
    stock = current_stock(session)
    if waiting.space_id is not None:
        return [stock.spaces[waiting.space_id]]
    return fitting_spaces(stock, waiting.wanted.needs, kind=waiting.kind, person=person, now=now)


class _Claimed(NamedTuple):
    unit_id: int
    span: Span
    by: Approval


def _approvals(session: Session, waiting: Waiting, units: Collection[int]) -> Sequence[_Claimed]:
    """What is held of ``units`` about that time by who was told yes since they came."""
    begin, end = span_of(waiting.period)
    rows = session.exec(
        select(Claim, Answer)
        .join(Answer, col(Answer.reservation_id) == Claim.reservation_id)
        .where(
            col(Claim.unit_id).in_(units),
            col(Claim.s) > begin - 2 * LONGEST_DAY,
            col(Claim.s) < end + LONGEST_DAY,
            col(Answer.is_approved).is_(True),
            col(Answer.decided_at) > waiting.joined_at,
        )
    )
    return [
        _Claimed(held.unit_id, (held.s, held.e), Approval(answer.decided_at, answer.reservation_id))
        for held, answer in rows
    ]


def _first(found: Sequence[_Claimed], place: BookableSpace, waiting: Waiting) -> Approval | None:
    begin, end = span_of(place.held_period(waiting.period, waiting.layout))
    in_the_way = (
        claimed.by
        for claimed in found
        if claimed.unit_id in place.unit_ids and claimed.span[0] < end and begin < claimed.span[1]
    )
    return min(in_the_way, default=None)
