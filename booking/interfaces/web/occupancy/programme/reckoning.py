"""From an address to the sheet: one period and one certainty, for rooms and desks alike."""

from collections.abc import Callable
from dataclasses import dataclass

from litestar.datastructures import MultiDict

from booking.interfaces.web.occupancy.asking import House
from booking.interfaces.web.occupancy.desks.reckoning import desks_answer
from booking.interfaces.web.occupancy.desks.views import Answer
from booking.interfaces.web.occupancy.documents import Stamp, stamp_of
from booking.interfaces.web.occupancy.question import RawQuery
from booking.interfaces.web.occupancy.rooms.reckoning import RoomsAnswer, rooms_prepared

SHARED = ("periode", "van", "tot", "dag", "gebouw", "zekerheid")
SEAT_AREA, DESK_AREA = "m2-stoel", "m2-werkplek"


@dataclass(frozen=True, slots=True)
class Programme:
    """``stamp`` is that of the desks; the rooms have their own."""

    rooms: RoomsAnswer
    desks: Answer
    stamp: Stamp

    @property
    def has_figures(self) -> bool:
        return self.rooms.need is not None and bool(self.desks.days)


def programme_prepared(
    house: House, query: RawQuery, *, group_size_min: int
) -> Callable[[], Programme]:
    """What reckons the sheet, once no transaction is open any more."""
    rooms = rooms_prepared(house, _narrowed(query, SEAT_AREA), group_size_min=group_size_min)
    desks = desks_answer(house, _narrowed(query, DESK_AREA))
    stamp = stamp_of(house, desks.question.when.of)
    return lambda: Programme(rooms(), desks, stamp)


def _narrowed(query: RawQuery, area: str) -> RawQuery:
    """What of the question is of one of the two, in the words of its own page."""
    shared = [(name, value) for name, value in query.multi_items() if name in SHARED]
    return MultiDict([*shared, ("m2", query.get(area, ""))])
