"""The things facility managers do with spaces; each function is one decision, one verb."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, time
from typing import Any, TypeVar

from sqlalchemy import delete, update
from sqlmodel import Session, SQLModel, col, select

from booking.foundation.journal import JournalEntry
from booking.foundation.local_time import day_of
from booking.people.permissions import Action, require_may
from booking.people.values import Act
from booking.spaces.equipment import EQUIPMENT
from booking.spaces.import_rows import SpaceRow
from booking.spaces.models import (
    Building,
    Equipment,
    Floor,
    OpeningHours,
    Space,
    SpaceEquipment,
    SpaceLayout,
    SpaceTerm,
    SpaceUnit,
    StockVersion,
    Unit,
    Zone,
)

Row = TypeVar("Row", bound=SQLModel)

WORKING_DAYS = range(5)  # 0 is Monday
OPENS, CLOSES = time(8), time(18)


def raise_stock_version(session: Session) -> None:
    """Say that the stock changed: also the lock of those who change it."""
    raised = session.execute(update(StockVersion).values(v=StockVersion.v + 1))
    if not raised.rowcount:  # type: ignore[attr-defined]  # an UPDATE has it
        session.add(StockVersion())
        session.flush()


def take_over_spaces(session: Session, act: Act, rows: Sequence[SpaceRow]) -> Counter[str]:
    """Add what is new and change what differs, known by number; nothing is removed.

    Zone and capacity change from the day the row says, or from today where they were other
    before, so that the figures of the past stay as they were.
    Returns how many were "added", "changed" and "same".
    """
    require_may(act.by, Action.MANAGE_HOUSE)
    raise_stock_version(session)
    _know_equipment(session)
    return Counter(_take_over(session, act, row) for row in rows)


def _take_over(session: Session, act: Act, row: SpaceRow) -> str:
    space = session.exec(select(Space).where(Space.number == row.number)).one_or_none()
    facts = _facts(session, row)
    zone_id = _zone_id(session, row, facts["building_id"])
    if space is None:
        space = _added(session, Space(number=row.number, **facts))
        unit = _added(session, Unit(name=row.number))
        session.add(SpaceUnit(space_id=_id(space), unit_id=_id(unit)))
        session.add(SpaceTerm(space_id=_id(space), zone_id=zone_id, capacity=row.capacity,
                              valid_from=row.valid_from))  # fmt: skip
        outcome, has_changed = "added", True
    else:
        has_changed = _differs(space, facts)
        for name, value in facts.items():
            setattr(space, name, value)
        has_changed |= _renew_term(session, space, zone_id, row, day_of(act.at))
        outcome = "changed"
    has_changed |= _furnish(session, _id(space), row)
    if not has_changed:
        return "same"
    session.add(
        JournalEntry(at=act.at, actor_id=act.by.id, door=act.door, action=f"space-{outcome}",
                     subject_kind="space", subject_id=str(_id(space)),
                     after={"number": row.number, "capacity": row.capacity})
    )  # fmt: skip
    session.flush()
    return outcome


def _know_equipment(session: Session) -> None:
    known = set(session.exec(select(Equipment.code)))
    session.add_all(
        Equipment(code=code, name=name, icon=icon)
        for code, (name, icon) in EQUIPMENT.items()
        if code not in known
    )
    session.flush()


def _building_id(session: Session, row: SpaceRow) -> int:
    """A new building is open on working days; opening hours are set on screen afterwards."""
    known = session.exec(select(Building).where(Building.name == row.building)).one_or_none()
    if known is not None:
        return _id(known)
    number = _id(_added(session, Building(name=row.building)))
    session.add_all(
        OpeningHours(building_id=number, weekday=weekday, opens=OPENS, closes=CLOSES,
                     valid_from=row.valid_from)
        for weekday in WORKING_DAYS
    )  # fmt: skip
    return number


def _facts(session: Session, row: SpaceRow) -> dict[str, Any]:
    """What does not change with time."""
    return {
        "building_id": _building_id(session, row),
        "name": row.name,
        "kind": row.kind,
        "grain_minutes": row.grain_minutes,
        "buffer_before_minutes": row.buffer_before_minutes,
        "buffer_after_minutes": row.buffer_after_minutes,
        "needs_approval": row.needs_approval,
        "audience": row.audience,
        "is_accessible": row.is_accessible,
    }


def _differs(space: Space, facts: dict[str, Any]) -> bool:
    return any(getattr(space, name) != value for name, value in facts.items())


def _zone_id(session: Session, row: SpaceRow, building_id: int) -> int:
    """The zone of that name on that floor; floor and zone are made when they are new."""
    floor = session.exec(
        select(Floor).where(Floor.building_id == building_id, Floor.level == row.level)
    ).one_or_none()
    floor = floor or _added(
        session, Floor(building_id=building_id, level=row.level, name=str(row.level))
    )
    zone = session.exec(
        select(Zone).where(Zone.floor_id == _id(floor), Zone.name == row.zone)
    ).one_or_none()
    return _id(
        zone or _added(session, Zone(floor_id=_id(floor), name=row.zone, kind=row.zone_kind))
    )


def _renew_term(session: Session, space: Space, zone_id: int, row: SpaceRow, today: date) -> bool:
    """Whether zone or capacity changed; the last term then ends and another begins."""
    last = session.exec(
        select(SpaceTerm)
        .where(SpaceTerm.space_id == _id(space))
        .order_by(col(SpaceTerm.valid_from).desc())
        .limit(1)
    ).one()
    if (last.zone_id, last.capacity, last.valid_until) == (zone_id, row.capacity, None):
        return False
    begins = max(row.valid_from, today)
    if last.valid_from >= begins:
        last.zone_id, last.capacity, last.valid_until = zone_id, row.capacity, None
        return True
    last.valid_until = min(last.valid_until or begins, begins)
    session.flush()
    session.add(
        SpaceTerm(space_id=_id(space), zone_id=zone_id, capacity=row.capacity, valid_from=begins)
    )
    return True


def _furnish(session: Session, space_id: int, row: SpaceRow) -> bool:
    """Give the space its equipment and layouts; whether they were other before."""
    items = session.exec(select(SpaceEquipment).where(SpaceEquipment.space_id == space_id)).all()
    layouts = session.exec(select(SpaceLayout).where(SpaceLayout.space_id == space_id)).all()
    is_same = (
        {item.equipment_code for item in items} == row.equipment
        and {layout.kind: layout.capacity for layout in layouts} == row.layouts
    )  # fmt: skip
    if is_same:
        return False
    for table in (SpaceEquipment, SpaceLayout):
        session.execute(delete(table).where(col(table.space_id) == space_id))
    session.add_all(
        SpaceEquipment(space_id=space_id, equipment_code=code) for code in sorted(row.equipment)
    )
    session.add_all(
        SpaceLayout(space_id=space_id, kind=kind, capacity=seats)
        for kind, seats in row.layouts.items()
    )
    session.flush()
    return True


def _added(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row


def _id(row: SQLModel) -> int:
    number: int = row.id  # type: ignore[attr-defined]  # stored, so it has one
    return number
