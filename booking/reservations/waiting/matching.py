"""What the waiting list does by itself: find places for who waits, and let go who found one.

Most offers are made where a place is freed. Some places become free without that: a closure is
removed, a space is added, the clock goes on. So the line is gone through as well.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete
from sqlmodel import Session, col

from booking.foundation.local_time import day_of, local_day
from booking.foundation.periods import Period
from booking.people.queries import principal_of
from booking.reservations.alternatives import fitting_spaces
from booking.reservations.changes import facts_of, keys_of, lock_days_of, number_of
from booking.reservations.claims import day_version, let_go, raise_day_versions
from booking.reservations.decision import is_granted
from booking.reservations.models import Reservation
from booking.reservations.storing import store_change_by_house
from booking.reservations.values import ReservationState, Wish
from booking.reservations.waiting.models import Waiting
from booking.reservations.waiting.offering import make_offer
from booking.reservations.waiting.places import times_to_offer, wishes_for
from booking.reservations.waiting.queries import declined_by, in_line
from booking.spaces.queries import current_stock

AHEAD = timedelta(days=400)
SEEN = "days the waiting list was matched with"


class Match(NamedTuple):
    waiting_id: int
    wish: Wish


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
            taken = {space_id for match in found for space_id in match.wish.space_ids
                     if match.wish.period.overlaps(day)}  # fmt: skip
            wish = _possible(session, waiting, but=taken, now=now)
            if wish is not None:
                found.append(Match(waiting.id or 0, wish))
    return found


def carry_out(session: Session, match: Match, *, at: datetime) -> None:
    """Offer the place of ``match``, unless meanwhile it cannot be had or is not waited for."""
    waiting, wish = session.get(Waiting, match.waiting_id), match.wish
    stock = current_stock(session)
    spaces = [stock.spaces[n] for n in wish.space_ids if n in stock.spaces]
    if waiting is not None and len(spaces) == len(wish.space_ids):
        keys = keys_of(stock, spaces, wish.period, wish.layout)
        raise_day_versions(session, keys)
        make_offer(session, waiting, [wish], within=keys, at=at)


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
) -> Wish | None:
    """The best place for who waits that they could have now."""
    person = principal_of(session, waiting.person_id, today=day_of(now))
    if person is None:
        return None
    unwanted = {*but, *declined_by(session, waiting)}
    fitting = fitting_spaces(current_stock(session), waiting.wanted.needs, kind=waiting.kind,
                             person=person, now=now)  # fmt: skip
    spaces = [space for space in fitting if space.id not in unwanted]
    times = times_to_offer(session, waiting, at=now)
    wishes = wishes_for(session, waiting, person, spaces, times, at=now)
    return next((wish for wish in wishes if is_granted(
        session, wish, by=person, at=now, holder_id=person.id)), None)  # fmt: skip
