"""Pairing a display: a code that works once and for minutes, a cookie that ends at once."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from booking.foundation.database import Database
from booking.foundation.journal import JournalEntry
from booking.people.directory import Filter, people_found
from booking.people.displays import (
    CODE_LIFE,
    CodeUnknown,
    display_behind,
    give_code,
    make_display,
    pair,
    principal_of_display,
    remove_display,
    unpair,
)
from booking.people.models import Display, Person
from booking.people.operations import enable_person
from booking.people.permissions import NotAllowed, NotThere
from booking.people.queries import principal_of
from tests.town_hall import TownHall


def at_beuk(session: Session, hall: TownHall, now: datetime, code: str = "") -> int:
    """A display at De Beuk; with ``code`` one that waits for it."""
    act = hall.act("els", now)
    number = make_display(session, act, name="Deurscherm De Beuk", language="nl",
                          space_id=hall.spaces["beuk"])  # fmt: skip
    if code:
        give_code(session, act, number, code)
    return number


def test_a_code_pairs_one_tablet_and_no_second(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        number = at_beuk(session, hall, now, "code")
        token = pair(session, "code", now=now + CODE_LIFE - timedelta(seconds=1))
        with pytest.raises(CodeUnknown):
            pair(session, "code", now=now)

    with database.reading() as session:
        display = display_behind(session, token)
        assert display is not None
        assert display.person_id == number
        assert token not in {display.token_hash, display.code_hash}
        assert display_behind(session, "guessed") is None
        told = session.exec(select(JournalEntry).order_by(col(JournalEntry.number))).all()
    assert [(entry.action, entry.actor_id, entry.subject_id) for entry in told] == [
        ("make-display", hall.cast["els"].id, str(number)),
        ("give-display-code", hall.cast["els"].id, str(number)),
        ("pair-display", number, str(number)),
    ]


def test_a_code_is_too_late_after_ten_minutes(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        at_beuk(session, hall, now, "code")
        with pytest.raises(CodeUnknown):
            pair(session, "code", now=now + CODE_LIFE)


def test_another_tablet_takes_over_only_when_it_has_typed_the_code(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        number = at_beuk(session, hall, now, "first")
        old = pair(session, "first", now=now)
        give_code(session, hall.act("els", now), number, "second")
        assert display_behind(session, old) is not None
        new = pair(session, "second", now=now)
        assert display_behind(session, old) is None
        assert display_behind(session, new) is not None


def test_unpairing_and_removing_end_the_cookie_at_once(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        tokens = []
        for end in (unpair, remove_display):
            number = at_beuk(session, hall, now, "code")
            tokens.append(pair(session, "code", now=now))
            end(session, hall.act("els", now), number)

        assert [display_behind(session, token) for token in tokens] == [None, None]
        assert session.get(Person, number) is not None, "what it did keeps its name"


def test_only_who_runs_the_house_has_displays(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        number = at_beuk(session, hall, now)
        for name in ("fatima", "noor", "samir", "ravi"):
            act = hall.act(name, now)
            with pytest.raises(NotAllowed):
                make_display(session, act, name="x", language="nl", building_id=hall.building)
            with pytest.raises(NotAllowed):
                give_code(session, act, number, "code")
            with pytest.raises(NotAllowed):
                unpair(session, act, number)
            with pytest.raises(NotAllowed):
                remove_display(session, act, number)


def test_its_account_is_nobody_who_works_here(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        number = at_beuk(session, hall, now)
        found, _ = people_found(session, Filter(words="De Beuk", is_disabled=None), 1)

        assert found == []
        assert principal_of(session, number, today=now.date()) is None
        with pytest.raises(NotThere):
            enable_person(session, hall.act("samir", now), number)


def test_a_display_cannot_make_displays(database: Database, hall: TownHall, now: datetime) -> None:
    with database.writing() as session:
        number = at_beuk(session, hall, now)
        by = principal_of_display(session, session.get_one(Display, number))
        with pytest.raises(NotAllowed):
            give_code(session, type(hall.act("els", now))(by, now), number, "code")
