"""What changed for whose calendar is noted, also while nobody reads one."""

from datetime import datetime

from booking.calendars.change_log import AT_ONCE, follow, is_behind
from booking.foundation.database import retried
from booking.foundation.jobs import enqueue
from booking.interfaces.jobs.workplace import Task, Workplace

FOLLOW_CALENDARS = "follow_calendars"


@retried
def follow_calendars(workplace: Workplace, _task: Task, now: datetime) -> None:
    """Some hundreds of acts at a time; where more are waiting, go on at once."""
    with workplace.database.reading() as session:
        if not is_behind(session):
            return
    with workplace.database.writing() as session:
        if follow(session) == AT_ONCE:
            enqueue(session, FOLLOW_CALENDARS, {}, due_at=now)
