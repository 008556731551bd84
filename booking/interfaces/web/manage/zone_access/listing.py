"""For whom each zone is, by floor: who comes first, and until when that holds."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from booking.foundation.formats import show_date
from booking.foundation.texts import plural_text, text
from booking.spaces.values import Floor, Stock
from booking.spaces.zone_grants import ZoneGrant, ZoneParty

ONE_DAY = timedelta(days=1)
Names = Mapping[tuple[ZoneParty, int | None], str]


def floors_listed(
    stock: Stock, names: Names, buildings: Mapping[int, str], today: date
) -> list[dict[str, Any]]:
    """For manage/zone_access/index.html: the floors that have zones, the lowest first."""
    floors = sorted(stock.floors.values(), key=lambda floor: (floor.building_id, floor.level))
    found = ((_called(floor, buildings), _zones_of(stock, floor.id)) for floor in floors)
    return [
        {
            "name": name,
            "limited": [_zone(stock, z, names, today) for z in zones if _is_said(stock, z, today)],
            "open": [{"href": z, "name": stock.zones[z].name}
                     for z in zones if not _is_said(stock, z, today)],
        }
        for name, zones in found
        if zones
    ]  # fmt: skip


def _called(floor: Floor, buildings: Mapping[int, str]) -> str:
    return floor.name if len(buildings) == 1 else f"{buildings[floor.building_id]}, {floor.name}"


def _zones_of(stock: Stock, floor_id: int) -> list[int]:
    zones = (zone for zone in stock.zones.values() if zone.floor_id == floor_id)
    return [zone.id for zone in sorted(zones, key=lambda zone: zone.name)]


def _is_said(stock: Stock, zone_id: int, today: date) -> bool:
    """Whether something is said of it, now or later."""
    grants = stock.zone_grants.get(zone_id, ())
    return any(grant.valid_until is None or today < grant.valid_until for grant in grants)


def _zone(stock: Stock, zone_id: int, names: Names, today: date) -> dict[str, Any]:
    holding = grants_on(stock, zone_id, today)
    edges = _edges(stock.zone_grants.get(zone_id, ()))
    return {
        "id": zone_id,
        "name": stock.zones[zone_id].name,
        "is_limited": bool(holding),
        "lines": in_words(holding, names),
        "when": _validity(holding),
        "planned": [
            {"from": show_date(day),
             "sentences": in_words(grants_on(stock, zone_id, day), names)}
            for day in sorted(day for day in edges if today < day)
        ],
    }  # fmt: skip


def _edges(grants: Iterable[ZoneGrant]) -> set[date]:
    return {day for grant in grants for day in (grant.valid_from, grant.valid_until) if day}


def grants_on(stock: Stock, zone_id: int, day: date) -> list[ZoneGrant]:
    """Who comes first stands first."""
    holding = [grant for grant in stock.zone_grants.get(zone_id, ()) if grant.holds_on(day)]
    return sorted(holding, key=_turn)


def _turn(grant: ZoneGrant) -> tuple[bool, int]:
    return grant.days_before is not None, -(grant.days_before or 0)


def _validity(holding: Sequence[ZoneGrant]) -> str:
    if not holding:
        return ""
    begin, ends = show_date(holding[0].valid_from), holding[0].valid_until
    if ends is None:
        return text("since %(begin)s", begin=begin)
    last = show_date(ends - ONE_DAY)
    return text("since %(begin)s, up to and including %(end)s", begin=begin, end=last)


def in_words(grants: Sequence[ZoneGrant], names: Names) -> list[str]:
    """Alleen partners, altijd; alle medewerkers vanaf 14 dagen van tevoren."""
    if not grants:
        return [text("Everybody can reserve here.")]
    return [_in_words(grant, names) for grant in grants]


def _in_words(grant: ZoneGrant, names: Names) -> str:
    whom = names.get((grant.party, grant.party_id), "?")
    if grant.days_before is None:
        return text("For %(whom)s, always.", whom=whom)
    return plural_text(
        "For %(whom)s, from %(count)s day before.", "For %(whom)s, from %(count)s days before.",
        grant.days_before, whom=whom,
    )  # fmt: skip
