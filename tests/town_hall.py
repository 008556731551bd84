"""Builders of the town hall that the tests play in, and its standing cast.

A small house: two floors, six desks, four rooms of which one divides into A and B.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlmodel import Session, SQLModel

from booking.foundation.doors import Door
from booking.foundation.local_time import day_of, local_period
from booking.foundation.periods import Period
from booking.people.models import Department, Partner, Person, PersonRole, Team
from booking.people.partners import PartnerParticulars, change_partner
from booking.people.queries import principal_of
from booking.people.values import Act, PartnerKind, Principal, Role, Sharing
from booking.spaces.models import (
    Building,
    Equipment,
    Floor,
    OpeningHours,
    Space,
    SpaceEquipment,
    SpaceLayout,
    SpaceTerm,
    SpaceUnit,
    StockVersion,
    Unit,
    Zone,
)
from booking.spaces.values import Audience, LayoutKind, SpaceKind, ZoneKind

FROM = date(2020, 1, 1)


@dataclass
class TownHall:
    """The numbers of what was built, and the cast by first name."""

    building: int
    spaces: dict[str, int]
    zones: dict[str, int]
    cast: dict[str, Principal]

    def act(self, name: str, at: datetime, door: Door = Door.WEB) -> Act:
        return Act(self.cast[name], at, door)


def at(day: date, begin: str, until: str) -> Period:
    """``at(MONDAY, "10:00", "11:00")`` in wall-clock time."""
    return local_period(day, time.fromisoformat(begin), time.fromisoformat(until))


def build(session: Session) -> TownHall:
    """Build the house and let the cast move in."""
    building = _add(session, Building(name="Stadhuis", address="Stadsplein 1"))
    ground, first = (
        _add(session, Floor(building_id=building, level=n, name=name, plan_width=600,
                            plan_height=320))
        for n, name in ((0, "Begane grond"), (1, "Eerste verdieping"))
    )  # fmt: skip
    services = _add(session, Department(name="Dienstverlening"))
    grounds = _add(session, Department(name="Ruimte"))
    zones = {
        "plein": add_zone(session, ground, "Publieksplein", ZoneKind.PUBLIC, None, 0),
        "team": add_zone(session, first, "Team Burgerzaken", ZoneKind.TEAM, services, 0),
        "stil": add_zone(session, first, "Stiltezone", ZoneKind.SILENCE, None, 200),
        "overleg": add_zone(session, first, "Overleg", ZoneKind.MEETING, None, 400),
    }
    for code in ("screen", "hearing_loop", "adjustable"):
        session.add(Equipment(code=code, name=code.replace("_", " ").capitalize(), icon=code))
    session.flush()
    spaces: dict[str, int] = {}
    for n in range(1, 7):
        zone = zones["team"] if n <= 4 else zones["stil"]
        spaces[f"D{n}"] = add_space(session, building, zone, f"1.D0{n}", f"Werkplek 1.D0{n}",
                                    SpaceKind.DESK, 1, equipment=("adjustable",) if n == 1 else (),
                                    box=(20 + 40 * n, 40, 16, 8))  # fmt: skip
    spaces["raadzaal"] = add_space(
        session, building, zones["plein"], "0.01", "Raadzaal", SpaceKind.ROOM, 60,
        buffer=30, needs_approval=True, audience=Audience.PARTNERS,
        equipment=("screen", "hearing_loop"), accessible=True,
        layouts={LayoutKind.THEATRE: 80, LayoutKind.U_SHAPE: 30}, box=(20, 100, 120, 80),
    )  # fmt: skip
    spaces["beuk"] = add_space(session, building, zones["overleg"], "1.14", "De Beuk",
                               SpaceKind.ROOM, 8, audience=Audience.PARTNERS,
                               equipment=("screen",), box=(420, 20, 60, 40))  # fmt: skip
    unit_a, unit_b = (_add(session, Unit(name=f"Linde {part}")) for part in "AB")
    for name, units, seats in (("linde_a", [unit_a], 6), ("linde_b", [unit_b], 6),
                               ("linde", [unit_a, unit_b], 14)):  # fmt: skip
        letter = {"linde_a": " A", "linde_b": " B", "linde": ""}[name]
        spaces[name] = add_space(session, building, zones["overleg"], f"1.12{letter.strip()}",
                                 f"De Linde{letter}", SpaceKind.ROOM, seats, units=units,
                                 box=(420, 80, 60, 40))  # fmt: skip
    for weekday in range(5):
        session.add(OpeningHours(building_id=building, weekday=weekday, opens=time(8),
                                 closes=time(18), valid_from=FROM))  # fmt: skip
    session.add(StockVersion())
    session.flush()
    return TownHall(building, spaces, zones, _cast(session, services, grounds, zones["team"]))


def add_desks(session: Session, hall: TownHall, zone: str, count: int) -> None:
    """Numbered 0.D01 and on, by the name of the zone and a number."""
    for n in range(1, count + 1):
        hall.spaces[f"{zone}{n}"] = add_space(
            session, hall.building, hall.zones[zone], f"0.D{n:02}", f"Werkplek 0.D{n:02}",
            SpaceKind.DESK, 1, box=(200 + 20 * n, 250, 16, 8),
        )  # fmt: skip


def judge(session: Session, hall: TownHall, now: datetime, *, is_judged: bool = True) -> None:
    """Let Els say of the partner that Ravi comes for whether all they ask for is judged."""
    ravi = hall.cast["ravi"]
    partner = session.get_one(Partner, ravi.partner_id)
    wanted = PartnerParticulars(partner.name, partner.kind, partner.term_from,
                                needs_approval=is_judged)  # fmt: skip
    change_partner(session, hall.act("els", now), partner.id or 0, wanted)
    session.flush()
    found = principal_of(session, ravi.id, today=day_of(now))
    assert found is not None, "Ravi may come in"
    hall.cast["ravi"] = found


def let_readers_in(session: Session, hall: TownHall) -> None:
    """Hanna of the council and Wim of the works council: for the figures, and nothing else."""
    for first_name, role in (("hanna", Role.COUNCIL), ("wim", Role.WORKS_COUNCIL)):
        name = first_name.capitalize()
        person = _add(session, Person(email=f"{first_name}@voorbeeldstad.example", name=name))
        session.add(PersonRole(person_id=person, role=role))
        hall.cast[first_name] = Principal(id=person, name=name, roles=frozenset({role}))
    session.flush()


def _cast(session: Session, services: int, grounds: int, home: int) -> dict[str, Principal]:
    team = _add(session, Team(department_id=services, name="Burgerzaken", home_zone_id=home))
    other = _add(session, Team(department_id=grounds, name="Vergunningen"))
    partners = [
        _add(session, Partner(name=name, kind=PartnerKind.CHAIN_PARTNER, term_from=FROM))
        for name in ("Stichting Welzijn", "Regiopolitie")
    ]
    staff = [Role.EMPLOYEE]
    people = {
        "fatima": ("Fatima el Amrani", staff, team, None, Sharing.TEAM),
        "joost": ("Joost de Vries", staff, team, None, Sharing.TEAM),
        "noor": ("Noor Bakker", [*staff, Role.RECEPTIONIST], team, None, Sharing.NOBODY),
        "els": ("Els van Dijk", [*staff, Role.FACILITY_MANAGER], other, None, Sharing.NOBODY),
        "samir": ("Samir Haddad", [*staff, Role.ADMINISTRATOR], other, None, Sharing.NOBODY),
        "bram": ("Bram Jansen", staff, other, None, Sharing.NOBODY),
        "ravi": ("Ravi Sharma", [Role.PARTNER_CONTACT], None, partners[0], Sharing.NOBODY),
        "pia": ("Pia Smit", [Role.PARTNER_CONTACT], None, partners[1], Sharing.NOBODY),
    }
    cast = {}
    departments = {team: services, other: grounds}
    for first_name, (name, roles, team_id, partner_id, sharing) in people.items():
        person = _add(session, Person(email=f"{first_name}@voorbeeldstad.example", name=name,
                                      team_id=team_id, partner_id=partner_id,
                                      sharing=sharing))  # fmt: skip
        session.add_all(PersonRole(person_id=person, role=role) for role in roles)
        cast[first_name] = Principal(
            id=person, name=name, roles=frozenset(roles), team_id=team_id, partner_id=partner_id,
            department_id=departments.get(team_id or 0),
        )  # fmt: skip
    session.flush()
    return cast


def add_zone(
    session: Session, floor: int, name: str, kind: ZoneKind, department: int | None, x: int
) -> int:
    return _add(session, Zone(floor_id=floor, name=name, kind=kind, department_id=department,
                              plan_x=x, plan_y=0, plan_width=190, plan_height=320))  # fmt: skip


def add_space(
    session: Session,
    building: int,
    zone: int,
    number: str,
    name: str,
    kind: SpaceKind,
    capacity: int,
    *,
    units: list[int] | None = None,
    buffer: int = 0,
    needs_approval: bool = False,
    audience: Audience = Audience.STAFF,
    equipment: tuple[str, ...] = (),
    accessible: bool = False,
    layouts: dict[LayoutKind, int] | None = None,
    box: tuple[int, int, int, int],
) -> int:
    x, y, width, height = box
    space = _add(
        session,
        Space(building_id=building, number=number, name=name, kind=kind,
              buffer_before_minutes=buffer, buffer_after_minutes=buffer,
              needs_approval=needs_approval, audience=audience, is_accessible=accessible,
              plan_x=x, plan_y=y, plan_width=width, plan_height=height),
    )  # fmt: skip
    session.add(SpaceTerm(space_id=space, zone_id=zone, capacity=capacity, valid_from=FROM))
    for unit in units or [_add(session, Unit(name=name))]:
        session.add(SpaceUnit(space_id=space, unit_id=unit))
    session.add_all(SpaceEquipment(space_id=space, equipment_code=code) for code in equipment)
    session.add_all(
        SpaceLayout(space_id=space, kind=layout, capacity=seats)
        for layout, seats in (layouts or {}).items()
    )
    return space


def _add(session: Session, row: SQLModel) -> int:
    session.add(row)
    session.flush()
    number: int = row.id  # type: ignore[attr-defined]
    return number
