"""What happens to requests by itself, and who hears of it."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from booking.foundation.database import retried
from booking.foundation.jobs import enqueue
from booking.interfaces.jobs.workplace import Task, Workplace
from booking.messages.news import AT_ONCE, has_news, tell_news
from booking.reservations.options import lapse_option, lapsed_options
from booking.reservations.requests import lapse, lapsed_requests

LAPSE_REQUESTS = "lapse_requests"
TELL_NEWS = "tell_news"


def lapse_requests(workplace: Workplace, _task: Task, now: datetime) -> None:
    """Give back what nobody answered or confirmed in time; each in a transaction of its own."""
    with workplace.database.reading() as session:
        due = [(lapse, reservation.uid) for reservation in lapsed_requests(session, now=now)]
        due += [(lapse_option, option.uid) for option in lapsed_options(session, now=now)]
    for let_lapse, uid in due:
        _lapse(workplace, let_lapse, uid, now)


@retried
def _lapse(workplace: Workplace, let_lapse: Callable[..., None], uid: str, now: datetime) -> None:
    with workplace.database.writing() as session:
        let_lapse(session, uid, at=now)


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
