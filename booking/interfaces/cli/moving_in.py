"""``booking import mrbs|librebooking|ics|csv``: reservations of another system.

Some hundred rows at a time, each time a whole transaction: whoever stops it half way starts it
again, and nothing comes twice.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from booking.calendars.moving_in import read_room_calendar
from booking.foundation.database import Database, retried
from booking.foundation.doors import Door
from booking.foundation.errors import Contended, Refused
from booking.foundation.local_time import day_of, local_day
from booking.foundation.texts import N_, speaking, text
from booking.interfaces.cli import trouble
from booking.interfaces.cli.import_report import conclude, write_report
from booking.interfaces.cli.installation import database_of, load_settings, require_fit
from booking.interfaces.cli.rooms_there import placed, rooms_here
from booking.interfaces.clock import system_clock
from booking.interfaces.csv_file import csv_file
from booking.interfaces.table_file import read_rows
from booking.people.permissions import Action, require_may
from booking.people.queries import person_by_email, principal_of
from booking.people.values import Act, Principal
from booking.reservations.imports import plain
from booking.reservations.imports.dumps import Dump, read_dump
from booking.reservations.imports.librebooking import read_librebooking
from booking.reservations.imports.librebooking_report import read_librebooking_report
from booking.reservations.imports.mrbs import read_mrbs
from booking.reservations.imports.mrbs_report import read_mrbs_report
from booking.reservations.imports.operations import Run, is_all_there, take_over
from booking.reservations.imports.queries import guessed_rooms, holders, partner_numbers
from booking.reservations.imports.rules import Ground
from booking.reservations.imports.series import join_series
from booking.reservations.imports.values import (
    Fate,
    Foreign,
    NotUnderstood,
    Outcome,
    Reading,
    Rows,
    Said,
    Unread,
)
from booking.spaces.queries import current_stock

BYTES_MAX = 300_000_000
ROWS_AT_ONCE = 50
BREATH_SECONDS = 0.1
PATIENCE_SECONDS = 600
STORED = {Fate.TAKEN, Fate.HISTORY, Fate.UPDATED}
TORN = N_("The file stops in the middle: what comes after line %(line)s is missing.")
UNSIGNED = N_("The last line of a whole dump is missing: perhaps not all of it is here.")
OLD_LETTERS = N_("The letters of this file are read as %(encoding)s. Look at the accents in names.")

Read = Callable[[bytes, datetime], Reading]


class FileNotUnderstood(click.ClickException):
    exit_code = 2


@dataclass(frozen=True, slots=True)
class Options:
    email: str
    is_trial: bool
    is_update: bool
    rooms: Path | None
    holder: str | None
    report: Path | None


def _options(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option("--report", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
                     help="Write what became of each row to this CSV file."),
        click.option("--holder", metavar="EMAIL",
                     help="For whom reservations are of people who are not here."),
        click.option("--rooms", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
                     help="Which room there is which here; written when it does not exist."),
        click.option("--update", "is_update", is_flag=True,
                     help="Also take over what changed there since an earlier time."),
        click.option("--dry-run", "is_trial", is_flag=True,
                     help="Say what would become of each row, and store nothing."),
        click.option("--as", "email", metavar="EMAIL", required=True,
                     help="In whose name: a facility manager or an administrator."),
    ):  # fmt: skip
        command = option(command)
    return click.argument("file", type=click.Path(path_type=Path, dir_okay=False))(command)


@click.command("mrbs")
@_options
def mrbs(file: Path, **given: Any) -> None:
    """Take reservations over from MRBS: FILE is a dump of its database, or a report as CSV."""

    def read(raw: bytes, _now: datetime) -> Reading:
        try:
            return _from_dump(raw, read_mrbs)
        except NotUnderstood:
            return read_mrbs_report(raw)

    _import(file, read, Options(**given))


@click.command("librebooking")
@_options
def librebooking(file: Path, **given: Any) -> None:
    """Take reservations over from LibreBooking: FILE is a dump, or a report as CSV."""

    def read(raw: bytes, now: datetime) -> Reading:
        try:
            return _from_dump(raw, lambda dump: read_librebooking(dump, now=now))
        except NotUnderstood:
            return read_librebooking_report(raw)

    _import(file, read, Options(**given))


@click.command("ics")
@click.option("--room", metavar="NUMBER", help="Of which room this is the calendar; otherwise "
              "the location of each meeting says so.")  # fmt: skip
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD",
              help="From which day on; otherwise from two years ago.")  # fmt: skip
@_options
def ics(file: Path, room: str | None, since: datetime | None, **given: Any) -> None:
    """Take the calendar of a room over from Outlook, Google or another program."""

    def read(raw: bytes, now: datetime) -> Reading:
        first = since.date() if since else day_of(now) - timedelta(days=730)
        reading = read_room_calendar(raw, since=local_day(first).starts_at, now=now)
        if room is None:
            return reading
        # one meeting in two rooms stands in the calendar of each, by the same UID
        rows = [replace(row, room=room, key=f"{row.key}/{room}") for row in reading.rows]
        return replace(reading, rows=rows, room_names={room: room})

    _import(file, read, Options(**given))


@click.command("csv")
@_options
@click.option("--template", is_flag=True, help="Write an example to FILE instead.")
def plain_file(file: Path, *, template: bool, **given: Any) -> None:
    """Take reservations over from FILE, a CSV, XLSX or ODS file: also those of past years."""
    if template:
        if file.exists():
            raise trouble(f"{file} exists already; nothing was overwritten.")
        file.write_bytes(csv_file([plain.HEADINGS, plain.EXAMPLE]))
        click.echo(f"An example is in {file}")
        return
    _import(
        file,
        lambda raw, _now: plain.read_plain(
            read_rows(raw, plain.HEADINGS, rows_max=plain.ROWS_MAX, bytes_max=plain.BYTES_MAX)
        ),
        Options(**given),
    )


def _from_dump(raw: bytes, read: Callable[[Dump], Reading]) -> Reading:
    dump = read_dump(raw)
    reading = read(dump)
    torn = Unread("", Said(TORN, {"line": dump.torn_at_line}) if dump.torn_at_line
                  else Said(UNSIGNED))  # fmt: skip
    letters = Unread("", Said(OLD_LETTERS, {"encoding": dump.encoding}))
    return replace(
        reading,
        rows=reading.rows if dump.is_whole else [*reading.rows, torn],
        remarks=[*reading.remarks, *([letters] if dump.encoding != "utf-8" else [])],
    )


def _import(file: Path, read: Read, options: Options) -> None:
    now = system_clock()
    raw = _content(file)
    try:
        reading = read(raw, now)
    except Refused as error:
        with speaking("en"):
            raise FileNotUnderstood(text(error.sentence, **error.facts)) from error
    with database_of(load_settings()) as database:
        require_fit(database)
        by, run = _prepared(database, reading, options, now)
        outcomes: list[Outcome] = []
        with speaking(by.language):
            try:
                for rows in batches(reading.rows):
                    act = Act(by, system_clock(), Door.CLI)  # each is an act, and soon told
                    outcomes += _patiently(database, act, run, rows)
            finally:
                write_report(outcomes, reading, options.report)
    conclude(outcomes, reading, is_shown=options.report is None, is_trial=options.is_trial)


def _content(file: Path) -> bytes:
    if not file.is_file():
        raise trouble(f"There is no file {file}.")
    if file.stat().st_size > BYTES_MAX:
        raise FileNotUnderstood(f"{file} is larger than {BYTES_MAX // 1_000_000} MB.")
    return file.read_bytes()


def _prepared(
    database: Database, reading: Reading, options: Options, now: datetime
) -> tuple[Principal, Run]:
    today = day_of(now)
    with database.reading() as session:
        person = person_by_email(session, options.email)
        by = principal_of(session, person.id or 0, today=today) if person else None
        if by is None:
            raise trouble(f"There is nobody with the e-mail address {options.email}.")
        require_may(by, Action.TAKE_OVER_RESERVATIONS)
        people = holders(session, today=today)
        instead = people.get((options.holder or "").strip().lower())
        if options.holder and (instead is None or not instead.is_welcome):
            raise trouble(f"There is nobody with the e-mail address {options.holder}.")
        stock = current_stock(session)
        guessed = guessed_rooms(stock, reading.room_names)
        rooms = rooms_here(options.rooms, guessed, reading.room_names)
        numbers = {space.number: space.id for space in stock.spaces.values()}
        ground = Ground(
            placed(rooms, numbers), people, partner_numbers(session), instead, options.holder or ""
        )
    return by, Run(reading.system, ground, options.is_trial, options.is_update)


def batches(rows: Rows) -> Iterator[Rows]:
    """Some rows at a time, the dates of a series together."""
    clusters: dict[object, list[Foreign | Unread]] = {}
    for number, row in enumerate(rows):
        series = row.series if isinstance(row, Foreign) else ""
        clusters.setdefault(series or number, []).append(row)
    batch: list[Foreign | Unread] = []
    for cluster in clusters.values():
        batch += cluster
        if len(batch) >= ROWS_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _patiently(database: Database, act: Act, run: Run, rows: Rows) -> list[Outcome]:
    """Store a batch, then leave as much time as that took to who is being served.

    Who has the database meanwhile is waited for: on SQLite writers of two processes stand in no
    line, so whoever asks again at once always wins.
    """
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while True:
        begun_at = time.monotonic()
        try:
            outcomes = _one_batch(database, act, run, rows)
        except Contended:
            if time.monotonic() >= give_up_at:
                raise
            outcomes = []
        if not outcomes or any(outcome.fate in STORED for outcome in outcomes):
            time.sleep(max(time.monotonic() - begun_at, BREATH_SECONDS))
        if outcomes:
            return outcomes


@retried
def _one_batch(database: Database, act: Act, run: Run, rows: Rows) -> list[Outcome]:
    with database.reading() as session:
        if run.is_trial or is_all_there(session, run, rows):
            return take_over(session, act, replace(run, is_trial=True), rows)
    with database.writing() as session:
        outcomes = take_over(session, act, run, rows)
        join_series(session, act, outcomes)
        return outcomes
