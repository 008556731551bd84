"""A desk, a room or a zone as one finds it who stands there: plain data."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from booking.foundation.formats import show_time
from booking.foundation.local_time import MINUTE
from booking.foundation.periods import Period
from booking.foundation.texts import text
from booking.interfaces.web.here.visitor import Visitor
from booking.interfaces.web.here.ways import NOTHING, free_now, taken_today, ways_on
from booking.interfaces.web.reservations.seats_view import seat_data
from booking.interfaces.web.reservations.view import look_at, now_of
from booking.people.permissions import Action, is_theirs, may
from booking.reservations.holdings import reservations_holding
from booking.reservations.models import Reservation
from booking.reservations.queries import house_rules_on
from booking.reservations.seats.queries import has_seat, seats_in
from booking.reservations.values import ReservationState
from booking.spaces.codes import code_of_space
from booking.spaces.naming import place_of
from booking.spaces.queries import SpaceNotFound
from booking.spaces.values import BookableSpace, Zone


def space_data(visitor: Visitor, space: BookableSpace) -> dict[str, Any]:
    """What ``here/space.html`` shows."""
    mine = _mine(visitor, space)
    return {
        "name": space.name,
        "number": space.number,
        "code": code_of_space(space.id),
        "place": place_of([space], stock=visitor.stock, day=visitor.today, title=space.name),
        "state": state_now(visitor, space),
        "mine": [_now(visitor, space, held) for held in mine],
        **(NOTHING if mine else ways_on(visitor, space)),
        "page": f"/{'werkplek' if space.is_desk else 'ruimtes'}/{space.number}",
    }


def zone_data(visitor: Visitor, zone: Zone) -> dict[str, Any]:
    """What ``here/zone.html`` shows: each place and whether it is free."""
    spaces = visitor.spaces_in(zone)
    if not spaces:
        raise SpaceNotFound(f"nothing in zone {zone.id} for {visitor.person.id}")
    return {
        "name": zone.name,
        "place": visitor.stock.floors[zone.floor_id].name,
        "places": [
            {"href": f"/hier/{code_of_space(space.id)}", "name": space.name,
             "number": space.number, "is_desk": space.is_desk,
             "state": state_now(visitor, space)}
            for space in spaces
        ],
    }  # fmt: skip


def state_now(visitor: Visitor, space: BookableSpace) -> dict[str, Any]:
    """Free until when, or taken until when: never by whom."""
    taken = taken_today(visitor, space)
    now_free = free_now(visitor, space, taken)
    if now_free is not None:
        said = text("Free until %(time)s", time=show_time(now_free.ends_at))
        return {"is_free": True, "text": said}
    held_until = _held_until(taken, visitor.now)
    if held_until is not None:
        return {"is_free": False, "text": text("Taken until %(time)s", time=show_time(held_until))}
    return {"is_free": False, "text": text("Cannot be reserved now")}


def _held_until(taken: Sequence[Period], now: datetime) -> datetime | None:
    until = None
    for period in taken:
        if period.contains(until or now):
            until = period.ends_at
    return until


def _mine(visitor: Visitor, space: BookableSpace) -> list[Reservation]:
    """What I hold here that runs, or that I can check in to already."""
    rules = house_rules_on(visitor.session, visitor.today, space.kind, stock=visitor.stock)
    soon = Period(visitor.now, visitor.now + max(rules.check_in_opens_before, MINUTE))
    found = reservations_holding(visitor.session, space.unit_ids, soon)
    return [
        held
        for held in found
        if held.state is ReservationState.CONFIRMED and held.ended_at is None
        and _is_for(visitor, space, held)
    ]  # fmt: skip


def _is_for(visitor: Visitor, space: BookableSpace, held: Reservation) -> bool:
    """Mine, and not a desk of my group that I gave to somebody; or a desk that I was given."""
    seats = {s.space_id: s.person_id for s in seats_in(visitor.session, held.id or 0)}
    sits_here = seats.get(space.id)
    if sits_here is not None:
        return sits_here == visitor.person.id
    return is_theirs(visitor.person, held) and may(visitor.person, Action.BE_THERE, held)


def _now(visitor: Visitor, space: BookableSpace, held: Reservation) -> dict[str, Any]:
    """Of a group only what is about this desk: who stands here does not send everybody away."""
    who, now = visitor.person, visitor.now
    if has_seat(visitor.session, held.uid, who):
        return seat_data(visitor.session, held.uid, viewer=who, now=now)
    found = now_of(look_at(visitor.session, held.uid, viewer=who, now=now))
    return found | {"seat_id": space.id} if found["is_group"] else found
