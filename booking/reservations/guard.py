"""The last word against giving out a place twice: the database refuses overlapping claims.

PostgreSQL has an exclusion constraint over int8range((unit << 32) | minutes). SQLite has
triggers which look at the one claim of the unit with the latest start before the new end:
since no two overlap, that is the only one that can be in the way.

Alembic's batch operations recreate a table and drop these silently. So
:func:`ensure_guards` runs after every migration, and the app refuses to serve when
:func:`are_guards_present` says no.
"""

import sqlite3

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

CONSTRAINT = "claim_no_overlap"
OVERLAP = "claims overlap"
SQLITE_CONSTRAINT_TRIGGER = 1811
EXCLUSION_VIOLATION = "23P01"
UNIQUE_VIOLATION = "23505"
KEY = "claim_pkey"  # two claims of one unit that start together break this first

_EVENTS = {
    "claim_no_overlap_insert": ("BEFORE INSERT ON claim", ""),
    "claim_no_overlap_update": (
        "BEFORE UPDATE OF unit_id, s, e ON claim",
        "AND rowid <> NEW.rowid",
    ),
}


def _trigger(name: str) -> str:
    event, but_itself = _EVENTS[name]
    return f"""CREATE TRIGGER {name} {event}
    WHEN (SELECT e FROM claim WHERE unit_id = NEW.unit_id AND s < NEW.e {but_itself}
          ORDER BY s DESC LIMIT 1) > NEW.s
    BEGIN SELECT RAISE(ABORT, '{OVERLAP}'); END"""  # noqa: S608 -- only constants of ours


def ensure_guards(connection: Connection) -> None:
    """Put the guards there if they are not; safe to run any number of times."""
    if are_guards_present(connection):
        return
    if connection.dialect.name == "sqlite":
        for name in _EVENTS:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
            connection.exec_driver_sql(_trigger(name))
        return
    connection.exec_driver_sql(
        f"ALTER TABLE claim ADD CONSTRAINT {CONSTRAINT} EXCLUDE USING spgist (int8range("
        "(unit_id::int8 << 32) | s, (unit_id::int8 << 32) | e) WITH &&)"
    )


def are_guards_present(connection: Connection) -> bool:
    """Whether the database itself would refuse two overlapping claims."""
    if connection.dialect.name == "sqlite":
        triggers = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'claim'"
        ).all()
        return {(name, sql) for name, sql in triggers} >= {(n, _trigger(n)) for n in _EVENTS}
    found = connection.exec_driver_sql(
        "SELECT 1 FROM pg_constraint WHERE conname = %s AND contype = 'x' AND convalidated "
        "AND conrelid = to_regclass('claim')",
        (CONSTRAINT,),
    )
    return found.first() is not None


def is_overlap(error: DBAPIError) -> bool:
    """Whether ``error`` is the guard speaking."""
    if isinstance(error.orig, sqlite3.Error):
        code = getattr(error.orig, "sqlite_errorcode", 0)
        return code == SQLITE_CONSTRAINT_TRIGGER and OVERLAP in str(error.orig)
    state = getattr(error.orig, "sqlstate", None)
    return state == EXCLUSION_VIOLATION or (state == UNIQUE_VIOLATION and KEY in str(error.orig))
