"""Changing of which rooms a combined room consists, as long as nobody has reserved it."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from booking.foundation.errors import Refused
from booking.foundation.formats import show_date
from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.foundation.texts import N_
from booking.people.values import Act
from booking.reservations.claims import day_keys, raise_day_versions
from booking.reservations.models import Reservation, ReservationSpace
from booking.reservations.queries import house_rules_on
from booking.reservations.values import HOLDING
from booking.spaces.combined import new_units, store_units
from booking.spaces.operations import begin_change
from booking.spaces.queries import SpaceNotFound, current_stock
from booking.spaces.values import BookableSpace, Stock

LONGEST = timedelta(days=7)  # no reservation lasts a week


class StillReserved(Refused):
    code = "parts-still-reserved"
    sentence = N_(
        "%(room)s is reserved up to %(day)s. Its parts can change when nobody has reserved it: "
        "move or cancel those reservations first."
    )


def change_parts(session: Session, act: Act, space_id: int, part_ids: Collection[int]) -> None:
    """Let a combined room consist of ``part_ids`` from now on.

    Its own reservations hold the parts it has now, so it may have none; those of its parts stay
    what they are. Raises :class:`StillReserved`, PartOfAnother or PartsDoNotFit.
    """
    begin_change(session, act)
    stock = current_stock(session)
    room = stock.spaces.get(space_id)
    if room is None:
        raise SpaceNotFound(f"no space {space_id}")
    units = new_units(session, stock, room, part_ids)
    if set(units) == set(room.unit_ids):
        return
    wait_for_who_reserves(session, stock, [room, *(stock.spaces[n] for n in part_ids)], act.at)
    until = _reserved_until(session, space_id, act.at)
    if until is not None:
        raise StillReserved(room=room.name, day=show_date(day_of(until)))
    store_units(session, act, room, units)


def wait_for_who_reserves(
    session: Session, stock: Stock, rooms: Collection[BookableSpace], now: datetime, *,
    until: datetime | None = None,
) -> None:  # fmt: skip
    """Lock every day on which somebody may be about to reserve one of ``rooms``.

    At least the days up to ``until``.
    """
    ahead = max(
        house_rules_on(session, day_of(now), room.kind, stock=stock).ahead_max for room in rooms
    )
    last = max(now + ahead + LONGEST, until or now)
    raise_day_versions(session, day_keys(stock, rooms, Period(now, last)))


def _reserved_until(session: Session, space_id: int, now: datetime) -> datetime | None:
    """The end of the last reservation that is still to come or running."""
    statement = (
        select(func.max(Reservation.ends_at))
        .join(ReservationSpace, col(ReservationSpace.reservation_id) == Reservation.id)
        .where(
            ReservationSpace.space_id == space_id,
            col(Reservation.state).in_(HOLDING),
            col(Reservation.ended_at).is_(None),
            col(Reservation.ends_at) > now,
        )
    )
    return session.exec(statement).one()
