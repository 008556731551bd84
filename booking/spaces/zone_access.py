"""Who may reserve in a zone, and from how many days before. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from booking.people.permissions import Action, may
from booking.people.values import Party, Principal
from booking.spaces.values import BookableSpace, Stock
from booking.spaces.zone_grants import ZoneGrant, ZoneParty

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ZoneShut:
    """A zone in which somebody cannot reserve for a day: yet, or at all."""

    zone_name: str
    opens_on: date | None
    """From this day on they can; None when never."""
    since: date
    """Since when that holds."""


def is_meant(grant: ZoneGrant, party: Party) -> bool:
    is_partner = party.partner_id is not None
    match grant.party:
        case ZoneParty.PARTNERS:
            return is_partner
        case ZoneParty.STAFF:
            return not is_partner
        case ZoneParty.DEPARTMENT:
            return not is_partner and grant.party_id == party.department_id
        case ZoneParty.TEAM:
            return not is_partner and grant.party_id == party.team_id


def shut_in(zone_id: int, stock: Stock, day: date, *, party: Party, today: date) -> ZoneShut | None:
    """What keeps ``party`` from reserving there for ``day``; None where nothing does.

    A zone about which nothing is said is for everybody. Else it is for whom it names; who is
    named twice has the best of both.
    """
    grants = [g for g in stock.zone_grants.get(zone_id, ()) if g.holds_on(day)]
    if not grants:
        return None
    opens = [opens_on(grant, day) for grant in grants if is_meant(grant, party)]
    if any(first <= today for first in opens):
        return None
    return ZoneShut(stock.zones[zone_id].name, min(opens, default=None), grants[0].valid_from)


def opens_on(grant: ZoneGrant, day: date) -> date:
    return date.min if grant.days_before is None else day - grant.days_before * DAY


def shut_zones(
    stock: Stock, day: date, *, person: Principal, today: date, party: Party | None = None
) -> frozenset[int]:
    """The zones in which ``person`` cannot reserve for ``day``, for ``party`` or themselves."""
    if not stock.zone_grants or may(person, Action.ENTER_ANY_ZONE):
        return frozenset()
    whose = party or person.party
    return frozenset(
        zone_id for zone_id in stock.zone_grants
        if shut_in(zone_id, stock, day, party=whose, today=today)
    )  # fmt: skip


def shut_for(
    space: BookableSpace, stock: Stock, day: date, *, person: Principal, party: Party, today: date
) -> ZoneShut | None:
    """What keeps ``person`` from reserving ``space`` for ``party``."""
    zone = stock.zone_of(space, day) if stock.zone_grants else None
    if zone is None or may(person, Action.ENTER_ANY_ZONE):
        return None
    return shut_in(zone.id, stock, day, party=party, today=today)


def not_shut(
    spaces: Iterable[BookableSpace], stock: Stock, day: date, shut: frozenset[int]
) -> list[BookableSpace]:
    """Those that do not stand in one of the zones ``shut``."""
    if not shut:
        return list(spaces)
    return [s for s in spaces if (zone := stock.zone_of(s, day)) is None or zone.id not in shut]


def senseless(grants: Sequence[ZoneGrant]) -> ZoneGrant | None:
    """One that is named twice, or that gives colleagues no more than all staff has anyway."""
    staff = next((grant for grant in grants if grant.party is ZoneParty.STAFF), None)
    seen = set()
    for grant in grants:
        key = (grant.party, grant.party_id)
        is_of_staff = grant.party in {ZoneParty.DEPARTMENT, ZoneParty.TEAM}
        if key in seen or (staff and is_of_staff and _days(grant) <= _days(staff)):
            return grant
        seen.add(key)
    return None


def _days(grant: ZoneGrant) -> float:
    return float("inf") if grant.days_before is None else grant.days_before
