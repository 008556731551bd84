"""What the machine could not do becomes one of three words; what we did wrong stays a bug."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import select

from booking.foundation import database as module
from booking.foundation.database import ATTEMPTS_MAX, Database, retried
from booking.foundation.errors import Contended, StorageFull, Unavailable
from booking.people.models import Department
from tests.postgresql import free_port


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    database = Database(sqlite_url)
    yield database
    database.dispose()


@pytest.fixture
def postgresql(postgresql_url: str) -> Iterator[Database]:
    database = Database(postgresql_url)
    yield database
    database.dispose()


@contextmanager
def frozen_writer(database: Database) -> Iterator[None]:
    """Somebody else holds the write lock and does not let go."""
    assert database.url.database
    with closing(sqlite3.connect(database.url.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def names(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.exec(select(Department.name)))


def test_what_raises_is_not_stored_and_what_does_not_is(database: Database) -> None:
    with pytest.raises(IntegrityError), database.writing() as session:  # noqa: PT012 -- a whole act
        session.add(Department(name="Eerst"))
        session.flush()
        session.execute(text("INSERT INTO department (id, name) VALUES (99, 'Eerst')"))
    assert names(database) == []
    with database.writing() as session:
        session.add(Department(name="Daarna"))
    assert names(database) == ["Daarna"]


def test_reading_stores_nothing(database: Database) -> None:
    with database.reading() as session:
        session.add(Department(name="Stiekem"))
        session.flush()
    assert names(database) == []


def test_a_mistake_of_ours_is_not_called_trouble(database: Database) -> None:
    with pytest.raises(DBAPIError), database.reading() as session:
        session.execute(text("SELECT nonsense"))


def test_sqlite_is_as_safe_as_it_can_be(sqlite: Database) -> None:
    with sqlite.reading() as session:
        found = {
            pragma: session.execute(text(f"PRAGMA {pragma}")).scalar_one()
            for pragma in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert found == {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000
    }  # fmt: skip


def test_on_sqlite_a_writer_is_alone_from_its_first_statement_on(sqlite: Database) -> None:
    assert sqlite.url.database
    with sqlite.writing() as session:
        session.exec(select(Department)).all()
        with closing(sqlite3.connect(sqlite.url.database, timeout=0)) as other:
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
            assert other.execute("SELECT count(*) FROM department").fetchone() == (0,)


@pytest.mark.slow
def test_a_frozen_writer_makes_others_give_up_in_time_and_readers_go_on(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOCK_SECONDS", 1)
    sqlite = Database(sqlite.url.render_as_string())
    attempts = 0

    @retried
    def write() -> None:
        nonlocal attempts
        attempts += 1
        with sqlite.writing() as session:
            session.add(Department(name="Nooit"))

    with frozen_writer(sqlite):
        begun = time.monotonic()
        with pytest.raises(Contended):
            write()
        took = time.monotonic() - begun
        assert names(sqlite) == []
    assert attempts == 1
    assert took < 3
    write()
    assert names(sqlite) == ["Nooit"]
    sqlite.dispose()


def test_a_glance_sees_what_was_stored_last_and_waits_for_no_writer(database: Database) -> None:
    statement = "SELECT (SELECT COUNT(*) FROM department), (SELECT MAX(name) FROM department)"
    assert database.glance(statement) == (0, None)
    with database.writing() as session:
        session.add(Department(name="Burgerzaken"))
        session.flush()
        assert database.glance(statement) == (0, None)
    assert database.glance(statement) == (1, "Burgerzaken")


def test_a_glance_at_sqlite_that_would_have_to_wait_is_given_up_at_once(sqlite: Database) -> None:
    statement = "SELECT COUNT(*) FROM department"
    assert sqlite.url.database
    with closing(sqlite3.connect(sqlite.url.database, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")  # as of who mends the file
        other.execute(statement)
        assert sqlite.glance(statement) is None
    assert sqlite.glance(statement) == (0,)
    assert sqlite.glance("PRAGMA busy_timeout") == (0,)


def test_who_waits_for_the_writer_in_the_same_process_gives_up_too(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOCK_SECONDS", 0.1)
    has_begun, may_end = threading.Event(), threading.Event()

    def dawdle() -> None:
        with sqlite.writing():
            has_begun.set()
            may_end.wait(5)

    thread = threading.Thread(target=dawdle)
    thread.start()
    has_begun.wait(5)
    with pytest.raises(Contended), sqlite.writing():
        pass
    may_end.set()
    thread.join()
    with sqlite.writing():
        pass


def test_a_lost_race_is_run_again_five_times_at_most() -> None:
    attempts = []

    @retried
    def lose(until: int) -> str:
        attempts.append(until)
        if len(attempts) < until:
            raise Contended("lost")
        return "won"

    assert lose(ATTEMPTS_MAX) == "won"
    attempts.clear()
    with pytest.raises(Contended):
        lose(ATTEMPTS_MAX + 1)
    assert len(attempts) == ATTEMPTS_MAX


def test_only_a_lost_race_is_run_again() -> None:
    attempts = []

    @retried
    def fail() -> None:
        attempts.append(1)
        raise StorageFull("full")

    with pytest.raises(StorageFull):
        fail()
    assert attempts == [1]


def test_a_full_disk_says_so_reading_goes_on_and_it_heals(sqlite: Database) -> None:
    """max_page_count makes SQLite itself answer SQLITE_FULL; a real full disk is in races/."""

    def write(size: int) -> None:
        with sqlite.writing() as session:
            session.add(Department(name="x" * size))

    with sqlite.altering() as connection:
        # all writing goes over this connection, and the limit is its own
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StorageFull) as refusal:
        write(1_000_000)
    assert "storage is full" in refusal.value.sentence
    assert names(sqlite) == []
    with sqlite.altering() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    write(1_000_000)
    assert len(names(sqlite)) == 1


def test_a_database_that_cannot_be_written_says_so(sqlite: Database) -> None:
    with sqlite.altering() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(StorageFull), sqlite.writing() as session:
        session.add(Department(name="Nooit"))


def test_a_database_file_that_is_not_there_is_trouble(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/nowhere/hall.db")
    with pytest.raises(Unavailable):
        names(database)


@pytest.mark.parametrize("look", [names, lambda database: database.glance("SELECT 1")])
def test_a_postgresql_that_is_away_is_trouble(look: Callable[[Database], object]) -> None:
    database = Database(f"postgresql://postgres@127.0.0.1:{free_port()}/hall")
    with pytest.raises(Unavailable) as refusal:
        look(database)
    assert not isinstance(refusal.value, Contended)


@pytest.mark.parametrize(
    ("state", "meaning"),
    [
        ("40P01", Contended),
        ("40001", Contended),
        ("55P03", Contended),
        ("53100", StorageFull),
        ("25006", StorageFull),
        ("53300", Unavailable),
        ("57P01", Unavailable),
        ("57014", Unavailable),
        ("08006", Unavailable),
    ],
)
def test_postgresql_errors_are_told_apart(
    postgresql: Database, state: str, meaning: type[Unavailable]
) -> None:
    """PostgreSQL itself raises them, as plpgsql can."""
    with pytest.raises(Unavailable) as refusal, postgresql.writing() as session:
        session.execute(text(f"DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$"))
    assert type(refusal.value) is meaning


def test_text_that_postgresql_cannot_hold_is_our_mistake_and_not_its_trouble(
    postgresql: Database,
) -> None:
    with pytest.raises(DBAPIError), postgresql.writing() as session:
        session.execute(text("SELECT :it"), {"it": "a\x00b"})


def test_a_postgresql_writer_that_waits_too_long_for_a_row_gives_up(
    postgresql: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOCK_SECONDS", 0.2)
    impatient = Database(postgresql.url.render_as_string())
    monkeypatch.undo()
    with postgresql.writing() as session:
        session.add(Department(name="Vast"))
    with postgresql.writing() as session:
        session.execute(text("UPDATE department SET name = 'Vaster'"))
        with pytest.raises(Contended), impatient.writing() as other:
            other.execute(text("UPDATE department SET name = 'Los'"))
    impatient.dispose()
    assert names(postgresql) == ["Vaster"]


def test_connections_that_postgresql_cut_are_replaced(postgresql: Database) -> None:
    assert names(postgresql) == []
    with pytest.raises(Unavailable), postgresql.writing() as session:
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert names(postgresql) == []
