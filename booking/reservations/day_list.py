"""What is held on one day, for those who prepare the house: rooms one by one, desks counted."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from booking.foundation.local_time import day_of, local_day
from booking.foundation.periods import Period
from booking.reservations.models import Reservation
from booking.reservations.queries import space_ids_of
from booking.reservations.values import HOLDING, ReservationState, Visibility
from booking.spaces.values import BookableSpace, SpaceKind, Stock


@dataclass(frozen=True, slots=True)
class RoomUse:
    """A reservation of rooms, and from when until when the rooms are needed for it."""

    reservation: Reservation
    rooms: tuple[BookableSpace, ...]
    held: Period
    """With the time to set up and to clear."""


@dataclass(frozen=True, slots=True)
class DeskUse:
    """How many desks of a zone are reserved at some moment of the day."""

    zone_id: int
    reserved_count: int
    desk_count: int


def room_uses(session: Session, stock: Stock, day: date) -> list[RoomUse]:
    """Every reservation that holds a room on ``day``, the first to prepare first."""
    reservations, space_ids = _held_on(session, day)
    found = (room_use(stock, each, space_ids[each.id or 0]) for each in reservations)
    uses = [use for use in found if use is not None]
    return sorted(uses, key=lambda use: (use.reservation.starts_at, use.rooms[0].number))


def public_uses(
    session: Session, stock: Stock, building_id: int, *, now: datetime
) -> list[RoomUse]:
    """What is on in a building today and not over, of what everybody may read; the first first."""
    return [
        use
        for use in room_uses(session, stock, day_of(now))
        if use.rooms[0].building_id == building_id
        and use.reservation.visibility is Visibility.PUBLIC
        and use.reservation.state is ReservationState.CONFIRMED
        and not use.reservation.is_over(now)
    ]


def room_use(stock: Stock, reservation: Reservation, space_ids: Iterable[int]) -> RoomUse | None:
    """None when it is of desks alone."""
    spaces = (stock.spaces[space_id] for space_id in space_ids)
    rooms = tuple(space for space in spaces if not space.is_desk)
    return RoomUse(reservation, rooms, _held(rooms, reservation)) if rooms else None


def desk_uses(session: Session, stock: Stock, day: date) -> list[DeskUse]:
    """The zones that have desks on ``day``, by floor and name."""
    _, space_ids = _held_on(session, day)
    taken = {space_id for ids in space_ids.values() for space_id in ids}
    desks = stock.spaces_on(day, SpaceKind.DESK)
    zone_of = {desk.id: zone.id for desk in desks if (zone := stock.zone_of(desk, day))}
    total = Counter(zone_of.values())
    reserved = Counter(zone_of[desk.id] for desk in desks if desk.id in taken)
    return sorted(
        (DeskUse(zone_id, reserved[zone_id], count) for zone_id, count in total.items()),
        key=lambda use: _place(stock, use.zone_id),
    )


def _held_on(session: Session, day: date) -> tuple[Sequence[Reservation], Mapping[int, list[int]]]:
    whole = local_day(day)
    statement = (
        select(Reservation)
        .where(
            col(Reservation.state).in_(HOLDING),
            col(Reservation.starts_at) < whole.ends_at,
            col(Reservation.ends_at) > whole.starts_at,
            # no reservation lasts a week: this lets the index skip ten years of history
            col(Reservation.starts_at) > whole.starts_at - timedelta(days=7),
        )
        .order_by(col(Reservation.starts_at), col(Reservation.id))
    )
    found = session.exec(statement).all()
    return found, space_ids_of(session, [reservation.id or 0 for reservation in found])


def _held(rooms: Sequence[BookableSpace], reservation: Reservation) -> Period:
    holds = [room.held_period(reservation.period, reservation.layout) for room in rooms]
    return Period(min(held.starts_at for held in holds), max(held.ends_at for held in holds))


def _place(stock: Stock, zone_id: int) -> tuple[int, str]:
    zone = stock.zones[zone_id]
    return stock.floors[zone.floor_id].level, zone.name
