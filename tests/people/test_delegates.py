"""Who may reserve for whom: named by oneself, found by name, and never by a partner."""

from datetime import date, datetime

import pytest
from sqlmodel import Session, select

from booking.foundation.database import Database
from booking.foundation.journal import JournalEntry
from booking.people.delegates import (
    NotYourDelegate,
    delegates_of,
    name_delegate,
    principals_of,
    remove_delegate,
    require_may_reserve_for,
)
from booking.people.finding import FOUND_MAX, meant, people_named, staff_named
from booking.people.models import Person, PersonRole
from booking.people.operations import disable_person
from booking.people.permissions import NotAllowed, NotThere, may_reserve_for
from booking.people.values import Role
from booking.reservations.operations import ReservationRefused, reserve
from booking.reservations.values import Reason, Wish
from tests.people.test_permissions import PEOPLE
from tests.town_hall import TownHall, at


@pytest.mark.parametrize("is_delegate", [True, False])
def test_exactly_these_people_reserve_for_fatima(*, is_delegate: bool) -> None:
    fatima = PEOPLE["fatima"]
    assert fatima is not None
    allowed = {
        name
        for name, who in PEOPLE.items()
        if who is not None and may_reserve_for(who, fatima, is_delegate=is_delegate)
    }
    everyone_here = {"fatima", "joost", "noor", "els", "samir", "bram"}
    assert allowed == (everyone_here if is_delegate else {"fatima", "noor", "els"})


def test_a_delegate_is_named_once_written_down_and_removed(
    database: Database, hall: TownHall, now: datetime
) -> None:
    joost, fatima = hall.cast["joost"], hall.cast["fatima"]
    with database.writing() as session:
        for _ in range(2):  # twice is once
            name_delegate(session, hall.act("joost", now), fatima.id)
    with database.writing() as session:
        assert [p.name for p in delegates_of(session, joost)] == [fatima.name]
        assert [p.name for p in principals_of(session, fatima)] == [joost.name]
        require_may_reserve_for(session, fatima, joost)
        with pytest.raises(NotAllowed):
            require_may_reserve_for(session, joost, fatima)  # it goes one way
        with pytest.raises(NotAllowed):
            require_may_reserve_for(session, hall.cast["bram"], joost)
        remove_delegate(session, hall.act("joost", now), fatima.id)
        with pytest.raises(NotAllowed):
            require_may_reserve_for(session, fatima, joost)
        told = session.exec(select(JournalEntry)).all()
    assert [(e.actor_id, e.action, e.after) for e in told] == [
        (joost.id, "delegate-named", {"delegate": fatima.id}),
        (joost.id, "delegate-removed", {"delegate": fatima.id}),
    ]


@pytest.mark.parametrize(
    ("by", "whom", "refusal"),
    [("joost", "joost", NotYourDelegate), ("joost", "ravi", NotThere), ("ravi", "pia", NotAllowed),
     ("ravi", "fatima", NotAllowed)],
)  # fmt: skip
def test_who_cannot_be_named_or_name(
    database: Database, hall: TownHall, now: datetime, by: str, whom: str,
    refusal: type[Exception],
) -> None:  # fmt: skip
    with pytest.raises(refusal), database.writing() as session:
        name_delegate(session, hall.act(by, now), hall.cast[whom].id)


def test_both_names_stand_in_the_journal_and_a_second_desk_is_refused_with_the_name(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    joost, fatima = hall.cast["joost"], hall.cast["fatima"]
    wish = Wish((hall.spaces["D1"],), at(monday, "10:00", "11:00"))
    second = Wish((hall.spaces["D2"],), at(monday, "10:00", "11:00"))
    with database.writing() as session:
        name_delegate(session, hall.act("joost", now), fatima.id)
        held = reserve(session, hall.act("fatima", now), wish, holder=joost)
        assert (held.holder_id, held.creator_id) == (joost.id, fatima.id)
        with pytest.raises(ReservationRefused) as refused:
            reserve(session, hall.act("fatima", now), second, holder=joost)
        entry = session.exec(select(JournalEntry).where(JournalEntry.action == "reserve")).one()
    assert (entry.actor_id, entry.on_behalf_of_id) == (fatima.id, joost.id)
    [objection] = refused.value.objections
    assert objection.reason is Reason.HAS_DESK_ALREADY
    assert objection.facts == {"desk": "1.D01", "name": "Joost de Vries"}


@pytest.mark.parametrize(("by", "whom"), [("bram", "fatima"), ("ravi", "pia"), ("fatima", "bram")])
def test_who_was_not_named_reserves_for_nobody(
    database: Database, hall: TownHall, now: datetime, monday: date, by: str, whom: str
) -> None:
    wish = Wish((hall.spaces["beuk"],), at(monday, "10:00", "11:00"))
    with pytest.raises(NotAllowed), database.writing() as session:
        reserve(session, hall.act(by, now), wish, holder=hall.cast[whom])


@pytest.mark.parametrize(
    ("by", "host", "is_allowed"),
    [("fatima", "joost", True), ("fatima", "ravi", False), ("ravi", "joost", True),
     ("ravi", "bram", False), ("pia", "joost", False)],
)  # fmt: skip
def test_a_host_works_here_and_a_partner_names_only_whom_they_met(
    database: Database, hall: TownHall, now: datetime, monday: date,
    by: str, host: str, is_allowed: bool,
) -> None:  # fmt: skip
    host_id = hall.cast[host].id

    def meeting(begin: str, until: str, number: int) -> Wish:
        return Wish((hall.spaces["beuk"],), at(monday, begin, until), host_id=number)

    with database.writing() as session:
        met = meeting("14:00", "15:00", hall.cast["joost"].id)
        reserve(session, hall.act("noor", now), met, holder=hall.cast["ravi"])
    with database.writing() as session:
        if not is_allowed:
            with pytest.raises(NotAllowed):
                reserve(session, hall.act(by, now), meeting("10:00", "11:00", host_id))
        else:
            reserve(session, hall.act(by, now), meeting("10:00", "11:00", host_id))


def test_people_are_found_by_a_part_of_the_name_and_few_letters_find_nobody(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        assert [p.name for p in staff_named(session, "VRIES")] == ["Joost de Vries"]
        assert staff_named(session, "a") == staff_named(session, "%%%") == []
        assert staff_named(session, "Sharma") == []
        assert [p.name for p in people_named(session, "sharma")] == ["Ravi Sharma"]
        disable_person(session, hall.act("samir", now), hall.cast["joost"].id)
        assert staff_named(session, "Vries") == []


def test_a_whole_name_is_meant_unless_two_are_called_so(database: Database, hall: TownHall) -> None:
    with database.writing() as session:
        _join(session, "bram2@voorbeeldstad.example", "Bram Jansen")
        for number in range(FOUND_MAX):
            _join(session, f"n{number}@voorbeeldstad.example", f"Jansen {number}")
        found = staff_named(session, "Bram Jansen")
        assert (len(found), meant(found, "bram jansen")) == (2, None)
        by_address = staff_named(session, "bram2@voorbeeldstad.example")
        assert meant(by_address, "Bram2@voorbeeldstad.example") == by_address[0]
        assert len(staff_named(session, "jansen")) == FOUND_MAX


def _join(session: Session, email: str, name: str) -> None:
    person = Person(email=email, name=name)
    session.add(person)
    session.flush()
    session.add(PersonRole(person_id=person.id or 0, role=Role.EMPLOYEE))
    session.flush()
