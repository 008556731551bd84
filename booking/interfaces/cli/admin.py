"""``booking admin``: the first administrator; who comes after is made on screen."""

import click

from booking.foundation.database import Database, retried
from booking.foundation.doors import Door
from booking.interfaces.cli.installation import database_of, load_settings, require_fit
from booking.interfaces.clock import system_clock
from booking.people.operations import create_administrator


@click.group("admin")
def command() -> None:
    """Make the first administrator."""


@command.command("create")
@click.argument("email")
@click.argument("name")
@click.password_option(help="Asked for when it is not given; at least 12 characters.")
def create(email: str, name: str, password: str) -> None:
    """Make an administrator with this e-mail address and name, and ask for a password.

    The second step, a code from an app on the phone, is set up at the first sign-in.
    """
    with database_of(load_settings()) as database:
        require_fit(database)
        _create(database, email, name, password)
    click.echo(f"{name} can sign in now, with {email.strip().lower()}.")


@retried
def _create(database: Database, email: str, name: str, password: str) -> None:
    with database.writing() as session:
        create_administrator(session, email, name, password, at=system_clock(), door=Door.CLI)
