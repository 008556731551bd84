"""Desks that are held for a part of the day as it was, whatever the parts become."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlmodel import Session, col, select

from booking.foundation.local_time import day_of, local_day, local_period
from booking.foundation.periods import Period
from booking.people.models import Person
from booking.reservations.desk_days import desk_hours
from booking.reservations.models import Reservation, ReservationSpace
from booking.reservations.values import HOLDING
from booking.spaces.day_parts import DayPart
from booking.spaces.models import Space
from booking.spaces.values import SpaceKind, Stock


@dataclass(frozen=True, slots=True)
class DeskOfPart:
    part: DayPart
    period: Period
    number: str
    """Of the desk."""
    holder: str


def desks_of_other_parts(
    session: Session, stock: Stock, parts: Sequence[DayPart], *, begins: date, until: date | None
) -> list[DeskOfPart]:
    """Held for the hours of a part that ``parts`` do not have, from ``begins`` until ``until``."""
    hours = {(part.begin, part.end) for part in parts}

    @cache
    def others_on(day: date) -> dict[Period, DayPart]:
        others = [p for p in stock.day_parts.on(day) if (p.begin, p.end) not in hours]
        return dict(_periods_on(day, others, stock))

    statement = (
        select(Reservation.starts_at, Reservation.ends_at, Space.number, Person.name)
        .join(ReservationSpace, col(ReservationSpace.reservation_id) == Reservation.id)
        .join(Space, col(Space.id) == ReservationSpace.space_id)
        .join(Person, col(Person.id) == Reservation.holder_id)
        .where(
            Space.kind == SpaceKind.DESK,
            col(Reservation.state).in_(HOLDING),
            col(Reservation.starts_at) >= local_day(begins).starts_at,
        )
        .order_by(col(Reservation.starts_at), Space.number)
    )
    if until is not None:
        statement = statement.where(col(Reservation.starts_at) < local_day(until).starts_at)
    found = []
    for starts_at, ends_at, number, holder in session.exec(statement):
        period = Period(starts_at, ends_at)
        part = others_on(day_of(starts_at)).get(period)
        if part is not None:
            found.append(DeskOfPart(part, period, number, holder))
    return found


def _periods_on(
    day: date, parts: Sequence[DayPart], stock: Stock
) -> Iterator[tuple[Period, DayPart]]:
    """When a desk is held that was asked for by its part: as far as the house is open."""
    opened = desk_hours(stock, day)
    if opened is None:
        return
    for part in parts:
        within = local_period(day, part.begin, part.end).meet(opened)
        if within is not None:
            yield within, part
