"""Options: a place held for a while, then confirmed by who holds it, or lapsed by itself."""

from datetime import datetime

from sqlmodel import Session

from booking.foundation.errors import Conflict, Refused
from booking.foundation.local_time import day_of
from booking.foundation.texts import N_
from booking.people.permissions import Action, require_may
from booking.people.values import Act, Principal
from booking.reservations.changes import (
    facts_of,
    held_spaces,
    lock_days_of,
)
from booking.reservations.deadlines import deadline_in, promise
from booking.reservations.models import Reservation
from booking.reservations.operations import take_place
from booking.reservations.queries import house_rules_on, reservation_of
from booking.reservations.rules import first_state
from booking.reservations.storing import store_change
from booking.reservations.values import HouseRules, ReservationState, Wish
from booking.spaces.queries import SpaceNotFound, current_stock
from booking.spaces.values import BookableSpace, Stock

FIRM = (ReservationState.CONFIRMED, ReservationState.REQUESTED)
"""What an option becomes when it is confirmed."""


class NoOptions(Refused):
    code = "no-options"
    sentence = N_(
        "No options are given of this place. That is a house rule, set by the facility team, "
        "without exceptions. You can reserve it, and cancel when you do not need it."
    )


class NoOptionsOfDesks(NoOptions):
    code = "no-options-of-desks"
    sentence = N_(
        "Options are of one room at a time. You can reserve this place, and cancel when you do "
        "not need it."
    )


class NothingToDecide(Refused):
    code = "nothing-to-decide"
    sentence = N_("An option is for what still has to begin. Reserve it, or choose a later time.")


class OptionLapsed(Conflict):
    code = "option-lapsed"
    sentence = N_("This option was not confirmed in time, so it has lapsed.")


class NoOptionAnymore(Conflict):
    code = "no-option-anymore"
    sentence = N_("This option was given back meanwhile. There is nothing to confirm any more.")


def option_until(
    space: BookableSpace, *, stock: Stock, rules: HouseRules, at: datetime, starts_at: datetime
) -> datetime | None:
    """Until when ``space`` is held for who takes an option at ``at``; None where none are given.

    Pure. Counted in opening time, as the answer to a request is; never after the start.
    """
    if space.is_desk or not rules.option_max or starts_at <= at:
        return None
    return deadline_in(stock, space.building_id, rules.option_max, asked_at=at, starts_at=starts_at)


def hold_option(
    session: Session,
    act: Act,
    wish: Wish,
    *,
    holder: Principal | None = None,
    uid: str | None = None,
) -> int:
    """Hold the place of ``wish`` as an option for as long as the house rules say; its number.

    Raises as :func:`take_place` does, :class:`NoOptions` or :class:`NothingToDecide`.
    """
    stock = current_stock(session)
    if wish.period.starts_at <= act.at:
        raise NothingToDecide(f"from {wish.period.starts_at}")
    [space_id, *others] = wish.space_ids
    if space_id not in stock.spaces:
        raise SpaceNotFound(f"no space {space_id}")
    space, starts_at = stock.spaces[space_id], wish.period.starts_at
    rules = house_rules_on(session, day_of(starts_at), space.kind, stock=stock)
    until = option_until(space, stock=stock, rules=rules, at=act.at, starts_at=starts_at)
    if space.is_desk or others:
        raise NoOptionsOfDesks(f"spaces {wish.space_ids}")
    if until is None:
        raise NoOptions(f"spaces {wish.space_ids}")
    return hold_until(session, act, wish, until, holder=holder, uid=uid)


def hold_until(
    session: Session,
    act: Act,
    wish: Wish,
    until: datetime,
    *,
    holder: Principal | None = None,
    uid: str | None = None,
) -> int:
    """Hold the place of ``wish`` as an option until ``until``, or its start when that is earlier.

    Any place, whatever the rules say of options: the waiting list offers so.
    """
    expires_at = min(until, wish.period.starts_at)
    if expires_at <= act.at:
        raise NothingToDecide(f"until {expires_at}")
    return take_place(session, act, wish, holder=holder, uid=uid, expires_at=expires_at)


def confirm_option(session: Session, act: Act, uid: str) -> Reservation:
    """Make an option firm, or a request where the place needs approval; twice is once.

    The rules were asked when it was taken and are not asked again. Raises
    :class:`OptionLapsed` or :class:`NoOptionAnymore`.
    """
    reservation = reservation_of(session, uid, act.by)
    require_may(act.by, Action.CHANGE_RESERVATION, reservation)
    if reservation.state in FIRM:
        return reservation
    lock_days_of(session, reservation)
    _require_running(reservation, act.at)
    before = facts_of(session, reservation)
    spaces = held_spaces(session, current_stock(session), reservation)
    reservation.state = first_state(spaces)
    reservation.expires_at = None
    reservation.answer_by = promise(
        session, spaces, reservation.state, asked_at=act.at, starts_at=reservation.starts_at
    )
    reservation.sequence += 1
    store_change(session, act, "confirm", reservation, before)
    return reservation


def _require_running(reservation: Reservation, at: datetime) -> None:
    is_option = reservation.state is ReservationState.OPTION
    if reservation.state is ReservationState.EXPIRED or (is_option and reservation.is_over(at)):
        raise OptionLapsed(f"{reservation.uid} was held until {reservation.expires_at}")
    if not is_option:
        raise NoOptionAnymore(f"{reservation.uid} is {reservation.state}")
