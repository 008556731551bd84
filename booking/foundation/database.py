"""The only module that opens, commits or rolls back a transaction."""

import functools
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager, suppress
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, PoolProxiedConnection, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import Session

from booking.foundation.afterwards import LATER, and_afterwards
from booking.foundation.errors import Contended, StorageFull, Unavailable
from booking.foundation.turns import Turns

P = ParamSpec("P")
T = TypeVar("T")

ATTEMPTS_MAX = 5
LOCK_SECONDS = 5
ALTERING_SECONDS = 300
"""So long who changes tables waits for who is at it already."""
POOL_SECONDS = 5
READER_KIB, WRITER_KIB = 500, 2_000
"""Of SQLite's pages each connection keeps so much; the machine keeps them all for readers."""

# https://www.sqlite.org/rescode.html, primary codes
SQLITE_LOST_RACE = {5, 6}  # BUSY, LOCKED
SQLITE_NO_STORAGE = {8, 10, 13, 14}  # READONLY, IOERR, FULL, CANTOPEN
# https://www.postgresql.org/docs/current/errcodes-appendix.html
POSTGRESQL_LOST_RACE = {"40P01", "40001", "55P03"}
POSTGRESQL_NO_STORAGE = {"53100", "25006"}
POSTGRESQL_AWAY = ("08", "57P", "53", "57014")  # 57014: our own statement_timeout


class Database:
    """Hands out sessions; a session lives exactly as long as its transaction.

    ``memory`` is kept between transactions and reaches every session as
    ``session.info["memory"]``: what is remembered there carries the version it was read at.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        if self.url.drivername == "postgresql":
            self.url = self.url.set(drivername="postgresql+psycopg")
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self.engine = _sqlite_engine(self, begin="BEGIN", pool_size=50, kept_kib=READER_KIB)
            self.writing_engine = _sqlite_engine(
                self, begin="BEGIN IMMEDIATE", pool_size=1, kept_kib=WRITER_KIB
            )
        else:
            self.engine = self.writing_engine = _postgresql_engine(self)
        self._writers = Turns() if self.is_sqlite else None
        self._glancer: sqlite3.Connection | None = None
        self._glancing = threading.Lock()
        self.memory: dict[str, Any] = {}

    @contextmanager
    def reading(self) -> Generator[Session]:
        """Yield a session that is never committed. Raises :class:`Unavailable`."""
        with _translated(), Session(self.engine, expire_on_commit=False) as session:
            session.info["memory"] = self.memory
            yield session

    def glance(self, statement: str) -> tuple[Any, ...] | None:
        """The one row of a ready-made statement, on a bare connection: a fiftieth of a session.

        For what hundreds of open pages ask every few seconds. On SQLite it waits for nobody and
        so needs no thread: it is None where it would have to wait. Raises :class:`Unavailable`.
        """
        driver = self.engine.dialect.loaded_dbapi
        try:
            rows = self._rows_of(statement)
        except driver.Error as error:
            with suppress(Contended), _translated():
                raise DBAPIError.instance(
                    statement, None, error, driver.Error, hide_parameters=True,
                    dialect=self.engine.dialect,
                ) from error  # fmt: skip
            return None
        assert len(rows) == 1, "a statement to glance with always has a row"
        return tuple(rows[0])

    def _rows_of(self, statement: str) -> list[Any]:
        """Over a connection of the driver; on SQLite one for all, that never waits.

        In WAL a reader waits only for who mends the file after a crash.
        """
        if not self.is_sqlite:
            with _translated(), closing(self.engine.raw_connection()) as lent:
                cursor = lent.cursor()
                cursor.execute(statement)
                return list(cursor.fetchall())
        with self._glancing:
            if self._glancer is None:
                path = self.url.database or ":memory:"
                self._glancer = sqlite3.connect(
                    path, timeout=0, isolation_level=None, check_same_thread=False
                )
            return self._glancer.execute(statement).fetchall()

    @contextmanager
    def writing(self) -> Generator[Session]:
        """Yield a session that commits when the block ends and rolls back when it raises.

        On SQLite it takes the write lock at its first statement (BEGIN IMMEDIATE), so
        what it reads is still true when it writes; within one process writers stand in a
        line of ours, ten times faster than SQLite's own waiting. On PostgreSQL whoever
        touches claims bumps the day's version first: that row is the lock.
        What was said to be done :mod:`afterwards` is done then, also after a refusal.
        Raises :class:`Unavailable`.
        """
        with (
            and_afterwards(self.writing) as later,
            _translated(),
            self._turn(),
            Session(self.writing_engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            session.info["memory"], session.info[LATER] = self.memory, later
            yield session

    @contextmanager
    def trying(self) -> Generator[Session]:
        """Yield a session as :meth:`writing` does, of which nothing is kept: what would happen.

        What it reads of its own doings is remembered by nobody else.
        """
        with (
            _translated(),
            self._turn(),
            Session(self.writing_engine, expire_on_commit=False) as session,
        ):
            session.info["memory"] = {}
            yield session
            session.rollback()

    @contextmanager
    def altering(self) -> Generator[Connection]:
        """Yield a connection that may change tables; all of it is committed or none.

        SQLite then checks foreign keys at the end and not at each step: a table that
        others point to can only be recreated so (https://sqlite.org/lang_altertable.html).
        Ten years of history take longer to alter than anybody else may wait or work.
        """
        with _translated(), self._turn(), self.writing_engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            if self.is_sqlite:
                driver.execute("PRAGMA foreign_keys = OFF")  # has no effect once a transaction runs
                driver.execute(f"PRAGMA busy_timeout = {ALTERING_SECONDS * 1000}")
            try:
                with connection.begin():
                    if not self.is_sqlite:
                        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
                    yield connection
                    if self.is_sqlite:
                        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                        assert not broken, f"rows that point nowhere: {broken[:5]}"
            finally:
                if self.is_sqlite:
                    driver.execute("PRAGMA foreign_keys = ON")
                    driver.execute(f"PRAGMA busy_timeout = {LOCK_SECONDS * 1000}")

    @contextmanager
    def _turn(self) -> Generator[None]:
        if self._writers is None:
            yield
            return
        if not self._writers.acquire(timeout=LOCK_SECONDS):
            raise Contended("the writer lock was not free in time")
        try:
            yield
        finally:
            self._writers.release()

    def dispose(self) -> None:
        if self._glancer is not None:
            self._glancer.close()
            self._glancer = None
        self.engine.dispose()
        self.writing_engine.dispose()


def retried(work: Callable[P, T]) -> Callable[P, T]:
    """Do ``work``, a whole transaction, again when it lost a race for a lock; at most 5 times.

    Not again once LOCK_SECONDS have gone by: whoever holds the lock that long is stuck, and
    the person hears so now instead of five waits later.
    """

    @functools.wraps(work)
    def attempt(*args: P.args, **kwargs: P.kwargs) -> T:
        give_up_at = time.monotonic() + LOCK_SECONDS
        for attempt_count in range(1, ATTEMPTS_MAX):
            try:
                return work(*args, **kwargs)
            except Contended:
                if time.monotonic() >= give_up_at:
                    raise
                time.sleep(random.uniform(0, 0.02) * 2**attempt_count)  # noqa: S311 -- jitter
        return work(*args, **kwargs)

    return attempt


@contextmanager
def _translated() -> Generator[None]:
    try:
        yield
    except NoFreeConnection as error:
        raise Unavailable("no database connection was free in time") from error
    except StaleDataError as error:  # of a table that guards its versions
        raise Contended(str(error)) from error
    except DBAPIError as error:
        meaning = trouble(error)
        if meaning is None:
            raise
        raise meaning(str(error.orig)) from error


def trouble(error: DBAPIError) -> type[Unavailable] | None:
    """What the machine could not do, or None when the statement itself was at fault."""
    if isinstance(error.orig, sqlite3.Error):
        primary = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
        if primary in SQLITE_LOST_RACE:
            return Contended
        return StorageFull if primary in SQLITE_NO_STORAGE else None
    state: str = getattr(error.orig, "sqlstate", None) or ""
    if state in POSTGRESQL_LOST_RACE:
        return Contended
    if state in POSTGRESQL_NO_STORAGE:
        return StorageFull
    # without a state the server was never reached, unless the driver refused the value itself
    is_cut_off = not state and isinstance(error, OperationalError | InterfaceError)
    is_away = error.connection_invalidated or is_cut_off or state.startswith(POSTGRESQL_AWAY)
    return Unavailable if is_away else None


def _sqlite_engine(database: Database, *, begin: str, pool_size: int, kept_kib: int) -> Engine:
    engine = create_engine(
        database.url, hide_parameters=True, pool_size=pool_size, max_overflow=0,
        pool_timeout=POOL_SECONDS,
    )  # fmt: skip

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        _enter_wal(connection)
        connection.execute("PRAGMA synchronous = FULL")  # NORMAL may lose the last commits
        connection.execute(f"PRAGMA cache_size = -{kept_kib}")
        connection.execute(f"PRAGMA busy_timeout = {LOCK_SECONDS * 1000}")

    def start(dbapi_connection: PoolProxiedConnection) -> None:
        dbapi_connection.cursor().execute(begin)

    # pysqlite delays BEGIN until the first write, which is too late for a check-then-insert:
    # https://docs.sqlalchemy.org/dialects/sqlite.html#pysqlite-serializable. Not the event of
    # that page: an engine that has one looks for listeners at every statement
    engine.dialect.do_begin = start  # type: ignore[method-assign]
    return engine


def _enter_wal(connection: sqlite3.Connection) -> None:
    """For this lock SQLite does not wait by itself: of two who make a file one is refused."""
    give_up_at = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            is_race = error.sqlite_errorcode & 0xFF in SQLITE_LOST_RACE
            if not is_race or time.monotonic() >= give_up_at:
                raise
            time.sleep(0.02)
        else:
            return


def _postgresql_engine(database: Database) -> Engine:
    limits = f"-c lock_timeout={LOCK_SECONDS * 1000} -c statement_timeout=30000 -c timezone=UTC"
    return create_engine(
        database.url,
        pool_size=20,
        max_overflow=20,
        pool_timeout=POOL_SECONDS,
        pool_pre_ping=True,
        hide_parameters=True,  # they hold names, and errors end up in logs
        connect_args={"options": limits, "connect_timeout": 3},
    )
