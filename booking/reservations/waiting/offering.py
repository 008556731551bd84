"""Offering a place to the first who waits for it.

An offer is an option in the name of who waits: the guard keeps it from everybody else until it
is taken, declined or lapsed. It is made in the transaction that frees the place, so that nobody
can be quicker than the first in line; ``matching`` finds what becomes free in any other way.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
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
from booking.reservations.decision import objections
from booking.reservations.queries import house_rules_on
from booking.reservations.quota.queries import lock_quota_or_pass
from booking.reservations.values import HOLDING, Wish
from booking.reservations.waiting.models import Waiting
from booking.reservations.waiting.queries import declined_by, in_line
from booking.reservations.waiting.quiet_hours import held_until
from booking.reservations.waiting.rules import offered_part, would_do
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
    offer_among(
        session, waiting, _sharing(stock, spaces), within=day_keys(stock, spaces, period), at=at
    )


def offer_among(
    session: Session,
    waiting: Iterable[Waiting],
    spaces: Collection[BookableSpace],
    *,
    within: Collection[DayKey],
    at: datetime,
) -> None:
    """Offer each of ``waiting``, in order, the first of ``spaces`` that they can have.

    Only what lies ``within`` the days whose versions were raised.
    """
    for entry in waiting:
        for space in spaces:
            if make_offer(session, entry, space, within=within, at=at):
                break


def part_to_offer(session: Session, waiting: Waiting, *, at: datetime) -> Period | None:
    """The part of what is waited for that is worth offering at ``at``."""
    stock = current_stock(session)
    rules = house_rules_on(session, day_of(waiting.starts_at), waiting.kind, stock=stock)
    grains = (s.grain_minutes for s in stock.spaces.values() if s.kind is waiting.kind)
    return offered_part(
        waiting.period, waiting.kind, within=rules.offer_within,
        grain=timedelta(minutes=max(grains, default=15)), now=at,
    )  # fmt: skip


def offered_wish(
    session: Session, waiting: Waiting, space: BookableSpace, *, at: datetime
) -> Wish | None:
    """What would be reserved by offering ``space``; None when that is no help."""
    part = part_to_offer(session, waiting, at=at) if would_do(waiting.wanted, space) else None
    if part is None:
        return None
    return Wish((space.id,), part, waiting.attendee_count, waiting.layout)


def make_offer(
    session: Session,
    waiting: Waiting,
    space: BookableSpace,
    *,
    within: Collection[DayKey],
    at: datetime,
) -> bool:
    """Hold ``space`` for who waits, if they can have it now; whether it was done.

    The day versions ``within`` were raised. Never waits for another transaction: who reserves
    for themselves at this very moment is passed over.
    """
    wish = offered_wish(session, waiting, space, at=at)
    stock = current_stock(session)
    if wish is None or not keys_of(stock, [space], wish.period, wish.layout).issubset(within):
        return False
    person = principal_of(session, waiting.person_id, today=day_of(at))
    if person is None or not _lock(session, waiting):
        return False
    day = day_of(wish.period.starts_at)
    if not lock_quota_or_pass(session, stock, day, kind=space.kind, holder=person):
        return False
    if space.id in declined_by(session, waiting):
        return False
    if objections(session, wish, by=person, at=at, holder_id=person.id):
        return False
    rules = house_rules_on(session, day, space.kind)
    waiting.offer_id = store_new(
        session, Act(person, at, Door.JOB), wish, [space], stock=stock, holder=person,
        uid=new_uid(), expires_at=held_until(wish.period, rules, now=at),
    )  # fmt: skip
    session.flush()
    return True


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
