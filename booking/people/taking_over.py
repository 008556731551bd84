"""People from a file: who is new joins, who differs is changed, nobody is removed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, select

from booking.foundation.rows import Fate, Mistake, RowsRefused, Taken, changes_between
from booking.foundation.texts import N_
from booking.people.acts import write_down
from booking.people.administrators import hold_administrators, require_an_administrator
from booking.people.import_rows import ROLES, PersonRow
from booking.people.models import Department, Partner, Person, PersonRole, Team
from booking.people.operations import give_roles, id_of
from booking.people.permissions import Action, may, require_may
from booking.people.values import Act, Role, Sharing

TEAM_OF_OTHER = N_("the team %(team)s is of another department than %(department)s.")
NO_PARTNER = N_("there is no partner of this name.")
NOT_OF_PARTNER = N_("this address is not of a contact of %(partner)s.")
IS_CONTACT = N_("this is a contact of a partner: leave this empty.")
GIVES_NO_ROLES = N_("only an administrator gives roles. Leave this empty.")

WORD_BY_ROLE = {role: word for word, role in ROLES.items()}


@dataclass
class _Known:
    """Everybody and everything that rows refer to, as it stands."""

    people: dict[str, Person] = field(default_factory=dict)
    roles: dict[int, set[Role]] = field(default_factory=lambda: defaultdict(set))
    departments: dict[str, int] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    partners: dict[str, int] = field(default_factory=dict)


def take_over_people(
    session: Session, act: Act, rows: Sequence[PersonRow], *, sharing: Sharing = Sharing.NOBODY
) -> list[Taken]:
    """Add who is new and change who differs, known by e-mail address; a row each comes back.

    New teams and departments are made; ``sharing`` is that of new staff. Raises RowsRefused
    with every row that cannot be.
    """
    require_may(act.by, Action.MANAGE_PEOPLE)
    hold_administrators(session)
    known = _look(session)
    mistakes = [*_misplaced(known, rows), *_mistakes_in_people(act, known, rows)]
    if mistakes:
        raise RowsRefused(sorted(mistakes, key=lambda mistake: mistake.line))
    _make_teams(session, known, rows)
    taken = [_take_over(session, act, known, row, sharing) for row in rows]
    require_an_administrator(session)
    return taken


def _look(session: Session) -> _Known:
    known = _Known(
        people={person.email: person for person in session.exec(select(Person))},
        departments={row.name: row.id or 0 for row in session.exec(select(Department))},
        teams={row.name: row for row in session.exec(select(Team))},
        partners={row.name: row.id or 0 for row in session.exec(select(Partner))},
    )
    for row in session.exec(select(PersonRole)):
        known.roles[row.person_id].add(row.role)
    return known


def _misplaced(known: _Known, rows: Iterable[PersonRow]) -> Iterable[Mistake]:
    """Rows whose team is of another department: as it stands, or by a row before."""
    names = {number: name for name, number in known.departments.items()}
    homes = {team.name: names[team.department_id] for team in known.teams.values()}
    for row in rows:
        if row.team and homes.setdefault(row.team, row.department) != row.department:
            facts = {"team": row.team, "department": row.department}
            yield Mistake(row.line, "team", TEAM_OF_OTHER, facts)


def _mistakes_in_people(act: Act, known: _Known, rows: Iterable[PersonRow]) -> Iterable[Mistake]:
    gives_roles = may(act.by, Action.GIVE_ROLES)
    for row in rows:
        person = known.people.get(row.email)
        if row.partner and row.partner not in known.partners:
            yield Mistake(row.line, "partner", NO_PARTNER, {})
        elif row.partner and person and person.partner_id != known.partners[row.partner]:
            yield Mistake(row.line, "partner", NOT_OF_PARTNER, {"partner": row.partner})
        elif person and person.partner_id is not None and (row.team or row.roles):
            yield Mistake(row.line, "team" if row.team else "rollen", IS_CONTACT, {})
        if not gives_roles and row.roles and row.roles != _roles_held(known, person):
            yield Mistake(row.line, "rollen", GIVES_NO_ROLES, {})


def _roles_held(known: _Known, person: Person | None) -> frozenset[Role]:
    """The roles of somebody; of who is new, those that come by themselves."""
    return frozenset(known.roles[id_of(person)]) if person else frozenset({Role.EMPLOYEE})


def _make_teams(session: Session, known: _Known, rows: Iterable[PersonRow]) -> None:
    for row in rows:
        if row.department and row.department not in known.departments:
            department = Department(name=row.department)
            session.add(department)
            session.flush()
            known.departments[row.department] = department.id or 0
        if row.team and row.team not in known.teams:
            team = Team(name=row.team, department_id=known.departments[row.department])
            session.add(team)
            session.flush()
            known.teams[row.team] = team


def _take_over(
    session: Session, act: Act, known: _Known, row: PersonRow, sharing: Sharing
) -> Taken:
    person = known.people.get(row.email)
    before = _picture(known, person) if person else {}
    roles = _roles_wanted(known, person, row)
    person, is_new = person or Person(email=row.email, name=row.name), person is None
    person.name, person.language = row.name, row.language
    person.team_id = known.teams[row.team].id if row.team else None
    if is_new:
        person.partner_id = known.partners.get(row.partner)
        person.sharing = Sharing.NOBODY if row.partner else sharing
        session.add(person)
        session.flush()
    held, known.roles[id_of(person)] = known.roles[id_of(person)], set(roles)
    changes = changes_between(before, _picture(known, person))
    if not changes:
        return Taken(row.line, row.email, row.name, Fate.SAME)
    if held != roles:
        give_roles(session, id_of(person), roles)
    verb, fate = ("person-created", Fate.ADDED) if is_new else ("person-changed", Fate.CHANGED)
    write_down(session, act, verb, ("person", person.id), after={"roles": sorted(roles)})
    return Taken(row.line, row.email, row.name, fate, changes)


def _roles_wanted(known: _Known, person: Person | None, row: PersonRow) -> frozenset[Role]:
    if person is None and row.partner:
        return frozenset({Role.PARTNER_CONTACT})
    return row.roles or _roles_held(known, person)


def _picture(known: _Known, person: Person) -> Mapping[str, str]:
    """The person as a row of the file would say it."""
    team = next((team for team in known.teams.values() if team.id == person.team_id), None)
    partners = {number: name for name, number in known.partners.items()}
    departments = {number: name for name, number in known.departments.items()}
    held = known.roles[id_of(person)]
    return {
        "naam": person.name,
        "afdeling": departments[team.department_id] if team else "",
        "team": team.name if team else "",
        "rollen": ", ".join(word for role, word in WORD_BY_ROLE.items() if role in held),
        "taal": person.language,
        "partner": partners.get(person.partner_id or 0, ""),
    }
