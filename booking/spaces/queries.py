"""Read-only questions about spaces."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Any, TypeVar

from sqlalchemy import select as select_columns
from sqlmodel import Session, SQLModel, col, select

from booking.foundation.columns import dialect_of, table_of
from booking.foundation.errors import NotFound
from booking.foundation.memory import remembered
from booking.foundation.periods import Period
from booking.foundation.texts import N_
from booking.spaces import models, values
from booking.spaces.day_parts import DayPart, DayParts
from booking.spaces.external_times import ExternalTimes, united
from booking.spaces.values import BookableSpace, Layout, LayoutKind, Stock
from booking.spaces.zone_grants import ZoneGrant

Row = TypeVar("Row", bound=SQLModel)

STOCK = "stock"
"""Under which a stock is remembered, as (version, stock)."""
SEEN_VERSION = "stock version"
STOCK_VERSION = select_columns(table_of(models.StockVersion).c.v)


class SpaceNotFound(NotFound):
    code = "space-not-found"
    sentence = N_("This space does not exist (any more).")


def current_stock(session: Session) -> Stock:
    """The stock as it stands in this transaction.

    Remembered by version between transactions: one row is read to see that it still holds.
    """
    version = stock_version(session)
    memory = session.info.setdefault("memory", {})
    return remembered(memory, STOCK, version, lambda: _load_stock(session, version))


def stock_version(session: Session) -> int:
    """Read once in a transaction of SQLite: that sees one moment of the house, and its own doings.

    Who raises the version makes the session forget what it read.
    """
    seen: int | None = session.info.get(SEEN_VERSION)
    if seen is None:
        seen = session.connection().scalar(STOCK_VERSION) or 0
        if dialect_of(session) == "sqlite":
            session.info[SEEN_VERSION] = seen
    return seen


def space_by_number(stock: Stock, number: str, day: date) -> BookableSpace:
    """Raises :class:`SpaceNotFound` when there is no such space on ``day``."""
    for space in _by_number(stock).get(number, ()):
        if space.term_on(day) is not None:
            return space
    raise SpaceNotFound(f"no space {number!r} on {day}")


def _by_number(stock: Stock) -> Mapping[str, Sequence[BookableSpace]]:
    """Put together once for each version of the stock: every form of a space asks for one."""
    known: Mapping[str, Sequence[BookableSpace]] | None = stock.reckoned.get(_by_number)
    if known is None:
        found: dict[str, list[BookableSpace]] = defaultdict(list)
        for space in stock.spaces.values():
            found[space.number].append(space)
        known = stock.reckoned[_by_number] = found  # once it is whole: others look meanwhile
    return known


def building_of(session: Session, space: BookableSpace) -> models.Building:
    building = session.get(models.Building, space.building_id)
    assert building is not None, "a space stands in a building"
    return building


def building_names(session: Session) -> dict[int, str]:
    """By number, in the order in which they were added."""
    rows = session.exec(select(models.Building).order_by(col(models.Building.id)))
    return {_id(row): row.name for row in rows}


def _load_stock(session: Session, version: int) -> Stock:
    session.flush()  # what this transaction changed belongs to it
    return Stock(
        version=version,
        spaces={space.id: space for space in _load_spaces(session)},
        zones={_id(row): _zone(row) for row in _all(session, models.Zone)},
        floors=_load_floors(session),
        hours=tuple(_hours(row) for row in _all(session, models.OpeningHours)),
        exceptions={
            (row.building_id, row.day): values.OpeningException(
                row.building_id, row.day, row.name, row.opens, row.closes
            )
            for row in _all(session, models.OpeningException)
        },
        closures=tuple(_closure(row) for row in _all(session, models.Closure)),
        equipment={
            row.code: values.EquipmentItem(row.code, row.name, row.icon)
            for row in _all(session, models.Equipment)
        },
        zone_grants=_load_grants(session),
        day_parts=day_parts_stored(session),
        external=_load_external(session),
    )  # fmt: skip


def _load_external(session: Session) -> dict[int, ExternalTimes]:
    by_space: dict[int, dict[bool, list[Period]]] = defaultdict(lambda: {True: [], False: []})
    for row in _all(session, models.ExternalTime):
        by_space[row.space_id][row.is_holding].append(Period(row.starts_at, row.ends_at))
    return {
        space_id: ExternalTimes(holding=united(found[True]), shown=united(found[False]))
        for space_id, found in by_space.items()
    }


def _load_grants(session: Session) -> dict[int, list[ZoneGrant]]:
    found: dict[int, list[ZoneGrant]] = defaultdict(list)
    for row in _all(session, models.ZoneAccess):
        found[row.zone_id].append(grant_in(row))
    return dict(found)


def day_parts_stored(session: Session) -> DayParts:
    rows = _all(session, models.DayPart)
    return DayParts(tuple(
        DayPart(row.name_nl, row.name_en, row.begins, row.ends, row.valid_from, row.valid_until)
        for row in rows
    ))  # fmt: skip


def grant_in(row: models.ZoneAccess) -> ZoneGrant:
    return ZoneGrant(row.party, row.party_id, row.days_before, row.valid_from, row.valid_until)


def _load_floors(session: Session) -> dict[int, values.Floor]:
    drawing = models.FloorDrawing
    drawn = dict(session.exec(select(drawing.floor_id, drawing.uploaded_at)).all())
    return {
        _id(row): values.Floor(
            _id(row), row.level, row.name, row.building_id, row.plan_width, row.plan_height,
            f"{drawn[_id(row)]:%Y%m%d%H%M%S%f}" if row.id in drawn else "",
        )
        for row in sorted(_all(session, models.Floor), key=attrgetter("level"))
    }  # fmt: skip


def _load_spaces(session: Session) -> list[BookableSpace]:
    units: dict[int, list[int]] = defaultdict(list)
    for pair in _all(session, models.SpaceUnit):
        units[pair.space_id].append(pair.unit_id)
    equipment: dict[int, set[str]] = defaultdict(set)
    for item in _all(session, models.SpaceEquipment):
        equipment[item.space_id].add(item.equipment_code)
    layouts: dict[int, dict[LayoutKind, Layout]] = defaultdict(dict)
    for layout in _all(session, models.SpaceLayout):
        layouts[layout.space_id][layout.kind] = Layout(
            layout.capacity, layout.before_minutes, layout.after_minutes
        )
    terms: dict[int, list[values.Term]] = defaultdict(list)
    for term in _all(session, models.SpaceTerm):
        terms[term.space_id].append(
            values.Term(term.valid_from, term.valid_until, term.zone_id, term.capacity)
        )
    rows = sorted(_all(session, models.Space), key=attrgetter("number"))
    return [
        _bookable(row, units=tuple(sorted(units[_id(row)])), terms=tuple(terms[_id(row)]),
                  equipment=frozenset(equipment[_id(row)]), layouts=layouts[_id(row)])
        for row in rows
    ]  # fmt: skip


def _all(session: Session, table: type[Row]) -> Sequence[Row]:
    """Its rows, bare: they are read as objects are, at a fifth of the work."""
    rows: Any = session.connection().execute(select_columns(table_of(table)))
    return list(rows.all())


def _bookable(
    row: models.Space,
    *,
    units: tuple[int, ...],
    terms: tuple[values.Term, ...],
    equipment: frozenset[str],
    layouts: dict[LayoutKind, Layout],
) -> BookableSpace:
    box = (row.plan_x, row.plan_y, row.plan_width, row.plan_height)
    return BookableSpace(
        id=_id(row),
        number=row.number,
        name=row.name,
        kind=row.kind,
        building_id=row.building_id,
        unit_ids=units,
        terms=terms,
        grain_minutes=row.grain_minutes,
        buffer_before_minutes=row.buffer_before_minutes,
        buffer_after_minutes=row.buffer_after_minutes,
        needs_approval=row.needs_approval,
        audience=row.audience,
        is_accessible=row.is_accessible,
        equipment=equipment,
        layouts=layouts,
        box=None if None in box else box,  # type: ignore[arg-type]  # no None in it then
    )


def _zone(row: models.Zone) -> values.Zone:
    box = (row.plan_x, row.plan_y, row.plan_width, row.plan_height)
    return values.Zone(_id(row), row.name, row.kind, row.floor_id, row.department_id, box)


def _hours(row: models.OpeningHours) -> values.OpeningHours:
    return values.OpeningHours(
        row.building_id, row.space_id, row.weekday, row.opens, row.closes,
        row.valid_from, row.valid_until,
    )  # fmt: skip


def _closure(row: models.Closure) -> values.Closure:
    return values.Closure(
        row.kind, Period(row.starts_at, row.ends_at), row.reason,
        row.building_id, row.floor_id, row.zone_id, row.space_id, row.id,
    )  # fmt: skip


def _id(row: SQLModel) -> int:
    """The number of a stored row; a row that was read always has one."""
    number: int = row.id  # type: ignore[attr-defined]
    return number
