"""The words of service agreements."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from booking.reservations.quota.values import Subject

PARTIES = (Subject.PARTNER, Subject.DEPARTMENT)
"""With whom agreements are made."""


class Light(StrEnum):
    """How far a promise is kept."""

    GREEN = "green"
    ORANGE = "orange"
    RED = "red"


@dataclass(frozen=True, slots=True)
class AgreementTerms:
    """What is promised; None is nothing."""

    subject: Subject
    subject_id: int
    answer_hours: int | None
    """Within how many hours of opening time a request gets its first answer."""
    answer_percent: int
    """Of how many requests in a hundred."""
    hours_a_year: int | None
    """How many hours of rooms, at most."""


@dataclass(frozen=True, slots=True)
class Agreement:
    id: int
    terms: AgreementTerms
    valid_from: date
    valid_until: date | None
    name: str

    def within(self, first: date, last: date) -> tuple[date, date] | None:
        """The days from ``first`` up to and including ``last`` on which it holds."""
        begin = max(first, self.valid_from)
        end = last if self.valid_until is None else min(last, date.fromordinal(
            self.valid_until.toordinal() - 1))  # fmt: skip
        return (begin, end) if begin <= end else None


@dataclass(frozen=True, slots=True)
class RequestCourse:
    """How a request went: asked, and answered or withdrawn or neither."""

    building_id: int
    asked_at: datetime
    starts_at: datetime
    answered_at: datetime | None
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class Answers:
    """Requests on which can be said whether they were answered in time."""

    count: int
    in_time_count: int
    median_minutes: int | None
    """Opening time from request to answer, of those that were answered: the middle one."""

    @property
    def share(self) -> float | None:
        return self.in_time_count / self.count if self.count else None


@dataclass(frozen=True, slots=True)
class Kept:
    """An agreement over some days. What may not be shown is None.

    Answers to few requests may not: they tell who asked, and say nothing of the house.
    """

    agreement: Agreement
    first: date
    last: date
    answers: Answers | None
    used_minutes: int | None
    agreed_minutes: int | None
    """Of the hours a year, the part that falls to these days."""
    is_of_few: bool
    """Whether the party has fewer people than the group floor: its name says who they are."""
