"""What the waiting list does by itself, beside what each place that is given back sets going."""

from datetime import datetime

from booking.foundation.database import retried
from booking.interfaces.jobs.workplace import Task, Workplace
from booking.reservations.waiting.matching import Match, carry_out, let_go_of, matches
from booking.reservations.waiting.queries import overtaken

SERVE_WAITING_LIST = "serve_waiting_list"


def serve_waiting_list(workplace: Workplace, _task: Task, now: datetime) -> None:
    """Let go who found another place, and offer what became free unnoticed; one at a time."""
    with workplace.database.reading() as session:
        gone = [waiting.id or 0 for waiting in overtaken(session, now=now)]
    for waiting_id in gone:
        _let_go(workplace, waiting_id, now)
        workplace.rest()
    with workplace.database.reading() as session:
        found = matches(session, now=now)
    for match in found:
        _offer(workplace, match, now)
        workplace.rest()


@retried
def _let_go(workplace: Workplace, waiting_id: int, now: datetime) -> None:
    with workplace.database.writing() as session:
        let_go_of(session, waiting_id, at=now)


@retried
def _offer(workplace: Workplace, match: Match, now: datetime) -> None:
    with workplace.database.writing() as session:
        carry_out(session, match, at=now)
