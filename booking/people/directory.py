"""Who works here or visits for a partner, as those who look after people find them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from booking.people.models import Department, Display, Partner, Person, PersonRole, Team
from booking.people.values import Role

PEOPLE_ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Filter:
    """Which people are looked for; None or empty says nothing about it."""

    words: str = ""
    """A part of the name or of the e-mail address."""
    department_id: int | None = None
    team_id: int | None = None
    partner_id: int | None = None
    role: Role | None = None
    is_disabled: bool | None = False


def people_found(session: Session, wanted: Filter, page: int) -> tuple[list[Person], int]:
    """Page ``page`` (the first is 1) of the people found, by name, and how many there are."""
    found = _matching(wanted)
    count = session.exec(select(func.count()).select_from(found.subquery())).one()
    statement = (
        found.order_by(func.lower(Person.name), col(Person.id))
        .limit(PEOPLE_ON_A_PAGE)
        .offset((page - 1) * PEOPLE_ON_A_PAGE)
    )
    return list(session.exec(statement)), count


def _matching(wanted: Filter) -> SelectOfScalar[Person]:
    found = select(Person).where(col(Person.id).not_in(select(Display.person_id)))
    if wanted.words:
        found = found.where(
            or_(
                col(Person.name).icontains(wanted.words, autoescape=True),
                col(Person.email).icontains(wanted.words, autoescape=True),
            )
        )
    if wanted.team_id is not None:
        found = found.where(Person.team_id == wanted.team_id)
    if wanted.partner_id is not None:
        found = found.where(Person.partner_id == wanted.partner_id)
    if wanted.department_id is not None:
        teams = select(Team.id).where(Team.department_id == wanted.department_id)
        found = found.where(col(Person.team_id).in_(teams))
    if wanted.role is not None:
        holders = select(PersonRole.person_id).where(PersonRole.role == wanted.role)
        found = found.where(col(Person.id).in_(holders))
    if wanted.is_disabled is not None:
        is_active = col(Person.disabled_at).is_(None)
        found = found.where(~is_active if wanted.is_disabled else is_active)
    return found


def roles_by_person(session: Session, person_ids: Collection[int]) -> dict[int, set[Role]]:
    found: dict[int, set[Role]] = defaultdict(set)
    statement = select(PersonRole).where(col(PersonRole.person_id).in_(person_ids))
    for row in session.exec(statement):
        found[row.person_id].add(row.role)
    return found


def departments_by_name(session: Session) -> list[Department]:
    return list(session.exec(select(Department).order_by(func.lower(Department.name))))


def teams_by_name(session: Session) -> list[Team]:
    return list(session.exec(select(Team).order_by(func.lower(Team.name))))


def partners_by_name(session: Session) -> list[Partner]:
    return list(session.exec(select(Partner).order_by(func.lower(Partner.name))))


def people_of_team(session: Session, team_id: int) -> list[Person]:
    """Everybody in the team, the disabled too, by name."""
    return list(session.exec(_by_name().where(Person.team_id == team_id)))


def contacts_of(session: Session, partner_id: int) -> list[Person]:
    """The partner's contacts, the disabled too, by name."""
    return list(session.exec(_by_name().where(Person.partner_id == partner_id)))


def count_by_team(session: Session) -> dict[int, int]:
    """How many people who may sign in each team has."""
    return _counted(session, col(Person.team_id))


def count_by_partner(session: Session) -> dict[int, int]:
    """How many contacts who may sign in each partner has."""
    return _counted(session, col(Person.partner_id))


def _counted(session: Session, column: object) -> dict[int, int]:
    statement = (
        select(column, func.count())  # type: ignore[call-overload]  # a column of Person
        .where(col(Person.disabled_at).is_(None))
        .group_by(column)
    )
    return {number: count for number, count in session.exec(statement) if number is not None}


def _by_name() -> SelectOfScalar[Person]:
    return select(Person).order_by(func.lower(Person.name), col(Person.id))
