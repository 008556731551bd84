"""The words of counted rounds."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Seen(StrEnum):
    """How a place was found."""

    USED = "used"
    VACANT = "vacant"
    """Temporarily: things on the desk or in the room, nobody there."""
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Sight:
    """How one space was found at one moment; people only where it is in use."""

    space_id: int
    at: datetime
    seen: Seen
    person_count: int


@dataclass(frozen=True, slots=True)
class Round:
    """``at``: for when it is planned, or when it began."""

    id: int
    building_id: int
    at: datetime
    is_planned: bool
    is_finished: bool
    space_count: int
    """How many spaces were counted in it so far."""
