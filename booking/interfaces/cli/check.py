"""``booking check``: a table of what is right and what is not, and what to do about it."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import click
from aiosmtplib import SMTPException
from rich.console import Console
from rich.table import Table
from sqlalchemy import text as sql
from sqlmodel import col, select

from booking.foundation.database import Database
from booking.foundation.errors import Unavailable
from booking.foundation.journal import JournalEntry
from booking.foundation.settings import Mail, MailIn, Settings
from booking.interfaces.cli.installation import (
    database_of,
    load_settings,
    require_file,
    require_fit_tables,
    require_sound_file,
)
from booking.interfaces.clock import system_clock
from booking.interfaces.condition import DISK_BYTES_MIN, free_disk_bytes, jobs_at
from booking.interfaces.files.layout import weasyprint
from booking.messages.incoming.queries import mail_counts
from booking.messages.smtp import server_of

DOOR_SECONDS_MAX = 5
CLOCK_OFF_MAX = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Finding:
    name: str
    is_ok: bool
    says: str


@click.command("check")
def command() -> None:
    """Say what is right and what is not; exit code 1 when something is not."""
    settings = load_settings()
    with database_of(settings) as database:
        findings = list(_findings(database, settings))
    table = Table("", "what", "found")
    for finding in findings:
        mark = "[green]ok[/]" if finding.is_ok else "[bold red]NOT OK[/]"
        table.add_row(mark, finding.name, finding.says)
    Console().print(table)
    if not all(finding.is_ok for finding in findings):
        raise SystemExit(1)


def _findings(database: Database, settings: Settings) -> Iterator[Finding]:
    questions: dict[str, Callable[[], str]] = {
        "settings": lambda: "complete",
        "file": lambda: _file(database),
        "tables and guard": lambda: _tables(database),
        "clock": lambda: _clock(database),
        "background work": lambda: _jobs(database),
        "disk": lambda: _disk(database),
        "mail": lambda: _mail(settings.mail),
        "mail that comes in": lambda: _mail_in(database, settings.mail_in),
        "reports as PDF": _pdf,
    }
    for name, question in questions.items():
        try:
            yield Finding(name, is_ok=True, says=question())
        except click.ClickException as error:
            yield Finding(name, is_ok=False, says=error.message)
        except (Unavailable, OSError) as error:
            yield Finding(name, is_ok=False, says=str(error))


def _pdf() -> str:
    weasyprint()
    return "can be made"


def _file(database: Database) -> str:
    require_file(database)
    require_sound_file(database)
    return "whole" if database.is_sqlite else "PostgreSQL keeps it"


def _tables(database: Database) -> str:
    require_file(database)
    with database.writing() as session:
        require_fit_tables(session.connection())
    return "up to date, writable, and no place can be given out twice"


def _clock(database: Database) -> str:
    require_file(database)
    now = system_clock()
    with database.reading() as session:
        if not database.is_sqlite:
            there = session.execute(sql("SELECT clock_timestamp()")).scalar_one()
            if abs(there - now) > CLOCK_OFF_MAX:
                raise click.ClickException(f"differs {there - now} from the database: set up NTP")
        last = session.exec(
            select(JournalEntry.at).order_by(col(JournalEntry.number).desc()).limit(1)
        ).first()
    if last is not None and last - now > CLOCK_OFF_MAX:
        raise click.ClickException(f"is behind: something was written at {last:%Y-%m-%d %H:%M} UTC")
    return f"{now:%Y-%m-%d %H:%M:%S} UTC"


def _jobs(database: Database) -> str:
    require_file(database)
    with database.reading() as session:
        jobs = jobs_at(session, system_clock())
    if jobs.set_aside_count:
        raise click.ClickException(f"{jobs.set_aside_count} jobs failed for days: see the log")
    if jobs.are_late:
        raise click.ClickException(f"waits for {jobs.oldest_due_seconds // 60} minutes: "
                                   "is the app running?")  # fmt: skip
    return "nothing is late"


def _disk(database: Database) -> str:
    free = free_disk_bytes(database)
    if free is None:
        return "on the database's own machine"
    if free < DISK_BYTES_MIN:
        raise click.ClickException(f"only {free // 1_000_000} MB left: make room")
    return f"{free / 1_000_000_000:.1f} GB left"


def _mail_in(database: Database, mail_in: MailIn) -> str:
    for address in filter(None, (mail_in.lmtp, mail_in.smtp)):
        host, _, port = address.rpartition(":")
        try:
            socket.create_connection((host.strip("[]"), int(port)), DOOR_SECONDS_MAX).close()
        except OSError as error:
            raise click.ClickException(f"nobody answers at {address}: is the app running?"
                                       ) from error  # fmt: skip
    require_file(database)
    with database.reading() as session:
        counts = mail_counts(session)
    if not mail_in.domain:
        return "rooms have no address: mail_in.domain is not set"
    return f"{counts.waiting} wait to be read, {counts.aside} were not understood"


def _mail(mail: Mail) -> str:
    if not mail.host:
        return "no mail server is set: letters wait in the outbox"
    try:
        asyncio.run(_greet(mail))
    except (OSError, SMTPException) as error:
        raise click.ClickException(f"{mail.host}:{mail.port} does not answer as it should: {error}"
                                   ) from error  # fmt: skip
    return f"{mail.host}:{mail.port} answers"


async def _greet(mail: Mail) -> None:
    async with server_of(mail, local_hostname="localhost") as server:
        await server.noop()
