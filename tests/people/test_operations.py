"""What is done with people: who may not, and what holds whatever is done at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from threading import Barrier

import pytest
from sqlmodel import col, select

from booking.foundation.database import Database, retried
from booking.foundation.errors import DomainError, Forbidden
from booking.foundation.journal import JournalEntry
from booking.people.administrators import NoAdministratorLeft
from booking.people.import_rows import PersonRow
from booking.people.models import Person, PersonRole
from booking.people.operations import (
    AddressTaken,
    NotYourself,
    OnlyAdministrator,
    Particulars,
    add_contact,
    add_person,
    change_person,
    disable_person,
    enable_person,
    reset_codes,
)
from booking.people.partners import (
    PartnerParticulars,
    add_partner,
    change_partner,
    end_term,
    remove_partner,
)
from booking.people.permissions import NotThere
from booking.people.taking_over import take_over_people
from booking.people.teams import TeamParticulars, add_department, add_team, remove_team
from booking.people.values import PartnerKind, Role, Sharing
from tests.town_hall import TownHall

NINA = Particulars("Nina", "nl", email="nina@voorbeeldstad.example")


def administrators(database: Database) -> set[int]:
    with database.reading() as session:
        statement = (
            select(PersonRole.person_id)
            .join(Person, col(Person.id) == PersonRole.person_id)
            .where(PersonRole.role == Role.ADMINISTRATOR, col(Person.disabled_at).is_(None))
        )
        return set(session.exec(statement))


@pytest.mark.parametrize("name", ["bram", "noor", "ravi", "pia"])
def test_who_may_do_nothing_of_this(
    database: Database, hall: TownHall, now: datetime, name: str
) -> None:
    act, other = hall.act(name, now), hall.cast["fatima"].id
    partner, team = hall.cast["ravi"].partner_id or 0, hall.cast["fatima"].team_id or 0
    particulars = PartnerParticulars("X", PartnerKind.CHAIN_PARTNER, now.date())
    deeds = (
        lambda session: add_person(session, act, NINA),
        lambda session: change_person(session, act, other, NINA),
        lambda session: disable_person(session, act, other),
        lambda session: enable_person(session, act, other),
        lambda session: reset_codes(session, act, other),
        lambda session: add_contact(session, act, partner, name="X", email="x@x.example"),
        lambda session: add_partner(session, act, particulars),
        lambda session: change_partner(
            session, act, partner, replace(particulars, needs_approval=True)
        ),
        lambda session: end_term(session, act, partner, now.date()),
        lambda session: remove_partner(session, act, partner),
        lambda session: add_department(session, act, "X"),
        lambda session: add_team(session, act, TeamParticulars("X", 1)),
        lambda session: remove_team(session, act, team),
    )
    for deed in deeds:
        with pytest.raises(Forbidden), database.writing() as session:
            deed(session)
    with database.reading() as session:
        assert not session.exec(select(JournalEntry)).all()


def test_els_reaches_nobody_with_more_roles(
    database: Database, hall: TownHall, now: datetime
) -> None:
    els, fewer = hall.act("els", now), frozenset({Role.EMPLOYEE})
    for name in ("samir", "noor", "els"):
        other = hall.cast[name]
        mine = Particulars(other.name, "nl", email="x@x.example")
        poorer = Particulars(other.name, "nl", roles=fewer)
        for wanted in (mine, poorer):
            with pytest.raises(OnlyAdministrator), database.writing() as session:
                change_person(session, els, other.id, wanted)
        with pytest.raises(OnlyAdministrator), database.writing() as session:
            disable_person(session, els, other.id)
    more = Particulars("Nina", "nl", email="n@x.example", roles=frozenset({Role.RECEPTIONIST}))
    with pytest.raises(OnlyAdministrator), database.writing() as session:
        add_person(session, els, more)


def test_what_samir_cannot_do_either(database: Database, hall: TownHall, now: datetime) -> None:
    samir = hall.act("samir", now)
    plain = Particulars("Samir", "nl", roles=frozenset({Role.EMPLOYEE}))
    taken = Particulars("Bram", "nl", email="FATIMA@voorbeeldstad.example")
    with pytest.raises(NotYourself), database.writing() as session:
        disable_person(session, samir, samir.by.id)
    with pytest.raises(NoAdministratorLeft), database.writing() as session:
        change_person(session, samir, samir.by.id, plain)
    with pytest.raises(AddressTaken), database.writing() as session:
        change_person(session, samir, hall.cast["bram"].id, taken)
    with pytest.raises(NotThere), database.writing() as session:
        disable_person(session, samir, 99_999)
    assert administrators(database) == {samir.by.id}


def test_two_administrators_who_dismiss_each_other(
    database: Database, hall: TownHall, now: datetime
) -> None:
    """Each sees the other stay; without a lock nobody would be left."""
    samir, bram = hall.cast["samir"].id, hall.cast["bram"].id
    with database.writing() as session:
        both = frozenset({Role.EMPLOYEE, Role.ADMINISTRATOR})
        change_person(session, hall.act("samir", now), bram, Particulars("Bram", "nl", roles=both))
    barrier = Barrier(2)
    staff = frozenset({Role.EMPLOYEE})

    @retried
    def dismiss(name: str, other: int) -> None:
        with database.writing() as session:
            change_person(session, hall.act(name, now), other, Particulars("X", "nl", roles=staff))

    def race(name: str, other: int) -> bool:
        barrier.wait()
        try:
            dismiss(name, other)
        except DomainError:
            return False
        return True

    # Bram's act carries what he was when he asked
    hall.cast["bram"] = hall.cast["samir"].__class__(id=bram, name="Bram", roles=both)
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(race, ("samir", "bram"), (bram, samir)))
    assert sorted(outcomes) == [False, True]
    assert len(administrators(database)) == 1


def test_the_journal_names_nobody(database: Database, hall: TownHall, now: datetime) -> None:
    els = hall.act("els", now)
    with database.writing() as session:
        nina = add_person(session, els, NINA)
        change_person(
            session, els, nina.id or 0, Particulars("Nina Anders", "en", email="n@x.example")
        )
        disable_person(session, els, nina.id or 0)
    with database.reading() as session:
        entries = session.exec(select(JournalEntry).order_by(col(JournalEntry.number))).all()
    assert [entry.action for entry in entries] == [
        "person-created", "person-changed", "person-disabled",
    ]  # fmt: skip
    said = repr([(entry.before, entry.after) for entry in entries])
    assert "Nina" not in said
    assert "@" not in said


def test_new_staff_share_with_whom_the_house_says_and_others_keep_their_choice(
    database: Database, hall: TownHall, now: datetime
) -> None:
    act = hall.act("els", now)
    row = PersonRow(1, "olga@voorbeeldstad.example", "Olga", "", "", frozenset(), "nl", "")
    known = PersonRow(2, "bram@voorbeeldstad.example", "Bram", "", "", frozenset(), "nl", "")
    contact = PersonRow(3, "piet@welzijn.example", "Piet", "", "", frozenset(), "nl",
                        "Stichting Welzijn")  # fmt: skip
    with database.writing() as session:
        add_person(session, act, NINA, sharing=Sharing.TEAM)
        take_over_people(session, act, [row, known, contact], sharing=Sharing.TEAM)
        sharing = {p.name: p.sharing for p in session.exec(select(Person))}
    assert (sharing["Nina"], sharing["Olga"]) == (Sharing.TEAM, Sharing.TEAM)
    assert (sharing["Bram"], sharing["Piet"]) == (Sharing.NOBODY, Sharing.NOBODY)
