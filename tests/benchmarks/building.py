"""A large town hall to measure in: four floors, 200 rooms, 320 desks, a thousand employees."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count

from sqlmodel import Session, SQLModel

from booking.foundation.database import Database
from booking.foundation.ids import token_hash
from booking.people.models import Department, Person, PersonRole, Team, WebSession
from booking.people.values import Role
from booking.spaces.models import (
    Building,
    Equipment,
    Floor,
    OpeningHours,
    Space,
    SpaceEquipment,
    SpaceTerm,
    SpaceUnit,
    StockVersion,
    Unit,
    Zone,
)
from booking.spaces.values import SpaceKind, ZoneKind

FLOORS, ROOMS_PER_FLOOR, DESKS_PER_TEAM, TEAMS_PER_FLOOR = 4, 50, 40, 2
PEOPLE = 1000
FACILITY_MANAGER = 1
OPENS, CLOSES = time(8), time(18)
FROM = date(2010, 1, 1)


@dataclass(frozen=True, slots=True)
class Place:
    """A desk or a room with a unit, a zone and a term of the same numbers all its life."""

    id: int
    number: str
    zone_id: int
    kind: SpaceKind
    capacity: int
    level: int


def places() -> list[Place]:
    """Every place of the house, rooms first: numbers are the same in every database."""
    return [*_rooms(), *_desks()]


def _rooms() -> Iterator[Place]:
    for n in range(FLOORS * ROOMS_PER_FLOOR):
        level, index = divmod(n, ROOMS_PER_FLOOR)
        capacity = 4 + 2 * (index % 8)
        yield Place(n + 1, f"{level}.{index + 1:02}", meeting_zone(level), SpaceKind.ROOM,
                    capacity, level)  # fmt: skip


def _desks() -> Iterator[Place]:
    first = FLOORS * ROOMS_PER_FLOOR + 1
    for n in range(FLOORS * TEAMS_PER_FLOOR * DESKS_PER_TEAM):
        team, index = divmod(n, DESKS_PER_TEAM)
        level, part = divmod(team, TEAMS_PER_FLOOR)
        yield Place(first + n, f"{level}.{'NZ'[part]}{index + 1:02}",
                    meeting_zone(level) + 1 + part, SpaceKind.DESK, 1, level)  # fmt: skip


def meeting_zone(level: int) -> int:
    """The zone of the rooms of a floor; those of its teams follow it."""
    return 1 + level * (1 + TEAMS_PER_FLOOR)


def zone_ids() -> range:
    return range(1, FLOORS * (1 + TEAMS_PER_FLOOR) + 1)


def build(session: Session) -> None:
    """Store the house and its people."""
    _store(session, Building(id=1, name="Stadhuis"), Department(id=1, name="Dienstverlening"))
    _store(session, *(Floor(id=n + 1, building_id=1, level=n, name=f"Verdieping {n}",
                            plan_width=900, plan_height=400) for n in range(FLOORS)))  # fmt: skip
    _store(session, *_zones(), *(Equipment(code=code, name=code) for code in ("screen", "board")))
    _store(session, *(_space(place) for place in places()))
    _store(session, *(Unit(id=place.id, name=place.number) for place in places()))
    _store(session, *(row for place in places() for row in _particulars(place)))
    _store(session, *(OpeningHours(building_id=1, weekday=n, opens=OPENS, closes=CLOSES,
                                   valid_from=FROM) for n in range(5)))  # fmt: skip
    _store(session, StockVersion(), *(Team(id=n, department_id=1, name=f"Team {n}",
                                           home_zone_id=n) for n in zone_ids()))  # fmt: skip
    _store(session, *(_person(n) for n in range(1, PEOPLE + 1)))
    _store(session, *(PersonRole(person_id=n, role=Role.EMPLOYEE) for n in range(1, PEOPLE + 1)))
    _store(session, PersonRole(person_id=FACILITY_MANAGER, role=Role.FACILITY_MANAGER))


def _zones() -> Iterator[Zone]:
    numbers = count(1)
    for level in range(FLOORS):
        for name, kind in (("Overleg", ZoneKind.MEETING), ("Noord", ZoneKind.TEAM),
                           ("Zuid", ZoneKind.TEAM)):  # fmt: skip
            yield Zone(id=next(numbers), floor_id=level + 1, name=name, kind=kind,
                       plan_width=290, plan_height=400)  # fmt: skip


def _space(place: Place) -> Space:
    column, line = place.id % 20, place.id // 20 % 20
    return Space(id=place.id, building_id=1, number=place.number, kind=place.kind,
                 name=f"{'Ruimte' if place.kind is SpaceKind.ROOM else 'Werkplek'} {place.number}",
                 plan_x=column * 40, plan_y=line * 20, plan_width=30, plan_height=15)  # fmt: skip


def _particulars(place: Place) -> Iterator[SQLModel]:
    yield SpaceTerm(space_id=place.id, zone_id=place.zone_id, capacity=place.capacity,
                    valid_from=FROM)  # fmt: skip
    yield SpaceUnit(space_id=place.id, unit_id=place.id)
    if place.kind is SpaceKind.ROOM and place.id % 2:
        yield SpaceEquipment(space_id=place.id, equipment_code="screen")


def _person(number: int) -> Person:
    return Person(id=number, email=f"m{number}@voorbeeldstad.example", name=f"Medewerker {number}",
                  team_id=zone_ids()[number % len(zone_ids())])  # fmt: skip


def _store(session: Session, *rows: SQLModel) -> None:
    """Now, so that what comes after can point to it."""
    session.add_all(rows)
    session.flush()


def sign_in(database: Database, person_ids: range, *, now: datetime) -> list[str]:
    """Session tokens of these people, signed in just now."""
    tokens = {number: f"measured-{number:06}" for number in person_ids}
    with database.writing() as session:
        for number, token in tokens.items():
            session.merge(
                WebSession(
                    token_hash=token_hash(token), person_id=number, browser="benchmark",
                    created_at=now, seen_at=now, expires_at=now + timedelta(days=1),
                )
            )  # fmt: skip
    return list(tokens.values())
