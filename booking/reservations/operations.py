"""The things people do with reservations; each function is one decision, one verb.

Every door comes through here. Each operation first raises the versions of the days it
touches (the lock), then looks, decides and writes; the guard has the last word.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from booking.foundation.errors import Conflict, Contended, Refused
from booking.foundation.journal import JournalEntry
from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.foundation.texts import N_
from booking.people.models import Person
from booking.people.permissions import Action, require_may
from booking.people.values import Act, Principal
from booking.reservations.claims import (
    DayKey,
    day_keys,
    hold,
    let_go,
    raise_day_versions,
    taken_of,
    taken_periods,
)
from booking.reservations.models import Reservation, ReservationSpace
from booking.reservations.queries import (
    desk_held_by,
    house_rules_on,
    reservation_of,
    space_ids_of,
)
from booking.reservations.rules import objections_to
from booking.reservations.values import HOLDING, Objection, Reason, ReservationState, Wish
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


class ChangedMeanwhile(Conflict):
    code = "changed-meanwhile"
    sentence = N_("This reservation was changed meanwhile. Look at it again, then decide.")


class NotHeldAnymore(Refused):
    code = "not-held-anymore"
    sentence = N_("This reservation is over or was cancelled.")


class NotRunning(Refused):
    code = "not-running"
    sentence = N_("This reservation is not running now.")


class NotLonger(Refused):
    code = "not-longer"
    sentence = N_("Choose an end that is later than the present one.")


def reserve(
    session: Session,
    act: Act,
    wish: Wish,
    *,
    holder: Principal | None = None,
) -> Reservation:
    """Hold the spaces of ``wish`` for ``holder`` (the one who asks, unless said otherwise).

    A space that needs approval is held as a request. Raises :class:`ReservationRefused`
    with every objection, or :class:`JustTaken` when another request came first.
    """
    holder = holder or act.by
    if holder.id != act.by.id:
        require_may(act.by, Action.RESERVE_FOR_OTHERS)
    stock = current_stock(session)
    spaces = _spaces_of(stock, wish)
    raise_day_versions(session, _keys_of(stock, spaces, wish.period))
    _decide(session, act, wish, spaces, stock=stock, holder_id=holder.id)
    reservation = Reservation(
        holder_id=holder.id,
        creator_id=act.by.id,
        host_id=wish.host_id,
        partner_id=holder.partner_id,
        title=wish.title,
        note=wish.note,
        visibility=wish.visibility,
        attendee_count=wish.attendee_count,
        layout=wish.layout,
        starts_at=wish.period.starts_at,
        ends_at=wish.period.ends_at,
        state=_first_state(spaces),
        created_at=act.at,
        changed_at=act.at,
    )
    session.add(reservation)
    session.flush()
    _name_spaces(session, reservation, spaces)
    hold(session, _id(reservation), spaces, wish.period)
    _write_down(session, act, "reserve", reservation, before=None)
    return reservation


def change(session: Session, act: Act, uid: str, wish: Wish, *, rev: int) -> Reservation:
    """Move a reservation to the spaces and period of ``wish`` and take over its particulars.

    ``rev`` is the version the person looked at: an older one raises
    :class:`ChangedMeanwhile`. The old place stays held until the new one is.
    """
    stock = current_stock(session)
    spaces = _spaces_of(stock, wish)
    reservation = _to_change(session, act, uid, also=_keys_of(stock, spaces, wish.period))
    if reservation.rev != rev:
        raise ChangedMeanwhile(f"rev {rev}, now {reservation.rev}")
    before = _facts(reservation)
    old_space_ids = space_ids_of(session, [_id(reservation)])[_id(reservation)]
    is_moved = wish.period != reservation.period or set(old_space_ids) != set(wish.space_ids)
    _decide(session, act, wish, spaces, stock=stock, holder_id=reservation.holder_id,
            moved=reservation)  # fmt: skip
    let_go(session, _id(reservation))
    hold(session, _id(reservation), spaces, wish.period)
    if is_moved:
        _name_spaces(session, reservation, spaces)
        reservation.sequence += 1
        if reservation.state is ReservationState.CONFIRMED:
            reservation.state = _first_state(spaces)
    reservation.starts_at, reservation.ends_at = wish.period.starts_at, wish.period.ends_at
    reservation.title, reservation.note = wish.title, wish.note
    reservation.visibility, reservation.layout = wish.visibility, wish.layout
    reservation.attendee_count, reservation.host_id = wish.attendee_count, wish.host_id
    _changed(session, act, "change", reservation, before)
    return reservation


def cancel(session: Session, act: Act, uid: str) -> Reservation:
    """Give the place back; the row stays. Cancelling twice is cancelling once."""
    reservation = reservation_of(session, uid, act.by)
    require_may(act.by, Action.CHANGE_RESERVATION, reservation)
    if reservation.state is ReservationState.CANCELLED:
        return reservation
    reservation = _to_change(session, act, uid)
    before = _facts(reservation)
    let_go(session, _id(reservation))
    reservation.state = ReservationState.CANCELLED
    reservation.cancelled_at = act.at
    reservation.sequence += 1
    _changed(session, act, "cancel", reservation, before)
    return reservation


def end_now(session: Session, act: Act, uid: str) -> Reservation:
    """Leave early: the rest of the time is free for others from the running grain's end."""
    reservation = _to_change(session, act, uid)
    if not reservation.period.contains(act.at):
        raise NotRunning(f"{uid} runs {reservation.period}")
    before = _facts(reservation)
    spaces = _held_spaces(session, current_stock(session), reservation)
    end = min(_grain_end(act.at, spaces), reservation.ends_at)
    let_go(session, _id(reservation))
    reservation.ends_at, reservation.ended_at = end, act.at
    hold(session, _id(reservation), spaces, reservation.period)
    reservation.sequence += 1
    _changed(session, act, "end", reservation, before)
    return reservation


def extend(session: Session, act: Act, uid: str, until: datetime) -> Reservation:
    """Stay longer, until ``until``, if nobody else has the place then."""
    reservation = reservation_of(session, uid, act.by)
    if until <= reservation.ends_at:
        raise NotLonger(f"{until} is not after {reservation.ends_at}")
    wish = wish_of(session, reservation, period=Period(reservation.starts_at, until))
    return change(session, act, uid, wish, rev=reservation.rev)


def wish_of(session: Session, reservation: Reservation, *, period: Period | None = None) -> Wish:
    """What was asked for when it was reserved, at another time where ``period`` is given."""
    return Wish(
        space_ids=tuple(space_ids_of(session, [_id(reservation)])[_id(reservation)]),
        period=period or reservation.period,
        attendee_count=reservation.attendee_count,
        layout=reservation.layout,
        title=reservation.title,
        visibility=reservation.visibility,
        host_id=reservation.host_id,
        note=reservation.note,
    )


def _decide(
    session: Session,
    act: Act,
    wish: Wish,
    spaces: Sequence[BookableSpace],
    *,
    stock: Stock,
    holder_id: int,
    moved: Reservation | None = None,
) -> None:
    """Raise :class:`ReservationRefused` unless every space of ``wish`` can be had."""
    own_id = moved.id if moved else None
    units = [unit for space in spaces for unit in space.unit_ids]
    widest = max((space.held_period(wish.period) for space in spaces), key=lambda p: p.duration)
    by_unit = taken_periods(session, widest, unit_ids=units, but_reservation_id=own_id)
    now = _started_at(moved, wish, act.at)
    found: list[Objection] = []
    for space in spaces:
        rules = house_rules_on(session, day_of(wish.period.starts_at), space.kind)
        found += objections_to(
            wish, space, stock=stock, taken=taken_of(space, by_unit), rules=rules,
            person=act.by, now=now,
        )  # fmt: skip
    found += _desk_objections(session, wish, spaces, holder_id=holder_id, own_id=own_id)
    if found:
        raise ReservationRefused(wish, found)


def _started_at(moved: Reservation | None, wish: Wish, now: datetime) -> datetime:
    """A running reservation may keep the start it has; only a new start must lie ahead."""
    keeps_start = moved is not None and moved.starts_at == wish.period.starts_at
    return min(now, wish.period.starts_at) if keeps_start else now


def _desk_objections(
    session: Session,
    wish: Wish,
    spaces: Sequence[BookableSpace],
    *,
    holder_id: int,
    own_id: int | None,
) -> list[Objection]:
    """One desk at a time for one person. A group of desks is for a team, so it may be more."""
    if len(spaces) != 1 or not spaces[0].is_desk:
        return []
    # the person's row is the lock: two desks in two zones share no day version
    session.exec(select(Person.id).where(col(Person.id) == holder_id).with_for_update()).one()
    desk = desk_held_by(session, holder_id, wish.period, but_reservation_id=own_id)
    return [Objection(Reason.HAS_DESK_ALREADY, {"desk": desk})] if desk else []


def _to_change(
    session: Session, act: Act, uid: str, *, also: AbstractSet[DayKey] = frozenset()
) -> Reservation:
    """The reservation, its days and those of ``also`` locked, if the person may change it.

    Raises :class:`NotHeldAnymore` when there is nothing left to change.
    """
    reservation = reservation_of(session, uid, act.by)
    require_may(act.by, Action.CHANGE_RESERVATION, reservation)
    seen = reservation.rev
    stock = current_stock(session)
    spaces = _held_spaces(session, stock, reservation)
    raise_day_versions(session, _keys_of(stock, spaces, reservation.period) | also)
    session.refresh(reservation)
    if reservation.rev != seen:
        raise Contended(f"{uid} changed while its days were being locked")
    if reservation.state not in HOLDING or reservation.ends_at <= act.at:
        raise NotHeldAnymore(f"{uid} is {reservation.state}")
    return reservation


def _spaces_of(stock: Stock, wish: Wish) -> list[BookableSpace]:
    unknown = [space_id for space_id in wish.space_ids if space_id not in stock.spaces]
    if unknown or not wish.space_ids:
        raise SpaceNotFound(f"no space {unknown}")
    return [stock.spaces[space_id] for space_id in dict.fromkeys(wish.space_ids)]


def _held_spaces(session: Session, stock: Stock, reservation: Reservation) -> list[BookableSpace]:
    ids = space_ids_of(session, [_id(reservation)])[_id(reservation)]
    return [stock.spaces[space_id] for space_id in ids]


def _keys_of(stock: Stock, spaces: Iterable[BookableSpace], period: Period) -> set[DayKey]:
    return {key for space in spaces for key in day_keys(stock, [space], space.held_period(period))}


def _first_state(spaces: Iterable[BookableSpace]) -> ReservationState:
    needs_approval = any(space.needs_approval for space in spaces)
    return ReservationState.REQUESTED if needs_approval else ReservationState.CONFIRMED


def _name_spaces(
    session: Session, reservation: Reservation, spaces: Iterable[BookableSpace]
) -> None:
    for row in session.exec(
        select(ReservationSpace).where(ReservationSpace.reservation_id == _id(reservation))
    ).all():
        session.delete(row)
    session.flush()
    session.add_all(
        ReservationSpace(reservation_id=_id(reservation), space_id=space.id) for space in spaces
    )
    session.flush()


def _grain_end(instant: datetime, spaces: Iterable[BookableSpace]) -> datetime:
    grain = max(space.grain_minutes for space in spaces) * 60
    return instant.replace(microsecond=0) + timedelta(seconds=-int(instant.timestamp()) % grain)


def _changed(
    session: Session, act: Act, verb: str, reservation: Reservation, before: dict[str, Any]
) -> None:
    reservation.rev += 1
    reservation.changed_at = act.at
    session.flush()
    _write_down(session, act, verb, reservation, before=before)


def _write_down(
    session: Session,
    act: Act,
    verb: str,
    reservation: Reservation,
    *,
    before: dict[str, Any] | None,
) -> None:
    session.add(
        JournalEntry(
            at=act.at,
            actor_id=act.by.id,
            on_behalf_of_id=reservation.holder_id if reservation.holder_id != act.by.id else None,
            door=act.door,
            action=verb,
            subject_kind="reservation",
            subject_id=reservation.uid,
            before=before,
            after=_facts(reservation),
        )
    )
    session.flush()


def _facts(reservation: Reservation) -> dict[str, Any]:
    """What the journal keeps: when and in what state; never titles or names."""
    return {
        "from": reservation.starts_at.isoformat(),
        "until": reservation.ends_at.isoformat(),
        "state": reservation.state.value,
        "people": reservation.attendee_count,
    }


def _id(reservation: Reservation) -> int:
    assert reservation.id is not None, "a stored reservation has a number"
    return reservation.id
