"""Who sits where in a group of desks: naming people, coming, and giving a desk back.

Who reserved the group decides about all of it; who was given a desk about that desk only.
"""

from collections.abc import Collection, Mapping

from sqlmodel import Session

from booking.foundation.errors import Refused
from booking.foundation.texts import N_
from booking.people.permissions import Action, NotThere, require_may
from booking.people.seating import seatable_among
from booking.people.values import Act
from booking.reservations.changes import (
    days_held,
    facts_of,
    lock_days_of,
    lock_to_change,
    number_of,
    rules_for,
    store_seats,
)
from booking.reservations.check_in import come
from booking.reservations.claims import let_go, raise_day_versions
from booking.reservations.decision import lock_holder, who_has_a_desk
from booking.reservations.held import require_held
from booking.reservations.models import Reservation
from booking.reservations.operations import ReservationRefused, cancel, wish_of
from booking.reservations.rules import may_check_in
from booking.reservations.seats.letting_go import drop_seats
from booking.reservations.seats.queries import own_seat, seats_in, seats_to_come
from booking.reservations.seats.rules import first_came_at, is_group
from booking.reservations.seats.values import Seat
from booking.reservations.storing import store_change
from booking.reservations.values import ReservationState
from booking.spaces.queries import current_stock


class NoGroup(Refused):
    code = "no-group"
    sentence = N_("This is no group of desks: there is nobody to name.")


class SeatedTwice(Refused):
    code = "seated-twice"
    sentence = N_("Somebody is named at two desks. Choose one desk for each person.")


def name_seats(
    session: Session, act: Act, uid: str, people: Mapping[int, int | None]
) -> Reservation:
    """Let these people sit at these desks (by number of the space); None is nobody yet.

    Raises :class:`ReservationRefused` with everybody who has a desk already,
    :class:`SeatedTwice`, or :class:`NotThere` for whom ``act.by`` may not name.
    """
    reservation = lock_to_change(session, act, uid)
    before, seats = facts_of(session, reservation), seats_in(session, number_of(reservation))
    _require_group(session, seats)
    is_awaited = _may_come(session, act, reservation, seats)
    seated = [_seated(seat, people, is_awaited=is_awaited) for seat in seats]
    if seated == seats:
        return reservation
    _require_known(session, act, {seat.space_id for seat in seats}, people)
    _require_possible(session, act, reservation, seats, seated)
    store_seats(session, number_of(reservation), seated)
    reservation.checked_in_at = first_came_at(seated)
    reservation.sequence += 1
    store_change(session, act, "name-seats", reservation, before)
    return reservation


def check_in_at_seat(session: Session, act: Act, uid: str) -> Reservation:
    """Say that one is at the desk one was given. Twice is once."""
    reservation, seat = own_seat(session, uid, act.by)
    if seat.checked_in_at is not None:
        return reservation
    lock_days_of(session, reservation)
    reservation, seat = own_seat(session, uid, act.by)
    return come(session, act, reservation, {seat.space_id})


def give_back_seats(
    session: Session, act: Act, uid: str, space_ids: Collection[int]
) -> Reservation:
    """Let go of some desks of a group; of all of them: cancel it."""
    reservation = lock_to_change(session, act, uid)
    seats = seats_in(session, number_of(reservation))
    unknown = set(space_ids) - {seat.space_id for seat in seats}
    if unknown or not space_ids:
        raise NotThere(f"{unknown} are no desks of {uid}")
    if len(set(space_ids)) == len(seats):
        return cancel(session, act, uid)
    return let_seats_go(session, act, reservation, space_ids)


def give_back_seat(session: Session, act: Act, uid: str) -> Reservation:
    """Do without the desk one was given; the rest of the group stays as it is."""
    reservation, _ = own_seat(session, uid, act.by)
    lock_days_of(session, reservation)
    require_held(reservation, act.at)
    _, seat = own_seat(session, uid, act.by)
    return let_seats_go(session, act, reservation, {seat.space_id})


def unseat(session: Session, act: Act, person_id: int) -> None:
    """Nobody in particular sits any more where this person was still to come.

    Who reserved each of these groups gives the desk to another, or it goes after the grace.
    """
    require_may(act.by, Action.MANAGE_PEOPLE)
    groups = seats_to_come(session, person_id, now=act.at)
    raise_day_versions(session, set().union(*(days_held(session, group) for group in groups)))
    session.expire_all()
    for group in seats_to_come(session, person_id, now=act.at):
        before, seats = facts_of(session, group), seats_in(session, number_of(group))
        store_seats(session, number_of(group), [
            seat._replace(person_id=None) if seat.person_id == person_id else seat
            for seat in seats
        ])  # fmt: skip
        group.sequence += 1
        store_change(session, act, "name-seats", group, before)


def let_seats_go(
    session: Session, act: Act, reservation: Reservation, space_ids: Collection[int]
) -> Reservation:
    """The days are locked. The last desk takes the reservation with it."""
    before, seats = facts_of(session, reservation), seats_in(session, number_of(reservation))
    if len(seats) == len(space_ids):
        let_go(session, number_of(reservation))
        reservation.state, reservation.cancelled_at = ReservationState.CANCELLED, act.at
    else:
        drop_seats(session, reservation, space_ids, at=act.at, is_released=False)
    reservation.sequence += 1
    store_change(session, act, "give-back-seats", reservation, before)
    return reservation


def _may_come(
    session: Session, act: Act, reservation: Reservation, seats: Collection[Seat]
) -> bool:
    """Whether one can still check in."""
    stock = current_stock(session)
    spaces = [stock.spaces[seat.space_id] for seat in seats]
    rules = rules_for(session, spaces, reservation.period, stock=stock)
    return may_check_in(reservation.period, rules=rules, now=act.at)


def _seated(seat: Seat, people: Mapping[int, int | None], *, is_awaited: bool) -> Seat:
    """Who takes over a desk must come to it too, as long as they can: later it stays taken.

    Who is new at a desk has come where that was said of the desk while it was nobody's.
    """
    person_id = people.get(seat.space_id, seat.person_id)
    has_left = seat.person_id is not None and seat.person_id != person_id
    is_left = has_left and is_awaited
    return Seat(seat.space_id, person_id, None if is_left else seat.checked_in_at)


def _require_group(session: Session, seats: Collection[Seat]) -> None:
    stock = current_stock(session)
    if not is_group(list(seats)) or not all(stock.spaces[seat.space_id].is_desk for seat in seats):
        raise NoGroup


def _require_known(
    session: Session, act: Act, space_ids: set[int], people: Mapping[int, int | None]
) -> None:
    if people.keys() - space_ids:
        raise NotThere(f"no such desks: {people.keys() - space_ids}")


def _require_possible(
    session: Session, act: Act, reservation: Reservation, seats: Collection[Seat],
    seated: Collection[Seat],
) -> None:  # fmt: skip
    """Of who is new: may be named, and has no desk elsewhere at that time."""
    named = [seat.person_id for seat in seated if seat.person_id is not None]
    if len(named) > len(set(named)):
        raise SeatedTwice
    new = set(named) - {seat.person_id for seat in seats}
    strangers = new - seatable_among(session, act.by, new)
    if strangers:
        raise NotThere(f"{strangers} are not to be named by {act.by.id}")
    for person_id in sorted(new):
        lock_holder(session, person_id)
    found = who_has_a_desk(session, sorted(new), reservation.period, by=act.by, but=reservation)
    if found:
        raise ReservationRefused(wish_of(session, reservation), found)
