"""Who does services gets the list of the next day."""

from datetime import datetime

from booking.foundation.database import retried
from booking.interfaces.jobs.workplace import Task, Workplace
from booking.messages.services import tell_lists
from booking.reservations.services.lists import lists_due

TELL_SERVICES = "tell_services"


@retried
def tell_services(workplace: Workplace, _task: Task, now: datetime) -> None:
    with workplace.database.reading() as session:
        if not lists_due(session, now=now):
            return
    with workplace.database.writing() as session:
        tell_lists(session, workplace.settings, now=now)
