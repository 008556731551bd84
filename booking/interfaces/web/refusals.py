"""A refusal in words: every reason, and the nearest things that are possible."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from booking.foundation.errors import DomainError
from booking.foundation.formats import (
    show_date,
    show_day_short,
    show_duration,
    show_span,
    show_time,
)
from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.foundation.texts import N_, text
from booking.interfaces.web.errors import STATUS_BY_ERROR
from booking.interfaces.web.quota import facts_in_words
from booking.reservations.operations import ReservationRefused
from booking.reservations.reasons import SENTENCES
from booking.reservations.values import Objection, Reason

SHUT_ALL_DAY = N_("%(space)s is closed on that day.")
ANOTHER_HAS_DESK = N_("%(name)s already has desk %(desk)s at that time.")
ANOTHER_CANNOT = N_("%(name)s cannot sit at this desk at that time.")
QUOTA_SHORT = N_(
    "The house rules allow %(quota)s for %(whom)s. Of that %(left)s is left for %(window)s."
)
POSSIBLE_AGAIN = N_("From %(next)s it is possible again.")
HOUSE_RULE = N_("That is a house rule, set by the facility team.")
HOUSE_RULE_SINCE = N_("That is a house rule since %(since)s, set by the facility team.")
OPENING = N_("The opening hours are set by the facility team. Only they can open longer.")
OPENING_SINCE = N_(
    "The opening hours are like this since %(since)s, set by the facility team. Only they can "
    "open longer."
)
NEAREST = N_("The nearest that is allowed: %(day)s, %(span)s.")
EXCEPTION = N_("Only the facility team can make an exception, by reserving it for you.")
AND = N_(" and ")
BY_HOUSE_RULE = {
    Reason.TOO_LATE, Reason.TOO_FAR_AHEAD, Reason.TOO_LONG, Reason.TOO_SHORT,
    Reason.QUOTA, Reason.FOR_OTHERS, Reason.OPENS_LATER,
}  # fmt: skip


def said(error: DomainError) -> tuple[int, list[str]]:
    """The status of the answer and what people read, for a page that shows both itself."""
    status = next(code for kind, code in STATUS_BY_ERROR.items() if isinstance(error, kind))
    if isinstance(error, ReservationRefused):
        found = error.objections
        return status, [*sentences(found), *nearest_in_words(found), *whose_rule(found)]
    return status, [text(error.sentence, **error.facts)]


def sentences(objections: Iterable[Objection]) -> list[str]:
    """What people read: one sentence a reason, in their language, each once."""
    return list(dict.fromkeys(_sentence(objection) for objection in objections))


def whose_rule(objections: Iterable[Objection]) -> list[str]:
    """Who set the rules and hours that object, since when, and who may make an exception."""
    by_rule = [objection for objection in objections if objection.reason in BY_HOUSE_RULE]
    by_hours = [objection for objection in objections if objection.reason is Reason.SHUT]
    found = []
    if by_rule:
        found.append(f"{_since(by_rule, HOUSE_RULE, HOUSE_RULE_SINCE)} {text(EXCEPTION)}")
    if by_hours:
        found.append(_since(by_hours, OPENING, OPENING_SINCE))
    return found


def _since(found: Sequence[Objection], always: str, since: str) -> str:
    days = {day for o in found if isinstance(day := o.facts.get("since"), date)}
    return text(since, since=show_date(max(days))) if days else text(always)


def nearest_in_words(objections: Iterable[Objection]) -> list[str]:
    """When it would be allowed, where only the time is in the way."""
    nearest = nearest_in(objections)
    if nearest is None:
        return []
    day = show_day_short(day_of(nearest.starts_at))
    return [text(NEAREST, day=day, span=show_span(nearest))]


def nearest_in(objections: Iterable[Objection]) -> Period | None:
    found = (objection.facts.get("nearest") for objection in objections)
    return next((period for period in found if isinstance(period, Period)), None)


def _sentence(objection: Objection) -> str:
    if objection.reason is Reason.QUOTA:
        return _quota(facts_in_words(objection.facts))
    facts = {name: _shown(value) for name, value in objection.facts.items()}
    sentence = SENTENCES[objection.reason]
    if objection.reason is Reason.SHUT and not facts["hours"]:
        sentence = SHUT_ALL_DAY
    if objection.reason is Reason.HAS_DESK_ALREADY and "name" in facts:
        sentence = ANOTHER_HAS_DESK if facts["desk"] else ANOTHER_CANNOT
    return text(sentence, **facts)


def _quota(facts: Mapping[str, str]) -> str:
    sentence = QUOTA_SHORT if facts["left"] else SENTENCES[Reason.QUOTA]
    found = text(sentence, **facts)
    return f"{found} {text(POSSIBLE_AGAIN, **facts)}" if facts["next"] else found


def _shown(fact: object) -> str:
    match fact:
        case Period():
            return show_span(fact)
        case datetime():
            return f"{show_day_short(day_of(fact))} {show_time(fact)}"
        case date():
            return show_day_short(fact)
        case timedelta():
            return show_duration(fact)
        case tuple():
            return text(AND).join(_shown(part) for part in fact)
        case _:
            return str(fact)
