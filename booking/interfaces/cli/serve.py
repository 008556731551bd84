"""``booking serve``: the app on this machine, refused in one line when it would not be safe."""

import click
from sqlalchemy import Connection

from booking.foundation.database import Database
from booking.interfaces import server
from booking.interfaces.cli.installation import (
    database_of,
    load_settings,
    require_file,
    require_sound_file,
    sqlite_path,
    trouble,
)
from booking.migrations.runner import (
    GuardMissing,
    NewerDatabase,
    is_current,
    refuse_newer,
    refuse_without_guard,
)


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def command(host: str, port: int) -> None:
    """Serve the app. A proxy that speaks TLS stands in front of it."""
    with database_of(load_settings()) as database:
        refuse_unfit(database)
        has_one_worker = database.is_sqlite
    server.serve(host, port, has_one_worker=has_one_worker)


def refuse_unfit(database: Database) -> None:
    """Raise one clear line unless the app can safely serve this database."""
    require_file(database)
    path = sqlite_path(database)
    if path is not None:
        require_sound_file(path)
    with database.writing() as session:  # writing, so that a read-only file is found out now
        _refuse_unfit_tables(session.connection())


def _refuse_unfit_tables(connection: Connection) -> None:
    try:
        refuse_newer(connection)
        if not is_current(connection):
            raise trouble("The database is not up to date. Run: booking migrate")
        refuse_without_guard(connection)
    except NewerDatabase as error:
        raise trouble(f"A newer version of the app made this database ({error}). "
                      "Install that version; nothing was changed.") from error  # fmt: skip
    except GuardMissing as error:
        raise trouble(f"Not serving: {error}. Run: booking migrate") from error
