"""Counting the days that changed, a few at a time."""

from datetime import date, datetime, timedelta

from booking.foundation.database import retried
from booking.foundation.local_time import day_of
from booking.interfaces.jobs.workplace import Task, Workplace
from booking.occupancy.facts import days_to_count, recount

COUNT_FACTS = "count_facts"
DAYS_AT_ONCE = 5
TURN = timedelta(seconds=5)


def count_facts(workplace: Workplace, _task: Task, now: datetime) -> bool:
    """Count days for one TURN; True where more are waiting, as after a restore.

    Each in a transaction of its own: on SQLite nobody else can write meanwhile.
    """
    today = day_of(now)
    while days := _some_days(workplace, today):
        for day in days:
            workplace.rest()
            _count(workplace, day, today)
            if workplace.clock() - now >= TURN:
                return True
    return False


def _some_days(workplace: Workplace, today: date) -> list[date]:
    with workplace.database.reading() as session:
        return days_to_count(session, today=today, days_max=DAYS_AT_ONCE)


@retried
def _count(workplace: Workplace, day: date, today: date) -> None:
    with workplace.database.writing() as session:
        recount(session, day, today=today)
