"""What every command needs first: the settings, and the database they name."""

import os
import sqlite3
import tomllib
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError
from pydantic_settings import SettingsError
from sqlalchemy import Connection

from booking.foundation.database import Database
from booking.foundation.settings import Settings
from booking.interfaces.cli import trouble
from booking.migrations.runner import (
    GuardMissing,
    NewerDatabase,
    is_current,
    refuse_newer,
    refuse_without_guard,
)

SQLITE_DAMAGED = {11, 26}  # CORRUPT, NOTADB: https://www.sqlite.org/rescode.html


def load_settings() -> Settings:
    """The settings of this installation; every mistake in them in one line."""
    named = os.environ.get("BOOKING_SETTINGS")
    if named and not Path(named).is_file():
        raise trouble(f"There is no settings file {named} (named by BOOKING_SETTINGS).")
    try:
        return Settings()  # type: ignore[call-arg]  # filled from the environment and the file
    except ValidationError as error:
        mistakes = "; ".join(_said(mistake) for mistake in error.errors())
        raise trouble(f"The settings are not right. {mistakes}.") from error
    except (SettingsError, tomllib.TOMLDecodeError) as error:
        raise trouble(f"The settings cannot be read: {error}.") from error


def _said(mistake: Any) -> str:
    """A mistake without the value: that may be a secret."""
    name = ".".join(str(part) for part in mistake["loc"]) or "together"
    message = {"missing": "is missing", "extra_forbidden": "is not a setting"}.get(
        mistake["type"], str(mistake["msg"]).removeprefix("Value error, ")
    )
    return f"{name}: {message}"


@contextmanager
def database_of(settings: Settings) -> Generator[Database]:
    database = Database(settings.database_url)
    try:
        yield database
    finally:
        database.dispose()


def sqlite_path(database: Database) -> Path | None:
    """The file of an SQLite database; None for PostgreSQL."""
    if not database.is_sqlite:
        return None
    return Path(database.url.database or "")


def require_file(database: Database) -> None:
    """Refuse when the SQLite file is missing: opening it would make an empty one."""
    path = sqlite_path(database)
    if path is not None and not path.is_file():
        raise trouble(f"There is no database {path}. Make it with: booking migrate")


def damage_in(path: Path) -> str | None:
    """What is wrong with this SQLite file, by its own quick_check; None when it is whole."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            found: str = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        if error.sqlite_errorcode & 0xFF not in SQLITE_DAMAGED:
            raise trouble(f"The database {path} cannot be opened: {error}.") from error
        found = str(error)
    return None if found == "ok" else found


def require_sound_file(database: Database) -> None:
    """Refuse a damaged SQLite file, before anything is written to it."""
    path = sqlite_path(database)
    if path is None or not path.is_file():
        return
    if damage := damage_in(path):
        raise trouble(f"The database {path} is damaged ({damage}). Put a backup back: "
                      "booking restore FILE --replace")  # fmt: skip


def require_fit(database: Database) -> None:
    """Raise one clear line unless the app can safely serve this database."""
    require_file(database)
    require_sound_file(database)
    with database.writing() as session:  # writing, so that a read-only file is found out now
        require_fit_tables(session.connection())


def require_fit_tables(connection: Connection) -> None:
    try:
        refuse_newer(connection)
        if not is_current(connection):
            raise trouble("The database is not up to date. Run: booking migrate")
        refuse_without_guard(connection)
    except NewerDatabase as error:
        raise newer(error) from error
    except GuardMissing as error:
        raise trouble(f"Not safe to use: {error}. Run: booking migrate") from error


def newer(error: NewerDatabase) -> click.ClickException:
    return trouble(f"A newer version of the app made this database ({error}). "
                   "Install that version; nothing was changed.")  # fmt: skip
