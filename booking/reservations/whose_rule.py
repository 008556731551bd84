"""Whose rule a refusal is, since when, who makes exceptions, and what is nearest: in words.

Of a role, never of a person: it is read at doors and in mail too.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from booking.foundation.formats import show_date, show_day_short, show_span
from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.foundation.texts import N_, text
from booking.reservations.nearest import ABOUT_TIME
from booking.reservations.values import Objection, Reason

EXCEPTION = N_("Only the facility team can make an exception, by reserving it for you.")
NO_EXCEPTION = N_("For one reservation there is no exception.")
NEAREST = N_("The nearest that is allowed: %(day)s, %(span)s.")
NEAREST_TIME = N_("The nearest time that is allowed: %(day)s, %(span)s.")
"""Where more than the time is wrong, so that it is not all."""


class Setter(NamedTuple):
    """What is said of these reasons beside the reasons themselves: once for all of them."""

    reasons: frozenset[Reason]
    words: str
    words_since: str = ""
    """With the day since when, where one is known."""
    exception: str = ""


SETTERS = (
    Setter(
        frozenset({Reason.TOO_LATE, Reason.TOO_FAR_AHEAD, Reason.TOO_LONG, Reason.TOO_SHORT,
                   Reason.QUOTA, Reason.FOR_OTHERS, Reason.OPENS_LATER}),
        N_("That is a house rule, set by the facility team."),
        N_("That is a house rule since %(since)s, set by the facility team."),
        EXCEPTION,
    ),
    Setter(
        frozenset({Reason.SHUT}),
        N_("The opening hours are set by the facility team. Only they can open longer."),
        N_("The opening hours are like this since %(since)s, set by the facility team. Only they "
           "can open longer."),
    ),
    Setter(
        frozenset({Reason.CLOSED}),
        N_("The facility team has closed it. Only they can open it earlier."),
    ),
    Setter(
        frozenset({Reason.NO_TIME_TO_ANSWER}),
        N_("That it must be approved is set by the facility team."),
        exception=NO_EXCEPTION,
    ),
    Setter(
        frozenset({Reason.OFF_GRAIN}),
        N_("In which steps of time a place can be reserved is set by the facility team."),
        exception=NO_EXCEPTION,
    ),
    Setter(
        frozenset({Reason.LAYOUT_UNKNOWN, Reason.TOO_MANY_PEOPLE, Reason.NOT_THERE}),
        N_("What a place offers is set by the facility team."),
        exception=NO_EXCEPTION,
    ),
    Setter(
        frozenset({Reason.NOT_FOR_YOU}),
        N_("For whom a place is, is set by the facility team."),
        exception=EXCEPTION,
    ),
    Setter(
        frozenset({Reason.HAS_DESK_ALREADY}),
        N_("Everybody has one desk at a time. To that nobody makes an exception."),
    ),
)  # fmt: skip
"""What is taken, past or skipped by the clock is nobody's rule."""


def whose_rule(objections: Iterable[Objection]) -> list[str]:
    """Who set what objects, since when, and who may make an exception; each once."""
    return list(_said(list(objections)))


def _said(objections: list[Objection]) -> Iterator[str]:
    for setter in SETTERS:
        facts = [o.facts for o in objections if o.reason in setter.reasons]
        if not facts:
            continue
        days = [day for known in facts if isinstance(day := known.get("since"), date)]
        is_dated = bool(days and setter.words_since)
        words = (
            text(setter.words_since, since=show_date(max(days))) if is_dated else text(setter.words)
        )
        yield f"{words} {text(setter.exception)}" if setter.exception else words


def nearest_in_words(objections: Iterable[Objection]) -> list[str]:
    """When it would be allowed, where the time is in the way."""
    found = list(objections)
    nearest = nearest_in(found)
    if nearest is None:
        return []
    is_all = {objection.reason for objection in found} <= ABOUT_TIME | {Reason.TAKEN}
    day = show_day_short(day_of(nearest.starts_at))
    return [text(NEAREST if is_all else NEAREST_TIME, day=day, span=show_span(nearest))]


def nearest_in(objections: Iterable[Objection]) -> Period | None:
    found = (objection.facts.get("nearest") for objection in objections)
    return next((period for period in found if isinstance(period, Period)), None)
