"""How the terms of a space follow each other; pure.

Zone and capacity hold from a day until another. What is said of a day and after it leaves
everything before that day as it was: the figures of the past stay put.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from booking.spaces.values import Term

Terms = tuple[Term, ...]
"""In order, without overlap; a gap is a time in which the space was not in use."""


def overlaid(terms: Iterable[Term], new: Term) -> Terms:
    """``terms`` with ``new`` in place of whatever they said of its days."""
    return _joined([*_around(terms, new), new])


def ended(terms: Iterable[Term], day: date) -> Terms:
    """``terms`` without ``day`` and everything after it."""
    return _joined(
        replace(term, valid_until=min(_end(term), day)) for term in terms if term.valid_from < day
    )


def holds_until(terms: Sequence[Term], day: date) -> date | None:
    """Until when something said of ``day`` holds: the next change that is known, or None."""
    running = next((term for term in terms if term.holds_on(day)), None)
    if running is not None:
        return running.valid_until
    return min((term.valid_from for term in terms if term.valid_from > day), default=None)


def _around(terms: Iterable[Term], new: Term) -> Iterable[Term]:
    """What ``terms`` say of the days before ``new`` and after it."""
    for term in terms:
        if term.valid_from < new.valid_from:
            yield replace(term, valid_until=min(_end(term), new.valid_from))
        if _end(term) > _end(new):
            yield replace(term, valid_from=max(term.valid_from, _end(new)))


def _joined(terms: Iterable[Term]) -> Terms:
    """In order; neighbours that say the same become one."""
    found: list[Term] = []
    for term in sorted(terms, key=lambda term: term.valid_from):
        if found and _goes_on(found[-1], term):
            found[-1] = replace(found[-1], valid_until=term.valid_until)
        else:
            found.append(term)
    return tuple(found)


def _goes_on(before: Term, after: Term) -> bool:
    is_same = (before.zone_id, before.capacity) == (after.zone_id, after.capacity)
    return is_same and before.valid_until == after.valid_from


def _end(term: Term) -> date:
    return term.valid_until or date.max
