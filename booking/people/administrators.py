"""Somebody stays administrator, whatever is done at once."""

from sqlmodel import Session, col, select

from booking.foundation.columns import lock_until_commit
from booking.foundation.errors import Refused
from booking.foundation.texts import N_
from booking.people.models import Person, PersonRole
from booking.people.values import Role

LOCK = 0x61646D69  # "admi": of two who dismiss each other one comes too late


class NoAdministratorLeft(Refused):
    code = "no-administrator-left"
    sentence = N_("Nobody would be administrator any more. Nothing was changed.")


def hold_administrators(session: Session) -> None:
    """Ask this before roles or disabled people are looked at, to be changed."""
    lock_until_commit(session, LOCK)


def require_an_administrator(session: Session) -> None:
    """Raises :class:`NoAdministratorLeft` unless an administrator can sign in."""
    session.flush()
    statement = (
        select(Person.id)
        .join(PersonRole, col(PersonRole.person_id) == Person.id)
        .where(PersonRole.role == Role.ADMINISTRATOR, col(Person.disabled_at).is_(None))
    )
    if session.exec(statement).first() is None:
        raise NoAdministratorLeft
