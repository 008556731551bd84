"""Departments and their teams: named, moved, and removed when nobody is in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from booking.foundation.errors import Conflict, Refused
from booking.foundation.texts import N_
from booking.people.acts import write_down
from booking.people.directory import people_of_team
from booking.people.models import Department, Team
from booking.people.permissions import Action, require_may
from booking.people.queries import stored
from booking.people.values import Act

Named = TypeVar("Named", Department, Team)
NAMES_SHOWN_MAX = 10


class NameTaken(Conflict):
    code = "name-taken"
    sentence = N_("The name %(name)s is in use already. Choose another one.")


class TeamNotEmpty(Refused):
    code = "team-not-empty"
    sentence = N_("In this team are still: %(names)s. Give them another team first.")


class DepartmentNotEmpty(Refused):
    code = "department-not-empty"
    sentence = N_("In this department are still: %(names)s. Move or remove these teams first.")


class DepartmentHasZones(Refused):
    code = "department-has-zones"
    sentence = N_("There are zones of this department. Give them to another department first.")


@dataclass(frozen=True, slots=True)
class TeamParticulars:
    """``home_zone_id``: where the team likes to sit; the caller knows that it is there."""

    name: str
    department_id: int
    home_zone_id: int | None = None


def add_department(session: Session, act: Act, name: str) -> Department:
    require_may(act.by, Action.MANAGE_PEOPLE)
    _require_free(session, Department, name)
    department = Department(name=name)
    session.add(department)
    session.flush()
    write_down(session, act, "department-created", ("department", department.id),
               after={"name": name})  # fmt: skip
    return department


def rename_department(session: Session, act: Act, department_id: int, name: str) -> None:
    require_may(act.by, Action.MANAGE_PEOPLE)
    department = stored(session, Department, department_id)
    if department.name == name:
        return
    _require_free(session, Department, name)
    before, department.name = department.name, name
    write_down(session, act, "department-changed", ("department", department_id),
               before={"name": before}, after={"name": name})  # fmt: skip


def remove_department(session: Session, act: Act, department_id: int) -> None:
    require_may(act.by, Action.MANAGE_PEOPLE)
    department = stored(session, Department, department_id)
    teams = session.exec(
        select(Team.name).where(Team.department_id == department_id).order_by(col(Team.name))
    ).all()
    if teams:
        raise DepartmentNotEmpty(names=_listed(teams))
    write_down(session, act, "department-removed", ("department", department_id),
               before={"name": department.name})  # fmt: skip
    try:
        session.delete(department)
        session.flush()
    except IntegrityError as error:
        raise DepartmentHasZones from error


def add_team(session: Session, act: Act, wanted: TeamParticulars) -> Team:
    require_may(act.by, Action.MANAGE_PEOPLE)
    stored(session, Department, wanted.department_id)
    _require_free(session, Team, wanted.name)
    team = Team(name=wanted.name, department_id=wanted.department_id,
                home_zone_id=wanted.home_zone_id)  # fmt: skip
    session.add(team)
    session.flush()
    write_down(session, act, "team-created", ("team", team.id), after=_facts(team))
    return team


def change_team(session: Session, act: Act, team_id: int, wanted: TeamParticulars) -> None:
    """Rename it, move it to another department, let it sit elsewhere."""
    require_may(act.by, Action.MANAGE_PEOPLE)
    team, before = stored(session, Team, team_id), _facts(stored(session, Team, team_id))
    stored(session, Department, wanted.department_id)
    if team.name != wanted.name:
        _require_free(session, Team, wanted.name)
    team.name, team.department_id = wanted.name, wanted.department_id
    team.home_zone_id = wanted.home_zone_id
    if _facts(team) != before:
        write_down(session, act, "team-changed", ("team", team_id), before=before,
                   after=_facts(team))  # fmt: skip


def remove_team(session: Session, act: Act, team_id: int) -> None:
    require_may(act.by, Action.MANAGE_PEOPLE)
    team = stored(session, Team, team_id)
    people = people_of_team(session, team_id)
    if people:
        raise TeamNotEmpty(names=_listed([person.name for person in people]))
    write_down(session, act, "team-removed", ("team", team_id), before=_facts(team))
    session.delete(team)
    session.flush()


def _require_free(session: Session, table: type[Named], name: str) -> None:
    if session.exec(select(table).where(col(table.name) == name)).first() is not None:
        raise NameTaken(name=name)


def _listed(names: Sequence[str]) -> str:
    rest = len(names) - NAMES_SHOWN_MAX
    return ", ".join(names[:NAMES_SHOWN_MAX]) + (f" (+{rest})" if rest > 0 else "")


def _facts(team: Team) -> dict[str, Any]:
    return {"name": team.name, "department": team.department_id, "home_zone": team.home_zone_id}
