"""How a backup takes the place of the database: looked at first, the old one kept."""

import shutil
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy import text as sql

from booking.foundation.database import Database
from booking.interfaces.cli import trouble
from booking.interfaces.cli.backups import run_postgresql
from booking.interfaces.cli.installation import damage_in, newer, require_fit
from booking.migrations.runner import NewerDatabase, migrate, refuse_newer

REPLACED = "replaced_"
"""How a database that made way for a backup is called from then on, with the time behind it."""


def restore_sqlite(house: Path, backup: Path, *, may_replace: bool, now: datetime) -> Path | None:
    """Let ``backup`` take the place of ``house``; returns where the old one went."""
    if house.exists() and not may_replace:
        raise trouble(f"There is a database {house} already. To move it aside: --replace")
    fresh = house.with_name(f"{house.name}.part")
    try:
        shutil.copyfile(backup, fresh)
        fresh.chmod(0o600)
        if damage := damage_in(fresh):
            raise trouble(f"{backup} cannot be used ({damage}). Nothing was changed.")
        with closing_database(f"sqlite:///{fresh}") as copy:
            _bring_up_to_date(copy)
        aside = _move_aside(house, now) if house.exists() else None
        fresh.rename(house)
    except OSError as error:
        raise trouble(f"The backup could not be put back: {error}") from error
    finally:
        for part in _parts(fresh):
            part.unlink(missing_ok=True)
    return aside


def restore_postgresql(
    database: Database, backup: Path, *, may_replace: bool, now: datetime
) -> str:
    """Let ``backup`` take the place of the schema; returns what the old one is called now."""
    run_postgresql(database, "pg_restore", "--list", str(backup))
    with database.writing() as session:
        aside = _rename_schema(session.connection(), may_replace=may_replace, now=now)
    try:
        run_postgresql(
            database, "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner",
            "--no-privileges", "--schema=public", f"--dbname={database.url.database}", str(backup),
        )  # fmt: skip
        _bring_up_to_date(database)
    except BaseException:
        with database.writing() as session:
            session.execute(sql("DROP SCHEMA public CASCADE"))
            session.execute(sql(f"ALTER SCHEMA {aside} RENAME TO public"))
        raise
    return aside


@contextmanager
def closing_database(url: str) -> Generator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.dispose()


def _bring_up_to_date(copy: Database) -> None:
    """Migrate a backup of an older version; refuse what is not ours or of a newer one."""
    try:
        with copy.reading() as session:
            connection = session.connection()
            refuse_newer(connection)
            is_ours = connection.dialect.has_table(connection, "claim")
        if not is_ours:
            raise trouble("This is no backup of Woonkamer. Nothing was changed.")
        migrate(copy)
    except NewerDatabase as error:
        raise newer(error) from error
    require_fit(copy)


def _move_aside(house: Path, now: datetime) -> Path:
    """Give the database another name, if nobody has it open."""
    if damage_in(house) is None:
        try:
            with closing(sqlite3.connect(house, timeout=1)) as connection:
                connection.execute("PRAGMA journal_mode = DELETE")  # asks to be alone
        except sqlite3.OperationalError as error:
            raise trouble(f"The app is still running ({error}). Stop it first.") from error
    aside = house.with_name(f"{_replaced(now)}_{house.name}")
    for part, there in zip(_parts(house), _parts(aside), strict=True):
        if part.exists():
            part.rename(there)
    return aside


def _rename_schema(connection: Connection, *, may_replace: bool, now: datetime) -> str:
    others = connection.execute(sql(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )).scalar_one()  # fmt: skip
    if others:
        raise trouble(f"The database is in use by {others} other connections. Stop the app first.")
    if connection.dialect.has_table(connection, "alembic_version") and not may_replace:
        raise trouble("There are tables in the database already. To move them aside: --replace")
    aside = _replaced(now)
    connection.execute(sql(f"ALTER SCHEMA public RENAME TO {aside}"))
    connection.execute(sql("CREATE SCHEMA public"))
    return aside


def _replaced(now: datetime) -> str:
    return f"{REPLACED}{now:%Y%m%dt%H%M%S%f}"


def _parts(path: Path) -> list[Path]:
    return [Path(f"{path}{suffix}") for suffix in ("-wal", "-shm", "")]
