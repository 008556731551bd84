"""Who wants so is reminded of what they reserved."""

import logging
from datetime import datetime

from booking.foundation.database import retried
from booking.foundation.errors import Contended, Unavailable
from booking.interfaces.jobs.workplace import Task, Workplace
from booking.messages.reminders import remind_of
from booking.reservations.reminders import starts_due

REMIND = "remind_of_starts"

log = logging.getLogger("booking.jobs")


def remind_of_starts(workplace: Workplace, _task: Task, now: datetime) -> None:
    """Letter by letter: none of them holds up who wants a place."""
    with workplace.database.reading() as session:
        uids = [due.reservation.uid for due, _ in starts_due(session, now=now)]
    for uid in uids:
        try:
            _remind(workplace, uid, now)
        except (Contended, Unavailable):
            raise
        except Exception:  # whatever it is, nobody else's reminder waits for it
            log.exception("nobody was reminded", extra={"reservation": uid})
        workplace.rest()


@retried
def _remind(workplace: Workplace, uid: str, now: datetime) -> None:
    with workplace.database.writing() as session:
        remind_of(session, workplace.settings, uid, now=now)
