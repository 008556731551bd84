"""The words that quota are written in."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from booking.foundation.periods import Period
from booking.spaces.values import SpaceKind

MINUTE = timedelta(minutes=1)


class Subject(StrEnum):
    """Whose reservations are counted together."""

    PERSON = "person"
    TEAM = "team"
    DEPARTMENT = "department"
    PARTNER = "partner"


class Per(StrEnum):
    """Over how long is counted: calendar days, ISO weeks and months of the building."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Measure(StrEnum):
    """What is counted."""

    COUNT = "count"  # reservations
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class QuotaTerms:
    """What is allowed: ``count_max`` reservations of ``kind``, or hours of them.

    They count on their first day. A group of desks is one reservation. Hours are reckoned in
    minutes, from begin to end, without the time to set up and to clear.
    """

    subject: Subject
    subject_id: int | None
    """None: each of them for itself."""
    kind: SpaceKind
    per: Per
    count_max: int
    measure: Measure = Measure.COUNT

    @property
    def most(self) -> int:
        """Reservations, or minutes."""
        return self.count_max * 60 if self.measure is Measure.HOURS else self.count_max

    def worth(self, period: Period) -> int:
        """What a reservation of ``period`` counts for."""
        return period.duration // MINUTE if self.measure is Measure.HOURS else 1


@dataclass(frozen=True, slots=True)
class Quota:
    id: int
    terms: QuotaTerms
    valid_from: date
    valid_until: date | None
    name: str = ""
    """Of the one it is for; empty when it is for each of them."""

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


class Window(NamedTuple):
    """One count: of this quota, for this one of its subjects, from a day until another."""

    quota_id: int
    subject_id: int
    first: date
    until: date


@dataclass(frozen=True, slots=True)
class Standing:
    """How much of a quota is used in the stretch in which a day lies."""

    quota: Quota
    window: Window
    used: int
    """Reservations, or minutes."""

    @property
    def left(self) -> int:
        return max(0, self.quota.terms.most - self.used)
