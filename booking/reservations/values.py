"""The words the rules of reservations are written in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from booking.foundation.periods import Period
from booking.spaces.values import BookableSpace, LayoutKind

ANSWER_MIN = timedelta(minutes=15)


class ReservationState(StrEnum):
    REQUESTED = "requested"
    OPTION = "option"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    RELEASED = "released"
    EXPIRED = "expired"


HOLDING = (ReservationState.REQUESTED, ReservationState.OPTION, ReservationState.CONFIRMED)
"""The states in which a reservation has claims."""


class DeadlineKind(StrEnum):
    """A moment by which somebody must do something."""

    ANSWER = "answer"  # the house, to a request
    CONFIRMATION = "confirmation"  # the holder, of an option
    START = "start"  # who reserved: be there


class Visibility(StrEnum):
    """Who may read the title; that a space is taken is never secret."""

    PRIVATE = "private"
    COLLEAGUES = "colleagues"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class HouseRules:
    """Limits the facility manager sets per kind of space."""

    since: date | None = field(default=None, compare=False, kw_only=True)
    """From which day they hold; None for those that the product brings along."""

    notice_min: timedelta = timedelta(0)
    ahead_max: timedelta = timedelta(days=365)
    duration_min: timedelta = timedelta(0)
    duration_max: timedelta = timedelta(hours=16)
    asks_check_in: bool = True
    """Whether who does not check in within the grace loses the place."""
    check_in_opens_before: timedelta = timedelta(minutes=15)
    check_in_grace: timedelta = timedelta(minutes=15)
    answer_within: timedelta = timedelta(hours=16)
    """Of opening time: how long a request may wait for its answer."""
    option_max: timedelta = timedelta(hours=24)
    """Of opening time: how long an option is held; none where there are no options."""
    offer_within: timedelta = timedelta(minutes=30)
    """How long an offer of the waiting list is held, counted between the two times below."""
    offers_from: timedelta = timedelta(hours=7)
    """After midnight, on the wall clock; so is the next."""
    offers_until: timedelta = timedelta(hours=21)

    @property
    def answer_min(self) -> timedelta:
        """How long the house needs to answer a request: what begins sooner is not asked for."""
        return min(ANSWER_MIN, self.answer_within)

    def notice_for(self, space: BookableSpace) -> timedelta:
        """How long before its start one asks for ``space`` at the latest."""
        return max(self.notice_min, self.answer_min) if space.needs_approval else self.notice_min


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for: these spaces, this period, so many people."""

    space_ids: tuple[int, ...]
    period: Period
    attendee_count: int = 1
    layout: LayoutKind | None = None
    title: str = ""
    visibility: Visibility = Visibility.COLLEAGUES
    host_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Needs:
    """What a space must offer, when the space itself is still open."""

    period: Period
    attendee_count: int = 1
    equipment: frozenset[str] = frozenset()
    layout: LayoutKind | None = None
    is_accessible: bool = False


class Reason(StrEnum):
    """Why a wish cannot be granted, in the order people mend them."""

    NOT_THERE = "not-there"
    NOT_FOR_YOU = "not-for-you"
    FOR_OTHERS = "for-others"
    OPENS_LATER = "opens-later"
    MISSING_HOUR = "missing-hour"
    PAST = "past"
    TOO_LATE = "too-late"
    NO_TIME_TO_ANSWER = "no-time-to-answer"
    TOO_FAR_AHEAD = "too-far-ahead"
    TOO_LONG = "too-long"
    TOO_SHORT = "too-short"
    OFF_GRAIN = "off-grain"
    SHUT = "shut"
    CLOSED = "closed"
    TOO_MANY_PEOPLE = "too-many-people"
    LAYOUT_UNKNOWN = "layout-unknown"
    HAS_DESK_ALREADY = "has-desk-already"
    QUOTA = "quota"
    ELSEWHERE = "elsewhere"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Objection:
    """One reason, with the facts its sentence names (capacity, hours, who is first)."""

    reason: Reason
    facts: Mapping[str, object] = field(default_factory=dict)


class Outcome(StrEnum):
    """What became of a wish. One that was granted at once is a reservation, and not kept here."""

    GRANTED = "granted"
    """Not to be had at first, and then it was: from the waiting list, or looked for again."""
    DIVERTED = "diverted"
    """Something else was had instead: another time, another place, or what they had before."""
    REFUSED = "refused"
    """It was asked for, and nothing was had."""
    GAVE_UP = "gave-up"
    """It was looked for, nothing was free, and nothing was asked for or had that day."""


class PartyKind(StrEnum):
    """For whom a space was wished; all that a wish says about people."""

    STAFF = "staff"
    PARTNER = "partner"
