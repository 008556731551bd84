"""The words in which a scenario is told. Times of the wall clock are minutes since midnight."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from booking.occupancy.sizing.desks import DeskDay, DeskTerms
from booking.occupancy.sizing.replay import Choice
from booking.occupancy.sizing.values import Mix
from booking.occupancy.sizing.wants import Terms, Want
from booking.reservations.values import PartyKind

WEEK = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class Place:
    """A desk, or a room that can be used side by side with all others."""

    space_id: int
    zone_id: int
    is_desk: bool
    capacity: int


@dataclass(frozen=True, slots=True)
class House:
    """``desk_count`` apart: desks are alike, and a scenario adds ones without a number."""

    desk_count: int
    capacities: tuple[int, ...]
    """Of the rooms."""

    @property
    def is_empty(self) -> bool:
        return not self.desk_count and not self.capacities


@dataclass(frozen=True)
class Measured:
    """What there was of a building on days that are over: the reality that scenarios start from."""

    dates: frozenset[date]
    """Those that were open."""
    wants: Sequence[Want]
    desk_days: Sequence[DeskDay]
    places: Sequence[Place]
    version: tuple[int, ...]
    """Differs once anything of it was counted anew, or the stock changed."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is different from reality; one without anything filled in is reality itself.

    A room that is split or merged, or gets other seats, goes out and comes back in as others.
    """

    spaces_out: frozenset[int] = frozenset()
    zones_out: frozenset[int] = frozenset()
    rooms_in: tuple[int, ...] = ()
    """Seats of each."""
    desks_more: int = 0
    """Fewer, when negative."""
    hours: tuple[int, int] | None = None
    """From when until when the house is open; None: as it was."""
    weekdays: frozenset[int] = WEEK
    """On which it is open, of the days that it was; 0 is Monday."""
    staff_percent: int = 0
    """So many more people, or fewer."""
    office_percent: int = 0
    """So many more days that each of them comes, or fewer."""
    partner_percent: int = 0
    """So many more meetings of partners, or fewer."""
    spread_percent: int = 0
    """How far busy days are levelled with quiet ones of their week: at 100 all are alike."""
    no_show_minutes: int | None = None
    """How long a room stays taken when nobody comes; None leaves no-shows out."""
    choice: Choice = Choice.BEST_FIT
    """Which room people take."""

    @property
    def presence_percent(self) -> int:
        """More or less of staff in the house, by both their number and their days."""
        return round((100 + self.staff_percent) * (100 + self.office_percent) / 100) - 100


@dataclass(frozen=True, slots=True)
class Basis:
    """How it is reckoned, alike for all scenarios that are laid side by side."""

    terms: Terms
    desk_terms: DeskTerms = field(default_factory=DeskTerms)
    service_percent: int = 95
    seed: int = 0
    """Draws which meetings come twice, fall away or move."""
    tells_parties: bool = True
    """Whether partners are a group large enough to be told apart from staff. If not, all meetings
    grow alike: what one kind adds would say how many there are of the other."""


@dataclass(frozen=True, slots=True)
class Missed:
    """Meetings that no longer fit, and of whom: never a person."""

    weekday: int
    party: PartyKind
    seats: int
    """Of the smallest room they fit in."""
    count: int
    minutes: int


@dataclass(frozen=True, slots=True)
class DeskShortage:
    """Of the desks on one weekday, over all such days."""

    day_count: int
    short_count: int
    """Days on which desks were lacking."""
    missing: int
    """Desks that were lacking, all those days together."""
    missing_most: int
    """On the worst of them."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scenario comes to. Counts of meetings are over ``day_count`` days."""

    day_count: int
    meeting_count: int
    room_count: int
    room_seats: int
    room_area: float
    """Square metres, by the sizes that they are reckoned as."""
    served_count: int
    """Days on which each meeting has a room, with the best plan there is."""
    missed: Sequence[Missed]
    """First come, first served."""
    shut_out: Mapping[PartyKind, int]
    """Meetings at a time when the house is closed."""
    too_large_count: int
    """Larger than the largest size: left out."""
    rooms_needed: Mix | None
    """None when there were too many possibilities to try."""
    area_needed: float | None
    desk_count: int
    desks_needed: int
    desks: Mapping[int, DeskShortage]
    """By weekday."""
    rooms_by_turns: Mix | None = None
    """What is needed when nobody plans: who asks first goes first, by the scenario's choice."""
    area_by_turns: float | None = None
    area_between: tuple[float, float] | None = None
    """Between what two ``area_needed`` lies when other such weeks are drawn."""

    @property
    def missed_count(self) -> int:
        return sum(it.count for it in self.missed)

    @property
    def missed_minutes(self) -> int:
        return sum(it.minutes for it in self.missed)

    @property
    def desks_missing(self) -> int:
        return sum(it.missing for it in self.desks.values())

    @property
    def desk_days_short(self) -> int:
        return sum(it.short_count for it in self.desks.values())
