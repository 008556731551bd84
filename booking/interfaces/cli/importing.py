"""``booking import``: spaces, people and counted rounds from a file; all of it, or nothing.

Reservations of other systems are in :mod:`booking.interfaces.cli.moving_in`.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from booking.foundation.database import Database, retried
from booking.foundation.doors import Door
from booking.foundation.local_time import day_of
from booking.foundation.rows import Fate, Row, RowsRefused, Taken
from booking.foundation.texts import speaking
from booking.interfaces.cli import trouble
from booking.interfaces.cli.installation import database_of, load_settings, require_fit
from booking.interfaces.cli.moving_in import ics, librebooking, mrbs, plain_file
from booking.interfaces.clock import system_clock
from booking.interfaces.table_file import BYTES_MAX, FileTooLarge, read_rows
from booking.interfaces.taking_over import (
    PEOPLE,
    ROUNDS,
    SPACES,
    FileKind,
    example_csv,
    example_xlsx,
)
from booking.people.queries import person_by_email, principal_of
from booking.people.values import Act

MISTAKES_SHOWN_MAX = 20

in_name_of = click.option(
    "--as", "email", metavar="EMAIL", help="In whose name: somebody who may do this on screen too."
)
as_template = click.option("--template", is_flag=True, help="Write an example to FILE instead.")
file_argument = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))


@click.group("import")
def command() -> None:
    """Take over spaces, people or counts from a file, or the reservations of another system.

    Of the first three, what is in the house already is changed where the file differs. Nothing
    is removed. A second time changes nothing.
    """


for reservations in (mrbs, librebooking, ics, plain_file):
    command.add_command(reservations)


@command.command("spaces")
@file_argument
@in_name_of
@as_template
def spaces(file: Path, email: str | None, *, template: bool) -> None:
    """Take desks and rooms over from FILE, known by their number."""
    if template:
        _write_template(file, SPACES)
        return
    _import(file, email, SPACES)


@command.command("people")
@file_argument
@in_name_of
@as_template
def people(file: Path, email: str | None, *, template: bool) -> None:
    """Take staff over from FILE, known by their e-mail address."""
    if template:
        _write_template(file, PEOPLE)
        return
    _import(file, email, PEOPLE)


@command.command("rounds")
@file_argument
@in_name_of
@as_template
def rounds(file: Path, email: str | None, *, template: bool) -> None:
    """Take counted rounds over from FILE, a line for each place that was looked at."""
    if template:
        _write_template(file, ROUNDS)
        return
    _import(file, email, ROUNDS)


def _import(file: Path, email: str | None, kind: FileKind) -> None:
    rows = read_rows(_content(file), kind.headings)
    if email is None:
        raise click.UsageError("Say in whose name this is done: --as EMAIL")
    with database_of(load_settings()) as database:
        require_fit(database)
        try:
            taken = _in_transaction(database, rows, email, kind)
        except RowsRefused as refusal:
            _show(refusal)
            raise trouble("Nothing was taken over.") from refusal
    outcome = Counter(line.fate for line in taken)
    click.echo(", ".join(f"{outcome[fate]} {fate}" for fate in Fate))


def _content(file: Path) -> bytes:
    if not file.is_file():
        raise trouble(f"There is no file {file}.")
    if file.stat().st_size > BYTES_MAX:
        raise FileTooLarge
    return file.read_bytes()


@retried
def _in_transaction(
    database: Database, rows: Sequence[Row], email: str, kind: FileKind
) -> list[Taken]:
    now = system_clock()
    with database.writing() as session:
        person = person_by_email(session, email)
        principal = principal_of(session, person.id or 0, today=day_of(now)) if person else None
        if principal is None:
            raise trouble(f"There is nobody with the e-mail address {email}.")
        return kind.take_over(session, Act(principal, now, Door.CLI), rows, load_settings())


def _show(refusal: RowsRefused) -> None:
    with speaking("en"):
        for mistake in refusal.mistakes[:MISTAKES_SHOWN_MAX]:
            click.echo(str(mistake), err=True)
    if (rest := len(refusal.mistakes) - MISTAKES_SHOWN_MAX) > 0:
        click.echo(f"and {rest} more", err=True)


def _write_template(file: Path, kind: FileKind) -> None:
    if file.exists():
        raise trouble(f"{file} exists already; nothing was overwritten.")
    file.write_bytes(example_xlsx(kind) if file.suffix == ".xlsx" else example_csv(kind))
    click.echo(f"An example is in {file}")
