"""What the waiting list does by itself: find places for who waits, and let go who found one.

Most offers are made where a place is freed. Some places become free without that: a closure is
removed, a space is added, the clock goes on. So the line is gone through as well.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete
from sqlmodel import Session, col

from booking.foundation.local_time import day_of, local_day
from booking.foundation.periods import Period
from booking.people.queries import principal_of
from booking.reservations.changes import facts_of, keys_of, lock_days_of, number_of
from booking.reservations.claims import day_version, let_go, raise_day_versions
from booking.reservations.decision import objections
from booking.reservations.models import Reservation
from booking.reservations.search import free_spaces
from booking.reservations.storing import store_change_by_house
from booking.reservations.values import ReservationState
from booking.reservations.waiting.models import Waiting
from booking.reservations.waiting.offering import make_offer, offered_wish, part_to_offer
from booking.reservations.waiting.queries import declined_by, in_line
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace

AHEAD = timedelta(days=400)
SEEN = "days the waiting list was matched with"


class Match(NamedTuple):
    waiting_id: int
    space_id: int


def matches(session: Session, *, now: datetime) -> list[Match]:
    """Who could be offered which place now, in the order of the line; no place twice.

    A later day is looked at again when it, or the stock, changed; today always, as there the
    clock itself makes room.
    """
    found: list[Match] = []
    changed: dict[Period, bool] = {}
    for waiting in in_line(session, Period(now, now + AHEAD)):
        day = local_day(day_of(waiting.starts_at))
        if day not in changed:
            changed[day] = day.starts_at <= now or _is_changed(session, day)
        if changed[day]:
            taken = {match.space_id for match in found}
            space = _possible(session, waiting, but=taken, now=now)
            if space is not None:
                found.append(Match(waiting.id or 0, space.id))
    return found


def carry_out(session: Session, match: Match, *, at: datetime) -> None:
    """Offer the place of ``match``, unless meanwhile it cannot be had or is not waited for."""
    waiting = session.get(Waiting, match.waiting_id)
    stock = current_stock(session)
    space = stock.spaces.get(match.space_id)
    if waiting is None or space is None:
        return
    wish = offered_wish(session, waiting, space, at=at)
    if wish is not None:
        keys = keys_of(stock, [space], wish.period, wish.layout)
        raise_day_versions(session, keys)
        make_offer(session, waiting, space, within=keys, at=at)


def let_go_of(session: Session, waiting_id: int, *, at: datetime) -> None:
    """Take who found another place off the list; what they were offered goes to the next."""
    waiting = session.get(Waiting, waiting_id)
    if waiting is None:
        return
    if waiting.offer_id is not None:
        _withdraw(session, session.get_one(Reservation, waiting.offer_id), at)
    session.delete(waiting)
    session.flush()


def forget_past(session: Session, *, now: datetime) -> None:
    """Who waited for what is over; that something was not had stays, without the person."""
    session.execute(delete(Waiting).where(col(Waiting.ends_at) <= now))


def _withdraw(session: Session, offer: Reservation, at: datetime) -> None:
    lock_days_of(session, offer)
    if offer.state is not ReservationState.OPTION:
        return
    before = facts_of(session, offer)
    let_go(session, number_of(offer))
    offer.state, offer.cancelled_at = ReservationState.CANCELLED, at
    offer.sequence += 1
    store_change_by_house(session, at, "withdraw", offer, before)


def _is_changed(session: Session, day: Period) -> bool:
    """Whether this day, or the stock, is another than when this process looked last."""
    stock = current_stock(session)
    on = day_of(day.starts_at)
    version = (stock.version, day_version(session, on, list(stock.zones)))
    seen: dict[date, tuple[int, int]] = session.info["memory"].setdefault(SEEN, {})
    if seen.get(on) == version:
        return False
    seen[on] = version
    return True


def _possible(
    session: Session, waiting: Waiting, *, but: Collection[int], now: datetime
) -> BookableSpace | None:
    """The best place for who waits that they could have now."""
    person = principal_of(session, waiting.person_id, today=day_of(now))
    part = part_to_offer(session, waiting, at=now)
    if person is None or part is None:
        return None
    needs = replace(waiting.wanted.needs, period=part)
    unwanted = {*but, *declined_by(session, waiting)}
    for space in free_spaces(session, needs, kind=waiting.kind, person=person, now=now):
        wish = offered_wish(session, waiting, space, at=now)
        if space.id in unwanted or wish is None:
            continue
        if not objections(session, wish, by=person, at=now, holder_id=person.id):
            return space
    return None
