"""The words of the waiting list."""

from dataclasses import dataclass
from datetime import timedelta

from booking.reservations.values import Needs
from booking.spaces.values import SpaceKind


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody waits for: any space of a kind that offers ``needs``, or one alone."""

    kind: SpaceKind
    needs: Needs
    space_id: int | None = None
    """The only space that will do; None: any that fits."""
    length: timedelta | None = None
    """So long somewhere within the time of ``needs``, the earlier the better; None: all of it."""
    desk_count: int = 1
    """So many desks together, each of which offers ``needs``."""
