"""The limits among the house rules: each declared once, for the form, the table and the words.

A limit more is a field of ``HouseRules`` with its default, a column of ``HouseRule`` and one
:class:`Limit` here; the form, its bounds, the preview and the pages follow from that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from booking.foundation.texts import N_
from booking.reservations.values import HouseRules
from booking.spaces.values import SpaceKind

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
Stored = int | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    field: str
    """Of ``HouseRules``."""
    column: str
    """Of the table: a number of days where its name says so, else of minutes; or yes or no."""
    asked: str
    """The name of the field in the form."""
    unit: timedelta | None
    """What people count it in; None for yes or no."""
    least: float = 0
    most: float = 1
    label: str
    hint: str = ""
    sentence: str
    """Names ``value``, and ``place`` where that helps."""
    at_zero: str = ""
    """The sentence for none, or for no."""
    is_for_desks: bool = True
    """Whether it says something of desks too, or of rooms only."""

    @property
    def stored_in(self) -> timedelta:
        return DAY if "_days_" in self.column else MINUTE

    @property
    def step(self) -> float:
        """How finely the form counts."""
        return 0.25 if self.unit == HOUR else 1

    def of(self, rules: HouseRules) -> timedelta | bool:
        value: timedelta | bool = getattr(rules, self.field)
        return value


LIMITS = (
    Limit(
        field="ahead_max", column="ahead_days_max", asked="vooruit", unit=DAY, least=1, most=1100,
        label=N_("Ahead at most, in days"),
        sentence=N_("People can reserve %(place)s at most %(value)s ahead."),
    ),
    Limit(
        field="notice_min", column="notice_minutes_min", asked="vooraf", unit=MINUTE,
        most=14 * 24 * 60, label=N_("Notice, in minutes"),
        hint=N_("How long before the start people reserve at the latest. 0: up to the start."),
        sentence=N_("They do so at the latest %(value)s before the start."),
        at_zero=N_("They can do so until the start."),
    ),
    Limit(
        field="duration_min", column="duration_minutes_min", asked="minstens", unit=MINUTE,
        most=24 * 60, label=N_("Shortest reservation, in minutes"),
        sentence=N_("A reservation lasts at least %(value)s."),
        at_zero=N_("A reservation may be as short as people like."),
    ),
    Limit(
        field="duration_max", column="duration_minutes_max", asked="duur", unit=HOUR, least=0.25,
        most=24, label=N_("Longest reservation, in hours"),
        sentence=N_("A reservation lasts at most %(value)s."),
    ),
    Limit(
        field="asks_check_in", column="asks_check_in", asked="melden", unit=None,
        label=N_("Check-in is asked for"),
        hint=N_("A place where nobody checks in is free for others again."),
        sentence=N_("Who does not check in in time loses the place."),
        at_zero=N_("Nobody needs to check in."),
    ),
    Limit(
        field="check_in_opens_before", column="check_in_opens_minutes_before", asked="aanmelden",
        unit=MINUTE, most=24 * 60, label=N_("Check-in opens, in minutes before the start"),
        sentence=N_("People can check in from %(value)s before the start."),
        at_zero=N_("People can check in from the start."),
    ),
    Limit(
        field="check_in_grace", column="check_in_grace_minutes", asked="wachten", unit=MINUTE,
        most=24 * 60, label=N_("Kept for who is late, in minutes"),
        hint=N_("How long after the start a place is kept for who has not checked in."),
        sentence=N_("For who has not checked in, %(place)s is kept for %(value)s."),
        at_zero=N_("For who has not checked in, %(place)s is not kept."),
    ),
    Limit(
        field="answer_within", column="answer_minutes", asked="antwoord", unit=HOUR, least=0.25,
        most=80, label=N_("Answer to a request within, in hours"),
        hint=N_("Only the hours in which the building is open count."),
        sentence=N_("A request gets its answer within %(value)s in which the building is open."),
    ),
    Limit(
        field="option_max", column="option_minutes_max", asked="optie", unit=HOUR, most=400,
        label=N_("An option is held at most, in hours"), is_for_desks=False,
        hint=N_("Only the hours in which the building is open count. 0: no options."),
        sentence=N_("An option is confirmed within %(value)s in which the building is open."),
        at_zero=N_("There are no options."),
    ),
    Limit(
        field="offer_within", column="offer_minutes", asked="aanbod", unit=MINUTE, least=5,
        most=600, label=N_("An offer from the waiting list is held, in minutes"),
        sentence=N_("Who is offered a place from the waiting list has %(value)s to take it."),
    ),
    Limit(
        field="offers_from", column="offers_from_minute", asked="aanbod_van", unit=HOUR, least=5,
        most=12, label=N_("The time of an offer runs from, in hours after midnight"),
        hint=N_("At night it stands still: nobody loses a place by sleeping."),
        sentence=N_("That time starts to run %(value)s after midnight."),
    ),
    Limit(
        field="offers_until", column="offers_until_minute", asked="aanbod_tot", unit=HOUR, least=15,
        most=23, label=N_("The time of an offer runs until, in hours after midnight"),
        sentence=N_("It stands still from %(value)s after midnight."),
    ),
)  # fmt: skip


def excepted(rules: HouseRules) -> HouseRules:
    """What is left of ``rules`` for who makes an exception to them for somebody else."""
    free = HouseRules(ahead_max=timedelta(days=3650), duration_max=timedelta(days=1))
    return replace(rules, notice_min=free.notice_min, ahead_max=free.ahead_max,
                   duration_min=free.duration_min, duration_max=free.duration_max)  # fmt: skip


def limits_for(kind: SpaceKind) -> list[Limit]:
    """Those that say something of such spaces, in their order."""
    return [limit for limit in LIMITS if limit.is_for_desks or kind is not SpaceKind.DESK]


def as_stored(rules: HouseRules) -> dict[str, Stored]:
    """By column."""
    return {limit.column: _stored(limit, limit.of(rules)) for limit in LIMITS}


def as_rules(stored: Mapping[str, Stored]) -> HouseRules:
    """What :func:`as_stored` was given."""
    found: dict[str, Any] = {limit.field: _read(limit, stored[limit.column]) for limit in LIMITS}
    return HouseRules(**found)


def as_filled_in(rules: HouseRules) -> dict[str, float | bool]:
    """By field of the form, in the unit that people count in."""
    return {limit.asked: _filled_in(limit, limit.of(rules)) for limit in LIMITS}


def as_asked(filled: Mapping[str, float | bool]) -> HouseRules:
    """What a form that was filled in says; what it does not ask is as it is by default."""
    found: dict[str, Any] = {
        limit.field: _asked(limit, filled[limit.asked]) for limit in LIMITS if limit.asked in filled
    }
    return HouseRules(**found)


def _stored(limit: Limit, value: timedelta | bool) -> Stored:
    return value if isinstance(value, bool) else value // limit.stored_in


def _read(limit: Limit, stored: Stored) -> timedelta | bool:
    return bool(stored) if limit.unit is None else stored * limit.stored_in


def _filled_in(limit: Limit, value: timedelta | bool) -> float | bool:
    if isinstance(value, bool):
        return value
    assert limit.unit is not None, "only yes or no has no unit"
    return value / limit.unit


def _asked(limit: Limit, filled: float | bool) -> timedelta | bool:
    return bool(filled) if limit.unit is None else filled * limit.unit
