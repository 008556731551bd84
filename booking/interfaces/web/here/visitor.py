"""Who stands at a place with a code, and what is behind it for them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from booking.foundation.local_time import day_of
from booking.people.permissions import Action, may
from booking.people.values import Principal
from booking.spaces.approval import offered_to
from booking.spaces.codes import place_behind
from booking.spaces.queries import SpaceNotFound
from booking.spaces.values import BookableSpace, Stock, Zone


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who stands there, and when."""

    session: Session
    stock: Stock
    person: Principal
    now: datetime

    @property
    def today(self) -> date:
        return day_of(self.now)

    def space_behind(self, code: str) -> BookableSpace:
        """Raises :class:`SpaceNotFound`, also for what this person may not reserve."""
        space = place_behind(self.stock, code).space
        if space is None or space.term_on(self.today) is None:
            raise SpaceNotFound(f"no space behind {code!r}")
        if not may(self.person, Action.RESERVE, space):
            raise SpaceNotFound(f"{space.number} is not for {self.person.id}")
        return offered_to([space], self.person)[0]

    def zone_behind(self, code: str) -> Zone | None:
        return place_behind(self.stock, code).zone

    def spaces_in(self, zone: Zone) -> list[BookableSpace]:
        """By number; only what this person may reserve."""
        found = [
            space
            for space in self.stock.spaces_on(self.today)
            if (term := space.term_on(self.today)) is not None and term.zone_id == zone.id
            and may(self.person, Action.RESERVE, space)
        ]  # fmt: skip
        return sorted(found, key=lambda space: space.number)
