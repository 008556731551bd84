"""The building as its pages show it: floors, zones, and what stands in them."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from booking.foundation.texts import N_, text
from booking.interfaces.web.manage.spaces.listing import telling_term
from booking.people.directory import departments_by_name
from booking.people.queries import stored
from booking.spaces.buildings import stands_in_zone, stands_on_floor
from booking.spaces.mail_names import Invitable, chosen_name
from booking.spaces.models import Building, Floor, Zone
from booking.spaces.queries import current_stock
from booking.spaces.values import ZoneKind

HERE = "/beheer/gebouw"
ZONE_KINDS: dict[ZoneKind, str] = {
    ZoneKind.OPEN: N_("For everyone"),
    ZoneKind.TEAM: N_("Team area"),
    ZoneKind.SILENCE: N_("Silence area"),
    ZoneKind.MEETING: N_("Meeting area"),
    ZoneKind.PUBLIC: N_("Public area"),
}


def buildings_shown(session: Session, today: date) -> list[dict[str, Any]]:
    """For manage/building/index.html."""
    stock = current_stock(session)
    counts = Counter(telling_term(space, today).zone_id for space in stock.spaces.values())
    departments = {row.id or 0: row.name for row in departments_by_name(session)}
    rows = session.exec(select(Building).order_by(col(Building.name))).all()
    return [
        {
            "id": row.id,
            "name": row.name,
            "address": row.address,
            "href": f"{HERE}/gegevens/{row.id}",
            "floors": [
                _floor_shown(floor, [z for z in stock.zones.values() if z.floor_id == floor.id],
                             counts, departments)
                for floor in stock.floors.values() if floor.building_id == row.id
            ],
        }
        for row in rows
    ]  # fmt: skip


def _floor_shown(
    floor: Any, zones: list[Any], counts: Counter[int], departments: dict[int, str]
) -> dict[str, Any]:
    return {
        "id": floor.id,
        "name": floor.name,
        "level": floor.level,
        "href": f"{HERE}/verdiepingen/{floor.id}",
        "zones": [
            {
                "href": f"{HERE}/zones/{zone.id}",
                "name": zone.name,
                "kind": text(ZONE_KINDS[zone.kind]),
                "department": departments.get(zone.department_id or 0, ""),
                "count": counts[zone.id],
            }
            for zone in sorted(zones, key=lambda zone: zone.name)
        ],
    }


@dataclass(frozen=True, slots=True)
class Part:
    """One building, floor or zone on its own page; ``number`` is None for a new one."""

    kind: str
    """gegevens, verdiepingen or zones, as in the address."""
    number: int | None
    within: int | None = None
    """Of a new floor its building, of a new zone its floor."""

    @property
    def here(self) -> str:
        return f"{HERE}/{self.kind}/{self.number or 'nieuw'}"


TITLES = {
    "gegevens": (N_("New building"), N_("Building")),
    "verdiepingen": (N_("New floor"), N_("Floor")),
    "zones": (N_("New zone"), N_("Zone")),
}


def part_shown(session: Session, part: Part) -> dict[str, Any]:
    """For manage/building/part.html, all but the errors. Raises NotThere."""
    new, known = TITLES[part.kind]
    values, obstacle = _values(session, part)
    return {
        "here": part.here,
        "kind": part.kind,
        "is_new": part.number is None,
        "title": text(new) if part.number is None else str(values["naam"]),
        "over": text(known),
        "within": _within(session, part),
        "values": values,
        "obstacle": obstacle,
        "zone_kinds": [(kind.value, text(word)) for kind, word in ZONE_KINDS.items()],
        "departments": [
            ("", text("No department in particular")),
            *((row.id, row.name) for row in departments_by_name(session)),
        ],
    }


def _within(session: Session, part: Part) -> str:
    """On which floor, or in which building, it is."""
    if part.kind == "zones":
        floor_id = stored(session, Zone, part.number).floor_id if part.number else part.within
        return stored(session, Floor, floor_id or 0).name
    if part.kind == "verdiepingen":
        number = part.number
        building_id = stored(session, Floor, number).building_id if number else part.within
        return stored(session, Building, building_id or 0).name
    return ""


def _values(session: Session, part: Part) -> tuple[dict[str, Any], str]:
    """The form as the part is now, and what keeps it from being removed."""
    empty = {"naam": "", "adres": "", "niveau": "", "soort": ZoneKind.OPEN.value, "afdeling": ""}
    if part.number is None:
        return empty | {"binnen": part.within or ""}, ""
    if part.kind == "gegevens":
        building = stored(session, Building, part.number)
        return empty | {"naam": building.name, "adres": building.address}, ""
    if part.kind == "verdiepingen":
        floor = stored(session, Floor, part.number)
        values = {"naam": floor.name, "niveau": floor.level}
        return empty | values, stands_on_floor(session, part.number)
    zone = stored(session, Zone, part.number)
    values = {"naam": zone.name, "soort": zone.kind.value, "afdeling": zone.department_id or "",
              "mailnaam": chosen_name(session, Invitable(zone_id=part.number))}  # fmt: skip
    return empty | values, stands_in_zone(session, part.number)
