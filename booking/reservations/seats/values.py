"""What a seat is: one desk of a reservation, and who sits there."""

from datetime import datetime
from typing import NamedTuple


class Seat(NamedTuple):
    space_id: int
    person_id: int | None = None
    """Nobody in particular: then it is the holder's."""
    checked_in_at: datetime | None = None
