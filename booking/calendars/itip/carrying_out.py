"""Letting the reservations of an event become what its organizer wants, by the ordinary operations.

Each date goes through the same rules, rights and guard as one that is reserved on a screen. A
date that cannot be had as it is asked now loses the place it had before, as with Exchange.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from booking.calendars.itip.rules import Dates, Key, is_too_much, pair_up
from booking.calendars.itip.values import Mailbox, Wanted
from booking.foundation.local_time import day_of
from booking.foundation.settings import RoomInvitations
from booking.people.values import Act
from booking.reservations.changes import keys_of
from booking.reservations.claims import DayKey, raise_day_versions
from booking.reservations.models import Reservation
from booking.reservations.operations import (
    ReservationRefused,
    cancel,
    change,
    reasons_of,
    reserve,
    wish_of,
)
from booking.reservations.quota.queries import lock_quota
from booking.reservations.search import free_spaces
from booking.reservations.values import Needs, Objection, Reason, Visibility, Wish
from booking.reservations.wishes import asked_by, looked_for, refuse_wish
from booking.spaces.queries import current_stock
from booking.spaces.values import SpaceKind

DESKS_TRIED = 5


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of one date: a reservation, or why there is none."""

    wanted: Wanted
    reservation: Reservation | None = None
    wish: Wish | None = None
    """What was refused."""
    objections: Sequence[Objection] = ()


def carry_out(
    session: Session,
    act: Act,
    mailbox: Mailbox,
    asked: Dates,
    held: Mapping[Key, Reservation],
    *,
    limits: RoomInvitations,
) -> dict[Key, Carried]:
    """Reserve, move and give back until ``held`` is what is ``asked``.

    A series with more clashes than ``limits`` allow is not held at all.
    """
    raise_day_versions(session, set(_days(session, mailbox, asked, held.values())))
    _lock_quota(session, act, mailbox, asked)
    pairs = pair_up(held.keys(), asked.keys())
    for key in held.keys() - set(pairs.values()):
        cancel(session, act, held[key].uid)
    trial = session.begin_nested()
    found = {
        key: _held_as(session, act, mailbox, wanted, held.get(pairs[key]) if key in pairs else None)
        for key, wanted in asked.items()
    }
    clashes = sum(carried.reservation is None for carried in found.values())
    if len(asked) > 1 and is_too_much(
        clashes, len(asked), count_max=limits.clash_count_max,
        percentage_max=limits.clash_percentage_max,
    ):  # fmt: skip
        trial.rollback()
        for key in set(pairs.values()):
            cancel(session, act, held[key].uid)
        return {key: replace(carried, reservation=None) for key, carried in found.items()}
    trial.commit()
    return found


def _days(
    session: Session, mailbox: Mailbox, asked: Dates, held: Iterable[Reservation]
) -> Iterator[DayKey]:
    """All at once and in one order, so that nobody waits for us while we wait for them."""
    stock = current_stock(session)
    for wanted in asked.values():
        period = wanted.date.period
        if mailbox.zone_id is not None:
            yield day_of(period.starts_at).toordinal(), mailbox.zone_id
        elif mailbox.space_id is not None:
            yield from keys_of(stock, [stock.spaces[mailbox.space_id]], period, None)
    for reservation in held:
        spaces = [stock.spaces[number] for number in wish_of(session, reservation).space_ids]
        yield from keys_of(stock, spaces, reservation.period, reservation.layout)


def _lock_quota(session: Session, act: Act, mailbox: Mailbox, asked: Dates) -> None:
    """Those of all dates before the first is reserved: see :func:`lock_quota`."""
    stock = current_stock(session)
    room = stock.spaces.get(mailbox.space_id or 0)
    days = {day_of(wanted.date.period.starts_at) for wanted in asked.values()}
    lock_quota(session, stock, days, kind=room.kind if room else SpaceKind.DESK,
               holder_id=act.by.id, by=act.by)  # fmt: skip


def _held_as(
    session: Session, act: Act, mailbox: Mailbox, wanted: Wanted, held: Reservation | None
) -> Carried:
    refused: ReservationRefused | None = None
    for space_ids in _choices(session, act, mailbox, wanted, held):
        wish = _wish(session, wanted, space_ids, held)
        try:
            return Carried(wanted, _stored(session, act, wish, held))
        except ReservationRefused as refusal:
            refused = refused or refusal
    if held is not None:
        cancel(session, act, held.uid)
        if refused is not None:  # what they had instead is gone too
            spaces = [current_stock(session).spaces[it] for it in refused.wish.space_ids]
            asked = asked_by(act, refused.wish, spaces, is_partner=act.by.is_partner)
            refuse_wish(session, asked, reasons_of(refused))
    if refused is None:
        needs = Needs(wanted.date.period)
        asked = looked_for(needs, kind=SpaceKind.DESK, person=act.by, at=act.at)
        refuse_wish(session, asked, [Reason.TAKEN])
        zone = current_stock(session).zones[mailbox.zone_id or 0]
        taken = {"space": zone.name, "span": wanted.date.period}
        return Carried(wanted, objections=[Objection(Reason.TAKEN, taken)])
    return Carried(wanted, wish=refused.wish, objections=refused.objections)


def _stored(session: Session, act: Act, wish: Wish, held: Reservation | None) -> Reservation:
    if held is None:
        return reserve(session, act, wish)
    if wish == wish_of(session, held):
        return held
    return change(session, act, held.uid, wish, rev=held.rev)


def _wish(
    session: Session, wanted: Wanted, space_ids: tuple[int, ...], held: Reservation | None
) -> Wish:
    """What people arranged on a screen since (layout, host, note) stays."""
    period = wanted.date.period
    before = wish_of(session, held) if held else Wish(space_ids, period)
    stock = current_stock(session)
    is_desk = all(stock.spaces[number].is_desk for number in space_ids)
    return replace(
        before,
        space_ids=space_ids,
        period=period,
        title=wanted.title,
        attendee_count=1 if is_desk else wanted.people,
        visibility=Visibility.PRIVATE if wanted.is_private else before.visibility,
    )


def _choices(
    session: Session, act: Act, mailbox: Mailbox, wanted: Wanted, held: Reservation | None
) -> Iterator[tuple[int, ...]]:
    """The room; or desks of the zone, first the one that is held already."""
    if mailbox.space_id is not None:
        yield (mailbox.space_id,)
        return
    if held is not None:
        yield wish_of(session, held).space_ids
    period, stock = wanted.date.period, current_stock(session)
    free = free_spaces(session, Needs(period), kind=SpaceKind.DESK, person=act.by, now=act.at)
    zone_ids = [(desk.id, stock.zone_of(desk, day_of(period.starts_at))) for desk in free]
    in_zone = [desk_id for desk_id, zone in zone_ids if zone and zone.id == mailbox.zone_id]
    yield from ((desk_id,) for desk_id in in_zone[:DESKS_TRIED])
