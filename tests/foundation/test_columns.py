"""What columns clean, refuse and give back, on both engines."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import select

from booking.foundation.columns import upsert
from booking.foundation.database import Database
from booking.foundation.jobs import Job
from booking.foundation.lines import CONTROL, one_line
from booking.people.models import Department, Partner, Team
from booking.people.values import PartnerKind

NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)


@given(st.text())
def test_a_line_is_one_line(value: str) -> None:
    line = one_line(value)
    assert not CONTROL.search(line)
    assert line == line.strip() == one_line(line)
    assert len(line.splitlines()) <= 1


def test_a_name_with_line_ends_is_stored_as_one_line(database: Database) -> None:
    with database.writing() as session:
        session.add(Department(name="Burger\r\nzaken\x00\u2028Cafe\u0301\x85"))
    with database.reading() as session:
        assert session.exec(select(Department.name)).one() == "Burger zaken Caf\u00e9"


def test_an_instant_comes_back_as_the_same_instant_in_utc(database: Database) -> None:
    summer = datetime(2026, 7, 1, 12, 30, 15, 123456, tzinfo=timezone(timedelta(hours=2)))
    with database.writing() as session:
        session.add(Job(kind="test", due_at=summer))
    with database.reading() as session:
        back = session.exec(select(Job.due_at)).one()
    assert back == summer
    assert back.utcoffset() == timedelta(0)


def test_an_instant_without_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError), database.writing() as session:
        session.add(Job(kind="test", due_at=datetime(2026, 7, 1)))  # noqa: DTZ001


def test_a_word_nobody_knows_is_refused_by_the_database(database: Database) -> None:
    with pytest.raises(IntegrityError), database.writing() as session:
        session.execute(
            text("INSERT INTO partner (name, kind, term_from) VALUES ('X', 'pirate', '2026-01-01')")
        )
    with database.writing() as session:
        session.add(Partner(name="X", kind=PartnerKind.RELATED_PARTY, term_from=date(2026, 1, 1)))
    with database.reading() as session:
        raw = session.execute(text("SELECT kind FROM partner")).scalar_one()
        assert session.exec(select(Partner.kind)).one() is PartnerKind.RELATED_PARTY
    assert raw == "verbonden_partij"


def test_a_reference_to_nothing_is_refused(database: Database) -> None:
    with pytest.raises(IntegrityError), database.writing() as session:
        session.add(Team(name="Spook", department_id=4711))


def test_an_insert_may_give_way_to_what_is_there(database: Database) -> None:
    with database.writing() as session:
        for kind in ("first", "second"):
            row = {"kind": kind, "task": {}, "dedupe_key": "k", "due_at": NOON, "attempt_count": 0}
            session.execute(upsert(session, Job).values(row).on_conflict_do_nothing())
    with database.reading() as session:
        assert session.exec(select(Job.kind)).all() == ["first"]
