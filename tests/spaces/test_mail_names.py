"""The mail address of a room: made from its number, or chosen, and never of two."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.journal import JournalEntry
from booking.people.permissions import NotAllowed
from booking.spaces.mail_names import (
    OF_THE_HOUSE,
    Invitable,
    MailNameTaken,
    NoMailName,
    all_names,
    name_for_mail,
    name_from,
    name_of,
    names_in_use,
)
from booking.spaces.models import SpaceTerm
from booking.spaces.operations import raise_stock_version
from tests.town_hall import TownHall


@pytest.mark.parametrize(
    ("number", "name"),
    [("1.30", "1-30"), ("Raadzaal", "raadzaal"), ("Café 2 / Oost", "cafe-2-oost"), ("—", "")],
)
def test_a_number_makes_a_plain_name(number: str, name: str) -> None:
    assert name_from(number) == name


@given(st.lists(st.text(max_size=60), max_size=8), st.sets(st.sampled_from(["1-30", "a", "b-2"])))
def test_no_two_rooms_ever_share_a_name(numbers: list[str], chosen: set[str]) -> None:
    rooms = [_Room(n, number) for n, number in enumerate(numbers, start=1)]
    known = {name: Invitable(zone_id=n) for n, name in enumerate(sorted(chosen), start=1)}

    names = all_names(rooms, known)  # type: ignore[arg-type]

    assert known.items() <= names.items(), "who was named keeps the name"
    assert len(set(names.values())) == len(names)
    assert not OF_THE_HOUSE & names.keys()


class _Room:
    def __init__(self, number: int, name: str) -> None:
        self.id = number
        self.number = name


def test_els_names_a_room_and_takes_it_back(
    database: Database, hall: TownHall, now: datetime
) -> None:
    beech, els = Invitable(hall.spaces["beuk"]), hall.act("els", now)
    today = now.date()
    with database.writing() as session:
        assert name_of(session, beech, today=today) == "1-14"
        name_for_mail(session, els, beech, " De-Beuk ")
        assert name_of(session, beech, today=today) == "de-beuk"
        assert "1-14" not in names_in_use(session, today=today)
        name_for_mail(session, els, beech, "")
        assert name_of(session, beech, today=today) == "1-14"
        acts = session.exec(select(JournalEntry).where(JournalEntry.action == "mail-name-changed"))
        assert [entry.after for entry in acts] == [{"name": "de-beuk"}, {"name": ""}]


def test_a_name_is_plain_free_and_given_by_who_may(
    database: Database, hall: TownHall, now: datetime
) -> None:
    beech, zone = Invitable(hall.spaces["beuk"]), Invitable(zone_id=hall.zones["stil"])
    els = hall.act("els", now)
    with database.writing() as session:
        name_for_mail(session, els, zone, "stilte")
        for name in ("stilte", "0-01"):  # of a zone, and of a room that was not named
            with pytest.raises(MailNameTaken):
                name_for_mail(session, els, beech, name)
        for name in ("a b", "boeking+x", "é", "-a", "postmaster", "x" * 41, 'a"b', "a@b"):
            with pytest.raises(NoMailName):
                name_for_mail(session, els, beech, name)
        with pytest.raises(NotAllowed):
            name_for_mail(session, hall.act("fatima", now), beech, "van-mij")
        name_for_mail(session, els, zone, "")
        assert name_of(session, zone, today=now.date()) == ""


def test_a_room_that_is_gone_has_no_address(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        assert names_in_use(session, today=now.date())
        session.execute(update(SpaceTerm).values(valid_until=now.date()))
        raise_stock_version(session)
        assert names_in_use(session, today=now.date()) == {}
