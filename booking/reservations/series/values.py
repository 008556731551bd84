"""The words in which series are planned."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from typing import NamedTuple

from booking.foundation.local_time import MissingHour, local_day, local_period
from booking.foundation.periods import Period
from booking.foundation.recurrence import Recurrence
from booking.reservations.seats.rules import Reseated, reseated
from booking.reservations.seats.values import Seat
from booking.reservations.values import Objection, Visibility, Wish
from booking.spaces.values import LayoutKind

SUBJECT = "series"
"""What the journal calls it."""


@dataclass(frozen=True, slots=True)
class SeriesWish:
    """What somebody asks for on every date of a rule: this room, these hours of the wall clock."""

    recurrence: Recurrence
    first_on: date
    begins: time
    ends: time
    """00:00 is the midnight after."""
    space_id: int
    more_space_ids: tuple[int, ...] = ()
    """Of a group of desks those besides the first; each date keeps which it has itself."""
    attendee_count: int = 1
    layout: LayoutKind | None = None
    title: str = ""
    visibility: Visibility = Visibility.COLLEAGUES
    host_id: int | None = None
    note: str = ""

    def wish_on(self, day: date) -> Wish | None:
        """None in the night in which the clocks skip that time.

        Of one that comes twice the first (RFC 5545 §3.3.5), as calendars that read the rule do.
        """
        try:
            period = local_period(day, self.begins, self.ends)
        except MissingHour:
            return None
        return Wish(
            space_ids=(self.space_id, *self.more_space_ids),
            period=period,
            attendee_count=self.attendee_count,
            layout=self.layout,
            title=self.title,
            visibility=self.visibility,
            host_id=self.host_id,
            note=self.note,
        )

    def starts_on(self, day: date) -> datetime:
        """The instant that names this date of the series for ever."""
        wish = self.wish_on(day)
        return wish.period.starts_at if wish else local_day(day).starts_at


class HeldSpan(NamedTuple):
    """Minutes in which a unit is held, buffers included, and by which reservation."""

    begin: int
    end: int
    reservation_id: int


class HeldPlace(NamedTuple):
    """Which spaces are held or asked for, when, and in what layout."""

    space_ids: Sequence[int]
    period: Period
    layout: LayoutKind | None


class Step(StrEnum):
    """What becomes of one date."""

    RESERVE = "reserve"
    CHANGE = "change"
    KEEP = "keep"  # it is what is asked already
    CANCEL = "cancel"  # it is no date of the series any more
    STAY_OUT = "stay-out"  # it was cancelled or could not be had, and stays so


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A date of a series as it stands: a reservation, or nothing (any more)."""

    day: date
    """By the rule."""
    number: int | None = None
    """Of the reservation that is still to come; None when there is none."""
    uid: str = ""
    wish: Wish | None = None
    """What it holds now."""
    reasons: str = ""
    """Why it could not be had, as codes; of a date that never was reserved."""
    seats: tuple[Seat, ...] = ()
    """Of what it holds now."""
    is_asked: bool = False
    """Whether it is a request that waits for its answer."""

    @property
    def seated(self) -> list[int]:
        """Who was given a desk of it, by number."""
        return [seat.person_id for seat in self.seats if seat.person_id is not None]


@dataclass(frozen=True, slots=True)
class PlannedDate:
    """One date: what is asked, what stands in its way, and so what happens."""

    day: date
    step: Step
    wish: Wish | None = None
    """What it would hold; None where the clocks skip that time, or for CANCEL and STAY_OUT."""
    before: Occurrence | None = None
    objections: tuple[Objection, ...] = ()
    is_chosen: bool = False
    """Another room or time was chosen for this date."""

    @property
    def is_done(self) -> bool:
        """Whether something happens on this date."""
        return self.step in {Step.RESERVE, Step.CHANGE, Step.CANCEL} and not self.objections

    @property
    def is_moved(self) -> bool:
        """Whether it goes to another time or place, so that it matters who has that."""
        held = self.before.wish if self.before else None
        if held is None or self.wish is None:
            return self.step is Step.RESERVE
        return (held.period, held.space_ids) != (self.wish.period, self.wish.space_ids)

    def reseated(self) -> list[Reseated]:
        """Who was given a desk of it, and does not sit there any more once it is carried out."""
        if self.step is not Step.CHANGE or self.before is None or self.wish is None:
            return []
        return reseated(self.before.seats, self.wish.space_ids)

    def own_in(self, series: SeriesWish) -> set[str]:
        """What of time, place and number of people it keeps for itself: names of fields."""
        asked = None if self.is_chosen else series.wish_on(self.day)
        if asked is None or self.wish is None or self.before is None:
            return set()
        names = ("period", "space_ids", "attendee_count")
        return {name for name in names if getattr(self.wish, name) != getattr(asked, name)}

    def refused(self, objections: Sequence[Objection]) -> "PlannedDate":
        return replace(self, objections=tuple(objections))


@dataclass(frozen=True, slots=True)
class SeriesPlan:
    """Every date of a series, in order."""

    dates: tuple[PlannedDate, ...]

    @property
    def clashes(self) -> list[PlannedDate]:
        return [planned for planned in self.dates if planned.objections]

    def taking(self, step: Step) -> list[PlannedDate]:
        """The dates to which ``step`` happens."""
        return [planned for planned in self.dates if planned.step is step and planned.is_done]

    def held(self) -> Iterator[HeldPlace]:
        """All that is held now or asked for: these days are locked."""
        for planned in self.dates:
            held = planned.before.wish if planned.before else None
            for wish in (held, planned.wish):
                if wish is not None:
                    yield HeldPlace(wish.space_ids, wish.period, wish.layout)


Instead = Mapping[date, Wish]
"""Another room or time for one date, chosen by the person who saw the clash."""
