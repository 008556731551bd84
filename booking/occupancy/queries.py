"""What the facts say of a slice: added up in SQL, never over history itself.

The building and each of its zones are there as totals a day (fact_total), so a year is some
hundreds of rows. Single spaces are summed from fact_day by its index on the space.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, Table, and_, case, func, select
from sqlmodel import Session, col

from booking.foundation.columns import table_of
from booking.occupancy.models import (
    FactDay,
    FactHour,
    FactSheet,
    FactTotal,
    FactVersion,
    FactWish,
)
from booking.occupancy.sheet import SheetRow
from booking.occupancy.values import (
    WHOLE_BUILDING,
    DayTotal,
    HourSums,
    Slice,
    SpaceSums,
    Sums,
    WishSums,
    ZoneSums,
)
from booking.occupancy.wish_lines import WishCut, sums_of, unmet_count
from booking.people.models import Person, Team
from booking.spaces.values import Stock

SUMMED = tuple(Sums.__slots__)
OF_ONE_SPACE = tuple(name for name in SUMMED if "seat" not in name and name != "awaited_count")
IN_AN_HOUR = ("open_minutes", "booked_minutes", "used_minutes")

DAY, HOUR, TOTAL = table_of(FactDay), table_of(FactHour), table_of(FactTotal)
VERSION, WISH, SHEET = table_of(FactVersion), table_of(FactWish), table_of(FactSheet)


def day_totals(session: Session, of: Slice) -> Sequence[DayTotal]:
    """Each counted day of the slice, by kind, in order."""
    names = ("day", "space_kind", "space_count", "booked_peak", "used_peak", *SUMMED)
    rows = session.execute(
        _within(TOTAL, of, select(*(TOTAL.c[name] for name in names)))
        .where(TOTAL.c.building_id == of.building_id)
        .where(TOTAL.c.zone_id == (of.zone_id or WHOLE_BUILDING))
        .order_by(TOTAL.c.day, TOTAL.c.space_kind)
    )
    return [
        DayTotal(date.fromordinal(day), kind, count, Sums(*sums), booked_peak, used_peak)
        for day, kind, count, booked_peak, used_peak, *sums in rows
    ]


def sheets_of(session: Session, of: Slice) -> Sequence[SheetRow]:
    """Each counted day of the slice's days and weekdays, of the whole building."""
    statement = (
        select(SHEET.c.day, SHEET.c.house, SHEET.c.lines, SHEET.c.person_count,
               SHEET.c.staff_count)
        .where(SHEET.c.building_id == of.building_id)
        .where(SHEET.c.day.between(of.first.toordinal(), of.last.toordinal()))
    )  # fmt: skip
    if of.weekdays:
        statement = statement.where(_weekday(SHEET).in_(of.weekdays))
    return [SheetRow(*row) for row in session.execute(statement)]


def zone_sums(session: Session, of: Slice) -> Sequence[ZoneSums]:
    """Each zone of the building, by kind; ``of.zone_id`` is not looked at."""
    keys = TOTAL.c.zone_id, TOTAL.c.space_kind
    rows = session.execute(
        _within(TOTAL, of, select(*keys, *_sums(TOTAL, SUMMED)))
        .where(TOTAL.c.building_id == of.building_id, TOTAL.c.zone_id != WHOLE_BUILDING)
        .group_by(*keys)
    )
    return [ZoneSums(zone_id, kind, Sums(*map(int, sums))) for zone_id, kind, *sums in rows]


def hour_sums(session: Session, of: Slice) -> Sequence[HourSums]:
    """Each hour of the wall clock, by kind and weekday."""
    keys = HOUR.c.space_kind, _weekday(HOUR), HOUR.c.hour
    rows = session.execute(
        _within(HOUR, of, select(*keys, *_sums(HOUR, IN_AN_HOUR)))
        .where(HOUR.c.building_id == of.building_id)
        .where(HOUR.c.zone_id == (of.zone_id or WHOLE_BUILDING))
        .group_by(*keys)
    )
    return sorted((HourSums(kind, *map(int, numbers)) for kind, *numbers in rows),
                  key=lambda it: (it.kind, it.weekday, it.hour))  # fmt: skip


def space_sums(session: Session, of: Slice, space_ids: Collection[int]) -> Sequence[SpaceSums]:
    """Each of the spaces; those that nobody used are there with zeros."""
    seats = [func.sum(DAY.c.capacity * DAY.c[minutes])
             for minutes in ("open_minutes", "used_minutes")]  # fmt: skip
    open_days = func.sum(case((DAY.c.open_minutes > 0, 1), else_=0))
    statement = (
        _within(DAY, of, select(DAY.c.space_id, open_days, *seats, *_sums(DAY, OF_ONE_SPACE)))
        .where(DAY.c.space_id.in_(space_ids))
        .group_by(DAY.c.space_id)
    )
    if of.zone_id:
        statement = statement.where(DAY.c.zone_id == of.zone_id)
    return [_space_sums(row) for row in session.execute(statement)]


def wish_sums(session: Session, of: Slice, cut: WishCut | None = None) -> Sequence[WishSums]:
    """Wishes not met at once, by kind and size (metric 12), of the building: they name no zone.

    Unit: wishes, and the minutes that they asked. Range: 0 and up. Source: wishes of the day, each
    once: refused, given up, diverted, or had after all.
    """
    days = b"".join(lines for _, lines in _wishes(session, of))
    cut = cut or WishCut(of.building_id, of.kind)
    return list(sums_of(cut.of(days)))


def unmet_by_day(session: Session, of: Slice) -> dict[date, int]:
    """How many wishes found nothing, on the days for which they were."""
    cut = WishCut(of.building_id, of.kind)
    return {
        date.fromordinal(day): unmet_count(cut.of(lines)) for day, lines in _wishes(session, of)
    }


def _wishes(session: Session, of: Slice) -> list[tuple[int, bytes]]:
    days = replace(of, kind=None)  # a day holds those of both kinds
    rows = session.execute(_within(WISH, days, select(WISH.c.day, WISH.c.lines)))
    return [(day, lines) for day, lines in rows]


def counted_between(session: Session) -> tuple[date, date] | None:
    """The first and the last day that were counted after they were over, if any."""
    over = select(VERSION.c.day).where(VERSION.c.counted_on > VERSION.c.day).limit(1)
    # from either end of the key: MIN and MAX together would look at every day there is
    first = session.scalar(over.order_by(VERSION.c.day))
    last = session.scalar(over.order_by(VERSION.c.day.desc()))
    return None if first is None or last is None else (
        date.fromordinal(first), date.fromordinal(last)
    )  # fmt: skip


def facts_version(session: Session, of: Slice) -> Sequence[int]:
    """Numbers of which one at least differs once a day of the slice was counted anew.

    What a day was counted at only rises, and days are only added.
    """
    counted_at = (VERSION.c.v, VERSION.c.stock_v, VERSION.c.counted_on)
    first, last = of.first.toordinal(), of.last.toordinal()
    sums = select(func.count(), *map(func.sum, counted_at)).where(
        VERSION.c.day.between(first, last)
    )
    return [int(number or 0) for number in session.execute(sums).one()]


def people_by_zone(session: Session, stock: Stock) -> dict[int, int]:
    """How many people each organisational zone belongs to; open zones are not in it.

    Those of the teams that have it as their home, else those of its department.
    """
    home, department = col(Team.home_zone_id), col(Team.department_id)
    rows = session.execute(
        select(home, department, func.count(col(Person.id)))
        .outerjoin(Person, and_(col(Person.team_id) == Team.id, col(Person.disabled_at).is_(None)))
        .group_by(home, department)
    )
    by_home: Counter[int] = Counter()
    by_department: Counter[int] = Counter()
    for zone_id, department_id, count in rows:
        by_department[department_id] += count
        if zone_id is not None:
            by_home[zone_id] += count
    owned = {z.id: by_department[z.department_id] for z in stock.zones.values() if z.department_id}
    return owned | by_home


def _space_sums(row: Row[Any]) -> SpaceSums:
    space_id, open_days, open_seats, used_seats, *sums = (int(number) for number in row)
    named = dict(zip(OF_ONE_SPACE, sums, strict=True))
    return SpaceSums(
        space_id,
        Sums(**named, open_seat_minutes=open_seats, used_seat_minutes=used_seats),
        open_days,
    )


def _within(table: Table, of: Slice, statement: Select[Any]) -> Select[Any]:
    first, last = of.first.toordinal(), of.last.toordinal()
    statement = statement.where(table.c.day >= first, table.c.day <= last)
    if of.weekdays:
        statement = statement.where(_weekday(table).in_(of.weekdays))
    return statement.where(table.c.space_kind == of.kind) if of.kind else statement


def _weekday(table: Table) -> Any:
    """Day 1 of the proleptic ordinals is a Monday, as in date.toordinal()."""
    return (table.c.day + 6) % 7


def _sums(table: Table, names: Sequence[str]) -> list[Any]:
    return [func.sum(table.c[name]) for name in names]
