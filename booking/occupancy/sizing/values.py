"""The words in which the need for rooms is reckoned. Times are whole minutes since 1970, UTC."""

from collections.abc import Sequence
from dataclasses import dataclass

from booking.reservations.values import PartyKind

Mix = tuple[int, ...]
"""How many rooms there are of each class, in the order of the classes, smallest first."""


@dataclass(frozen=True, slots=True)
class RoomClass:
    """Rooms of one size: for how many people, on how many square metres."""

    seats: int
    area: float


@dataclass(frozen=True, slots=True)
class Meeting:
    """[begin, end) in any room of class ``smallest`` (its number, from 0) or larger."""

    begin: int
    end: int
    smallest: int

    def __post_init__(self) -> None:
        assert self.begin < self.end, "a meeting lasts a minute at least"


@dataclass(frozen=True, slots=True)
class Asked:
    """A meeting and when it was asked for, in minutes: who comes first goes first."""

    meeting: Meeting
    asked_at: int
    party: PartyKind = PartyKind.STAFF
    chosen: int | None = None
    """The class of the room that was taken in reality; None where there was none."""
    is_refused: bool = False


@dataclass(frozen=True, slots=True)
class Pressure:
    """That ``count`` meetings which need a class or larger were there at one ``minute``."""

    count: int
    minute: int


@dataclass(frozen=True, slots=True)
class Sizing:
    """The cheapest mix with which the days asked for are wholly served.

    Nothing cheaper exists: every cheaper mix was tried, or lacks a room on too many days.
    ``bound_area`` is the certificate: with less, more days than allowed see more meetings of
    some size at one minute than there are rooms for them.
    """

    mix: Mix
    area: float
    bound_area: float
    day_count: int
    served_count: int
    unproven_count: int
    """Days counted as not served because the time to prove it ran out; 0 as a rule."""


Day = Sequence[Meeting]
