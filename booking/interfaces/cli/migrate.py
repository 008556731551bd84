"""``booking migrate``: makes the database, or brings it up to date after a copy was made."""

import click

from booking.foundation.database import Database
from booking.interfaces.cli.installation import (
    database_of,
    load_settings,
    require_sound_file,
    sqlite_path,
    trouble,
)
from booking.migrations.runner import NewerDatabase, migrate


@click.command("migrate")
def command() -> None:
    """Make the database, or bring it up to date."""
    with database_of(load_settings()) as database:
        path = sqlite_path(database)
        if path is not None and path.is_file():
            require_sound_file(path)
        bring_up_to_date(database)
    click.echo("The database is up to date.")


def bring_up_to_date(database: Database) -> None:
    try:
        migrate(database)
    except NewerDatabase as error:
        raise trouble(f"A newer version of the app made this database ({error}). "
                      "Install that version; nothing was changed.") from error  # fmt: skip
