"""What every operation on a reservation does: find and lock it, store it, write it down."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from booking.foundation.doors import Door
from booking.foundation.errors import Contended, Refused
from booking.foundation.journal import JournalEntry
from booking.foundation.periods import Period
from booking.foundation.texts import N_
from booking.people.permissions import Action, require_may
from booking.people.values import Act
from booking.reservations.claims import DayKey, day_keys, raise_day_versions
from booking.reservations.models import Reservation, ReservationSpace
from booking.reservations.queries import reservation_of, space_ids_of
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace, Stock

SUBJECT = "reservation"
"""What the journal calls the thing that was acted upon."""


class NotHeldAnymore(Refused):
    code = "not-held-anymore"
    sentence = N_("This reservation is over or was cancelled.")


def lock_to_change(
    session: Session, act: Act, uid: str, *, also: AbstractSet[DayKey] = frozenset()
) -> Reservation:
    """The reservation, its days and those of ``also`` locked, if the person may change it.

    Raises :class:`NotHeldAnymore` when there is nothing left to change.
    """
    reservation = reservation_of(session, uid, act.by)
    require_may(act.by, Action.CHANGE_RESERVATION, reservation)
    lock_days_of(session, reservation, also=also)
    if reservation.is_over(act.at):
        raise NotHeldAnymore(f"{uid} is {reservation.state}")
    return reservation


def lock_days_of(
    session: Session, reservation: Reservation, *, also: AbstractSet[DayKey] = frozenset()
) -> None:
    """Lock the days of ``reservation`` and those of ``also``, and read it again as it is then."""
    seen = reservation.rev
    stock = current_stock(session)
    spaces = held_spaces(session, stock, reservation)
    raise_day_versions(session, keys_of(stock, spaces, reservation.period) | also)
    session.refresh(reservation)
    if reservation.rev != seen:
        raise Contended(f"{reservation.uid} changed while its days were being locked")


def held_spaces(session: Session, stock: Stock, reservation: Reservation) -> list[BookableSpace]:
    ids = space_ids_of(session, [number_of(reservation)])[number_of(reservation)]
    return [stock.spaces[space_id] for space_id in ids]


def name_spaces(
    session: Session, reservation: Reservation, spaces: Iterable[BookableSpace]
) -> None:
    """Store which spaces the reservation names, in place of those it named before."""
    for row in session.exec(
        select(ReservationSpace).where(ReservationSpace.reservation_id == number_of(reservation))
    ).all():
        session.delete(row)
    session.flush()
    session.add_all(
        ReservationSpace(reservation_id=number_of(reservation), space_id=space.id)
        for space in spaces
    )
    session.flush()


def keys_of(stock: Stock, spaces: Iterable[BookableSpace], period: Period) -> set[DayKey]:
    return {key for space in spaces for key in day_keys(stock, [space], space.held_period(period))}


def store_change(
    session: Session, act: Act, verb: str, reservation: Reservation, before: dict[str, Any]
) -> None:
    _raise_rev(session, reservation, act.at)
    write_down(session, act, verb, reservation, before=before)


def store_change_by_house(
    session: Session, at: datetime, verb: str, reservation: Reservation, before: dict[str, Any]
) -> None:
    """As :func:`store_change`, for what happens by itself because time passes."""
    _raise_rev(session, reservation, at)
    facts = facts_of(session, reservation)
    entry = JournalEntry(at=at, door=Door.JOB, action=verb, subject_kind=SUBJECT,
                         subject_id=reservation.uid, before=before, after=facts)  # fmt: skip
    session.add(entry)
    session.flush()


def write_down(
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
            subject_kind=SUBJECT,
            subject_id=reservation.uid,
            before=before,
            after=facts_of(session, reservation),
        )
    )
    session.flush()


def _raise_rev(session: Session, reservation: Reservation, at: datetime) -> None:
    reservation.rev += 1
    reservation.changed_at = at
    session.flush()


def facts_of(session: Session, reservation: Reservation) -> dict[str, Any]:
    """What the journal keeps: where, when and in what state; never titles or names."""
    return {
        "spaces": space_ids_of(session, [number_of(reservation)])[number_of(reservation)],
        "from": reservation.starts_at.isoformat(),
        "until": reservation.ends_at.isoformat(),
        "state": reservation.state.value,
        "people": reservation.attendee_count,
    }


def number_of(reservation: Reservation) -> int:
    assert reservation.id is not None, "a stored reservation has a number"
    return reservation.id
