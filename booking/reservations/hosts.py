"""Who may be named as the one who receives the visitors."""

from collections.abc import Sequence

from sqlmodel import Session, col, func, select

from booking.people.finding import is_staff_member
from booking.people.models import Person
from booking.people.permissions import NotAllowed
from booking.people.values import Principal
from booking.reservations.models import Reservation

KNOWN_MAX = 20


def hosts_known_to(session: Session, partner_id: int) -> Sequence[Person]:
    """Who received this organisation before and still works here, the latest first.

    A partner's contact chooses among these: looking among all staff is not for them.
    """
    latest = func.max(Reservation.starts_at)
    statement = (
        select(Person)
        .join(Reservation, col(Reservation.host_id) == Person.id)
        .where(Reservation.partner_id == partner_id, col(Person.disabled_at).is_(None))
        .group_by(col(Person.id))
        .order_by(latest.desc(), col(Person.id))
        .limit(KNOWN_MAX)
    )
    return session.exec(statement).all()


def require_may_name_host(session: Session, by: Principal, host_id: int | None) -> None:
    """A host works here; a partner's contact names only whom they know. Raises NotAllowed."""
    if host_id is None:
        return
    if by.partner_id is not None:
        known = hosts_known_to(session, by.partner_id)
        is_allowed = host_id in {person.id for person in known}
    else:
        is_allowed = is_staff_member(session, host_id)
    if not is_allowed:
        raise NotAllowed(f"host {host_id} named by {by.id}")
