"""Whether a wish can be granted, as the claims stand in this transaction."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlmodel import Session, col, select

from booking.foundation.errors import Contended
from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.people.models import Person
from booking.people.queries import names_of
from booking.people.values import Principal
from booking.reservations.claims import taken_of, taken_periods
from booking.reservations.limits import excepted
from booking.reservations.models import Reservation
from booking.reservations.nearest import nearest_allowed, with_nearest
from booking.reservations.queries import desk_held_by, house_rules_on
from booking.reservations.quota.queries import holder_of, makes_exception, quota_objections
from booking.reservations.rules import asked_at, is_one_desk, objections_to
from booking.reservations.values import Objection, Reason, Wish
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace


def objections(
    session: Session,
    wish: Wish,
    *,
    by: Principal,
    at: datetime,
    holder_id: int,
    moved: Reservation | None = None,
    locked: Sequence[BookableSpace] | None = None,
) -> list[Objection]:
    """Everything against ``wish`` asked by ``by`` at ``at``, over all its spaces.

    ``moved`` is the reservation that would become it: its own claims are no obstacle.
    ``locked`` are the spaces as they were when their days were locked: raises Contended when
    one consists of other units since.
    """
    stock = current_stock(session)
    spaces = [stock.spaces[space_id] for space_id in dict.fromkeys(wish.space_ids)]
    if locked and [s.unit_ids for s in spaces] != [s.unit_ids for s in locked]:
        raise Contended(f"the parts of {wish.space_ids} changed")
    own_id, kept = (moved.id, moved.period) if moved else (None, None)
    by_unit = _taken_around(session, wish, spaces, own_id)
    party = holder_of(session, holder_id, by) if stock.zone_grants else None
    day, makes_exceptions = day_of(wish.period.starts_at), makes_exception(by, holder_id)
    rules = house_rules_on(session, day, spaces[0].kind, stock=stock)
    rules = excepted(rules) if makes_exceptions else rules
    asked = asked_at(wish.period, kept=kept, rules=rules, now=at)
    found: list[Objection] = []
    for space in spaces:
        taken = taken_of(space, by_unit)
        found += objections_to(wish, space, stock=stock, taken=taken, rules=rules, person=by,
                               party=party, now=asked)  # fmt: skip
    nearest = partial(nearest_allowed, wish.period, spaces, stock=stock, rules=rules, now=at)
    found = with_nearest(found, partial(nearest, kept=kept))
    found += _desk_objections(session, wish, spaces, by=by, holder_id=holder_id, own_id=own_id)
    return found + quota_objections(
        session, stock, day, kind=spaces[0].kind, holder_id=holder_id,
        by=by, at=at, moved_id=own_id,
    )  # fmt: skip


def _taken_around(
    session: Session, wish: Wish, spaces: Sequence[BookableSpace], own_id: int | None
) -> dict[int, list[Period]]:
    """When each unit is held by others, as far as ``wish`` would hold it."""
    units = [unit for space in spaces for unit in space.unit_ids]
    holds = [space.held_period(wish.period, wish.layout) for space in spaces]
    widest = Period(min(p.starts_at for p in holds), max(p.ends_at for p in holds))
    return taken_periods(session, widest, unit_ids=units, but_reservation_id=own_id)


def lock_holder(session: Session, holder_id: int) -> None:
    """Let one person reserve one desk at a time: two desks in two zones share no day version.

    FOR NO KEY UPDATE: who merely names this person in another reservation does not wait, so
    two people who reserve for each other do not deadlock.
    """
    person = select(Person.id).where(col(Person.id) == holder_id)
    session.exec(person.with_for_update(key_share=True)).one()


def _desk_objections(
    session: Session,
    wish: Wish,
    spaces: Sequence[BookableSpace],
    *,
    by: Principal,
    holder_id: int,
    own_id: int | None,
) -> list[Objection]:
    if not is_one_desk(spaces):
        return []
    desk = desk_held_by(session, holder_id, wish.period, but_reservation_id=own_id)
    if desk is None:
        return []
    whose = {} if holder_id == by.id else {"name": names_of(session, [holder_id])[holder_id]}
    return [Objection(Reason.HAS_DESK_ALREADY, {"desk": desk, **whose})]
