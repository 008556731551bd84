"""Whether another time than was asked for would be granted: rules, quota, one desk at a time."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache

from sqlmodel import Session

from booking.foundation.local_time import days_of, local_day
from booking.foundation.periods import Period
from booking.people.values import Principal
from booking.reservations.desks import desks_held
from booking.reservations.limits import excepted
from booking.reservations.models import Reservation
from booking.reservations.nearest import Allows, RulesOn, nearest_allowed
from booking.reservations.queries import house_rules_on
from booking.reservations.quota.places import QuotaPlaces
from booking.reservations.quota.queries import makes_exception
from booking.reservations.values import HouseRules
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace, SpaceKind, Stock


def rules_by_day(
    session: Session, stock: Stock, *, kind: SpaceKind, holder_id: int, by: Principal
) -> RulesOn:
    """The house rules of each day, or what is left of them for who makes exceptions."""
    is_excepted = makes_exception(by, holder_id)

    @cache
    def on(day: date) -> HouseRules:
        rules = house_rules_on(session, day, kind, stock=stock)
        return excepted(rules) if is_excepted else rules

    return on


def granted_at(
    session: Session,
    stock: Stock,
    *,
    kind: SpaceKind,
    sitters: Collection[int],
    holder_id: int,
    by: Principal,
    at: datetime,
    moved: Reservation | None = None,
) -> Allows:
    """For who looks for a time: whether more than the place itself allows it.

    ``sitters`` may have no other desk then; ``moved`` is what would go to it. Asks the database
    only when it is asked itself, and of each window and each day once.
    """
    quota = QuotaPlaces(session, stock, kind=kind, holder_id=holder_id, by=by, at=at)
    kept = moved.period if moved else None
    but_id = moved.id if moved else None

    @cache
    def desks_on(day: date) -> list[Period]:
        held = (desk.reservation for desk in desks_held(session, sitters, local_day(day)))
        return [row.period for row in held if row.id != but_id and row.ended_at is None]

    def is_granted(period: Period) -> bool:
        if not quota.allow(period, moved=kept):
            return False
        days = days_of(period) if sitters else ()
        return not any(held.overlaps(period) for day in days for held in desks_on(day))

    return is_granted


def nearest_granted(
    session: Session,
    period: Period,
    spaces: Sequence[BookableSpace],
    *,
    sitters: Collection[int],
    holder_id: int,
    by: Principal,
    at: datetime,
    moved: Reservation | None = None,
) -> Period | None:
    """The time nearest to ``period`` at which ``spaces`` would be granted, were they free."""
    stock, kind = current_stock(session), spaces[0].kind
    return nearest_allowed(
        period, spaces, stock=stock, now=at, kept=moved.period if moved else None,
        rules_on=rules_by_day(session, stock, kind=kind, holder_id=holder_id, by=by),
        allows=granted_at(session, stock, kind=kind, sitters=sitters, holder_id=holder_id, by=by,
                          at=at, moved=moved),
    )  # fmt: skip
