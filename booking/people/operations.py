"""The things administrators do with people; each function is one decision, one verb."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import delete
from sqlmodel import Session, col, select

from booking.foundation.doors import Door
from booking.foundation.errors import Conflict, Refused
from booking.foundation.journal import JournalEntry
from booking.foundation.texts import N_
from booking.people.import_rows import PersonRow, is_address
from booking.people.models import Department, Person, PersonRole, Team
from booking.people.passwords import hash_good_password, store_password
from booking.people.permissions import Action, require_may
from booking.people.queries import person_by_email
from booking.people.values import Act, Principal, Role

Named = TypeVar("Named", Department, Team)


class AddressTaken(Conflict):
    code = "address-taken"
    sentence = N_("There is somebody with the e-mail address %(email)s already.")


class NoAddress(Refused):
    code = "no-address"
    sentence = N_("%(email)s is no e-mail address.")


class TeamOfOther(Conflict):
    code = "team-of-other"
    sentence = N_("The team %(team)s is of another department than %(department)s.")


class NoAdministratorLeft(Refused):
    code = "no-administrator-left"
    sentence = N_("Nobody would be administrator any more. Nothing was changed.")


def create_administrator(
    session: Session, email: str, name: str, password: str, *, at: datetime, door: Door
) -> Principal:
    """The first person of the house, made by whoever has the keys of the machine."""
    email = email.strip().lower()
    if not is_address(email):
        raise NoAddress(email=email)
    if person_by_email(session, email) is not None:
        raise AddressTaken(email=email)
    person = Person(email=email, name=name)
    password_hash = hash_good_password(password, person)
    session.add(person)
    session.flush()
    roles = frozenset({Role.EMPLOYEE, Role.ADMINISTRATOR})
    _give_roles(session, _id(person), roles)
    administrator = Principal(id=_id(person), name=person.name, roles=roles)
    act = Act(administrator, at, door)
    _write_down(session, act, "person-created", _id(person), roles)
    store_password(session, act, password_hash)
    return administrator


def take_over_people(session: Session, act: Act, rows: Sequence[PersonRow]) -> Counter[str]:
    """Add who is new and change who differs, known by e-mail address; nobody is removed.

    Returns how many were "added", "changed" and "same".
    """
    require_may(act.by, Action.MANAGE_PEOPLE)
    teams = _teams(session, rows)
    outcome = Counter(_take_over(session, act, row, teams.get(row.team)) for row in rows)
    if not session.exec(select(PersonRole).where(PersonRole.role == Role.ADMINISTRATOR)).first():
        raise NoAdministratorLeft
    return outcome


def _take_over(session: Session, act: Act, row: PersonRow, team_id: int | None) -> str:
    person = person_by_email(session, row.email)
    is_new = person is None
    person = person or Person(email=row.email, name=row.name)
    held = set() if is_new else _roles(session, _id(person))
    roles = row.roles or held or frozenset({Role.EMPLOYEE})
    is_same = (person.name, person.team_id, person.language) == (row.name, team_id, row.language)
    if not is_new and is_same and held == roles:
        return "same"
    person.name, person.team_id, person.language = row.name, team_id, row.language
    session.add(person)
    session.flush()
    _give_roles(session, _id(person), roles)
    _write_down(session, act, "person-created" if is_new else "person-changed", _id(person), roles)
    return "added" if is_new else "changed"


def _teams(session: Session, rows: Iterable[PersonRow]) -> dict[str, int]:
    """The number of each team by name; new teams and departments are made."""
    departments = {d.name: d for d in session.exec(select(Department))}
    teams = {t.name: t for t in session.exec(select(Team))}
    for row in rows:
        if row.department and row.department not in departments:
            departments[row.department] = _added(session, Department(name=row.department))
        if not row.team:
            continue
        department_id = departments[row.department].id
        assert department_id is not None
        if row.team not in teams:
            teams[row.team] = _added(session, Team(name=row.team, department_id=department_id))
        if teams[row.team].department_id != department_id:
            raise TeamOfOther(team=row.team, department=row.department)
    return {name: team.id for name, team in teams.items() if team.id is not None}


def _added(session: Session, row: Named) -> Named:
    session.add(row)
    session.flush()
    return row


def _roles(session: Session, person_id: int) -> set[Role]:
    statement = select(PersonRole).where(PersonRole.person_id == person_id)
    return {row.role for row in session.exec(statement)}


def _give_roles(session: Session, person_id: int, roles: Iterable[Role]) -> None:
    session.execute(delete(PersonRole).where(col(PersonRole.person_id) == person_id))
    session.add_all(PersonRole(person_id=person_id, role=role) for role in sorted(roles))
    session.flush()


def _write_down(
    session: Session, act: Act, verb: str, person_id: int, roles: Iterable[Role]
) -> None:
    session.add(
        JournalEntry(at=act.at, actor_id=act.by.id, door=act.door, action=verb,
                     subject_kind="person", subject_id=str(person_id),
                     after={"roles": sorted(roles)})
    )  # fmt: skip
    session.flush()


def _id(person: Person) -> int:
    assert person.id is not None, "a stored person has a number"
    return person.id
