"""What a year leaves behind: presence, wishes, reservations and walk-ups.

``day`` with ``begin_minute`` and ``end_minute`` is the wall clock in Europe/Amsterdam;
every name that ends in ``_at`` is an aware instant in UTC. Both say the same.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Party = Literal["staff", "partner", "council", "public"]
Visibility = Literal["private", "colleagues", "public"]
State = Literal["confirmed", "requested", "option"]
Outcome = Literal["used", "no_show", "cancelled", "planned"]
Verdict = Literal["granted", "diverted", "refused"]


@dataclass(frozen=True, slots=True)
class Presence:
    """How many of the staff were in, and how many of those at each whole hour from 8 to 16.

    ``is_ordinary`` is false in school holidays and on days squeezed between two holidays.
    """

    day: date
    person_count: int
    hourly_counts: tuple[int, ...]
    is_ordinary: bool


@dataclass(frozen=True, slots=True)
class DemoWish:
    """What was asked for and what came of it; never by whom.

    ``wished_on`` is a day and not an instant, so a wish cannot be joined to a person.
    """

    kind: Literal["desk", "room"]
    day: date
    begin_minute: int
    end_minute: int
    size: int
    party: Party
    needs: frozenset[str]
    wished_on: date
    verdict: Verdict
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class DemoReservation:
    """One reservation and what became of it, as known at the moment the year is seen from.

    ``space_numbers`` name one space each time; a combined room is one space of two units.
    ``ended_at`` of a no-show is its release. A used reservation without ``ended_at`` is
    still going on. Only who will not come has a ``due_at``: the people of the demo need not be
    there to keep their places. Holder, creator and host are e-mail addresses.
    """

    space_numbers: tuple[str, ...]
    holder: str
    creator: str
    partner: str | None
    host: str | None
    party: Party
    series: str | None
    title: str
    visibility: Visibility
    attendee_count: int
    layout: str | None
    day: date
    begin_minute: int
    end_minute: int
    starts_at: datetime
    ends_at: datetime
    created_at: datetime
    state: State
    outcome: Outcome
    answered_at: datetime | None = None
    expires_at: datetime | None = None
    checked_in_at: datetime | None = None
    ended_at: datetime | None = None
    cancelled_at: datetime | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WalkUp:
    """Use of a room without a reservation, as a door display or a counted round saw it."""

    space_number: str
    day: date
    begin_minute: int
    end_minute: int
    starts_at: datetime
    ended_at: datetime | None
    attendee_count: int


@dataclass(frozen=True, slots=True)
class Year:
    """Example data from a year before ``today`` to six weeks after it, seen at ``seen_at``."""

    seed: int
    today: date
    seen_at: datetime
    first_day: date
    last_day: date
    presence: tuple[Presence, ...]
    wishes: tuple[DemoWish, ...]
    desk_reservations: tuple[DemoReservation, ...]
    room_reservations: tuple[DemoReservation, ...]
    walk_ups: tuple[WalkUp, ...]

    @property
    def reservations(self) -> tuple[DemoReservation, ...]:
        return self.desk_reservations + self.room_reservations
