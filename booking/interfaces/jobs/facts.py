"""Counting the days that changed, a few at a time."""

from datetime import datetime

from booking.foundation.database import retried
from booking.foundation.local_time import day_of
from booking.interfaces.jobs.workplace import Task, Workplace
from booking.occupancy.facts import recount_dirty

DAYS_AT_ONCE = 5  # about a third of a second, in which nobody else can write on SQLite


@retried
def count_facts(workplace: Workplace, _task: Task, now: datetime) -> None:
    with workplace.database.writing() as session:
        recount_dirty(session, today=day_of(now), days_max=DAYS_AT_ONCE)
