"""Copies of the database: taken while it is used, looked at before they are trusted.

SQLite's own backup reads one moment of the database, also while others write; copying the
file of a database in WAL mode with cp would lose what is still in the log. PostgreSQL has
pg_dump, in one transaction.
"""

import os
import sqlite3
import subprocess
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from booking.foundation.database import Database
from booking.interfaces.cli import trouble
from booking.interfaces.cli.installation import damage_in, require_file, sqlite_path


def stamped(database: Database, now: datetime) -> str:
    """A name that sorts by time: 20261126T140500.db, .dump for PostgreSQL; in UTC."""
    return f"{now:%Y%m%dT%H%M%S%f}.{'db' if database.is_sqlite else 'dump'}"


def write_backup(database: Database, path: Path) -> None:
    """Write a whole copy of the database to ``path``, which must not exist."""
    if path.exists():
        raise trouble(f"{path} exists already. Give another name; nothing was overwritten.")
    require_file(database)
    unfinished = path.with_name(f"{path.name}.part")
    try:
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600)  # it holds names and addresses of people
        if (house := sqlite_path(database)) is not None:
            _copy_sqlite(house, unfinished)
        else:
            run_postgresql(
                database, "pg_dump", "--format=custom", "--no-owner", "--no-privileges",
                "--schema=public", f"--file={unfinished}",
            )  # fmt: skip
            run_postgresql(database, "pg_restore", "--list", str(unfinished))
        unfinished.rename(path)
    except OSError as error:
        raise trouble(f"The backup could not be written: {error}") from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _copy_sqlite(house: Path, copy: Path) -> None:
    try:
        with (
            closing(sqlite3.connect(f"file:{house}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
    except sqlite3.Error as error:
        raise trouble(f"The backup could not be written: {error}") from error
    if damage := damage_in(copy):
        raise trouble(f"The backup is not whole ({damage}); it was thrown away.")


def run_postgresql(database: Database, program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL on this database. The password never stands in its arguments."""
    url = database.url
    about = {"PGHOST": url.host, "PGPORT": url.port, "PGUSER": url.username,
             "PGPASSWORD": url.password, "PGDATABASE": url.database}  # fmt: skip
    known = {name: str(value) for name, value in about.items() if value is not None}
    known |= {f"PG{name.upper()}": str(value) for name, value in url.query.items()}
    try:
        done = subprocess.run(  # noqa: S603 -- a fixed program, no shell
            [program, *arguments], env=os.environ | known, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    except FileNotFoundError as error:
        raise trouble(f"{program} is not on this machine: install postgresql-client.") from error
    if done.returncode:
        raise trouble(f"{program}: {done.stderr.strip() or f'ended with {done.returncode}'}")
