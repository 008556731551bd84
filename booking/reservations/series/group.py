"""Desks side by side that come back: the same ones each time, or others on the same floor."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from sqlmodel import Session

from booking.foundation.local_time import day_of
from booking.foundation.recurrence import dates_of
from booking.people.values import Act
from booking.reservations.claims import taken_spans
from booking.reservations.rules import free_ones
from booking.reservations.series.values import Instead, SeriesWish
from booking.reservations.side_by_side import desks_together
from booking.reservations.values import Wish
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace, SpaceKind, Stock
from booking.spaces.zone_access import not_shut, shut_zones


def desks_instead(session: Session, act: Act, wish: SeriesWish) -> Instead:
    """Other desks, on the dates on which not all of those asked for are free. Raises TooManyDates.

    As many, on the floor of the first, as close together as can be. A date that is not in it has
    what was asked for, or too few.
    """
    stock, found = current_stock(session), {}
    for day in dates_of(wish.recurrence, wish.first_on):
        asked = wish.wish_on(day)
        others = _others(session, act, stock, asked, day) if asked else None
        if asked is not None and others is not None:
            found[day] = replace(asked, space_ids=tuple(desk.id for desk in others))
    return found


def _others(
    session: Session, act: Act, stock: Stock, wish: Wish, day: date
) -> Collection[BookableSpace] | None:
    taken = taken_spans(session, wish.period)
    own = [stock.spaces[number] for number in wish.space_ids]
    if len(free_ones(own, wish.period, stock=stock, taken=taken)) == len(own):
        return None
    shut = shut_zones(stock, day, person=act.by, today=day_of(act.at))
    near = not_shut(_on_the_floor_of(stock, own[0], day), stock, day, shut)
    kept_first = sorted(near, key=lambda desk: (desk.id not in wish.space_ids, desk.number))
    free = free_ones(kept_first, wish.period, stock=stock, taken=taken)
    group = desks_together(free, len(own), stock=stock, day=day)
    return group.desks if group else None


def _on_the_floor_of(stock: Stock, desk: BookableSpace, day: date) -> list[BookableSpace]:
    here = stock.zone_of(desk, day)
    return [
        other
        for other in stock.spaces_on(day, SpaceKind.DESK)
        if here and (zone := stock.zone_of(other, day)) and zone.floor_id == here.floor_id
    ]
