"""``booking facts``: what occupancy is reckoned from, counted again or held against a count."""

from datetime import datetime

import click

from booking.foundation.database import Database
from booking.foundation.local_time import day_of, local_day
from booking.foundation.periods import Period
from booking.interfaces.cli import trouble
from booking.interfaces.cli.installation import database_of, load_settings, require_fit
from booking.interfaces.clock import system_clock
from booking.occupancy.facts import counted_period, differing_days, rebuild

SHOWN_MAX = 20
DAY = click.DateTime(["%Y-%m-%d"])


@click.group("facts")
def command() -> None:
    """Count the occupancy again, or check that it is counted right."""


@command.command("rebuild")
@click.option("--from", "first", type=DAY, help="The first day; the first counted one if left out.")
@click.option("--until", "last", type=DAY, help="The last day; yesterday if left out.")
def rebuild_facts(first: datetime | None, last: datetime | None) -> None:
    """Count days again from the reservations and the journal.

    Nobody can reserve meanwhile on SQLite: a year takes some tens of seconds. Days of more than
    two weeks ago keep the rooms and hours that they had when they were counted first.
    """
    with database_of(load_settings()) as database:
        require_fit(database)
        period = _period(database, first, last)
        with database.writing() as session:
            count = rebuild(session, period, today=day_of(system_clock())) if period else 0
    click.echo(f"Counted again: {count} days.")


@command.command("check")
def check_facts() -> None:
    """Count every day again without storing it, and say which days differ. Ends with 1 if any."""
    with database_of(load_settings()) as database:
        require_fit(database)
        period = _period(database, None, None)
        if period is None:
            click.echo("Nothing was counted yet.")
            return
        with database.reading() as session:
            found = list(differing_days(session, period, today=day_of(system_clock())))
    if found:
        shown = ", ".join(day.isoformat() for day in found[:SHOWN_MAX])
        raise trouble(f"{len(found)} days differ from what a count says: {shown}. "
                      "Count them again with: booking facts rebuild")  # fmt: skip
    click.echo("Every day that was counted is what a count says.")


def _period(database: Database, first: datetime | None, last: datetime | None) -> Period | None:
    with database.reading() as session:
        counted = counted_period(session)
    if counted is None:
        return None
    begin = local_day(first.date()).starts_at if first else counted.starts_at
    end = local_day(last.date()).ends_at if last else local_day(day_of(system_clock())).starts_at
    return Period(begin, end) if begin < end else None
