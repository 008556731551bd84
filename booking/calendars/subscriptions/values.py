"""What is known of a calendar from outside, and what an answer of its address means."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from booking.calendars.foreign import ForeignCalendar
from booking.foundation.periods import Period


class Effect(StrEnum):
    """What its events do with the space."""

    HOLD = "hold"  # nobody can reserve it then
    SHOW = "show"  # it is shown as busy, and can be reserved all the same


@dataclass(frozen=True, slots=True)
class Marks:
    """By what its server recognises a version that we have (RFC 9110 §8.8)."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """A calendar as it came, and what was read in it."""

    content: bytes
    calendar: ForeignCalendar
    marks: Marks = Marks()


@dataclass(frozen=True, slots=True, order=True)
class Time:
    """One date of an event, as far as it lies ahead; the same said twice is equal."""

    period: Period
    uid: str


@dataclass(frozen=True, slots=True)
class Difference:
    gone: Sequence[Time]
    new: Sequence[Time]

    def __bool__(self) -> bool:
        return bool(self.gone or self.new)


class Loss(NamedTuple):
    """How many events, or dates of them, are not in an answer any more."""

    known: int
    gone: int


@dataclass(frozen=True, slots=True)
class Proposed:
    """A calendar that somebody wants to add to a space."""

    space_id: int
    name: str
    effect: Effect
    every_minutes: int
    address: str = ""
    """Empty for a file. It may be a secret by itself: it goes into no log and no journal."""
    file_name: str = ""
