"""What happens by itself, and who hears of what happened."""

from datetime import datetime

from sqlmodel import Session

from booking.foundation.database import retried
from booking.foundation.jobs import enqueue
from booking.interfaces.jobs.workplace import Task, Workplace
from booking.interfaces.settling import settle_due
from booking.messages.news import AT_ONCE, has_news, tell_news
from booking.reservations.telling import deadlines_due, tell_of_deadlines

SETTLE = "settle"
TELL_DEADLINES = "tell_deadlines"
TELL_NEWS = "tell_news"


def settle(workplace: Workplace, _task: Task, now: datetime) -> None:
    """Do what is due by the clock, whoever else may do it first."""
    settle_due(workplace.database, now=now)


@retried
def tell_deadlines(workplace: Workplace, _task: Task, now: datetime) -> None:
    """Note which answers are late and which options end soon: the letters follow."""
    with workplace.database.reading() as session:
        if not deadlines_due(session, now=now):
            return
    with workplace.database.writing() as session:
        tell_of_deadlines(session, now=now)


@retried
def write_letters(workplace: Workplace, _task: Task, now: datetime) -> None:
    """Write what the journal gives reason for; where much is waiting, go on at once."""
    with workplace.database.reading() as session:
        if not has_news(session):
            return
    with workplace.database.writing() as session:
        if tell_news(session, workplace.settings, now=now) == AT_ONCE:
            _go_on(session, now)


def _go_on(session: Session, now: datetime) -> None:
    enqueue(session, TELL_NEWS, {}, due_at=now)
