"""A wish for a room, before the booking process has answered it."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from booking.demo.fates import Fate, Odds
from booking.demo.records import Party, Visibility

NO_NEEDS: Final = frozenset[str]()
STAFF_ODDS: Final = Odds(cancelled=0.12, no_show=0.115)


@dataclass(frozen=True, slots=True)
class MeetingWish:
    """``wished``, ``answered`` and ``expires`` are moments; the rest is minutes of the day.

    ``room`` is a preference, or with ``is_fixed`` the only room that will do. ``fate`` is
    given for what the story needs and drawn from ``odds`` for all others. A request
    waits until ``answered``; an option lapses at ``expires`` unless it was made firm.
    """

    day: date
    begin_minute: int
    end_minute: int
    wished: int
    size: int
    holder: str
    title: str
    party: Party = "staff"
    visibility: Visibility = "colleagues"
    needs: frozenset[str] = NO_NEEDS
    creator: str | None = None
    partner: str | None = None
    host: str | None = None
    series: str | None = None
    layout: str | None = None
    room: str | None = None
    is_fixed: bool = False
    is_sure: bool = False
    is_waiting: bool = False  # a request that nobody has answered
    answered: int | None = None
    expires: int | None = None
    odds: Odds = STAFF_ODDS
    fate: Fate | None = None
