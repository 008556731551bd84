"""How long one stays: leaving early, staying longer, and how much longer is possible."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import Session

from booking.foundation.errors import Refused
from booking.foundation.local_time import MINUTE, day_of
from booking.foundation.periods import Period
from booking.foundation.texts import N_
from booking.people.permissions import Action
from booking.people.values import Act, Principal
from booking.reservations.changes import (
    facts_of,
    held_spaces,
    lock_to_change,
)
from booking.reservations.claims import hold_anew
from booking.reservations.decision import is_granted
from booking.reservations.models import Reservation
from booking.reservations.operations import change, wish_of
from booking.reservations.queries import reservation_of
from booking.reservations.requests import zones_of
from booking.reservations.rules import is_decided_by_others
from booking.reservations.storing import store_change
from booking.spaces.approvers import who_decides
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace

STEPS = (timedelta(minutes=15), timedelta(minutes=30), timedelta(minutes=60))


class NotRunning(Refused):
    code = "not-running"
    sentence = N_("This reservation is not running now.")


class NotLonger(Refused):
    code = "not-longer"
    sentence = N_("Choose an end that is later than the present one.")


class AskApprover(Refused):
    code = "ask-approver"
    sentence = N_("The facility team decides who stays longer here. Please ask them.")


class AskThem(AskApprover):
    code = "ask-approver-by-name"
    sentence = N_("%(name)s decides who stays longer here. Please ask them.")


def end_now(session: Session, act: Act, uid: str) -> Reservation:
    """Leave early: the rest of the time is free for others from the running grain's end.

    Ending twice is ending once.
    """
    reservation = reservation_of(session, uid, act.by)
    if reservation.ended_at is not None:
        return reservation
    reservation = lock_to_change(session, act, uid, right=Action.BE_THERE)
    if not reservation.period.contains(act.at):
        raise NotRunning(f"{uid} runs {reservation.period}")
    before = facts_of(session, reservation)
    spaces = held_spaces(session, current_stock(session), reservation)
    end = min(_grain_end(max(act.at, reservation.starts_at + MINUTE), spaces), reservation.ends_at)
    period = Period(reservation.starts_at, end)
    hold_anew(session, reservation, spaces, period, reservation.layout)
    reservation.ends_at, reservation.ended_at = end, act.at
    reservation.sequence += 1
    store_change(session, act, "end", reservation, before)
    return reservation


def extend(session: Session, act: Act, uid: str, until: datetime) -> Reservation:
    """Stay longer, until ``until``, if nobody else has the place then."""
    reservation = reservation_of(session, uid, act.by)
    if until <= reservation.ends_at:
        raise NotLonger(f"{until} is not after {reservation.ends_at}")
    if reservation.period.contains(act.at) and _asks_others(session, reservation, act.by):
        raise _ask(session, reservation, act)
    wish = wish_of(session, reservation, period=Period(reservation.starts_at, until))
    return change(session, act, uid, wish, rev=reservation.rev, right=Action.BE_THERE)


def possible_ends(
    session: Session, reservation: Reservation, *, by: Principal, at: datetime
) -> list[datetime]:
    """The later ends of STEPS that ``by`` can have without asking anyone."""
    if _asks_others(session, reservation, by):
        return []
    ends = [reservation.ends_at + step for step in STEPS]
    return [end for end in ends if _is_possible(session, reservation, end, by=by, at=at)]


def _asks_others(session: Session, reservation: Reservation, person: Principal) -> bool:
    stock, day = current_stock(session), day_of(reservation.starts_at)
    spaces = held_spaces(session, stock, reservation)
    return is_decided_by_others(spaces, person, stock=stock, day=day)


def _ask(session: Session, reservation: Reservation, act: Act) -> AskApprover:
    """Whom to ask: a colleague hears the name, who comes from outside that of the house.

    A display tells what it hears to whoever passes by.
    """
    zones = zones_of(session, reservation)
    decides = who_decides(session, zones, today=day_of(act.at)) if zones else None
    is_told = act.by.partner_id is None and act.by.at_the_door is None
    if decides is None or not is_told:
        return AskApprover(f"{reservation.uid} is running")
    return AskThem(f"{reservation.uid} is running", name=decides.name)


def _is_possible(
    session: Session, reservation: Reservation, end: datetime, *, by: Principal, at: datetime
) -> bool:
    wish = wish_of(session, reservation, period=Period(reservation.starts_at, end))
    return is_granted(
        session, wish, by=by, at=at, holder_id=reservation.holder_id, moved=reservation
    )


def _grain_end(instant: datetime, spaces: Iterable[BookableSpace]) -> datetime:
    grain = max(space.grain_minutes for space in spaces) * 60
    return instant.replace(microsecond=0) + timedelta(seconds=-int(instant.timestamp()) % grain)
