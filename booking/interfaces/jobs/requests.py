"""What happens by itself, and who hears of what happened."""

import logging
from datetime import datetime

from booking.foundation.database import retried
from booking.foundation.errors import Contended, Unavailable
from booking.interfaces.jobs.workplace import Task, Workplace
from booking.interfaces.settling import settle_due
from booking.messages.news import tell_act, tell_news
from booking.messages.news_read import has_news, read_until, set_act_aside
from booking.reservations.telling import deadlines_due, tell_of_deadlines

log = logging.getLogger("booking.jobs")

SETTLE = "settle"
TELL_DEADLINES = "tell_deadlines"
TELL_NEWS = "tell_news"
ACTS_IN_A_TURN = 100


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


def write_letters(workplace: Workplace, _task: Task, now: datetime) -> None:
    """Write what the journal gives reason for, act by act: no letter holds up who wants a place.

    What is left after so many waits for the next turn, so that other jobs get theirs.
    """
    for _ in range(ACTS_IN_A_TURN):
        with workplace.database.reading() as session:
            if not has_news(session):
                return
            begin = read_until(session)
        try:
            _tell_next(workplace, now)
        except (Contended, Unavailable):
            raise
        except Exception as problem:  # whatever it is, nobody else's letters wait for it
            log.exception("an act could not be told", extra={"seal_number": begin})
            _set_aside(workplace, begin, f"{type(problem).__name__}: {problem}", now)
        workplace.rest()


@retried
def _set_aside(workplace: Workplace, begin: int, error: str, now: datetime) -> None:
    with workplace.database.writing() as session:
        set_act_aside(session, since=begin, error=error, now=now)


@retried
def _tell_next(workplace: Workplace, now: datetime) -> None:
    with workplace.database.writing() as session:
        tell_news(session, workplace.settings, now=now, entries_min=1)


@retried
def write_letters_of_act(workplace: Workplace, task: Task, now: datetime) -> None:
    """Those about an act that could not be told in its turn, where that is still so."""
    with workplace.database.writing() as session:
        tell_act(session, workplace.settings, since=task["since"], now=now)
