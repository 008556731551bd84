"""Whether a zone keeps somebody from reserving in it. Pure."""

from datetime import date, datetime

from booking.foundation.local_time import day_of
from booking.people.values import Party, Principal
from booking.reservations.values import Objection, Reason
from booking.spaces.values import BookableSpace, Stock
from booking.spaces.zone_access import shut_for


def objections_to_zone(
    space: BookableSpace,
    day: date,
    stock: Stock,
    *,
    person: Principal,
    party: Party | None = None,
    now: datetime,
) -> list[Objection]:
    """Whether the zone of ``space`` is for others on ``day``, or not open to them yet."""
    shut = shut_for(
        space, stock, day, person=person, party=party or person.party, today=day_of(now)
    )  # fmt: skip
    if shut is None:
        return []
    facts = {"space": space.name, "zone": shut.zone_name, "since": shut.since}
    if shut.opens_on is None:
        return [Objection(Reason.FOR_OTHERS, facts)]
    return [Objection(Reason.OPENS_LATER, {"opens": shut.opens_on, **facts})]
