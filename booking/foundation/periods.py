"""Half-open stretches of time, the value in which every rule is written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import attrgetter

Span = tuple[int, int]
"""A period in whole minutes since 1970 UTC, end not included, as claims are kept: for hundreds."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The time from ``starts_at`` up to, but not including, ``ends_at``; both in UTC.

    The end is exclusive, as DTEND is (RFC 5545 §3.6.1), so a reservation until 11:00
    and one from 11:00 are neighbours and not a conflict.

    Any aware datetime is accepted and kept as UTC. Python compares two datetimes of
    the same zone by their wall clocks, so in Europe/Amsterdam the day that summer
    time starts would count 24 hours and the repeated hour in autumn would collide.
    """

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        assert self.starts_at.tzinfo is not None, "starts_at must know its time zone"
        assert self.ends_at.tzinfo is not None, "ends_at must know its time zone"
        if self.starts_at.tzinfo is not UTC:  # hundreds on a page, and most are UTC already
            object.__setattr__(self, "starts_at", self.starts_at.astimezone(UTC))
        if self.ends_at.tzinfo is not UTC:
            object.__setattr__(self, "ends_at", self.ends_at.astimezone(UTC))
        if self.ends_at <= self.starts_at:
            raise ValueError(f"a period cannot run from {self.starts_at} to {self.ends_at}")

    @property
    def duration(self) -> timedelta:
        return self.ends_at - self.starts_at

    def overlaps(self, other: "Period") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def holds(self, other: "Period") -> bool:
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at

    def contains(self, instant: datetime) -> bool:
        return self.starts_at <= instant < self.ends_at

    def padded(self, *, before: timedelta, after: timedelta) -> "Period":
        if not before and not after:
            return self
        return Period(self.starts_at - before, self.ends_at + after)

    def shifted(self, by: timedelta) -> "Period":
        return Period(self.starts_at + by, self.ends_at + by)

    def meet(self, other: "Period") -> "Period | None":
        """The part that both share, or None when they only touch or lie apart."""
        if other.holds(self):
            return self
        if not self.overlaps(other):
            return None
        return Period(max(self.starts_at, other.starts_at), min(self.ends_at, other.ends_at))


START = attrgetter("starts_at")


def gaps(within: Period, taken: Iterable[Period]) -> list[Period]:
    """What is left of ``within`` when ``taken`` (any order, may overlap) is cut out."""
    free: list[Period] = []
    begin = within.starts_at
    for period in sorted(taken, key=START):
        if period.starts_at >= within.ends_at:
            break
        if period.starts_at > begin:
            free.append(Period(begin, period.starts_at))
        begin = max(begin, period.ends_at)
    if begin == within.starts_at:
        free.append(within)
    elif begin < within.ends_at:
        free.append(Period(begin, within.ends_at))
    return free
