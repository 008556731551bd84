"""The building, its floors and zones, and the kinds of equipment: only what is empty goes."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlmodel import Session, col, select

from booking.foundation.database import Database
from booking.foundation.journal import JournalEntry
from booking.foundation.texts import speaking
from booking.people.permissions import NotAllowed
from booking.people.values import Act
from booking.spaces.buildings import (
    LevelTaken,
    NameTaken,
    NoSuchDepartment,
    NotEmpty,
    add_building,
    add_floor,
    add_zone,
    change_building,
    change_floor,
    change_zone,
    remove_floor,
    remove_zone,
)
from booking.spaces.furnishing import (
    EquipmentInUse,
    EquipmentNameTaken,
    add_equipment,
    change_equipment,
    remove_equipment,
)
from booking.spaces.models import Equipment, Floor, OpeningHours, Zone
from booking.spaces.queries import current_stock
from booking.spaces.values import ZoneKind
from tests.town_hall import TownHall


@pytest.fixture
def els(hall: TownHall, now: datetime) -> Act:
    return hall.act("els", now)


def floor_id(session: Session, level: int) -> int:
    return session.exec(select(Floor.id).where(Floor.level == level)).one() or 0


def test_a_building_begins_open_on_working_days(
    database: Database, hall: TownHall, els: Act
) -> None:
    with database.writing() as session:
        annex = add_building(session, els, name="Bijgebouw", address="Stadsplein 3")
    with database.reading() as session:
        hours = session.exec(select(OpeningHours).where(OpeningHours.building_id == annex)).all()
        assert sorted(row.weekday for row in hours) == [0, 1, 2, 3, 4]
    with database.writing() as session, pytest.raises(NameTaken):
        add_building(session, els, name="stadhuis", address="")
    with database.writing() as session, pytest.raises(NameTaken):
        change_building(session, els, annex, name="Stadhuis", address="")


def test_a_floor_and_a_zone_come_and_go(database: Database, hall: TownHall, els: Act) -> None:
    with database.writing() as session:
        version = current_stock(session).version
        attic = add_floor(session, els, hall.building, level=2, name="Zolder")
        nook = add_zone(session, els, attic, name="Nis", kind=ZoneKind.OPEN, department_id=None)
        change_floor(session, els, attic, level=3, name="Vliering")
        change_zone(session, els, nook, name="Hoek", kind=ZoneKind.SILENCE, department_id=None)
    with database.reading() as session:
        stock = current_stock(session)
        assert (stock.floors[attic].level, stock.floors[attic].name) == (3, "Vliering")
        assert (stock.zones[nook].name, stock.zones[nook].kind) == ("Hoek", ZoneKind.SILENCE)
        assert stock.version > version
    with database.writing() as session, pytest.raises(NotEmpty) as refusal:
        remove_floor(session, els, attic)
    assert "Hoek" in str(refusal.value.facts["what"])
    with database.writing() as session:
        remove_zone(session, els, nook)
        remove_floor(session, els, attic)
    with database.reading() as session:
        assert session.get(Floor, attic) is None
        assert session.get(Zone, nook) is None
        written = session.exec(select(JournalEntry.action).order_by(col(JournalEntry.number))).all()
    assert written == ["floor-added", "zone-added", "floor-changed", "zone-changed",
                       "zone-removed", "floor-removed"]  # fmt: skip


def test_names_and_levels_are_given_once(database: Database, hall: TownHall, els: Act) -> None:
    with database.writing() as session:
        first = floor_id(session, 1)
    for level, name, error in ((1, "Nieuw", LevelTaken), (5, "eerste verdieping", NameTaken)):
        with database.writing() as session, pytest.raises(error):
            add_floor(session, els, hall.building, level=level, name=name)
    with database.writing() as session, pytest.raises(NameTaken):
        add_zone(session, els, first, name="Stiltezone", kind=ZoneKind.OPEN, department_id=None)
    with database.writing() as session, pytest.raises(NoSuchDepartment):
        add_zone(session, els, first, name="Nieuw", kind=ZoneKind.TEAM, department_id=999)


@pytest.mark.parametrize(
    ("zone", "what"), [("stil", "1.D05, 1.D06"), ("overleg", "1.12, 1.12A"), ("plein", "0.01")]
)
def test_a_zone_says_what_stands_in_it(
    database: Database, hall: TownHall, els: Act, zone: str, what: str
) -> None:
    with database.writing() as session, pytest.raises(NotEmpty) as refusal:
        remove_zone(session, els, hall.zones[zone])
    assert what in str(refusal.value.facts["what"])


def test_equipment_comes_and_goes(database: Database, hall: TownHall, els: Act) -> None:
    with database.writing() as session:
        code = add_equipment(session, els, name="Flip-over (groot)", icon="presentation")
        change_equipment(session, els, code, name="Flip-over", icon="pencil")
    assert code == "flip_over_groot"
    with database.reading() as session:
        item = current_stock(session).equipment[code]
        assert (item.name, item.icon) == ("Flip-over", "pencil")
    with database.writing() as session:
        remove_equipment(session, els, code)
    with database.reading() as session:
        assert code not in current_stock(session).equipment


def test_what_spaces_have_stays(database: Database, hall: TownHall, els: Act) -> None:
    with database.writing() as session, pytest.raises(EquipmentInUse) as refusal:
        remove_equipment(session, els, "screen")
    assert refusal.value.facts["spaces"] == "0.01, 1.14"


def test_a_name_is_given_once_in_every_language(
    database: Database, hall: TownHall, els: Act
) -> None:
    """The town hall has "Hearing loop", which is read as Ringleiding."""
    with database.writing() as session, pytest.raises(EquipmentNameTaken):
        add_equipment(session, els, name="ringleiding", icon="ear")
    with database.writing() as session, speaking("nl"):
        change_equipment(session, els, "hearing_loop", name="Ringleiding", icon="ear")
    with database.reading() as session:
        row = session.get(Equipment, "hearing_loop")
        assert row is not None
        assert (row.name, row.icon) == ("Hearing loop", "ear"), "still read in both languages"


ACTS: dict[str, Callable[[Session, Act, TownHall], object]] = {
    "add building": lambda s, act, _: add_building(s, act, name="X", address=""),
    "change building": lambda s, act, h: change_building(s, act, h.building, name="X", address=""),
    "add floor": lambda s, act, h: add_floor(s, act, h.building, level=9, name="X"),
    "change floor": lambda s, act, _: change_floor(s, act, floor_id(s, 1), level=9, name="X"),
    "remove floor": lambda s, act, _: remove_floor(s, act, floor_id(s, 1)),
    "add zone": lambda s, act, _: add_zone(
        s, act, floor_id(s, 1), name="X", kind=ZoneKind.OPEN, department_id=None),
    "change zone": lambda s, act, h: change_zone(
        s, act, h.zones["stil"], name="X", kind=ZoneKind.OPEN, department_id=None),
    "remove zone": lambda s, act, h: remove_zone(s, act, h.zones["stil"]),
    "add equipment": lambda s, act, _: add_equipment(s, act, name="X", icon="ear"),
    "change equipment": lambda s, act, _: change_equipment(s, act, "screen", name="X", icon="ear"),
    "remove equipment": lambda s, act, _: remove_equipment(s, act, "adjustable"),
}  # fmt: skip


@pytest.mark.parametrize("what", ACTS)
@pytest.mark.parametrize("name", ["bram", "noor", "ravi"])
def test_only_the_facility_manager_does(
    database: Database, hall: TownHall, now: datetime, name: str, what: str
) -> None:
    with database.writing() as session, pytest.raises(NotAllowed):
        ACTS[what](session, hall.act(name, now), hall)
