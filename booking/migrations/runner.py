"""Brings a database to today's tables, in one transaction, once, whoever starts first."""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from booking import PACKAGE
from booking.foundation.database import ALTERING_SECONDS, LOCK_SECONDS, Database
from booking.reservations.guard import are_guards_present

LOCK = 0x776F6F6E  # "woon": the advisory lock under which PostgreSQL migrates


class NewerDatabase(Exception):
    """The database was made by a newer version of the app; this one must not touch it."""


class GuardMissing(Exception):
    """The database would accept a place given out twice: the app must not serve."""


def migrate(database: Database, *, until: str = "head") -> None:
    """Take every step that is missing, the last one ``until``.

    Both engines roll DDL back, so it is all or nothing.
    """
    with database.altering() as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{ALTERING_SECONDS}s'")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
            # of tables: who queues for one keeps all others out meanwhile
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
        refuse_newer(connection)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, until)


def refuse_newer(connection: Connection) -> None:
    """Raise :class:`NewerDatabase` when the database holds a step this version does not know."""
    known = {step.revision for step in ScriptDirectory.from_config(_config()).walk_revisions()}
    present = set(MigrationContext.configure(connection).get_current_heads())
    if not present <= known:
        raise NewerDatabase(f"the database is at {', '.join(sorted(present - known))}")


def is_current(connection: Connection) -> bool:
    """Whether the database has exactly today's tables."""
    heads = set(ScriptDirectory.from_config(_config()).get_heads())
    return set(MigrationContext.configure(connection).get_current_heads()) == heads


def refuse_without_guard(connection: Connection) -> None:
    """Raise :class:`GuardMissing` unless the database itself refuses overlapping claims."""
    if not are_guards_present(connection):
        raise GuardMissing("the guard against double reservations is not in the database")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(PACKAGE / "migrations"))
    config.set_main_option("path_separator", "os")
    return config
