"""What is done with people; each function is one decision, one verb."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col

from booking.foundation.doors import Door
from booking.foundation.errors import Conflict, Forbidden, Refused
from booking.foundation.texts import N_
from booking.people.acts import write_down
from booking.people.administrators import hold_administrators, require_an_administrator
from booking.people.directory import roles_by_person
from booking.people.import_rows import is_address
from booking.people.models import Person, PersonRole, Team
from booking.people.passwords import hash_good_password, store_password
from booking.people.permissions import (
    Action,
    NotThere,
    may,
    may_change_access,
    require_may,
)
from booking.people.queries import person_by_email, person_stored
from booking.people.sessions import end_sessions_of
from booking.people.sign_in_links import forget_links_of
from booking.people.values import Act, Principal, Role, Sharing


class AddressTaken(Conflict):
    code = "address-taken"
    sentence = N_("There is somebody with the e-mail address %(email)s already.")


class NoAddress(Refused):
    code = "no-address"
    sentence = N_("%(email)s is no e-mail address.")


class OnlyAdministrator(Forbidden):
    code = "only-administrator"
    sentence = N_(
        "Only an administrator gives roles, and changes how people with more roles sign in. "
        "Nothing was changed."
    )


class NotYourself(Refused):
    code = "not-yourself"
    sentence = N_("You cannot do this to yourself. Ask another administrator.")


class OnlyForStaff(Refused):
    code = "only-for-staff"
    sentence = N_("%(name)s is a contact of a partner. Teams and roles are for staff.")


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is known of a person. ``email`` and ``roles`` None: they stay as they are."""

    name: str
    language: str
    team_id: int | None = None
    email: str | None = None
    roles: frozenset[Role] | None = None


def create_administrator(
    session: Session, email: str, name: str, password: str, *, at: datetime, door: Door
) -> Principal:
    """The first person of the house, made by whoever has the keys of the machine."""
    person = Person(email=_free_address(session, email), name=name)
    password_hash = hash_good_password(password, person)
    session.add(person)
    session.flush()
    roles = frozenset({Role.EMPLOYEE, Role.ADMINISTRATOR})
    give_roles(session, id_of(person), roles)
    administrator = Principal(id=id_of(person), name=person.name, roles=roles)
    act = Act(administrator, at, door)
    write_down(session, act, "person-created", ("person", person.id),
               after={"roles": sorted(roles)})  # fmt: skip
    store_password(session, act, password_hash)
    return administrator


def add_person(
    session: Session, act: Act, wanted: Particulars, *, sharing: Sharing = Sharing.NOBODY
) -> Person:
    """Somebody of the staff joins; who may not give roles adds employees only.

    ``sharing`` is who sees that they are in until they choose for themselves.
    """
    require_may(act.by, Action.MANAGE_PEOPLE)
    roles = wanted.roles or frozenset({Role.EMPLOYEE})
    _require_may_give(act, roles, held={Role.EMPLOYEE})
    person = Person(email=_free_address(session, wanted.email or ""), name=wanted.name,
                    language=wanted.language, team_id=_team_id(session, wanted),
                    sharing=sharing)  # fmt: skip
    return _enrol(session, act, person, roles)


def add_contact(session: Session, act: Act, partner_id: int, *, name: str, email: str) -> Person:
    """Somebody may come for this partner, and signs in by a mailed link. Again is welcome back.

    Raises :class:`AddressTaken` for somebody of the staff or of another partner.
    """
    require_may(act.by, Action.MANAGE_PEOPLE)
    known = person_by_email(session, email)
    if known is None:
        person = Person(email=_free_address(session, email), name=name, partner_id=partner_id)
        return _enrol(session, act, person, {Role.PARTNER_CONTACT})
    if known.partner_id != partner_id:
        raise AddressTaken(email=known.email)
    known.name = name
    enable_person(session, act, id_of(known))
    return known


def change_person(session: Session, act: Act, person_id: int, wanted: Particulars) -> None:
    """Store what differs. Another e-mail address ends sessions and links that were sent."""
    require_may(act.by, Action.MANAGE_PEOPLE)
    hold_administrators(session)
    person = person_stored(session, person_id)
    held = roles_by_person(session, [person_id])[person_id]
    if person.partner_id is not None and (wanted.team_id or wanted.roles is not None):
        raise OnlyForStaff(name=person.name)
    changed = _renamed(person, wanted, _team_id(session, wanted))
    changed |= _moved(session, act, person, held, wanted.email)
    if wanted.roles is not None and wanted.roles != held:
        _require_may_give(act, wanted.roles, held=held)
        give_roles(session, person_id, wanted.roles)
        require_an_administrator(session)
        changed["roles"] = sorted(wanted.roles)
    if changed:
        write_down(session, act, "person-changed", ("person", person_id), after=changed)


def disable_person(session: Session, act: Act, person_id: int) -> None:
    """Nobody comes in by this account any more; what was reserved stays until somebody acts."""
    hold_administrators(session)
    person = _account_to_change(session, act, person_id)
    if person_id == act.by.id:
        raise NotYourself
    if person.disabled_at is not None:
        return
    person.disabled_at = act.at
    require_an_administrator(session)
    shut_out(session, person_id)
    write_down(session, act, "person-disabled", ("person", person_id))


def enable_person(session: Session, act: Act, person_id: int) -> None:
    person = _account_to_change(session, act, person_id)
    if person.disabled_at is None:
        return
    person.disabled_at = None
    write_down(session, act, "person-enabled", ("person", person_id))


def reset_codes(session: Session, act: Act, person_id: int) -> None:
    """The phone with the codes is lost: at the next sign-in a new one is set up."""
    if not may(act.by, Action.GIVE_ROLES):
        raise OnlyAdministrator
    if person_id == act.by.id:
        raise NotYourself
    person = person_stored(session, person_id)
    person.totp_secret, person.totp_last_step = None, None
    shut_out(session, person_id)
    write_down(session, act, "codes-reset", ("person", person_id))


def shut_out(session: Session, person_id: int) -> None:
    """Sign this person out everywhere; links and half sign-ins lead nowhere."""
    end_sessions_of(session, person_id)
    forget_links_of(session, person_id)


def give_roles(session: Session, person_id: int, roles: Iterable[Role]) -> None:
    session.execute(delete(PersonRole).where(col(PersonRole.person_id) == person_id))
    session.add_all(PersonRole(person_id=person_id, role=role) for role in sorted(roles))
    session.flush()


def id_of(person: Person) -> int:
    assert person.id is not None, "a stored person has a number"
    return person.id


def _enrol(session: Session, act: Act, person: Person, roles: Collection[Role]) -> Person:
    session.add(person)
    session.flush()
    give_roles(session, id_of(person), roles)
    write_down(session, act, "person-created", ("person", person.id),
               after={"roles": sorted(roles)})  # fmt: skip
    return person


def _free_address(session: Session, email: str) -> str:
    email = email.strip().lower()
    if not is_address(email):
        raise NoAddress(email=email)
    if person_by_email(session, email) is not None:
        raise AddressTaken(email=email)
    return email


def _team_id(session: Session, wanted: Particulars) -> int | None:
    if wanted.team_id is not None and session.get(Team, wanted.team_id) is None:
        raise NotThere(f"no team {wanted.team_id}")
    return wanted.team_id


def _account_to_change(session: Session, act: Act, person_id: int) -> Person:
    require_may(act.by, Action.MANAGE_PEOPLE)
    person = person_stored(session, person_id)
    if not may_change_access(act.by, roles_by_person(session, [person_id])[person_id]):
        raise OnlyAdministrator
    return person


def _require_may_give(act: Act, roles: Collection[Role], *, held: Collection[Role]) -> None:
    """``held``: the roles somebody has, or gets by joining; to take one away is to give too."""
    if set(roles) != set(held) and not may(act.by, Action.GIVE_ROLES):
        raise OnlyAdministrator


def _renamed(person: Person, wanted: Particulars, team_id: int | None) -> dict[str, Any]:
    """Give the person name, language and team.

    What was other before, for the journal. It names nobody: a name or an address "changed".
    """
    changed: dict[str, Any] = {}
    if person.name != wanted.name:
        changed["name"] = "changed"
    if person.language != wanted.language:
        changed["language"] = wanted.language
    if person.team_id != team_id:
        changed["team"] = team_id
    person.name, person.language, person.team_id = wanted.name, wanted.language, team_id
    return changed


def _moved(
    session: Session, act: Act, person: Person, held: Collection[Role], email: str | None
) -> dict[str, Any]:
    """Give the person another address, if it is another."""
    if email is None or email.strip().lower() == person.email:
        return {}
    if not may_change_access(act.by, held):
        raise OnlyAdministrator
    person.email = _free_address(session, email)
    shut_out(session, id_of(person))
    return {"email": "changed"}
