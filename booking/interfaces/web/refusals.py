"""A refusal as a page shows it itself."""

from booking.foundation.errors import DomainError
from booking.foundation.texts import text
from booking.interfaces.web.errors import STATUS_BY_ERROR
from booking.reservations.in_words import in_words
from booking.reservations.operations import ReservationRefused


def said(error: DomainError) -> tuple[int, list[str]]:
    """The status of the answer and what people read, for a page that shows both itself."""
    status = next(code for kind, code in STATUS_BY_ERROR.items() if isinstance(error, kind))
    if isinstance(error, ReservationRefused):
        return status, in_words(error.objections)
    return status, [text(error.sentence, **error.facts)]
