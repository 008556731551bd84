"""Departments, their teams and who is in them, as the pages show them."""

from typing import Any

from sqlmodel import Session

from booking.foundation.texts import text
from booking.people.directory import (
    count_by_team,
    departments_by_name,
    people_of_team,
    teams_by_name,
)
from booking.people.models import Department, Team
from booking.people.queries import stored
from booking.spaces.queries import current_stock
from booking.spaces.values import Stock, Zone, ZoneKind

HERE = "/beheer/teams"
DEPARTMENTS = f"{HERE}/afdelingen"
NOT_TO_SIT_IN = {ZoneKind.PUBLIC, ZoneKind.MEETING}


def overview(session: Session) -> dict[str, Any]:
    """Every department with its teams."""
    stock, counts, teams = current_stock(session), count_by_team(session), teams_by_name(session)
    return {
        "columns": [{"label": text("Team")}, {"label": text("Home zone")},
                    {"label": text("People"), "numeric": True}],
        "departments": [
            {
                "id": department.id,
                "name": department.name,
                "rows": [_row(team, counts, stock) for team in teams
                         if team.department_id == department.id],
            }
            for department in departments_by_name(session)
        ],
    }  # fmt: skip


def _row(team: Team, counts: dict[int, int], stock: Stock) -> dict[str, Any]:
    zone = stock.zones.get(team.home_zone_id or 0)
    cells = [team.name, _zone_name(zone, stock) if zone else "–", counts.get(team.id or 0, 0)]
    return {"href": f"{HERE}/{team.id}", "cells": cells}


def team_choices(session: Session) -> dict[str, Any]:
    """What the form about a team offers."""
    stock = current_stock(session)
    zones = [zone for zone in stock.zones.values() if zone.kind not in NOT_TO_SIT_IN]
    zones.sort(key=lambda zone: (stock.floors[zone.floor_id].level, zone.name))
    return {
        "departments": [(row.id, row.name) for row in departments_by_name(session)],
        "zones": [("", text("No home zone")),
                  *((zone.id, _zone_name(zone, stock)) for zone in zones)],
    }  # fmt: skip


def team_page(session: Session, number: int) -> dict[str, Any]:
    """Raises :class:`NotThere`."""
    team = stored(session, Team, number)
    return {
        "team": team,
        "people": [{"name": person.name, "href": f"/beheer/mensen/{person.id}",
                    "is_disabled": person.disabled_at is not None}
                   for person in people_of_team(session, number)],
        "values": {"naam": team.name, "afdeling": team.department_id,
                   "zone": team.home_zone_id or ""},
        **team_choices(session),
    }  # fmt: skip


def department_page(session: Session, number: int) -> dict[str, Any]:
    """Raises :class:`NotThere`."""
    department = stored(session, Department, number)
    return {
        "department": department,
        "values": {"naam": department.name},
        "teams": [{"name": team.name, "href": f"{HERE}/{team.id}"}
                  for team in teams_by_name(session) if team.department_id == number],
    }  # fmt: skip


def _zone_name(zone: Zone, stock: Stock) -> str:
    return f"{zone.name}, {stock.floors[zone.floor_id].name}"
