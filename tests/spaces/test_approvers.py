"""Who answers requests in a zone: named by the facility manager, with a deputy."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session

from booking.foundation.database import Database
from booking.people.models import Person, PersonRole
from booking.people.permissions import NotAllowed, NotThere
from booking.people.queries import principal_of
from booking.people.values import Role
from booking.spaces.approvers import (
    DeputyIsApprover,
    DeputyOfNobody,
    say_away,
    set_approvers,
    who_is_asked,
    who_is_warned,
)
from booking.spaces.buildings import add_zone, remove_zone
from booking.spaces.values import ZoneKind
from tests.town_hall import TownHall


def name(
    session: Session, hall: TownHall, now: datetime, zone: str, *, approver: str, deputy: str = ""
) -> None:
    """Els names who decides in a zone."""
    set_approvers(
        session, hall.act("els", now), hall.zones[zone], approver_id=hall.cast[approver].id,
        deputy_id=hall.cast[deputy].id if deputy else None,
    )  # fmt: skip


def asked(session: Session, hall: TownHall, today: date, *zones: str) -> list[str]:
    found = who_is_asked(session, [hall.zones[zone] for zone in zones], today=today)
    return [person.name.split()[0] for person in found]


def decides_in(session: Session, hall: TownHall, who: str, today: date) -> set[str]:
    person = principal_of(session, hall.cast[who].id, today=today)
    assert person is not None
    return {name for name, number in hall.zones.items() if number in person.decides_in}


def test_approver_and_deputy_may_decide_and_the_approver_is_asked(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    with database.writing() as session:
        assert asked(session, hall, monday, "plein") == ["Els"]
        name(session, hall, now, "plein", approver="joost", deputy="fatima")
        name(session, hall, now, "overleg", approver="fatima")

        assert asked(session, hall, monday, "plein") == ["Joost"]
        assert asked(session, hall, monday, "plein", "overleg") == ["Els"], "neither can alone"
        assert decides_in(session, hall, "joost", monday) == {"plein"}
        assert decides_in(session, hall, "fatima", monday) == {"plein", "overleg"}
        assert decides_in(session, hall, "bram", monday) == set()
        warned = who_is_warned(session, [hall.zones["plein"]])
        assert [person.name.split()[0] for person in warned] == ["Fatima", "Els"]


def test_while_the_approver_is_away_the_deputy_is_asked(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    friday = monday + timedelta(days=4)
    with database.writing() as session:
        name(session, hall, now, "plein", approver="joost", deputy="fatima")
        act = hall.act("joost", now)
        joost = principal_of(session, act.by.id, today=monday)
        assert joost is not None
        say_away(session, type(act)(joost, now), friday)

        assert asked(session, hall, friday, "plein") == ["Fatima"]
        assert asked(session, hall, friday + timedelta(days=1), "plein") == ["Joost"]
        say_away(session, type(act)(joost, now), None)
        assert asked(session, hall, friday, "plein") == ["Joost"]


@pytest.mark.parametrize("how", ["disabled", "no longer works here"])
def test_who_left_is_not_asked(
    database: Database, hall: TownHall, now: datetime, monday: date, how: str
) -> None:
    with database.writing() as session:
        name(session, hall, now, "plein", approver="joost", deputy="fatima")
        joost = session.get_one(Person, hall.cast["joost"].id)
        if how == "disabled":
            joost.disabled_at = now
        else:
            session.delete(session.get_one(PersonRole, (joost.id, Role.EMPLOYEE)))
        session.flush()
        assert asked(session, hall, monday, "plein") == ["Fatima"]


def test_without_an_approver_the_facility_team_decides_again(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    with database.writing() as session:
        name(session, hall, now, "plein", approver="joost")
        set_approvers(session, hall.act("els", now), hall.zones["plein"], approver_id=None,
                      deputy_id=None)  # fmt: skip
        assert asked(session, hall, monday, "plein") == ["Els"]
        assert decides_in(session, hall, "joost", monday) == set()


@pytest.mark.parametrize("who", ["joost", "noor", "samir", "ravi"])
def test_others_name_nobody(database: Database, hall: TownHall, now: datetime, who: str) -> None:
    with pytest.raises(NotAllowed), database.writing() as session:
        set_approvers(session, hall.act(who, now), hall.zones["plein"],
                      approver_id=hall.cast[who].id, deputy_id=None)  # fmt: skip
    with pytest.raises(NotAllowed), database.writing() as session:
        say_away(session, hall.act(who, now), now.date())


def test_only_two_colleagues_can_be_named(
    database: Database, hall: TownHall, now: datetime
) -> None:
    els, zone, joost = hall.act("els", now), hall.zones["plein"], hall.cast["joost"].id
    with database.writing() as session:
        with pytest.raises(DeputyIsApprover):
            set_approvers(session, els, zone, approver_id=joost, deputy_id=joost)
        with pytest.raises(DeputyOfNobody):
            set_approvers(session, els, zone, approver_id=None, deputy_id=joost)
        with pytest.raises(NotThere):
            set_approvers(session, els, zone, approver_id=hall.cast["ravi"].id, deputy_id=None)
        with pytest.raises(NotThere):
            set_approvers(session, els, 99_999, approver_id=joost, deputy_id=None)


def test_a_zone_that_goes_takes_its_approvers_along(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    els = hall.act("els", now)
    with database.writing() as session:
        floor = session.connection().exec_driver_sql("SELECT min(id) FROM floor").scalar_one()
        zone = add_zone(session, els, floor, name="Nis", kind=ZoneKind.OPEN, department_id=None)
        set_approvers(session, els, zone, approver_id=hall.cast["joost"].id, deputy_id=None)
        remove_zone(session, els, zone)
        joost = principal_of(session, hall.cast["joost"].id, today=monday)
    assert joost is not None
    assert joost.decides_in == frozenset()
