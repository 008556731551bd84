"""What every operation on a reservation does: find and lock it, store it, write it down."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert
from sqlmodel import Session

from booking.foundation.columns import table_of
from booking.foundation.doors import Door
from booking.foundation.errors import Contended
from booking.foundation.journal import APPEND
from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.people.permissions import Action, require_may
from booking.people.values import Act, Principal
from booking.reservations.claims import DayKey, day_keys, hold, raise_day_versions
from booking.reservations.deadlines import promise
from booking.reservations.held import require_held
from booking.reservations.models import Reservation, ReservationSpace
from booking.reservations.queries import held_as, house_rules_on, reservation_of, space_ids_of
from booking.reservations.rules import falls_due_at, first_state, is_there_already
from booking.reservations.seats.queries import seats_in
from booking.reservations.seats.rules import all_came_at, first_came_at, is_group, seated_again
from booking.reservations.seats.values import Seat
from booking.reservations.values import HouseRules, ReservationState, Wish
from booking.spaces.approval import offered_to
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace, LayoutKind, Stock

SUBJECT = "reservation"
"""What the journal calls the thing that was acted upon."""

STORE = insert(table_of(Reservation))
NAMED = table_of(ReservationSpace)
NAME_SPACES = insert(NAMED)
NAME_NONE = delete(NAMED).where(NAMED.c.reservation_id == bindparam("id"))


def lock_to_change(
    session: Session,
    act: Act,
    uid: str,
    *,
    also: AbstractSet[DayKey] = frozenset(),
    right: Action = Action.CHANGE_RESERVATION,
) -> Reservation:
    """The reservation, its days and those of ``also`` locked, if the person has ``right`` to it.

    Raises NotHeldAnymore when there is nothing left to change.
    """
    reservation = reservation_of(session, uid, act.by)
    require_may(act.by, right, reservation)
    lock_days_of(session, reservation, also=also)
    require_held(reservation, act.at)
    return reservation


def lock_days_of(
    session: Session, reservation: Reservation, *, also: AbstractSet[DayKey] = frozenset()
) -> None:
    """Lock the days of ``reservation`` and those of ``also``, and read it again as it is then."""
    seen = reservation.rev
    raise_day_versions(session, days_held(session, reservation) | also)
    session.refresh(reservation)
    if reservation.rev != seen:
        raise Contended(f"{reservation.uid} changed while its days were being locked")


def days_held(session: Session, reservation: Reservation) -> set[DayKey]:
    """What to lock before ``reservation`` gives its place back."""
    stock = current_stock(session)
    spaces = held_spaces(session, stock, reservation)
    return keys_of(stock, spaces, reservation.period, reservation.layout)


def held_spaces(session: Session, stock: Stock, reservation: Reservation) -> list[BookableSpace]:
    ids = space_ids_of(session, [number_of(reservation)])[number_of(reservation)]
    return held_as(session, reservation, [stock.spaces[space_id] for space_id in ids])


def name_spaces(
    session: Session,
    reservation: Reservation,
    spaces: Iterable[BookableSpace],
    *,
    came_at: datetime | None,
) -> None:
    """Store which spaces the reservation names, in place of those it named before.

    Who had a seat has one still. ``came_at``: None where its people must come once more; that
    somebody of a group came is said only as long as they sit in it.
    """
    number = number_of(reservation)
    seats = seated_again(seats_in(session, number), [space.id for space in spaces], came_at)
    store_seats(session, number, seats)
    reservation.checked_in_at = first_came_at(seats) if is_group(seats) else came_at


def store_seats(session: Session, number: int, seats: Iterable[Seat]) -> None:
    """Let these, and no others, be the spaces of the reservation."""
    session.connection().execute(NAME_NONE, {"id": number})
    rows = [{"reservation_id": number, **seat._asdict()} for seat in seats]
    session.connection().execute(NAME_SPACES, rows)


def _name(
    session: Session, number: int, spaces: Sequence[BookableSpace], came_at: datetime | None
) -> None:
    """Of a group also that all have come, where who reserves it is there."""
    rows: list[dict[str, Any]] = [{"reservation_id": number, "space_id": s.id} for s in spaces]
    if came_at and len(rows) > 1:
        rows = [row | {"checked_in_at": came_at} for row in rows]
    session.connection().execute(NAME_SPACES, rows)


def keys_of(
    stock: Stock, spaces: Iterable[BookableSpace], period: Period, layout: LayoutKind | None
) -> set[DayKey]:
    """What to lock to hold ``spaces`` for ``period``, with the time to set up and to clear."""
    return {
        key
        for space in spaces
        for key in day_keys(stock, [space], space.held_period(period, layout))
    }


def store_new(
    session: Session,
    act: Act,
    wish: Wish,
    spaces: Sequence[BookableSpace],
    *,
    stock: Stock,
    holder: Principal,
    uid: str,
    expires_at: datetime | None = None,
) -> int:
    """Store a reservation with its claims, and write it down; returns its number.

    It is an option where it has an ``expires_at``; an offer when it is the house that acts.
    Who reserves what is about to begin is there: that needs no checking in.
    Without making objects: they would be half of the work of reserving.
    Raises :class:`JustTaken`.
    """
    spaces = offered_to(spaces, holder)
    state = ReservationState.OPTION if expires_at else first_state(spaces)
    rules = rules_for(session, spaces, wish.period, stock=stock)
    awaited = _awaited(act, wish, state, expires_at, rules)
    answer_by = promise(session, spaces, state, asked_at=act.at, starts_at=wish.period.starts_at)
    row = _first_row(act, wish, holder) | awaited | {
        "uid": uid, "state": state, "answer_by": answer_by,
    }  # fmt: skip
    stored: Any = session.connection().execute(STORE, row)
    number: int = stored.inserted_primary_key[0]
    _name(session, number, spaces, awaited["checked_in_at"])
    hold(session, number, spaces, wish.period, wish.layout)
    facts = facts_in([space.id for space in spaces], wish.period, state=state,
                     attendee_count=wish.attendee_count)  # fmt: skip
    if act.door is Door.JOB:
        write_down_by_house(session, act.at, "offer", uid, before=None, after=facts)
    else:
        write_down(session, act, "reserve", uid, holder_id=holder.id, before=None, after=facts)
    return number


def _first_row(act: Act, wish: Wish, holder: Principal) -> dict[str, Any]:
    return {
        "sequence": 0,
        "rev": 1,
        "holder_id": holder.id,
        "creator_id": act.by.id,
        "host_id": wish.host_id,
        "partner_id": holder.partner_id,
        "title": wish.title,
        "note": wish.note,
        "visibility": wish.visibility,
        "attendee_count": wish.attendee_count,
        "layout": wish.layout,
        "starts_at": wish.period.starts_at,
        "ends_at": wish.period.ends_at,
        "created_at": act.at,
        "changed_at": act.at,
    }


def _awaited(
    act: Act,
    wish: Wish,
    state: ReservationState,
    expires_at: datetime | None,
    rules: HouseRules,
) -> dict[str, datetime | None]:
    is_there = state is ReservationState.CONFIRMED and is_there_already(
        wish.period, rules=rules, now=act.at
    )
    came_at = act.at if is_there else None
    due_at = falls_due_at(
        state, wish.period, checked_in_at=came_at, ended_at=None, expires_at=expires_at, rules=rules
    )
    return {"expires_at": expires_at, "checked_in_at": came_at, "due_at": due_at}


def rules_for(
    session: Session, spaces: Sequence[BookableSpace], period: Period, *, stock: Stock
) -> HouseRules:
    """The house rules that a reservation of ``spaces`` keeps to: those of its first day."""
    return house_rules_on(session, day_of(period.starts_at), spaces[0].kind, stock=stock)


def write_down(
    session: Session,
    act: Act,
    verb: str,
    uid: str,
    *,
    holder_id: int,
    before: dict[str, Any] | None,
    after: dict[str, Any],
) -> None:
    session.connection().execute(APPEND, {
        "at": act.at, "door": act.door, "action": verb, "subject_kind": SUBJECT,
        "subject_id": uid, "actor_id": act.by.id,
        "on_behalf_of_id": holder_id if holder_id != act.by.id else None,
        "before": before, "after": after,
    })  # fmt: skip


def write_down_by_house(
    session: Session,
    at: datetime,
    verb: str,
    uid: str,
    *,
    before: dict[str, Any] | None,
    after: dict[str, Any],
) -> None:
    session.connection().execute(APPEND, {
        "at": at, "door": Door.JOB, "action": verb, "subject_kind": SUBJECT,
        "subject_id": uid, "before": before, "after": after,
    })  # fmt: skip


def reckon_due(session: Session, reservation: Reservation) -> None:
    """Say anew when time itself changes it."""
    stock, seats = current_stock(session), seats_in(session, number_of(reservation))
    spaces = [stock.spaces[seat.space_id] for seat in seats]
    reservation.due_at = falls_due_at(
        reservation.state, reservation.period,
        checked_in_at=all_came_at(seats, reservation.checked_in_at),
        ended_at=reservation.ended_at, expires_at=reservation.expires_at,
        rules=rules_for(session, spaces, reservation.period, stock=stock),
    )  # fmt: skip


def facts_of(session: Session, reservation: Reservation) -> dict[str, Any]:
    """What the journal keeps of a reservation as it is stored."""
    seats = seats_in(session, number_of(reservation))
    held, period = [seat.space_id for seat in seats], reservation.period
    facts = facts_in(held, period, state=reservation.state,
                     attendee_count=reservation.attendee_count)  # fmt: skip
    host = {"host": reservation.host_id} if reservation.host_id else {}
    return facts | people_at(seats) | host


def people_at(seats: Iterable[Seat]) -> dict[str, Any]:
    """What the journal keeps of who sits where: numbers of people by the number of their desk."""
    people = {str(seat.space_id): seat.person_id for seat in seats if seat.person_id}
    return {"seats": people} if people else {}


def facts_in(
    space_ids: Iterable[int], period: Period, *, state: ReservationState, attendee_count: int
) -> dict[str, Any]:
    """What the journal keeps: where, when and in what state; never titles or names.

    Of a group also the numbers of who sits at which desk, and of the host: see :func:`facts_of`.
    """
    return {
        "spaces": sorted(space_ids),
        "from": period.starts_at.isoformat(),
        "until": period.ends_at.isoformat(),
        "state": state.value,
        "people": attendee_count,
    }


def number_of(reservation: Reservation) -> int:
    assert reservation.id is not None, "a stored reservation has a number"
    return reservation.id
