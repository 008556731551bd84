"""``booking backup``: a copy of the database, also while the app runs."""

from pathlib import Path

import click

from booking.interfaces.cli.backups import stamped, write_backup
from booking.interfaces.cli.installation import database_of, load_settings
from booking.interfaces.clock import system_clock


@click.command("backup")
@click.argument("path", type=click.Path(path_type=Path))
def command(path: Path) -> None:
    """Write a copy of the database to PATH, a new file or a folder.

    The settings file is not in it: keep a copy of that too, it holds the secret.
    """
    with database_of(load_settings()) as database:
        if path.is_dir():
            path /= f"woonkamer-{stamped(database, system_clock())}"
        write_backup(database, path)
    click.echo(f"{path} ({path.stat().st_size / 1_000_000:.1f} MB)")
