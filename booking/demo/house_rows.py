"""The demo house as rows of the tables of spaces, with the numbers they get."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from sqlmodel import SQLModel

from booking.demo.cast import Cast
from booking.demo.closures import check_rule, closures
from booking.demo.opening import (
    COUNCIL_EVENING,
    EVENING_ZONES,
    TUESDAY,
    WEEKLY_HOURS,
    Hours,
    special_days,
)
from booking.demo.plan import Building, Space
from booking.foundation.recurrence import dates_of, write_rule
from booking.people.models import Department
from booking.reservations.quota.models import QuotaRow
from booking.reservations.quota.values import Measure, Per, Subject
from booking.spaces import models
from booking.spaces.equipment import EQUIPMENT
from booking.spaces.values import SpaceKind
from booking.spaces.zone_grants import ZoneParty

BUILDING = 1
CHECKS = 1
"""The one series of closures."""
STANDS_SINCE = date(2015, 1, 1)
TEAM_FIRST_DAYS = 14
PARTNER_QUOTA = {
    "subject": Subject.PARTNER, "subject_id": None, "space_kind": SpaceKind.ROOM, "per": Per.WEEK,
    "count_max": 10, "measure": Measure.COUNT, "valid_from": STANDS_SINCE, "valid_until": None,
}  # fmt: skip
PARTNER_HOURS = PARTNER_QUOTA | {
    "per": Per.MONTH, "count_max": 120, "measure": Measure.HOURS
}  # fmt: skip
HOLIDAYS_KNOWN = timedelta(days=800)


@dataclass(frozen=True, slots=True)
class HouseRows:
    """``tables``: what to insert, in order. ``zones`` and ``spaces``: numbers by key."""

    tables: Sequence[tuple[type[SQLModel], list[dict[str, Any]]]]
    zones: Mapping[str, int]
    spaces: Mapping[str, int]


def house_rows(building: Building, cast: Cast, today: date) -> HouseRows:
    """Every row of the house; opening exceptions reach well to both sides of ``today``."""
    zones = {zone.key: n for n, zone in enumerate(building.zones, 1)}
    spaces = {space.number: n for n, space in enumerate(building.spaces, 1)}
    unit_names = sorted({name for space in building.spaces for name in space.unit_names})
    units = {name: n for n, name in enumerate(unit_names, 1)}
    tables: list[tuple[type[SQLModel], list[dict[str, Any]]]] = [
        (models.Building, [{"id": BUILDING, "name": building.name, "address": building.address}]),
        (models.Floor, list(_floors(building))),
        (Department, list(_departments(cast))),
        (models.Zone, list(_zones(building, cast, zones))),
        (models.Unit, [{"id": n, "name": name} for name, n in units.items()]),
        (models.Equipment, [{"code": code, "name": name, "icon": icon}
                            for code, (name, icon) in EQUIPMENT.items()]),
        (models.Space, [_space(space, spaces[space.number]) for space in building.spaces]),
        (models.SpaceTerm, [_term(s, spaces[s.number], zones[s.zone]) for s in building.spaces]),
        (models.SpaceUnit, [{"space_id": spaces[s.number], "unit_id": units[name]}
                            for s in building.spaces for name in s.unit_names]),
        (models.SpaceEquipment, [{"space_id": spaces[s.number], "equipment_code": code}
                                 for s in building.spaces for code in sorted(s.equipment)]),
        (models.SpaceLayout, [{"space_id": spaces[s.number], "kind": layout.code,
                               "capacity": layout.capacity,
                               "before_minutes": layout.before_minutes,
                               "after_minutes": layout.after_minutes}
                              for s in building.spaces for layout in s.layouts]),
        (models.OpeningHours, list(_opening_hours(building, spaces))),
        (models.OpeningException, list(_exceptions(today))),
        (models.ClosureSeries, [{"id": CHECKS, "rule": write_rule(check_rule(today)),
                                 "first_on": dates_of(check_rule(today), today)[0]}]),
        (models.Closure, list(_closures(today, spaces))),
        (models.ZoneAccess, list(_zone_access(cast, zones))),
        (QuotaRow, [PARTNER_QUOTA, PARTNER_HOURS]),
        (models.StockVersion, [{"id": 1, "v": 1}]),
    ]  # fmt: skip
    return HouseRows(tables, zones, spaces)


def _floors(building: Building) -> Iterator[dict[str, Any]]:
    for floor in building.floors:
        yield {
            "id": floor.level + 1,
            "building_id": BUILDING,
            "level": floor.level,
            "name": floor.name,
            "plan_width": floor.width,
            "plan_height": floor.height,
        }


def _departments(cast: Cast) -> Iterator[dict[str, Any]]:
    for number, department in enumerate(cast.departments, 1):
        yield {"id": number, "name": department.name}


def _zones(building: Building, cast: Cast, numbers: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    departments = {department.key: n for n, department in enumerate(cast.departments, 1)}
    homes = {team.home_zone: departments[team.department] for team in cast.teams}
    for zone in building.zones:
        yield {"id": numbers[zone.key], "floor_id": zone.level + 1, "name": zone.name,
               "kind": zone.kind, "department_id": homes.get(zone.key),
               "plan_x": zone.plan.x, "plan_y": zone.plan.y,
               "plan_width": zone.plan.w, "plan_height": zone.plan.h}  # fmt: skip


def _zone_access(cast: Cast, numbers: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    """The zone of the last team is its own until two weeks before, then everybody's."""
    zone = numbers[cast.teams[-1].home_zone]
    for party, number, days in (
        (ZoneParty.TEAM, len(cast.teams), None),
        (ZoneParty.STAFF, None, TEAM_FIRST_DAYS),
    ):
        yield {"zone_id": zone, "party": party, "party_id": number, "days_before": days,
               "valid_from": STANDS_SINCE, "valid_until": None}  # fmt: skip


def _space(space: Space, number: int) -> dict[str, Any]:
    return {
        "id": number, "building_id": BUILDING, "number": space.number, "name": space.name,
        "kind": space.kind, "grain_minutes": space.grain_minutes,
        "buffer_before_minutes": space.buffer_before_minutes,
        "buffer_after_minutes": space.buffer_after_minutes,
        "needs_approval": space.needs_approval, "audience": space.audience,
        "is_accessible": space.is_accessible,
        "plan_x": space.plan.x, "plan_y": space.plan.y,
        "plan_width": space.plan.w, "plan_height": space.plan.h,
    }  # fmt: skip


def _term(space: Space, space_id: int, zone_id: int) -> dict[str, Any]:
    return {"space_id": space_id, "zone_id": zone_id, "capacity": space.capacity,
            "valid_from": STANDS_SINCE, "valid_until": None}  # fmt: skip


def _opening_hours(building: Building, spaces: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    for weekday, hours in WEEKLY_HOURS.items():
        yield _hours_row(weekday, hours, None)
    for space in building.spaces:
        if space.zone in EVENING_ZONES and space.kind == "room":
            for weekday, hours in (WEEKLY_HOURS | {TUESDAY: COUNCIL_EVENING}).items():
                yield _hours_row(weekday, hours, spaces[space.number])


def _hours_row(weekday: int, hours: Hours, space_id: int | None) -> dict[str, Any]:
    return {"building_id": BUILDING, "space_id": space_id, "weekday": weekday,
            "opens": _clock(hours.opens_minute), "closes": _clock(hours.closes_minute),
            "valid_from": STANDS_SINCE, "valid_until": None}  # fmt: skip


def _exceptions(today: date) -> Iterator[dict[str, Any]]:
    for special in special_days(today - HOLIDAYS_KNOWN, today + HOLIDAYS_KNOWN):
        hours = special.hours
        yield {"building_id": BUILDING, "day": special.day, "name": special.name,
               "opens": _clock(hours.opens_minute) if hours else None,
               "closes": _clock(hours.closes_minute) if hours else None}  # fmt: skip


def _closures(today: date, spaces: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    for closure in closures(today):
        yield {
            "kind": closure.kind,
            "space_id": spaces[closure.space_number],
            "starts_at": closure.period.starts_at,
            "ends_at": closure.period.ends_at,
            "reason": closure.reason,
            "series_id": CHECKS if closure.comes_back else None,
        }


def _clock(minutes: int) -> time:
    return time(*divmod(minutes, 60))
