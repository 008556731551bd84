"""``booking migrate``: makes the database, or brings it up to date after a copy was made."""

from pathlib import Path

import click

from booking.foundation.database import Database, retried
from booking.interfaces.cli.backups import stamped, write_backup
from booking.interfaces.cli.installation import (
    database_of,
    load_settings,
    newer,
    require_sound_file,
    sqlite_path,
)
from booking.interfaces.clock import system_clock
from booking.migrations.runner import NewerDatabase, is_current, migrate, refuse_newer


@click.command("migrate")
@click.option(
    "--backup-folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Where the copy made beforehand goes; beside the database unless said.",
)
@click.option("--without-backup", is_flag=True, help="Make no copy beforehand.")
def command(backup_folder: Path | None, *, without_backup: bool) -> None:
    """Make the database, or bring it up to date. What was there is copied first."""
    with database_of(load_settings()) as database:
        require_sound_file(database)
        try:
            if not without_backup and _has_steps_to_take(database):
                path = _copy_first(database, backup_folder)
                click.echo(f"A copy of the database as it was is in {path}")
            retried(migrate)(database)
        except NewerDatabase as error:
            raise newer(error) from error
    click.echo("The database is up to date.")


def _has_steps_to_take(database: Database) -> bool:
    """Whether there is something to migrate, and something to lose."""
    path = sqlite_path(database)
    if path is not None and not path.is_file():
        return False
    with database.reading() as session:
        connection = session.connection()
        refuse_newer(connection)
        return connection.dialect.has_table(connection, "claim") and not is_current(connection)


def _copy_first(database: Database, folder: Path | None) -> Path:
    path = sqlite_path(database)
    beside = path.parent if path else Path.cwd()
    copy = (folder or beside) / f"before-migrating-{stamped(database, system_clock())}"
    write_backup(database, copy)
    return copy
