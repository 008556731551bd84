"""``booking restore``: puts a backup back."""

from pathlib import Path

import click

from booking.calendars.change_log import begin_anew
from booking.interfaces.cli.installation import database_of, load_settings, require_fit, sqlite_path
from booking.interfaces.cli.restoring import restore_postgresql, restore_sqlite
from booking.interfaces.clock import system_clock
from booking.people.sessions import end_all_sessions
from booking.reservations.restoring import mark_restored


@click.command("restore")
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--replace", is_flag=True, help="Move what is there aside first.")
def command(path: Path, *, replace: bool) -> None:
    """Put the backup in PATH back. Stop the app first.

    What is there is never overwritten: with --replace it gets another name.
    """
    now = system_clock()
    with database_of(load_settings()) as database:
        aside: Path | str | None
        if (house := sqlite_path(database)) is not None:
            aside = restore_sqlite(house, path, may_replace=replace, now=now)
        else:
            aside = restore_postgresql(database, path, may_replace=replace, now=now)
        require_fit(database)
        with database.writing() as session:
            mark_restored(session, now=now)
            begin_anew(session)
            end_all_sessions(session)
    if aside is not None:
        click.echo(f"What was there is kept as {aside}")
    click.echo("The backup is back. Everybody signs in again.")
