"""The guard alone: what the database refuses when none of our checks are in front of it."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from booking.foundation.database import Database
from booking.foundation.errors import Contended
from booking.migrations import runner
from booking.reservations.guard import are_guards_present, ensure_guards, is_overlap
from booking.reservations.models import Reservation
from booking.spaces.models import Unit
from tests.town_hall import TownHall

Span = tuple[int, int, int]
"""Unit, first minute, end minute."""

# realistic minutes: int8 keys are made of them, and 2026 must fit
BASE = 29_000_000
spans = st.tuples(st.integers(0, 1), st.integers(0, 40), st.integers(1, 20)).map(
    lambda drawn: (drawn[0], drawn[1], drawn[1] + drawn[2])
)
# every example starts from empty tables, so one database serves all
on_one_database = settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def units(database: Database, hall: TownHall) -> list[int]:
    """Two units nobody reserves otherwise; the second number follows the first."""
    with database.writing() as session:
        rows = [Unit(name="Proef 1"), Unit(name="Proef 2")]
        session.add_all(rows)
        now = datetime(2026, 3, 23, tzinfo=UTC)
        holder = hall.cast["fatima"].id
        session.add(
            Reservation(id=1, holder_id=holder, creator_id=holder, starts_at=now,
                        ends_at=now.replace(hour=1), created_at=now, changed_at=now)
        )  # fmt: skip
        session.flush()
        return [row.id for row in rows if row.id is not None]


def insert(connection: Connection, units: list[int], span: Span) -> bool:
    """Put the row in past all our code; whether the database let us."""
    unit, s, e = span
    return attempt(
        connection,
        "INSERT INTO claim (unit_id, s, e, day, reservation_id) "
        f"VALUES ({units[unit]}, {BASE + s}, {BASE + e}, 739000, 1)",
    )


def attempt(connection: Connection, statement: str) -> bool:
    try:
        with connection.begin_nested():
            connection.exec_driver_sql(statement)
    except IntegrityError as error:
        if not is_overlap(error):
            raise
        return False
    return True


def clashes(one: Span, other: Span) -> bool:
    """The oracle: a minute of the same unit in both."""
    return one[0] == other[0] and bool(set(range(*one[1:])) & set(range(*other[1:])))


@on_one_database
@given(wanted=st.lists(spans, max_size=25))
def test_exactly_the_overlapping_claims_are_refused(
    database: Database, units: list[int], wanted: list[Span]
) -> None:
    held: list[Span] = []
    with database.writing() as session:
        connection = session.connection()
        connection.exec_driver_sql("DELETE FROM claim")
        for span in wanted:
            is_free = not any(clashes(span, other) for other in held)
            assert insert(connection, units, span) == is_free, (span, held)
            if is_free:
                held.append(span)
        rows = connection.exec_driver_sql("SELECT unit_id, s, e FROM claim").all()
    assert {(units.index(u), s - BASE, e - BASE) for u, s, e in rows} == set(held)


@on_one_database
@given(
    wanted=st.lists(spans, max_size=12),
    moves=st.lists(st.tuples(st.integers(0, 11), spans), max_size=12),
)
def test_exactly_the_overlapping_moves_are_refused(
    database: Database, units: list[int], wanted: list[Span], moves: list[tuple[int, Span]]
) -> None:
    held: list[Span] = []
    with database.writing() as session:
        connection = session.connection()
        connection.exec_driver_sql("DELETE FROM claim")
        held = [span for span in wanted if insert(connection, units, span)]
        for number, to in moves:
            if number >= len(held):
                continue
            unit, s, _ = held[number]
            others = held[:number] + held[number + 1 :]
            is_free = not any(clashes(to, other) for other in others)
            statement = (
                f"UPDATE claim SET unit_id = {units[to[0]]}, s = {BASE + to[1]}, "
                f"e = {BASE + to[2]} WHERE unit_id = {units[unit]} AND s = {BASE + s}"
            )
            assert attempt(connection, statement) == is_free, (held, number, to)
            if is_free:
                held[number] = to


@pytest.mark.parametrize(
    "column", ["unit_id = {other}", "s = s - 10", "e = e + 10", "s = s - 10, e = e + 10"]
)
def test_changing_one_column_is_watched_too(
    database: Database, units: list[int], column: str
) -> None:
    with database.writing() as session:
        connection = session.connection()
        for span in ((0, 0, 10), (0, 10, 20), (0, 20, 30), (1, 10, 20)):
            assert insert(connection, units, span)
        statement = f"UPDATE claim SET {column} WHERE unit_id = {units[0]} AND s = {BASE + 10}"
        assert not attempt(connection, statement.format(other=units[1]))


def test_what_does_not_move_may_be_changed(database: Database, units: list[int]) -> None:
    with database.writing() as session:
        connection = session.connection()
        assert insert(connection, units, (0, 0, 10))
        assert insert(connection, units, (0, 10, 20))
        assert attempt(connection, "UPDATE claim SET day = day + 1, s = s, e = e")


def test_a_claim_that_takes_no_time_is_refused(database: Database, units: list[int]) -> None:
    for span in ((0, 10, 10), (0, 10, 5), (0, -BASE - 10, 0)):
        with database.writing() as session, pytest.raises(IntegrityError) as refusal:
            insert(session.connection(), units, span)
        assert not is_overlap(refusal.value)


def remove_guards(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DROP TRIGGER claim_no_overlap_update")
    else:
        connection.exec_driver_sql("ALTER TABLE claim DROP CONSTRAINT claim_no_overlap")


def test_a_missing_guard_is_seen_and_put_back(database: Database, units: list[int]) -> None:
    with database.writing() as session:
        connection = session.connection()
        assert are_guards_present(connection)
        remove_guards(connection)
        assert not are_guards_present(connection)
        with pytest.raises(runner.GuardMissing):
            runner.refuse_without_guard(connection)
        for _ in range(2):
            ensure_guards(connection)
            assert are_guards_present(connection)
            runner.refuse_without_guard(connection)
        assert insert(connection, units, (0, 0, 10))
        assert not insert(connection, units, (0, 9, 11))


def test_a_guard_that_was_weakened_is_no_guard(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.writing() as session:
        connection = session.connection()
        connection.exec_driver_sql("DROP TRIGGER claim_no_overlap_insert")
        connection.exec_driver_sql(
            "CREATE TRIGGER claim_no_overlap_insert BEFORE INSERT ON claim BEGIN SELECT 1; END"
        )
        assert not are_guards_present(connection)
        ensure_guards(connection)
        assert are_guards_present(connection)
    database.dispose()


def test_a_guard_cannot_be_put_on_claims_that_overlap_already(
    postgresql_url: str,
) -> None:
    """PostgreSQL looks at what is there: the migration fails rather than serve a double."""
    database = Database(postgresql_url)
    with database.writing() as session:
        connection = session.connection()
        remove_guards(connection)
        for table in ("claim_unit_id_fkey", "claim_reservation_id_fkey"):
            connection.exec_driver_sql(f"ALTER TABLE claim DROP CONSTRAINT {table}")
        connection.exec_driver_sql("INSERT INTO claim VALUES (1, 0, 10, 1, 1), (1, 5, 15, 1, 1)")
        with pytest.raises(IntegrityError):
            ensure_guards(connection)
        session.rollback()
    database.dispose()


STEP = '''
"""A later step that recreates table {table}."""
from alembic import op
import sqlalchemy as sa
from booking.reservations.guard import are_guards_present

revision = "later"
down_revision = "{head}"

def upgrade():
    with op.batch_alter_table("{table}", recreate="{recreate}") as batch:
        batch.add_column(sa.Column("colour", sa.String(), nullable=True))
    op.execute(sa.text("CREATE TABLE seen (guarded INTEGER)"))
    guarded = int(are_guards_present(op.get_bind()))
    op.execute(sa.text("INSERT INTO seen VALUES (" + str(guarded) + ")"))
'''


@pytest.fixture
def with_later_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """The real env.py and runner, with one version more in a folder of its own."""
    config = runner._config  # noqa: SLF001 -- there is no other place to hang a step in

    def add(recreate: str, table: str = "claim") -> None:
        head = runner.ScriptDirectory.from_config(config()).get_current_head()
        (tmp_path / "later.py").write_text(STEP.format(head=head, recreate=recreate, table=table))

        def extended() -> runner.Config:
            ours = config()
            folder = f"{ours.get_main_option('script_location')}/versions"
            ours.set_main_option("version_locations", f"{folder}:{tmp_path}")
            return ours

        monkeypatch.setattr(runner, "_config", extended)

    return add


def test_a_migration_that_recreates_the_claims_keeps_the_guard(
    database: Database, units: list[int], with_later_step: Callable[..., None]
) -> None:
    with database.writing() as session:
        assert insert(session.connection(), units, (0, 0, 10))
    with_later_step("always")
    runner.migrate(database)

    with database.writing() as session:
        connection = session.connection()
        # the step itself saw the guard gone: without ensure_guards() this test would not pass
        assert _was_guarded(session) is False
        assert are_guards_present(connection)
        assert runner.is_current(connection)
        assert not insert(connection, units, (0, 5, 15))
        assert insert(connection, units, (0, 10, 15))


def test_a_migration_may_recreate_a_table_that_others_point_to(
    database: Database, units: list[int], with_later_step: Callable[..., None]
) -> None:
    with database.writing() as session:
        assert insert(session.connection(), units, (0, 0, 10))
    with_later_step("always" if database.is_sqlite else "never", table="reservation")

    runner.migrate(database)

    with database.writing() as session:
        connection = session.connection()
        assert connection.exec_driver_sql("SELECT count(colour) FROM reservation").scalar() == 0
        assert connection.exec_driver_sql("SELECT count(*) FROM claim").scalar() == 1
        assert are_guards_present(connection)
    with pytest.raises(IntegrityError), database.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM reservation")


def test_an_app_that_does_not_know_the_database_leaves_it_alone(
    database: Database, with_later_step: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with_later_step("auto")
    runner.migrate(database)
    monkeypatch.undo()
    with pytest.raises(runner.NewerDatabase):
        runner.migrate(database)


def _was_guarded(session: Session) -> bool:
    return bool(session.connection().exec_driver_sql("SELECT guarded FROM seen").scalar_one())


def test_who_changes_what_they_read_before_another_changed_it_changes_nothing(
    database: Database, units: list[int]
) -> None:
    """Even code that locks nothing: or two changes at once would hold one and promise the other."""
    assert units
    with database.reading() as session:
        mine = session.get_one(Reservation, 1)
        session.expunge(mine)
        theirs = session.get_one(Reservation, 1)
    with database.writing() as session:
        theirs.ends_at, theirs.rev = theirs.ends_at.replace(hour=2), 2
        session.add(theirs)
    mine.starts_at, mine.rev = mine.starts_at.replace(minute=30), 2
    with pytest.raises(Contended), database.writing() as session:
        session.add(mine)
    with database.reading() as session:
        stored = session.get_one(Reservation, 1)
        assert (stored.starts_at.minute, stored.ends_at.hour, stored.rev) == (0, 2, 2)
