"""Reckoning a what-if: it takes seconds, tells how far it is, and ends when it is stopped."""

from datetime import datetime

from booking.foundation.database import retried
from booking.foundation.errors import DomainError, Refused, Unavailable
from booking.foundation.texts import N_
from booking.interfaces.jobs.workplace import Task, Workplace
from booking.occupancy.scenarios.asking import Found, reckon
from booking.occupancy.scenarios.running import advance, finish, refuse, work_of


class NobodyWaits(Exception):
    """Stopped, thrown away, or reckoned anew meanwhile."""


class WentWrong(Refused):
    code = "what-if-went-wrong"
    sentence = N_("Something went wrong on our side. Try again; what happened is in the log.")


def reckon_what_if(workplace: Workplace, task: Task, now: datetime) -> None:
    number, run = task["number"], task["run"]

    def tell(percent: int) -> None:
        if not _advance(workplace, number, run, percent):
            raise NobodyWaits
        workplace.rest()

    try:
        with workplace.database.reading() as session:
            work = work_of(session, number, run)
        if work is not None:
            measured, asked = work
            found = reckon(measured, asked, tell=tell)
            _finish(workplace, (number, run), found, measured.version, now)
    except NobodyWaits:
        return
    except DomainError as error:
        _refuse(workplace, (number, run), error, now)
    except Unavailable:  # tried again by itself
        raise
    except Exception:
        _refuse(workplace, (number, run), WentWrong(), now)
        raise  # for the log


@retried
def _advance(workplace: Workplace, number: int, run: int, percent: int) -> bool:
    with workplace.database.writing() as session:
        return advance(session, number, run, percent)


@retried
def _finish(
    workplace: Workplace, of: tuple[int, int], found: Found, version: tuple[int, ...], at: datetime
) -> None:
    with workplace.database.writing() as session:
        finish(session, *of, found, version, at=at)


@retried
def _refuse(workplace: Workplace, of: tuple[int, int], error: DomainError, at: datetime) -> None:
    with workplace.database.writing() as session:
        refuse(session, *of, error, at=at)
