"""That somebody looked for a place and none was free: kept without who it was."""

import logging
from collections.abc import Iterable

from booking.foundation.database import Database
from booking.foundation.errors import Unavailable
from booking.reservations.values import Outcome
from booking.reservations.wishes import Asked, record_unmet_wish

log = logging.getLogger("booking.web")


def remember_looking(database: Database, asked: Asked, reasons: Iterable[str]) -> None:
    """Count it as given up, until they ask for something after all.

    This is no act of the person: nothing that anybody can see changes, no reservation, no
    journal; it counts what the house lacks (occupancy.md §1), once a day however often the
    page is loaded. So it may follow from a GET, and the answer does not wait for a writer:
    when the house cannot write, the search still works.
    """
    try:
        with database.writing() as session:
            record_unmet_wish(session, asked, reasons, outcome=Outcome.GAVE_UP)
    except Unavailable as trouble:
        log.warning("a wish was not stored", extra={"cause": str(trouble)})
