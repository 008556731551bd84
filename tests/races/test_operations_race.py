"""A place is never given out twice and nothing acknowledged is lost: many hands at once."""

import time
from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import text
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.journal import JournalEntry
from booking.reservations.guard import are_guards_present
from booking.reservations.models import Reservation
from tests import town_hall
from tests.races.hammer import Plan, Told, hammer
from tests.races.inspection import doubles, expected_claims, stored_claims
from tests.town_hall import TownHall, at

pytestmark = pytest.mark.slow
MONDAY = date(2026, 3, 23)
DEADLOCK = "40P01"


def plan(database: Database, hall: TownHall, *, turns: int, has_lock: bool = True) -> Plan:
    opens_at = at(MONDAY, "08:00", "18:00").starts_at
    url = database.url.render_as_string(hide_password=False)
    return Plan(url, hall, opens_at, threads=5, turns=turns, has_lock=has_lock)


def test_many_processes_and_threads_never_share_a_place(database: Database, hall: TownHall) -> None:
    begun = time.monotonic()
    told = hammer(plan(database, hall, turns=70), processes=4)
    took = time.monotonic() - begun

    print(f"\n{database.url.get_backend_name()}: {took:.1f} s, {dict(told.counts)}")  # noqa: T201
    assert told.unexpected == []
    assert told.counts[DEADLOCK] == 0
    assert told.counts["ValueError"] == 0
    # otherwise nothing was at stake
    assert told.counts["acknowledged"] > 150
    assert told.counts["taken"] > 150
    assert doubles(database) == []
    assert_claims_are_those_of_the_reservations(database)
    assert_nothing_acknowledged_is_lost(database, told)


@pytest.fixture
def postgresql(postgresql_url: str) -> Iterator[Database]:
    database = Database(postgresql_url)
    yield database
    database.dispose()


@pytest.fixture
def pg_hall(postgresql: Database) -> TownHall:
    with postgresql.writing() as session:
        return town_hall.build(session)


def test_without_our_lock_the_guard_alone_holds(postgresql: Database, pg_hall: TownHall) -> None:
    """The last word is the database's: even code that forgets everything cannot double."""
    told = hammer(plan(postgresql, pg_hall, turns=25, has_lock=False), processes=3)
    print(f"\nno lock: {dict(told.counts)}")  # noqa: T201
    assert told.counts["JustTaken"] > 0
    assert doubles(postgresql) == []


def test_without_lock_and_guard_this_very_test_finds_doubles(
    postgresql: Database, pg_hall: TownHall
) -> None:
    """The control: the hammer really races, and the inspection really sees."""
    with postgresql.writing() as session:
        connection = session.connection()
        connection.execute(text("ALTER TABLE claim DROP CONSTRAINT claim_no_overlap"))
        connection.execute(text("ALTER TABLE claim DROP CONSTRAINT claim_pkey"))
        assert not are_guards_present(connection)
    hammer(plan(postgresql, pg_hall, turns=25, has_lock=False), processes=3)
    assert doubles(postgresql) != []


def assert_claims_are_those_of_the_reservations(database: Database) -> None:
    with database.reading() as session:
        assert stored_claims(session) == expected_claims(session)
        assert stored_claims(session)


def assert_nothing_acknowledged_is_lost(database: Database, told: Told) -> None:
    """Each reservation is as the last person who changed it was told, and no other is there."""
    with database.reading() as session:
        stored = {
            row.uid: (row.rev, row.state.value, row.starts_at, row.ends_at)
            for row in session.exec(select(Reservation))
        }
        written = len(session.exec(select(JournalEntry.number)).all())
    assert stored == told.acknowledged
    # every act is in the journal once; saying twice what is so already is not an act
    assert written == sum(rev for rev, *_ in stored.values())
