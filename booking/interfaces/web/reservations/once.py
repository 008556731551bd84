"""A form that acts on a reservation has one effect, however often it is sent."""

from collections.abc import Callable

from sqlmodel import Session

from booking.foundation.answered import answered_before, remember_answer
from booking.foundation.database import Database, retried
from booking.people.values import Act


@retried
def act_once(
    database: Database, act: Act, *, token: str, location: str, work: Callable[[Session], object]
) -> str:
    """Do ``work`` in a transaction unless the form with ``token`` did it; where to look now.

    ``location`` is where the effect can be seen.
    """
    with database.writing() as session:
        seen = answered_before(session, token, act.by.id)
        if seen is not None:
            return seen
        work(session)
        remember_answer(session, token, person_id=act.by.id, location=location, at=act.at)
    return location
