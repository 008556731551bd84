"""The things people do with reservations; each function is one decision, one verb.

Every door comes through here. Each operation first raises the versions of the days it
touches (the lock), then looks, decides and writes; the guard has the last word.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from sqlmodel import Session

from booking.foundation.errors import Conflict, Refused
from booking.foundation.ids import new_uid
from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.foundation.texts import N_
from booking.people.delegates import require_may_reserve_for
from booking.people.permissions import Action, require_may
from booking.people.values import Act, Principal
from booking.reservations.changes import (
    facts_of,
    keys_of,
    lock_to_change,
    name_spaces,
    number_of,
    rules_for,
    store_new,
)
from booking.reservations.claims import JustTaken, hold_anew, let_go, raise_day_versions
from booking.reservations.deadlines import ask_anew
from booking.reservations.decision import desk_sitters, lock_holder, objections
from booking.reservations.hosts import require_may_name_host
from booking.reservations.models import Reservation
from booking.reservations.queries import held_as, reservation_of, space_ids_of
from booking.reservations.quota.queries import lock_quota
from booking.reservations.rules import (
    first_state,
    is_decided_by_others,
    is_there_already,
)
from booking.reservations.settling import IN_THE_WAY, settle_in_the_way
from booking.reservations.storing import store_change
from booking.reservations.values import Objection, Reason, ReservationState, Wish
from booking.reservations.wishes import Asked, asked_by, meet_wish, refuse_wish
from booking.spaces.queries import SpaceNotFound, current_stock
from booking.spaces.values import BookableSpace, Stock


class ReservationRefused(Refused):
    """The house rules object; ``objections`` says to what, ``wish`` what was asked."""

    code = "reservation-refused"
    sentence = N_("This reservation is not possible.")

    def __init__(self, wish: Wish, objections: Sequence[Objection]) -> None:
        assert objections, "a refusal without an objection explains nothing"
        super().__init__(", ".join(objection.reason for objection in objections))
        self.wish = wish
        self.objections = tuple(objections)


def reasons_of(error: ReservationRefused | JustTaken) -> list[Reason]:
    """Codes, for the wish that is remembered."""
    if isinstance(error, JustTaken):
        return [Reason.TAKEN]
    return [objection.reason for objection in error.objections]


class ChangedMeanwhile(Conflict):
    code = "changed-meanwhile"
    sentence = N_("This reservation was changed meanwhile. Look at it again, then decide.")


def reserve(
    session: Session, act: Act, wish: Wish, *, holder: Principal | None = None
) -> Reservation:
    """Hold the spaces of ``wish`` for ``holder`` (the one who asks, unless said otherwise).

    What needs approval, the space or all that the holder's partner asks, is held as a request.
    Raises :class:`ReservationRefused` with every objection, or :class:`JustTaken` when another
    request came first.
    """
    return session.get_one(Reservation, take_place(session, act, wish, holder=holder))


def take_place(
    session: Session,
    act: Act,
    wish: Wish,
    *,
    holder: Principal | None = None,
    uid: str | None = None,
    expires_at: datetime | None = None,
) -> int:
    """As :func:`reserve`, for who needs no more of the reservation than its number.

    ``uid`` is its name for life where that was chosen beforehand; with ``expires_at`` it is an
    option until then. No objects are made: they would be half of the work.
    """
    holder = holder or act.by
    require_may_reserve_for(session, act.by, holder)
    require_may_name_host(session, act.by, wish.host_id)
    stock = current_stock(session)
    spaces = _spaces_of(stock, wish)
    raise_day_versions(session, keys_of(stock, spaces, wish.period, wish.layout))
    asked = asked_by(act, wish, spaces, is_partner=holder.is_partner)
    with _remembered(session, asked):
        _require_possible(session, act, wish, spaces, holder_id=holder.id)
        number = store_new(
            session, act, wish, spaces, stock=stock, holder=holder, uid=uid or new_uid(),
            expires_at=expires_at,
        )  # fmt: skip
    meet_wish(session, asked)
    return number


def change(
    session: Session, act: Act, uid: str, wish: Wish, *, rev: int,
    right: Action = Action.CHANGE_RESERVATION,
) -> Reservation:  # fmt: skip
    """Move a reservation to the spaces and period of ``wish`` and take over its particulars.

    ``rev`` is the version the person looked at: an older one raises
    :class:`ChangedMeanwhile`. The old place stays held until the new one is.
    """
    stock = current_stock(session)
    spaces = _spaces_of(stock, wish)
    also = keys_of(stock, spaces, wish.period, wish.layout)
    reservation = lock_to_change(session, act, uid, also=also, right=right)
    if reservation.rev != rev:
        raise ChangedMeanwhile(f"rev {rev}, now {reservation.rev}")
    if wish.host_id != reservation.host_id:
        require_may_name_host(session, act.by, wish.host_id)
    before, spaces = facts_of(session, reservation), held_as(session, reservation, spaces)
    old_space_ids = space_ids_of(session, [number_of(reservation)])[number_of(reservation)]
    is_moved = wish.period != reservation.period or set(old_space_ids) != set(wish.space_ids)
    _hold_instead(session, act, reservation, wish, spaces, is_moved=is_moved)
    # from the calendar of who was the host it goes: those believe that of a higher number only
    reservation.sequence += is_moved or wish.host_id != reservation.host_id
    if is_moved:
        reservation.state = _state_after_move(
            act, reservation, spaces, wish, stock=current_stock(session),
            is_elsewhere=set(old_space_ids) != set(wish.space_ids),
        )  # fmt: skip
        came_at = _came_at(session, act, reservation, spaces, wish)
        name_spaces(session, reservation, spaces, came_at=came_at)
        ask_anew(session, reservation, spaces, asked_at=act.at, starts_at=wish.period.starts_at)
    reservation.starts_at, reservation.ends_at = wish.period.starts_at, wish.period.ends_at
    reservation.title, reservation.note = wish.title, wish.note
    reservation.visibility, reservation.layout = wish.visibility, wish.layout
    reservation.attendee_count, reservation.host_id = wish.attendee_count, wish.host_id
    store_change(session, act, "change", reservation, before)
    return reservation


def cancel(session: Session, act: Act, uid: str) -> Reservation:
    """Give the place back; the row stays. Cancelling twice is cancelling once."""
    reservation = reservation_of(session, uid, act.by)
    require_may(act.by, Action.CHANGE_RESERVATION, reservation)
    if reservation.state is ReservationState.CANCELLED:
        return reservation
    reservation = lock_to_change(session, act, uid)
    before = facts_of(session, reservation)
    let_go(session, number_of(reservation))
    reservation.state = ReservationState.CANCELLED
    reservation.cancelled_at = act.at
    reservation.sequence += 1
    store_change(session, act, "cancel", reservation, before)
    return reservation


def wish_of(session: Session, reservation: Reservation, *, period: Period | None = None) -> Wish:
    """What was asked for when it was reserved, at another time where ``period`` is given."""
    return Wish(
        space_ids=tuple(space_ids_of(session, [number_of(reservation)])[number_of(reservation)]),
        period=period or reservation.period,
        attendee_count=reservation.attendee_count,
        layout=reservation.layout,
        title=reservation.title,
        visibility=reservation.visibility,
        host_id=reservation.host_id,
        note=reservation.note,
    )


@contextmanager
def _remembered(session: Session, asked: Asked, *, has_something: bool = False) -> Generator[None]:
    """What is refused within is a wish that was not met."""
    try:
        yield
    except (ReservationRefused, JustTaken) as error:
        refuse_wish(session, asked, reasons_of(error), has_something=has_something)
        raise


def _require_possible(
    session: Session,
    act: Act,
    wish: Wish,
    spaces: Sequence[BookableSpace],
    *,
    holder_id: int,
    moved: Reservation | None = None,
) -> None:
    """Raise :class:`ReservationRefused` unless every space of ``wish`` can be had."""
    lock_quota(
        session, current_stock(session), [day_of(wish.period.starts_at)], kind=spaces[0].kind,
        holder_id=holder_id, by=act.by,
    )  # fmt: skip
    for person_id in desk_sitters(session, spaces, holder_id=holder_id, moved=moved):
        lock_holder(session, person_id)
    look = partial(
        objections,
        session, wish, by=act.by, at=act.at, holder_id=holder_id, moved=moved, locked=spaces,
    )  # fmt: skip
    found = look()
    if any(objection.reason in IN_THE_WAY for objection in found) and settle_in_the_way(
        session, spaces, wish, holder_id=holder_id, at=act.at
    ):
        found = look()
    if found:
        raise ReservationRefused(wish, found)


def _hold_instead(
    session: Session,
    act: Act,
    reservation: Reservation,
    wish: Wish,
    spaces: Sequence[BookableSpace],
    *,
    is_moved: bool,
) -> None:
    asked = asked_by(act, wish, spaces, is_partner=reservation.partner_id is not None)
    with _remembered(session, asked, has_something=True):
        _require_possible(
            session, act, wish, spaces, holder_id=reservation.holder_id, moved=reservation
        )
        hold_anew(session, reservation, spaces, wish.period, wish.layout)
    if is_moved:
        meet_wish(session, asked)


def _spaces_of(stock: Stock, wish: Wish) -> list[BookableSpace]:
    unknown = [space_id for space_id in wish.space_ids if space_id not in stock.spaces]
    if unknown or not wish.space_ids:
        raise SpaceNotFound(f"no space {unknown}")
    return [stock.spaces[space_id] for space_id in dict.fromkeys(wish.space_ids)]


def _came_at(
    session: Session,
    act: Act,
    reservation: Reservation,
    spaces: Sequence[BookableSpace],
    wish: Wish,
) -> datetime | None:
    """Who moves to what is about to begin is there; who moves to later must come once more."""
    rules = rules_for(session, spaces, wish.period, stock=current_stock(session))
    is_there = is_there_already(wish.period, rules=rules, now=act.at)
    if reservation.state is not ReservationState.CONFIRMED or not is_there:
        return None
    return reservation.checked_in_at or act.at


def _state_after_move(
    act: Act,
    reservation: Reservation,
    spaces: Sequence[BookableSpace],
    wish: Wish,
    *,
    stock: Stock,
    is_elsewhere: bool,
) -> ReservationState:
    """What was approved is asked again when it moves, unless it only gets shorter.

    An option stays one; a request for another space may need no approval any more.
    """
    is_shorter = not is_elsewhere and reservation.period.holds(wish.period)
    if reservation.state is ReservationState.OPTION or is_shorter:
        return reservation.state
    if first_state(spaces) is ReservationState.CONFIRMED:
        return ReservationState.CONFIRMED if is_elsewhere else reservation.state
    day = day_of(wish.period.starts_at)
    is_asked = is_decided_by_others(spaces, act.by, stock=stock, day=day)
    return ReservationState.REQUESTED if is_asked else reservation.state
