"""Counting the days that changed, a few at a time."""

from datetime import date, datetime

from booking.foundation.database import retried
from booking.foundation.jobs import enqueue
from booking.foundation.local_time import day_of, local_day
from booking.interfaces.jobs.workplace import Task, Workplace
from booking.occupancy.facts import days_to_count, rebuild

COUNT_FACTS = "count_facts"
DAYS_AT_ONCE = 5


def count_facts(workplace: Workplace, _task: Task, now: datetime) -> None:
    """Count some days; where more are waiting, as after a restore, go on at once.

    Each in a transaction of its own: on SQLite nobody else can write meanwhile.
    """
    today = day_of(now)
    with workplace.database.reading() as session:
        days = days_to_count(session, today=today, days_max=DAYS_AT_ONCE)
    for day in days:
        workplace.rest()
        _count(workplace, day, today)
    if len(days) == DAYS_AT_ONCE:
        _go_on(workplace, now)


@retried
def _count(workplace: Workplace, day: date, today: date) -> None:
    with workplace.database.writing() as session:
        rebuild(session, local_day(day), today=today)


@retried
def _go_on(workplace: Workplace, now: datetime) -> None:
    with workplace.database.writing() as session:
        enqueue(session, COUNT_FACTS, {}, due_at=now)
