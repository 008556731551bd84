"""What the facility manager does with the building, its floors and its zones."""

from typing import Any, TypeVar

from sqlmodel import Session, SQLModel, col, select

from booking.foundation.errors import Conflict, Refused
from booking.foundation.lines import one_line
from booking.foundation.local_time import day_of
from booking.foundation.texts import N_, text
from booking.people.acts import write_down
from booking.people.models import Department, Team
from booking.people.queries import stored
from booking.people.values import Act
from booking.spaces.approvers import forget_approvers
from booking.spaces.furnishing import shortly
from booking.spaces.inventory import added, know_equipment, new_building, number_of
from booking.spaces.mail_names import Invitable, forget_mail_name
from booking.spaces.models import (
    Building,
    Closure,
    Floor,
    FloorDrawing,
    Space,
    SpaceTerm,
    Zone,
)
from booking.spaces.operations import begin_change
from booking.spaces.values import ZoneKind

R = TypeVar("R", Building, Floor, Zone)


class NameTaken(Conflict):
    code = "name-taken"
    sentence = N_("There is one called %(name)s here already. Please choose another name.")


class LevelTaken(Conflict):
    code = "level-taken"
    sentence = N_("This building has a floor at level %(level)s already.")


class NotEmpty(Conflict):
    code = "not-empty"
    sentence = N_("%(name)s cannot be removed: %(what)s.")


CLOSED_ONCE = N_("it was closed at some time, and that is kept")


class NoSuchDepartment(Refused):
    code = "no-such-department"
    sentence = N_("This department is not there any more.")


def add_building(session: Session, act: Act, *, name: str, address: str) -> int:
    begin_change(session, act)
    _require_free_building(session, name)
    know_equipment(session, ())
    row = new_building(session, name=name, address=address, begins=day_of(act.at))
    return _finish(session, act, "building-added", row)


def change_building(session: Session, act: Act, number: int, *, name: str, address: str) -> None:
    begin_change(session, act)
    row, before = _found(session, Building, number)
    _require_free_building(session, name, but=number)
    row.name, row.address = name, address
    _finish(session, act, "building-changed", row, before)


def add_floor(session: Session, act: Act, building_id: int, *, level: int, name: str) -> int:
    begin_change(session, act)
    stored(session, Building, building_id)
    _require_free_floor(session, building_id, level, name)
    row = added(session, Floor(building_id=building_id, level=level, name=name))
    return _finish(session, act, "floor-added", row)


def change_floor(session: Session, act: Act, number: int, *, level: int, name: str) -> None:
    begin_change(session, act)
    row, before = _found(session, Floor, number)
    _require_free_floor(session, row.building_id, level, name, but=number)
    row.level, row.name = level, name
    _finish(session, act, "floor-changed", row, before)


def remove_floor(session: Session, act: Act, number: int) -> None:
    """Only when nothing stands on it; its drawing goes along."""
    begin_change(session, act)
    row, before = _found(session, Floor, number)
    what = stands_on_floor(session, number)
    if what:
        raise NotEmpty(name=row.name, what=what)
    drawing = session.get(FloorDrawing, number)
    if drawing is not None:
        session.delete(drawing)
        session.flush()
    session.delete(row)
    write_down(session, act, "floor-removed", ("floor", number), before=before)


def add_zone(
    session: Session,
    act: Act,
    floor_id: int,
    *,
    name: str,
    kind: ZoneKind,
    department_id: int | None,
) -> int:
    begin_change(session, act)
    stored(session, Floor, floor_id)
    _require_free_zone(session, floor_id, name)
    _require_department(session, department_id)
    row = Zone(floor_id=floor_id, name=name, kind=kind, department_id=department_id)
    return _finish(session, act, "zone-added", added(session, row))


def change_zone(
    session: Session,
    act: Act,
    number: int,
    *,
    name: str,
    kind: ZoneKind,
    department_id: int | None,
) -> None:
    """A zone stays on its floor: what stands in it does not move by a form."""
    begin_change(session, act)
    row, before = _found(session, Zone, number)
    _require_free_zone(session, row.floor_id, name, but=number)
    _require_department(session, department_id)
    row.name, row.kind, row.department_id = name, kind, department_id
    _finish(session, act, "zone-changed", row, before)


def remove_zone(session: Session, act: Act, number: int) -> None:
    """Only when no space ever stood in it: the figures of the past name their zone."""
    begin_change(session, act)
    row, before = _found(session, Zone, number)
    what = stands_in_zone(session, number)
    if what:
        raise NotEmpty(name=row.name, what=what)
    forget_mail_name(session, Invitable(zone_id=number))
    session.delete(row)
    forget_approvers(session, number)
    write_down(session, act, "zone-removed", ("zone", number), before=before)


def stands_on_floor(session: Session, number: int) -> str:
    """What keeps a floor from being removed, in words; nothing when it can be."""
    zones = session.exec(select(Zone.name).where(Zone.floor_id == number)).all()
    if zones:
        return text(N_("these zones are on it: %(names)s"), names=shortly(sorted(zones)))
    if session.exec(select(Closure.id).where(Closure.floor_id == number)).first():
        return text(CLOSED_ONCE)
    return ""


def stands_in_zone(session: Session, number: int) -> str:
    """Likewise of a zone."""
    spaces = session.exec(
        select(Space.number)
        .join(SpaceTerm, col(SpaceTerm.space_id) == Space.id)
        .where(SpaceTerm.zone_id == number)
    ).all()
    if spaces:
        return text(N_("these spaces stand in it, or did: %(names)s"),
                    names=shortly(sorted(set(spaces))))  # fmt: skip
    teams = session.exec(select(Team.name).where(Team.home_zone_id == number)).all()
    if teams:
        return text(N_("it is the home of %(names)s"), names=shortly(sorted(teams)))
    if session.exec(select(Closure.id).where(Closure.zone_id == number)).first():
        return text(CLOSED_ONCE)
    return ""


def _found(session: Session, table: type[R], number: int) -> tuple[R, dict[str, Any]]:
    row = stored(session, table, number)
    return row, _facts(row)


def _facts(row: SQLModel) -> dict[str, Any]:
    return row.model_dump(mode="json", exclude={"id", "time_zone"})


def _finish(
    session: Session, act: Act, verb: str, row: R, before: dict[str, Any] | None = None
) -> int:
    session.flush()
    after = _facts(row)
    if after != before:
        subject = (type(row).__name__.lower(), number_of(row))
        write_down(session, act, verb, subject, before=before, after=after)
    return number_of(row)


def _require_free_building(session: Session, name: str, but: int | None = None) -> None:
    for row in session.exec(select(Building).where(Building.id != but)):
        _require_other_name(row.name, name)


def _require_free_floor(
    session: Session, building_id: int, level: int, name: str, but: int | None = None
) -> None:
    floors = select(Floor).where(Floor.building_id == building_id, Floor.id != but)
    for row in session.exec(floors):
        if row.level == level:
            raise LevelTaken(level=level)
        _require_other_name(row.name, name)


def _require_free_zone(session: Session, floor_id: int, name: str, but: int | None = None) -> None:
    for row in session.exec(select(Zone).where(Zone.floor_id == floor_id, Zone.id != but)):
        _require_other_name(row.name, name)


def _require_other_name(known: str, name: str) -> None:
    if one_line(known).casefold() == one_line(name).casefold():
        raise NameTaken(name=name)


def _require_department(session: Session, number: int | None) -> None:
    if number is not None and session.get(Department, number) is None:
        raise NoSuchDepartment
