"""Read-only questions about people."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from sqlalchemy import bindparam, false, func, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, SQLModel, col, select

from booking.foundation.columns import table_of
from booking.people.models import Display, Partner, Person, PersonRole, Team, ZoneApprover
from booking.people.permissions import ROLES_BY_ACTION, Action, NotThere
from booking.people.values import Party, Principal, Role

APPROVER = table_of(ZoneApprover)
DECIDING = select_columns(APPROVER.c.zone_id, APPROVER.c.approver_id, APPROVER.c.deputy_id).where(
    or_(
        APPROVER.c.approver_id.in_(bindparam("people", expanding=True)),
        APPROVER.c.deputy_id.in_(bindparam("people", expanding=True)),
    )
)

R = TypeVar("R", bound=SQLModel)


def stored(session: Session, table: type[R], key: int | str) -> R:
    """The row with this number or code. Raises :class:`NotThere`."""
    row = session.get(table, key)
    if row is None:
        raise NotThere(f"no {table.__name__} {key}")
    return row


def person_stored(session: Session, person_id: int) -> Person:
    """Raises :class:`NotThere`, also for the account of a display."""
    if session.get(Display, person_id) is not None:
        raise NotThere(f"{person_id} is a display")
    return stored(session, Person, person_id)


def principal_of(session: Session, person_id: int, *, today: date) -> Principal | None:
    """The person as far as rights go; None when disabled or, of a partner, out of term."""
    person = session.get(Person, person_id)
    if person is None or person.disabled_at is not None:
        return None
    partner = session.get_one(Partner, person.partner_id) if person.partner_id else None
    if partner is not None and not is_in_term(partner, today):
        return None
    team = session.get(Team, person.team_id) if person.team_id is not None else None
    held = session.exec(select(PersonRole).where(PersonRole.person_id == person_id))
    decides_in = _decides_in(session, [person_id])[person_id]
    return _principal(person, team, partner, {row.role for row in held}, decides_in)


def principals_of(
    session: Session, person_ids: Collection[int], *, today: date
) -> dict[int, Principal]:
    """As :func:`principal_of` for many, in three statements; who is disabled is not in it."""
    statement = (
        select(Person, Team, Partner)
        .join(Team, col(Team.id) == Person.team_id, isouter=True)
        .join(Partner, col(Partner.id) == Person.partner_id, isouter=True)
        .where(col(Person.id).in_(person_ids), col(Person.disabled_at).is_(None))
    )
    roles: dict[int, set[Role]] = defaultdict(set)
    held = select(PersonRole).where(col(PersonRole.person_id).in_(person_ids))
    for row in session.exec(held):
        roles[row.person_id].add(row.role)
    zones = _decides_in(session, person_ids)
    return {
        person.id or 0: _principal(
            person, team, partner, roles[person.id or 0], zones[person.id or 0]
        )
        for person, team, partner in session.exec(statement)
        if person.partner_id is None or is_in_term(partner, today)
    }


def party_of(session: Session, person_id: int) -> Party:
    """Where somebody belongs, also who may not come in any more."""
    statement = (
        select(Person.team_id, Team.department_id, Person.partner_id,
               func.coalesce(Partner.needs_approval, false()))
        .outerjoin(Team, col(Team.id) == Person.team_id)
        .outerjoin(Partner, col(Partner.id) == Person.partner_id)
        .where(Person.id == person_id)
    )  # fmt: skip
    return Party(person_id, *session.exec(statement).one())


def person_by_email(session: Session, email: str) -> Person | None:
    statement = select(Person).where(Person.email == email.strip().lower())
    return session.exec(statement).one_or_none()


def names_of(session: Session, person_ids: Sequence[int]) -> dict[int, str]:
    statement = select(Person.id, Person.name).where(col(Person.id).in_(person_ids))
    return {number: name for number, name in session.exec(statement) if number is not None}


def names_readable_by(
    session: Session, reader: Principal, person_ids: Sequence[int]
) -> dict[int, str]:
    """Names as far as ``reader`` may know them: a partner's contact only those of the partner."""
    statement = select(Person.id, Person.name).where(col(Person.id).in_(person_ids))
    if reader.partner_id is not None:
        statement = statement.where(Person.partner_id == reader.partner_id)
    return {number: name for number, name in session.exec(statement) if number is not None}


def people_who_may(session: Session, action: Action) -> Sequence[Person]:
    """Everyone whose roles allow ``action`` and who is not disabled, by name."""
    is_allowed = select(PersonRole.person_id).where(
        col(PersonRole.role).in_(sorted(ROLES_BY_ACTION[action]))
    )
    statement = (
        select(Person)
        .where(col(Person.id).in_(is_allowed), col(Person.disabled_at).is_(None))
        .order_by(col(Person.name), col(Person.id))
    )
    return session.exec(statement).all()


def _decides_in(session: Session, person_ids: Collection[int]) -> Mapping[int, set[int]]:
    """The zones in which each is the approver or the deputy."""
    found: dict[int, set[int]] = defaultdict(set)
    for zone_id, *deciding in session.execute(DECIDING, {"people": person_ids}):
        for person_id in deciding:
            found[person_id].add(zone_id)
    return found


def _principal(
    person: Person,
    team: Team | None,
    partner: Partner | None,
    roles: Iterable[Role],
    decides_in: Iterable[int],
) -> Principal:
    assert person.id is not None, "a stored person has a number"
    return Principal(
        id=person.id,
        name=person.name,
        roles=frozenset(roles),
        language=person.language,
        team_id=person.team_id,
        department_id=team.department_id if team else None,
        partner_id=person.partner_id,
        decides_in=frozenset(decides_in),
        needs_approval=partner is not None and partner.needs_approval,
    )


def is_in_term(partner: Partner, today: date) -> bool:
    is_begun = partner.term_from <= today
    return is_begun and (partner.term_until is None or today < partner.term_until)
