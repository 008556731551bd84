"""`booking facts` counts the occupancy again, and says where it is not what a count says."""

from datetime import timedelta

from sqlmodel import update

from booking.foundation.database import Database
from booking.foundation.local_time import day_of, local_day
from booking.foundation.periods import Period
from booking.interfaces.clock import system_clock
from booking.occupancy.facts import rebuild
from booking.occupancy.models import FactDay
from tests.interfaces.cli.conftest import Installation
from tests.town_hall import TownHall


def test_facts_are_checked_and_counted_again(
    installation: Installation, database: Database, hall: TownHall
) -> None:
    assert "Nothing was counted yet" in installation.run("facts", "check").output
    today = day_of(system_clock())
    with database.writing() as session:
        week = Period(local_day(today - timedelta(days=7)).starts_at, local_day(today).starts_at)
        rebuild(session, week, today=today)
    assert installation.run("facts", "check").exit_code == 0
    with database.writing() as session:
        session.execute(update(FactDay).values(used_minutes=1))
    wrong = installation.run("facts", "check")
    assert wrong.exit_code == 1
    assert "7 days differ" in wrong.output
    first, last = today - timedelta(days=7), today - timedelta(days=1)
    again = installation.run("facts", "rebuild", "--from", first.isoformat(),
                             "--until", last.isoformat())  # fmt: skip
    assert "Counted again: 7 days" in again.output
    assert installation.run("facts", "check").exit_code == 0
