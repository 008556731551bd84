"""A form that changes something has one effect, however often it is sent."""

from collections.abc import Callable

from sqlmodel import Session

from booking.foundation.answered import answered_before, remember_answer
from booking.foundation.database import Database, retried
from booking.interfaces.web.forms import FormData, form_token_of
from booking.people.values import Act


@retried
def do_once(database: Database, act: Act, data: FormData, work: Callable[[Session], str]) -> str:
    """Do ``work`` in a transaction unless the form in ``data`` did it before.

    ``work`` returns, as this does, the address where its effect can be seen.
    """
    token = form_token_of(data)
    with database.writing() as session:
        seen = answered_before(session, token, act.by.id)
        if seen is not None:
            return seen
        location = work(session)
        remember_answer(session, token, person_id=act.by.id, location=location, at=act.at)
    return location


def act_once(
    database: Database,
    act: Act,
    data: FormData,
    *,
    location: str,
    work: Callable[[Session], object],
) -> str:
    """As :func:`do_once`, where it is known beforehand that ``location`` shows the effect."""

    def done(session: Session) -> str:
        work(session)
        return location

    return do_once(database, act, data, done)
