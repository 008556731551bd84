"""The words in which is said what becomes of reservations when the house changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from booking.foundation.periods import Period
from booking.people.values import Principal
from booking.reservations.values import Objection, ReservationState, Wish


class Way(StrEnum):
    """What becomes of one reservation."""

    MOVE = "move"
    CANCEL = "cancel"
    KEEP = "keep"  # it stays as it is, a clash that somebody still has to look at


class Bulk(StrEnum):
    """What becomes of every reservation for which nothing else was chosen."""

    MOVE_OR_KEEP = "move-or-keep"
    MOVE_OR_CANCEL = "move-or-cancel"
    CANCEL = "cancel"
    KEEP = "keep"


class Worth(StrEnum):
    """What another place is worth to who had the old one."""

    EQUAL = "equal"  # at the same time, with all that the old one had
    LESSER = "lesser"  # at the same time, but something is missing
    OTHER_TIME = "other-time"


@dataclass(frozen=True, slots=True)
class Place:
    space_ids: tuple[int, ...]
    period: Period


@dataclass(frozen=True, slots=True)
class Displaced:
    """A reservation that no longer fits the house."""

    number: int
    uid: str
    rev: int
    state: ReservationState
    holder_id: int
    holder: Principal | None
    """As far as rights go; None when that person may not come in any more."""
    wish: Wish
    lost: tuple[int, ...]
    """Its spaces that the house takes away."""
    objections: tuple[Objection, ...]
    is_running: bool = False

    @property
    def place(self) -> Place:
        return Place(self.wish.space_ids, self.wish.period)


@dataclass(frozen=True, slots=True)
class Row:
    """A displaced reservation, and the best place that is left for it, if any."""

    displaced: Displaced
    place: Place | None = None
    worth: Worth | None = None
    lacks: frozenset[str] = frozenset()
    """Equipment that the old place had and this one has not; "accessible" among them."""
    overruled: tuple[Objection, ...] = ()
    """What the house rules would say if the holder asked for this place."""

    @property
    def number(self) -> int:
        return self.displaced.number


@dataclass(frozen=True, slots=True)
class Seen:
    """How a row stood when a person chose."""

    rev: int
    place: Place | None


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person decided, and about what."""

    bulk: Bulk = Bulk.KEEP
    ways: Mapping[int, Way] = field(default_factory=dict)
    """By number of the reservation; what is not in it goes by ``bulk``."""
    seen: Mapping[int, Seen] = field(default_factory=dict)

    @property
    def wanted(self) -> Mapping[int, Place]:
        return {number: seen.place for number, seen in self.seen.items() if seen.place}

    def may_move(self, number: int) -> bool:
        return self.ways.get(number, self.bulk) not in {Way.CANCEL, Way.KEEP}

    def way_of(self, row: Row) -> Way:
        """What happens to ``row``: nothing is moved that has no place to go to."""
        if row.displaced.is_running:
            return Way.KEEP
        way = self.ways.get(row.number)
        if way is None:
            otherwise = Way.CANCEL if self.bulk is Bulk.MOVE_OR_CANCEL else Way.KEEP
            by_bulk = {Bulk.CANCEL: Way.CANCEL, Bulk.KEEP: Way.KEEP}
            moved = Way.MOVE if row.worth is Worth.EQUAL else otherwise
            way = by_bulk.get(self.bulk, moved)
        return Way.KEEP if way is Way.MOVE and row.place is None else way
