"""Who may reserve for whom: reception for everybody, else whoever was named by the person."""

from collections.abc import Sequence

from sqlalchemy import func
from sqlmodel import Session, col, select

from booking.foundation.errors import Refused
from booking.foundation.texts import N_
from booking.people.acts import write_down
from booking.people.finding import is_staff_member
from booking.people.models import Delegation, Person
from booking.people.permissions import Action, NotAllowed, NotThere, may_reserve_for, require_may
from booking.people.values import Act, Principal

DELEGATES_MAX = 20


class NotYourDelegate(Refused):
    code = "not-your-delegate"
    sentence = N_("Choose a colleague, not yourself.")


class TooManyDelegates(Refused):
    code = "too-many-delegates"
    sentence = N_("At most %(count)s people can reserve for you. Remove one first.")


def name_delegate(session: Session, act: Act, delegate_id: int) -> None:
    """Let a colleague reserve for me from now on; twice is once."""
    require_may(act.by, Action.SEE_DESKS)
    if delegate_id == act.by.id:
        raise NotYourDelegate
    if not is_staff_member(session, delegate_id):
        raise NotThere(f"no colleague {delegate_id}")
    if session.get(Delegation, (act.by.id, delegate_id)) is not None:
        return
    count = select(func.count()).where(Delegation.person_id == act.by.id)
    if session.exec(count).one() >= DELEGATES_MAX:
        raise TooManyDelegates(count=DELEGATES_MAX)
    session.add(Delegation(person_id=act.by.id, delegate_id=delegate_id, named_at=act.at))
    write_down(session, act, "delegate-named", ("person", act.by.id),
               after={"delegate": delegate_id})  # fmt: skip


def remove_delegate(session: Session, act: Act, delegate_id: int) -> None:
    """From now on this colleague reserves nothing for me; what was reserved stays."""
    named = session.get(Delegation, (act.by.id, delegate_id))
    if named is None:
        return
    session.delete(named)
    write_down(session, act, "delegate-removed", ("person", act.by.id),
               after={"delegate": delegate_id})  # fmt: skip


def delegates_of(session: Session, person: Principal) -> Sequence[Person]:
    """Who may reserve for ``person`` because they said so, by name."""
    named = select(Delegation.delegate_id).where(Delegation.person_id == person.id)
    return _active(session, named)


def principals_of(session: Session, delegate: Principal) -> Sequence[Person]:
    """For whom ``delegate`` may reserve because they said so, by name."""
    named = select(Delegation.person_id).where(Delegation.delegate_id == delegate.id)
    return _active(session, named)


def require_may_reserve_for(session: Session, by: Principal, holder: Principal) -> None:
    """Raises :class:`NotAllowed`."""
    if by.id == holder.id:
        return
    is_delegate = session.get(Delegation, (holder.id, by.id)) is not None
    if not may_reserve_for(by, holder, is_delegate=is_delegate):
        raise NotAllowed(f"reserving for {holder.id} by {by.id}")


def _active(session: Session, ids: object) -> Sequence[Person]:
    statement = (
        select(Person)
        .where(col(Person.id).in_(ids), col(Person.disabled_at).is_(None))  # type: ignore[arg-type]
        .order_by(func.lower(Person.name), col(Person.id))
    )
    return session.exec(statement).all()
