"""Whether a meeting sat in a larger room than it needed while a smaller one was free, pure.

It is found out when the day is counted, and kept with the reservation: what was free at that
moment cannot be told from sums (occupancy.md, metric 11).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from booking.foundation.periods import Span
from booking.occupancy.lines import Whole
from booking.occupancy.rules import Place
from booking.occupancy.values import seat_class
from booking.spaces.values import BookableSpace, SpaceKind


def avoidably_large(
    places: Sequence[Place],
    lines: Sequence[Whole],
    rivals: Mapping[int, Sequence[BookableSpace]],
) -> set[int]:
    """The positions of those ``lines`` that a smaller room would have held.

    A class smaller, with a seat for each, in the same building, open and free for all the time
    that was asked; what shares a unit with it must be free too, but for the meeting itself.
    """
    rooms = {it.space.id: it for it in places if it.space.kind is SpaceKind.ROOM}
    taken: dict[int, list[Whole]] = defaultdict(list)
    for line in lines:
        if line.stay is None or line.space_id not in rooms:
            continue
        for space in (rooms[line.space_id].space, *rivals.get(line.space_id, ())):
            taken[space.id].append(line)
    by_size = sorted(rooms.values(), key=lambda it: it.capacity)
    return {number for number, line in enumerate(lines)
            if line.space_id in rooms and line.stay and line.stay.used
            and _has_smaller(line, rooms[line.space_id], by_size, taken)}  # fmt: skip


def _has_smaller(
    line: Whole, own: Place, by_size: Sequence[Place], taken: Mapping[int, Sequence[Whole]]
) -> bool:
    limit = seat_class(own.capacity)
    for place in by_size:
        if seat_class(place.capacity) >= limit:
            return False
        is_fit = (place.capacity >= line.person_count
                  and place.space.building_id == own.space.building_id)  # fmt: skip
        if is_fit and _is_free(line, place, taken.get(place.space.id, ())):
            return True
    return False


def _is_free(line: Whole, place: Place, others: Iterable[Whole]) -> bool:
    begin, end = line.asked
    is_open = any(opens <= begin and end <= closes for opens, closes in place.usable)
    return is_open and not any(
        _overlaps(other.stay.held, line.asked)
        for other in others if other is not line and other.stay
    )  # fmt: skip


def _overlaps(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
