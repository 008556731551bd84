"""``booking import``: spaces and people from a file; all of it, or nothing."""

import csv
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import click
from sqlmodel import Session, select

from booking.foundation.database import Database, retried
from booking.foundation.doors import Door
from booking.foundation.local_time import day_of
from booking.foundation.rows import Row, RowsRefused
from booking.foundation.texts import speaking
from booking.interfaces.cli import trouble
from booking.interfaces.cli.installation import database_of, load_settings, require_fit
from booking.interfaces.clock import system_clock
from booking.interfaces.table_file import read_rows
from booking.people import import_rows as people_rows
from booking.people.operations import take_over_people
from booking.people.queries import person_by_email, principal_of
from booking.people.values import Act
from booking.spaces import import_rows as spaces_rows
from booking.spaces.equipment import EQUIPMENT, equipment_words
from booking.spaces.models import Equipment
from booking.spaces.operations import take_over_spaces

MISTAKES_SHOWN_MAX = 20
TakeOver = Callable[[Session, Act, Sequence[Row]], Counter[str]]

in_name_of = click.option(
    "--as", "email", metavar="EMAIL", help="In whose name: somebody who may do this on screen too."
)
as_template = click.option("--template", is_flag=True, help="Write an example to FILE instead.")
file_argument = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))


@click.group("import")
def command() -> None:
    """Take spaces or people over from an XLSX, ODS or CSV file.

    What is in the house already is changed where the file differs; nothing is removed.
    A second time changes nothing.
    """


@command.command("spaces")
@file_argument
@in_name_of
@as_template
def spaces(file: Path, email: str | None, *, template: bool) -> None:
    """Take desks and rooms over from FILE, known by their number."""
    if template:
        _write_template(file, spaces_rows.HEADINGS, spaces_rows.EXAMPLE)
        return
    _import(read_rows(_there(file), spaces_rows.HEADINGS), email, _take_over_spaces)


@command.command("people")
@file_argument
@in_name_of
@as_template
def people(file: Path, email: str | None, *, template: bool) -> None:
    """Take staff over from FILE, known by their e-mail address."""
    if template:
        _write_template(file, people_rows.HEADINGS, people_rows.EXAMPLE)
        return
    _import(read_rows(_there(file), people_rows.HEADINGS), email, _take_over_people)


def _take_over_spaces(session: Session, act: Act, rows: Sequence[Row]) -> Counter[str]:
    names = {code: name for code, (name, _icon) in EQUIPMENT.items()}
    names |= dict(session.exec(select(Equipment.code, Equipment.name)).all())
    words = equipment_words(names)
    found = spaces_rows.read_spaces(rows, today=day_of(act.at), equipment=words)
    return take_over_spaces(session, act, found)


def _take_over_people(session: Session, act: Act, rows: Sequence[Row]) -> Counter[str]:
    return take_over_people(session, act, people_rows.read_people(rows))


def _there(file: Path) -> Path:
    if not file.is_file():
        raise trouble(f"There is no file {file}.")
    return file


def _import(rows: Sequence[Row], email: str | None, take_over: TakeOver) -> None:
    if email is None:
        raise click.UsageError("Say in whose name this is done: --as EMAIL")
    with database_of(load_settings()) as database:
        require_fit(database)
        try:
            outcome = _in_transaction(database, rows, email, take_over)
        except RowsRefused as refusal:
            _show(refusal)
            raise trouble("Nothing was taken over.") from refusal
    click.echo(", ".join(f"{outcome[kind]} {kind}" for kind in ("added", "changed", "same")))


@retried
def _in_transaction(
    database: Database, rows: Sequence[Row], email: str, take_over: TakeOver
) -> Counter[str]:
    now = system_clock()
    with database.writing() as session:
        person = person_by_email(session, email)
        principal = principal_of(session, person.id or 0, today=day_of(now)) if person else None
        if principal is None:
            raise trouble(f"There is nobody with the e-mail address {email}.")
        return take_over(session, Act(principal, now, Door.CLI), rows)


def _show(refusal: RowsRefused) -> None:
    with speaking("en"):
        for mistake in refusal.mistakes[:MISTAKES_SHOWN_MAX]:
            click.echo(str(mistake), err=True)
    if (rest := len(refusal.mistakes) - MISTAKES_SHOWN_MAX) > 0:
        click.echo(f"and {rest} more", err=True)


def _write_template(file: Path, headings: Sequence[str], example: Sequence[str]) -> None:
    if file.exists():
        raise trouble(f"{file} exists already; nothing was overwritten.")
    with file.open("w", encoding="utf-8-sig", newline="") as target:  # a BOM, or Excel errs
        csv.writer(target, delimiter=";").writerows([headings, example])
    click.echo(f"An example is in {file}")
