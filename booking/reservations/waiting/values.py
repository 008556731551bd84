"""The words of the waiting list."""

from dataclasses import dataclass

from booking.reservations.values import Needs
from booking.spaces.values import SpaceKind


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody waits for: any space of a kind that offers ``needs``, or one alone."""

    kind: SpaceKind
    needs: Needs
    space_id: int | None = None
    """The only space that will do; None: any that fits."""
