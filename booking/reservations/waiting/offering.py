"""Offering a place to the first who waits for it.

An offer is an option in the name of who waits: the guard keeps it from everybody else until it
is taken, declined or lapsed. It is made in the transaction that frees the place, so that nobody
can be quicker than the first in line; ``matching`` finds what becomes free in any other way.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from booking.foundation.doors import Door
from booking.foundation.ids import new_uid
from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.people.models import Person
from booking.people.queries import principal_of
from booking.people.values import Act
from booking.reservations.changes import keys_of, store_new
from booking.reservations.claims import DayKey, day_keys
from booking.reservations.decision import is_granted
from booking.reservations.queries import house_rules_on
from booking.reservations.quota.queries import lock_quota_or_pass
from booking.reservations.values import HOLDING, Wish
from booking.reservations.waiting.models import Waiting
from booking.reservations.waiting.places import times_to_offer, wishes_for
from booking.reservations.waiting.queries import declined_by, in_line
from booking.reservations.waiting.quiet_hours import held_until
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace, Stock

Facts = Mapping[str, Any]
"""What the journal keeps of a reservation."""


def pass_on(session: Session, before: Facts, after: Facts, *, at: datetime) -> None:
    """Offer what a reservation no longer holds, by its facts, to who waits for it.

    The day versions of all that it held must have been raised. Costs one look where nobody waits.
    """
    if before["state"] not in HOLDING or _holds_all(after, before):
        return
    period = _period_in(before)
    waiting = in_line(session, period)
    if not waiting:
        return
    stock = current_stock(session)
    spaces = [stock.spaces[number] for number in before["spaces"]]
    within = day_keys(stock, spaces, period)
    for entry in waiting:
        _offer_first(session, entry, _sharing(stock, spaces), within=within, at=at)


def _offer_first(
    session: Session,
    waiting: Waiting,
    freed: Collection[BookableSpace],
    *,
    within: Collection[DayKey],
    at: datetime,
) -> None:
    """Offer who waits the first that they can have of what was ``freed``.

    Who waits for desks together is offered those with others ``within`` the zones whose days
    were locked; the line is gone through later for those farther off.
    """
    person = principal_of(session, waiting.person_id, today=day_of(at))
    if person is None:
        return
    spaces = freed
    if waiting.wanted.desk_count > 1:
        stock, period = current_stock(session), waiting.period
        desks = stock.spaces_on(day_of(period.starts_at), waiting.kind)
        spaces = [d for d in desks if keys_of(stock, [d], period, None).issubset(within)]
    times = times_to_offer(session, waiting, at=at)
    wishes = wishes_for(session, waiting, person, spaces, times, at=at)
    make_offer(session, waiting, wishes, within=within, at=at)


def make_offer(
    session: Session,
    waiting: Waiting,
    wishes: Iterable[Wish],
    *,
    within: Collection[DayKey],
    at: datetime,
) -> bool:
    """Hold the first of ``wishes`` that who waits can have now; whether it was done.

    The day versions ``within`` were raised. Never waits for another transaction: who reserves
    for themselves at this very moment is passed over.
    """
    stock, day = current_stock(session), day_of(waiting.starts_at)
    person = principal_of(session, waiting.person_id, today=day_of(at))
    if person is None or not _lock(session, waiting):
        return False
    if not lock_quota_or_pass(session, stock, day, kind=waiting.kind, holder=person):
        return False
    declined = declined_by(session, waiting)
    for wish in wishes:
        spaces = [stock.spaces[number] for number in wish.space_ids]
        if not declined.isdisjoint(wish.space_ids):
            continue
        if not keys_of(stock, spaces, wish.period, wish.layout).issubset(within):
            continue
        if is_granted(session, wish, by=person, at=at, holder_id=person.id):
            _offer(session, Act(person, at, Door.JOB), waiting, wish, spaces)
            return True
    return False


def _offer(
    session: Session, act: Act, waiting: Waiting, wish: Wish, spaces: Sequence[BookableSpace]
) -> None:
    rules = house_rules_on(session, day_of(wish.period.starts_at), waiting.kind)
    waiting.offer_id = store_new(
        session, act, wish, spaces, stock=current_stock(session), holder=act.by,
        uid=new_uid(), expires_at=held_until(wish.period, rules, now=act.at),
    )  # fmt: skip
    session.flush()


def _lock(session: Session, waiting: Waiting) -> bool:
    """Hold the row and the person until commit, if nobody else does and nothing was offered.

    The person too, as one person has one desk at a time: see ``decision.lock_holder``.
    """
    statement = (
        select(Waiting.id)
        .join(Person, col(Person.id) == Waiting.person_id)
        .where(Waiting.id == waiting.id, col(Waiting.offer_id).is_(None))
        .with_for_update(skip_locked=True, key_share=True)
    )
    return session.exec(statement).one_or_none() is not None


def _holds_all(after: Facts, before: Facts) -> bool:
    """Whether nothing became free."""
    return (
        after["state"] in HOLDING
        and after["spaces"] == before["spaces"]
        and _period_in(after).holds(_period_in(before))
    )


def _period_in(facts: Facts) -> Period:
    return Period(datetime.fromisoformat(facts["from"]), datetime.fromisoformat(facts["until"]))


def _sharing(stock: Stock, spaces: Iterable[BookableSpace]) -> list[BookableSpace]:
    """``spaces``, and whatever else has a unit of theirs: a room may be half of another."""
    units = frozenset(unit for space in spaces for unit in space.unit_ids)
    return sorted(stock.sharing_units(units), key=lambda space: (len(space.unit_ids), space.number))
