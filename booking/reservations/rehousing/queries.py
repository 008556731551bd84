"""What a change of the house does to reservations, with a place for each: a few statements."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from booking.foundation.local_time import day_of, days_of
from booking.people.queries import principals_of
from booking.people.values import Principal
from booking.reservations.changes import number_of
from booking.reservations.clashes import Clash
from booking.reservations.models import Claim, Reservation
from booking.reservations.queries import house_rules_on
from booking.reservations.rehousing.board import Ground
from booking.reservations.rehousing.rules import plan
from booking.reservations.rehousing.values import Displaced, Place, Row
from booking.reservations.rules import objections_to_house
from booking.reservations.series.values import HeldSpan
from booking.reservations.values import HouseRules, Wish
from booking.spaces.values import SpaceKind, Stock

NOTHING: Mapping[int, Place] = {}


def plan_for(
    session: Session,
    caused: Sequence[Clash],
    stock: Stock,
    *,
    now: datetime,
    wanted: Mapping[int, Place] = NOTHING,
    settled: Collection[int] = (),
) -> tuple[Row, ...]:
    """A row for each of these clashes with ``stock``, in their order."""
    displaced = _displaced(session, caused, stock, now=now)
    periods = [each.wish.period for each in displaced]
    periods += [wanted[each.number].period for each in displaced if each.number in wanted]
    days = {day for period in periods for day in days_of(period)}

    def rules(day: date, kind: SpaceKind) -> HouseRules:
        return house_rules_on(session, day, kind, stock=stock)

    return plan(displaced, Ground(stock, _claims_on(session, days), rules, now), wanted, settled)


def _displaced(
    session: Session, caused: Sequence[Clash], stock: Stock, *, now: datetime
) -> list[Displaced]:
    numbers = [clash.reservation_id for clash in caused]
    found = session.exec(select(Reservation).where(col(Reservation.id).in_(numbers)))
    rows = {number_of(row): row for row in found}
    people = principals_of(session, {row.holder_id for row in rows.values()}, today=day_of(now))
    return [
        _one(row, clash, stock, now, people.get(row.holder_id))
        for clash in caused
        if (row := rows.get(clash.reservation_id)) is not None
    ]


def _one(
    row: Reservation, clash: Clash, stock: Stock, now: datetime, holder: Principal | None
) -> Displaced:
    wish = Wish(clash.space_ids, row.period, row.attendee_count, row.layout)
    return Displaced(
        number=number_of(row),
        uid=row.uid,
        rev=row.rev,
        state=row.state,
        holder_id=row.holder_id,
        holder=holder,
        wish=wish,
        lost=tuple(
            number for number in wish.space_ids
            if objections_to_house(wish, stock.spaces[number], stock)
        ),
        objections=clash.objections,
        is_running=row.starts_at <= now,
    )  # fmt: skip


def _claims_on(session: Session, days: Collection[date]) -> dict[date, dict[int, list[HeldSpan]]]:
    """What is held on these days, by day and unit."""
    found: dict[date, dict[int, list[HeldSpan]]] = {day: defaultdict(list) for day in days}
    statement = select_columns(
        col(Claim.day), col(Claim.unit_id), col(Claim.s), col(Claim.e), col(Claim.reservation_id)
    ).where(col(Claim.day).in_([day.toordinal() for day in days]))
    for day, unit, begin, end, number in session.execute(statement):
        found[date.fromordinal(day)][unit].append(HeldSpan(begin, end, number))
    return found
