"""A refusal in words: every reason, and the nearest things that are possible."""

from collections.abc import Iterable
from datetime import timedelta

from booking.foundation.errors import DomainError
from booking.foundation.formats import show_duration, show_span
from booking.foundation.periods import Period
from booking.foundation.texts import N_, text
from booking.interfaces.web.errors import STATUS_BY_ERROR
from booking.reservations.operations import ReservationRefused
from booking.reservations.reasons import SENTENCES
from booking.reservations.values import Objection, Reason

SHUT_ALL_DAY = N_("%(space)s is closed on that day.")
ANOTHER_HAS_DESK = N_("%(name)s already has desk %(desk)s at that time.")
AND = N_(" and ")


def said(error: DomainError) -> tuple[int, list[str]]:
    """The status of the answer and what people read, for a page that shows both itself."""
    status = next(code for kind, code in STATUS_BY_ERROR.items() if isinstance(error, kind))
    if isinstance(error, ReservationRefused):
        return status, sentences(error.objections)
    return status, [text(error.sentence, **error.facts)]


def sentences(objections: Iterable[Objection]) -> list[str]:
    """What people read: one sentence a reason, in their language, each once."""
    return list(dict.fromkeys(_sentence(objection) for objection in objections))


def _sentence(objection: Objection) -> str:
    facts = {name: _shown(value) for name, value in objection.facts.items()}
    sentence = SENTENCES[objection.reason]
    if objection.reason is Reason.SHUT and not facts["hours"]:
        sentence = SHUT_ALL_DAY
    if objection.reason is Reason.HAS_DESK_ALREADY and "name" in facts:
        sentence = ANOTHER_HAS_DESK
    return text(sentence, **facts)


def _shown(fact: object) -> str:
    match fact:
        case Period():
            return show_span(fact)
        case timedelta():
            return show_duration(fact)
        case tuple():
            return text(AND).join(_shown(part) for part in fact)
        case _:
            return str(fact)
