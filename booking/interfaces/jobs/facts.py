"""Counting the days that changed, a few at a time."""

from datetime import datetime

from booking.foundation.database import retried
from booking.foundation.jobs import enqueue
from booking.foundation.local_time import day_of
from booking.interfaces.jobs.workplace import Task, Workplace
from booking.occupancy.facts import recount_dirty

COUNT_FACTS = "count_facts"
DAYS_AT_ONCE = 5  # about a third of a second, in which nobody else can write on SQLite


@retried
def count_facts(workplace: Workplace, _task: Task, now: datetime) -> None:
    """Count some days; where more are waiting, as after a restore, go on at once."""
    with workplace.database.writing() as session:
        if recount_dirty(session, today=day_of(now), days_max=DAYS_AT_ONCE) == DAYS_AT_ONCE:
            enqueue(session, COUNT_FACTS, {}, due_at=now)
