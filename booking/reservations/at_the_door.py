"""What goes on at the door of one room now, and what one can do there.

Nobody knows who presses a display. So it acts for itself (see ``permissions``), on what runs in
its room now or comes next, and through the operations that everybody uses.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from booking.foundation.local_time import day_of, epoch_minutes, from_epoch_minutes, local_day
from booking.people.displays import principal_of_display
from booking.people.models import Display
from booking.people.permissions import NotThere
from booking.people.values import Act, Principal
from booking.reservations.claims import day_keys, raise_day_versions
from booking.reservations.decision import is_granted
from booking.reservations.free_times import from_now
from booking.reservations.holdings import Holding, by_unit, holdings_of, holdings_on
from booking.reservations.models import Reservation
from booking.reservations.operations import reserve
from booking.reservations.queries import house_rules_on
from booking.reservations.rules import may_check_in
from booking.reservations.staying import possible_ends
from booking.reservations.values import ReservationState, Wish
from booking.spaces.queries import current_stock
from booking.spaces.rules import external_times, usable_periods
from booking.spaces.values import BookableSpace, SpaceKind

MINUTES = (30, 60)
"""For how long one can take the room in one tap."""


class RoomState(StrEnum):
    FREE = "free"
    TAKEN = "taken"
    SHUT = "shut"


@dataclass(frozen=True, slots=True)
class RoomNow:
    """A room at one moment, and what is held of it in the rest of that day, by start."""

    room: BookableSpace
    state: RoomState
    until: datetime | None
    """When the state changes, as far as is known; None when not today any more."""
    running: Holding | None
    coming: tuple[Holding, ...]

    @property
    def uids(self) -> frozenset[str]:
        """What can be acted upon at the door: what runs, and what comes next."""
        near = [*([self.running] if self.running else []), *self.coming[:1]]
        return frozenset(h.uid for h in near if h.state is ReservationState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Possible:
    """What can be done at the door now."""

    check_in: Reservation | None = None
    end: Reservation | None = None
    later_ends: tuple[datetime, ...] = ()
    ways: tuple[tuple[int, datetime], ...] = ()
    """For how many minutes the room can be taken at once, and until when that is."""


def room_of(session: Session, display: Display) -> BookableSpace:
    """Raises :class:`NotThere` for a display in a hall."""
    room = current_stock(session).spaces.get(display.space_id or 0)
    if room is None:
        raise NotThere(f"display {display.person_id} hangs at no room")
    return room


def room_now(session: Session, room: BookableSpace, *, now: datetime) -> RoomNow:
    stock, minute = current_stock(session), epoch_minutes(now)
    held = holdings_of(room, by_unit(holdings_on(session, day_of(now), room.unit_ids)))
    coming = [holding for holding in held if holding.e > minute]
    running = coming.pop(0) if coming and coming[0].s <= minute else None
    usable = usable_periods(stock, room, day_of(now))
    is_open = next((period for period in usable if period.contains(now)), None)
    elsewhere = external_times(stock, room, local_day(day_of(now))).holding
    state, until = RoomState.SHUT, next((p.starts_at for p in usable if p.starts_at > now), None)
    if running is not None:
        state, until = RoomState.TAKEN, from_epoch_minutes(running.e)
    elif (by_others := next((p for p in elsewhere if p.contains(now)), None)) is not None:
        state, until = RoomState.TAKEN, by_others.ends_at
    elif is_open is not None:
        first = [from_epoch_minutes(holding.s) for holding in coming[:1]]
        state, until = RoomState.FREE, min([is_open.ends_at, *first])
    return RoomNow(room, state, until, running, tuple(coming))


def acting(session: Session, display: Display, picture: RoomNow) -> Principal:
    return principal_of_display(session, display, uids=picture.uids)


def act_at_the_door(session: Session, display: Display, at: datetime) -> Act:
    """What the display may do now; its room is locked, so that this stays so until the commit."""
    room = room_of(session, display)
    period = from_now(room, max(MINUTES), at)
    raise_day_versions(session, day_keys(current_stock(session), [room], period))
    return Act(acting(session, display, room_now(session, room, now=at)), at)


def take_room(session: Session, display: Display, minutes: int, at: datetime) -> Reservation:
    """Reserve the room for who stands there now, and so has checked in.

    Raises :class:`ReservationRefused` or :class:`JustTaken`.
    """
    room = room_of(session, display)
    act = act_at_the_door(session, display, at)
    return reserve(session, act, Wish((room.id,), from_now(room, minutes, at)))


def possible_now(
    session: Session, display: Display, picture: RoomNow, *, now: datetime
) -> Possible:
    by = acting(session, display, picture)
    known = _at_hand(session, picture, now)
    running = known.get(picture.running.uid) if picture.running else None
    following = known.get(picture.coming[0].uid) if picture.coming else None
    awaited = [each for each in (running, following) if each and _is_awaited(session, each, now)]
    if picture.state is RoomState.FREE:
        return Possible(check_in=next(iter(awaited), None),
                        ways=_ways(session, picture.room, by, now))  # fmt: skip
    if running is None or not running.period.contains(now):
        return Possible(check_in=next(iter(awaited), None))
    ends = possible_ends(session, running, by=by, at=now)
    return Possible(next(iter(awaited), None), running, tuple(ends))


def _at_hand(session: Session, picture: RoomNow, now: datetime) -> dict[str, Reservation]:
    """What is near and not over: of what was ended, the place stays held for some minutes."""
    statement = select(Reservation).where(col(Reservation.uid).in_(sorted(picture.uids)))
    return {each.uid: each for each in session.exec(statement) if not each.is_over(now)}


def _is_awaited(session: Session, reservation: Reservation, now: datetime) -> bool:
    rules = house_rules_on(session, day_of(reservation.starts_at), SpaceKind.ROOM)
    is_time = may_check_in(reservation.period, rules=rules, now=now)
    return is_time and reservation.checked_in_at is None


def _ways(
    session: Session, room: BookableSpace, by: Principal, now: datetime
) -> tuple[tuple[int, datetime], ...]:
    periods = [(minutes, from_now(room, minutes, now)) for minutes in MINUTES]
    return tuple(
        (minutes, period.ends_at)
        for minutes, period in periods
        if is_granted(session, Wish((room.id,), period), by=by, at=now, holder_id=by.id)
    )
