"""Who answers requests for the rooms of a zone, and who does when they are away."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from booking.foundation.errors import Refused
from booking.foundation.texts import N_
from booking.people.acts import write_down
from booking.people.finding import is_staff_member
from booking.people.models import Person, ZoneApprover
from booking.people.permissions import Action, NotThere, require_may
from booking.people.queries import people_who_may, stored
from booking.people.values import Act
from booking.spaces.models import Zone


class DeputyIsApprover(Refused):
    code = "deputy-is-approver"
    sentence = N_("Choose somebody else as the deputy.")


class DeputyOfNobody(Refused):
    code = "deputy-of-nobody"
    sentence = N_("Choose first who decides: a deputy stands in for somebody.")


def set_approvers(
    session: Session, act: Act, zone_id: int, *, approver_id: int | None, deputy_id: int | None
) -> None:
    """From now on these two answer for the zone; without an approver the facility team does."""
    require_may(act.by, Action.MANAGE_HOUSE)
    stored(session, Zone, zone_id)
    _require_two(session, approver_id, deputy_id)
    row = session.get(ZoneApprover, zone_id)
    before = _written(row)
    if approver_id is None:
        forget_approvers(session, zone_id)
        row = None
    else:
        is_new = row is None or row.approver_id != approver_id
        row = row or ZoneApprover(zone_id=zone_id, approver_id=approver_id)
        row.approver_id, row.deputy_id = approver_id, deputy_id
        row.away_until = None if is_new else row.away_until
        session.add(row)
        session.flush()
    if _written(row) != before:
        write_down(session, act, "approvers-set", ("zone", zone_id), before=before,
                   after=_written(row))  # fmt: skip


def forget_approvers(session: Session, zone_id: int) -> None:
    session.execute(delete(ZoneApprover).where(col(ZoneApprover.zone_id) == zone_id))


def say_away(session: Session, act: Act, until: date | None) -> None:
    """Through ``until`` the deputies hear of what is asked of this approver; None: no longer."""
    require_may(act.by, Action.SEE_REQUESTS)
    session.execute(
        update(ZoneApprover)
        .where(col(ZoneApprover.approver_id) == act.by.id)
        .values(away_until=until)
    )


def approvers_by_zone(session: Session) -> Mapping[int, ZoneApprover]:
    return {row.zone_id: row for row in session.exec(select(ZoneApprover))}


def away_until(session: Session, person_id: int) -> date | None:
    """Until when this approver said to be away."""
    statement = select(ZoneApprover).where(ZoneApprover.approver_id == person_id)
    row = session.exec(statement.order_by(col(ZoneApprover.zone_id))).first()
    return row.away_until if row else None


def has_deputy(session: Session, person_id: int) -> bool:
    """Whether somebody stands in for this approver somewhere."""
    statement = select(ZoneApprover.zone_id).where(
        ZoneApprover.approver_id == person_id, col(ZoneApprover.deputy_id).is_not(None)
    )
    return session.exec(statement).first() is not None


def who_is_asked(session: Session, zones: Collection[int], *, today: date) -> Sequence[Person]:
    """Who hears of a request: the approver of its zones, or the deputy while they are away.

    Where nobody was named, or one person cannot answer alone, the facility managers.
    """
    one = who_decides(session, zones, today=today)
    return people_who_may(session, Action.DECIDE_REQUEST) if one is None else [one]


def who_decides(session: Session, zones: Collection[int], *, today: date) -> Person | None:
    """The approver of these zones, or the deputy while they are away; None: the facility team."""
    people = [_asked_in(session, zone, today) for zone in zones]
    return people[0] if people and all(person == people[0] for person in people) else None


def who_is_warned(session: Session, zones: Collection[int]) -> Sequence[Person]:
    """Who hears that an answer is late: the deputies, and the facility managers."""
    statement = select(ZoneApprover.deputy_id).where(col(ZoneApprover.zone_id).in_(zones))
    deputies = [_at_work(session, number) for number in session.exec(statement)]
    warned = [p for p in deputies if p] + list(people_who_may(session, Action.DECIDE_REQUEST))
    return list({person.id: person for person in warned}.values())


def people_deciding(session: Session, zone_id: int) -> Iterator[int]:
    """The approver and the deputy of a zone."""
    row = session.get(ZoneApprover, zone_id)
    if row is not None:
        yield row.approver_id
        if row.deputy_id is not None:
            yield row.deputy_id


def _asked_in(session: Session, zone_id: int, today: date) -> Person | None:
    row = session.get(ZoneApprover, zone_id)
    if row is None:
        return None
    approver, deputy = _at_work(session, row.approver_id), _at_work(session, row.deputy_id)
    is_away = row.away_until is not None and today <= row.away_until
    return deputy or approver if is_away or approver is None else approver


def _at_work(session: Session, person_id: int | None) -> Person | None:
    if person_id is None or not is_staff_member(session, person_id):
        return None
    return session.get(Person, person_id)


def _require_two(session: Session, approver_id: int | None, deputy_id: int | None) -> None:
    if deputy_id is not None and approver_id is None:
        raise DeputyOfNobody
    if deputy_id is not None and deputy_id == approver_id:
        raise DeputyIsApprover
    for number in (approver_id, deputy_id):
        if number is not None and not is_staff_member(session, number):
            raise NotThere(f"no colleague {number}")


def _written(row: ZoneApprover | None) -> dict[str, int | None] | None:
    return {"approver": row.approver_id, "deputy": row.deputy_id} if row else None
