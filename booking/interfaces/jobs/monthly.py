"""Who asked for the monthly report gets it, once the month is counted."""

from datetime import datetime

from booking.foundation.database import retried
from booking.foundation.local_time import day_of
from booking.interfaces.jobs.workplace import Task, Workplace
from booking.messages.monthly import tell_month
from booking.occupancy.monthly import readers_due

TELL_MONTH = "tell_month"


@retried
def tell_monthly(workplace: Workplace, _task: Task, now: datetime) -> None:
    with workplace.database.reading() as session:
        if not readers_due(session, day_of(now)):
            return
    with workplace.database.writing() as session:
        tell_month(session, workplace.settings, now=now)
