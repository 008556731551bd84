"""Saying who may reserve in a zone, from a day on."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from booking.foundation.errors import Refused
from booking.foundation.texts import N_
from booking.people.acts import write_down
from booking.people.queries import stored
from booking.people.values import Act
from booking.spaces import models
from booking.spaces.operations import begin_change
from booking.spaces.zone_access import senseless
from booking.spaces.zone_grants import ZoneGrant


class SenselessGrants(Refused):
    code = "senseless-grants"
    sentence = N_(
        "Somebody stands there twice, or a department or team gets no more than all staff has "
        "anyway. Give them more, or leave them out."
    )


def grants_of(session: Session, zone_id: int) -> Sequence[models.ZoneAccess]:
    table = models.ZoneAccess
    statement = select(table).where(table.zone_id == zone_id)
    return session.exec(statement.order_by(col(table.valid_from), col(table.id))).all()


def set_grants(
    session: Session, act: Act, zone_id: int, grants: Sequence[ZoneGrant], *, begins: date
) -> None:
    """They hold from ``begins`` until others that are planned; without any it is for everybody.

    Raises PastStays, NotThere and :class:`SenselessGrants`.
    """
    begin_change(session, act, from_day=begins)
    stored(session, models.Zone, zone_id)
    if senseless(grants) is not None:
        raise SenselessGrants(f"zone {zone_id}")
    rows = grants_of(session, zone_id)
    until = min((row.valid_from for row in rows if row.valid_from > begins), default=None)
    before = []
    for row in rows:
        if row.valid_from <= begins and (row.valid_until is None or begins < row.valid_until):
            before.append(_facts(row))
            if row.valid_from == begins:
                session.delete(row)
            else:
                row.valid_until = begins
    added = [
        models.ZoneAccess(
            zone_id=zone_id, party=grant.party, party_id=grant.party_id,
            days_before=grant.days_before, valid_from=begins, valid_until=until,
        )
        for grant in grants
    ]  # fmt: skip
    session.add_all(added)
    session.flush()
    after = {"for": [_facts(row) for row in added], "from": begins.isoformat()}
    write_down(session, act, "zone-access-set", ("zone", zone_id), before={"for": before},
               after=after)  # fmt: skip


def _facts(row: models.ZoneAccess) -> dict[str, Any]:
    return {"party": row.party.value, "number": row.party_id, "days_before": row.days_before}
