"""A refusal in words: every reason, what is nearest, and whose rule it is."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta

from booking.foundation.formats import (
    show_day_short,
    show_duration,
    show_span,
    show_time,
)
from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.foundation.texts import N_, text
from booking.reservations.quota.words import facts_in_words
from booking.reservations.reasons import SENTENCES
from booking.reservations.values import Objection, Reason
from booking.reservations.whose_rule import nearest_in_words, whose_rule

SHUT_ALL_DAY = N_("%(space)s is closed on that day.")
ANOTHER_HAS_DESK = N_("%(name)s already has desk %(desk)s at that time.")
ANOTHER_CANNOT = N_("%(name)s cannot sit at this desk at that time.")
QUOTA_SHORT = N_(
    "The house rules allow %(quota)s for %(whom)s. Of that %(left)s is left for %(window)s."
)
POSSIBLE_AGAIN = N_("From %(next)s it is possible again.")
AND = N_(" and ")


def in_words(objections: Collection[Objection]) -> list[str]:
    """All that a refusal says: why, what is nearest, whose rule it is, who makes exceptions."""
    return [*sentences(objections), *nearest_in_words(objections), *whose_rule(objections)]


def sentences(objections: Iterable[Objection]) -> list[str]:
    """What people read: one sentence a reason, in their language, each once."""
    return list(dict.fromkeys(_sentence(objection) for objection in objections))


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
