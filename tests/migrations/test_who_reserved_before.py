"""A database of a step ago, brought up to date: what was confirmed is awaited from then on."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlmodel import col

from booking.foundation.database import Database
from booking.interfaces.clock import system_clock
from booking.migrations.runner import migrate
from booking.reservations.models import Reservation
from tests.interfaces.cli.test_migrate import unmade_url

__all__ = ["unmade_url"]

DUE = select(col(Reservation.uid), col(Reservation.due_at))
HOUR = timedelta(hours=1)
TABLES = """
INSERT INTO building (id, name, address, time_zone) VALUES (1, 'Stadhuis', '', 'Europe/Amsterdam');
INSERT INTO person (id, email, name, language, sharing) VALUES (1, 'a@b', 'Fatima', 'nl', 'team');
INSERT INTO space (id, building_id, number, name, kind, grain_minutes, buffer_before_minutes,
    buffer_after_minutes, needs_approval, audience, is_accessible)
    VALUES (1, 1, '1.14', 'De Beuk', 'room', 15, 0, 0, false, 'staff', false),
           (2, 1, '1.D01', 'Werkplek', 'desk', 15, 0, 0, false, 'staff', false);
INSERT INTO house_rule (space_kind, valid_from, valid_until, notice_minutes_min, ahead_days_max,
    duration_minutes_max, check_in_opens_minutes_before, check_in_grace_minutes, asks_check_in)
    VALUES ('room', '2020-01-01', '2100-02-01', 0, 365, 600, 15, 20, true),
           ('room', '2100-02-01', NULL, 0, 365, 600, 15, 20, false);
INSERT INTO journal (at, door, action, subject_kind, subject_id, before)
    VALUES ('2026-01-02 00:00:00.000000+00:00', 'web', 'house-rules-set', 'house_rules', 'desk',
            '{"asks_check_in": false}');
"""
ROW = text("""
INSERT INTO reservation (id, uid, sequence, rev, holder_id, creator_id, title, note, visibility,
    attendee_count, starts_at, ends_at, state, created_at, changed_at, checked_in_at, ended_at)
    VALUES (:id, :uid, 0, 1, 1, 1, '', '', 'private', 1, :starts_at, :ends_at, :state, :made,
            :made, :came, :came)""")
WHERE = text("INSERT INTO reservation_space (reservation_id, space_id) VALUES (:id, :space)")
BEFORE, SINCE = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 3, tzinfo=UTC)
FAR = datetime(2100, 1, 4, 9, tzinfo=UTC)
WITHOUT = datetime(2100, 1, 31, 23, tzinfo=UTC)  # midnight of 1 February in Amsterdam
NOW = system_clock()


def row(starts_at: datetime, **more: object) -> dict[str, object]:
    facts = {"starts_at": starts_at, "ends_at": starts_at + HOUR, "state": "confirmed",
             "made": SINCE, "came": None, "space": 1}  # fmt: skip
    return facts | more


ROOM, DESK = timedelta(minutes=20), timedelta(minutes=15)
CASES = {
    "by the rules of the room": (row(FAR), FAR + ROOM),
    "by those of the product": (row(FAR, space=2), FAR + DESK),
    "to its end": (row(FAR, ends_at=FAR + DESK), FAR + DESK),
    "the last hour that the rule holds": (row(WITHOUT - HOUR), WITHOUT - HOUR + ROOM),
    "nobody has to check in": (row(WITHOUT), None),
    "it was not asked when it was made": (row(FAR, space=2, made=BEFORE), None),
    "somebody came": (row(FAR, came=SINCE), None),
    "given back": (row(FAR, state="cancelled"), None),
    "over": (row(BEFORE), None),
}


@pytest.fixture
def before(unmade_url: str) -> Iterator[Database]:
    database = Database(unmade_url)
    migrate(database, until="0016")
    with database.altering() as connection:
        for statement in TABLES.split(";\n")[:-1]:
            connection.exec_driver_sql(statement)
    yield database
    database.dispose()


def test_what_is_to_come_falls_due_as_what_is_reserved_since(before: Database) -> None:
    running = NOW.replace(minute=0, second=0, microsecond=0)
    cases = CASES | {"running": (row(running, ends_at=running + 9 * HOUR), running + ROOM)}
    stored = "%Y-%m-%d %H:%M:%S.000000" if before.is_sqlite else "%Y-%m-%d %H:%M:%S+00:00"
    with before.altering() as connection:
        for number, (name, (facts, _)) in enumerate(cases.items(), 1):
            said = {key: value.strftime(stored) if isinstance(value, datetime) else value
                    for key, value in facts.items()}  # fmt: skip
            connection.execute(ROW, {**said, "id": number, "uid": name})
            connection.execute(WHERE, {"id": number, "space": facts["space"]})
    migrate(before, until="0017")
    with before.reading() as session:
        found = dict(session.execute(DUE).all())
    assert found == {name: due for name, (_, due) in cases.items()}
