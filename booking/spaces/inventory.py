"""A space as it is stored: one way for files and for forms. Decides nothing."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any, TypeVar

from sqlalchemy import delete
from sqlmodel import Session, SQLModel, col, select

from booking.spaces.equipment import EQUIPMENT
from booking.spaces.models import (
    Building,
    Equipment,
    OpeningHours,
    Space,
    SpaceEquipment,
    SpaceLayout,
    SpaceTerm,
    SpaceUnit,
    Unit,
)
from booking.spaces.terms import Terms
from booking.spaces.values import SpaceFacts, Term

R = TypeVar("R", bound=SQLModel)

WORKING_DAYS = range(5)  # 0 is Monday
OPENS, CLOSES = time(8), time(18)


def new_building(session: Session, *, name: str, begins: date, address: str = "") -> Building:
    """It is open on working days; opening hours are set on screen afterwards."""
    building = added(session, Building(name=name, address=address))
    session.add_all(
        OpeningHours(building_id=number_of(building), weekday=weekday, opens=OPENS,
                     closes=CLOSES, valid_from=begins)
        for weekday in WORKING_DAYS
    )  # fmt: skip
    session.flush()
    return building


def store_new(
    session: Session, facts: SpaceFacts, term: Term, building_id: int, unit_ids: Iterable[int] = ()
) -> Space:
    """A space of ``unit_ids``; without them it becomes a unit of its own."""
    space = added(session, Space(building_id=building_id, number=facts.number, name=facts.name,
                                 kind=facts.kind))  # fmt: skip
    units = list(unit_ids) or [number_of(added(session, Unit(name=_unit_name(session, facts))))]
    session.add_all(SpaceUnit(space_id=number_of(space), unit_id=unit) for unit in units)
    store_terms(session, number_of(space), (term,))
    store_facts(session, space, facts, building_id)
    return space


def store_facts(session: Session, space: Space, facts: SpaceFacts, building_id: int) -> None:
    space.building_id = building_id
    space.number, space.name, space.kind = facts.number, facts.name, facts.kind
    space.grain_minutes = facts.grain_minutes
    space.buffer_before_minutes = facts.buffer_before_minutes
    space.buffer_after_minutes = facts.buffer_after_minutes
    space.needs_approval, space.audience = facts.needs_approval, facts.audience
    space.is_accessible = facts.is_accessible
    _furnish(session, number_of(space), facts)


def terms_of(session: Session, space_id: int) -> Terms:
    return tuple(
        Term(row.valid_from, row.valid_until, row.zone_id, row.capacity)
        for row in _term_rows(session, space_id)
    )


def store_terms(session: Session, space_id: int, terms: Terms) -> None:
    """Store ``terms`` in place of those the space had."""
    by_start = {row.valid_from: row for row in _term_rows(session, space_id)}
    for start in by_start.keys() - {term.valid_from for term in terms}:
        session.delete(by_start[start])
    session.flush()
    for term in terms:
        row = by_start.get(term.valid_from) or SpaceTerm(
            space_id=space_id, zone_id=term.zone_id, capacity=1, valid_from=term.valid_from
        )
        row.zone_id, row.capacity, row.valid_until = term.zone_id, term.capacity, term.valid_until
        session.add(row)
    session.flush()


def described(session: Session, space: Space) -> dict[str, Any]:
    """Everything a manager can say of a space, as the journal keeps it."""
    space_id = number_of(space)
    return {
        "number": space.number,
        "name": space.name,
        "kind": space.kind.value,
        "building": space.building_id,
        "grain": space.grain_minutes,
        "buffers": [space.buffer_before_minutes, space.buffer_after_minutes],
        "needs_approval": space.needs_approval,
        "audience": space.audience.value,
        "is_accessible": space.is_accessible,
        "equipment": sorted(_codes(session, space_id)),
        "layouts": _layouts(session, space_id),
        "terms": [
            [term.valid_from.isoformat(), term.valid_until and term.valid_until.isoformat(),
             term.zone_id, term.capacity]
            for term in terms_of(session, space_id)
        ],
    }  # fmt: skip


def know_equipment(session: Session, codes: Iterable[str]) -> None:
    """Make sure that the kinds of equipment in ``codes`` are there; a new house gets all."""
    known = set(session.exec(select(Equipment.code)))
    wanted = set(codes) if known else set(EQUIPMENT)
    session.add_all(
        Equipment(code=code, name=name, icon=icon)
        for code, (name, icon) in EQUIPMENT.items()
        if code in wanted - known
    )
    session.flush()


def added(session: Session, row: R) -> R:
    session.add(row)
    session.flush()
    return row


def number_of(row: SQLModel) -> int:
    number: int = row.id  # type: ignore[attr-defined]  # stored, so it has one
    return number


def _unit_name(session: Session, facts: SpaceFacts) -> str:
    """The number of the space, unless a space that was renumbered left it behind."""
    taken = set(session.exec(select(Unit.name).where(col(Unit.name).startswith(facts.number))))
    names = (facts.number, *(f"{facts.number} ({n})" for n in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _term_rows(session: Session, space_id: int) -> list[SpaceTerm]:
    statement = select(SpaceTerm).where(SpaceTerm.space_id == space_id)
    return list(session.exec(statement.order_by(col(SpaceTerm.valid_from))))


def _codes(session: Session, space_id: int) -> set[str]:
    statement = select(SpaceEquipment.equipment_code)
    return set(session.exec(statement.where(SpaceEquipment.space_id == space_id)))


def _layouts(session: Session, space_id: int) -> dict[str, list[int]]:
    rows = session.exec(select(SpaceLayout).where(SpaceLayout.space_id == space_id))
    return {row.kind.value: [row.capacity, row.before_minutes, row.after_minutes] for row in rows}


def _furnish(session: Session, space_id: int, facts: SpaceFacts) -> None:
    """Give the space its equipment and layouts in place of what it had."""
    for table in (SpaceEquipment, SpaceLayout):
        session.execute(delete(table).where(col(table.space_id) == space_id))
    session.add_all(
        SpaceEquipment(space_id=space_id, equipment_code=code) for code in sorted(facts.equipment)
    )
    session.add_all(
        SpaceLayout(space_id=space_id, kind=kind, capacity=layout.capacity,
                    before_minutes=layout.before_minutes, after_minutes=layout.after_minutes)
        for kind, layout in facts.layouts.items()
    )  # fmt: skip
    session.flush()
