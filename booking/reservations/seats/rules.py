"""Which desks of a group are awaited and taken, and who sits where when it moves. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from booking.reservations.seats.values import Seat


def is_group(seats: Sequence[Seat]) -> bool:
    """Whether each seat is looked at for itself, and not only the reservation as a whole."""
    return len(seats) > 1 or any(seat.person_id is not None for seat in seats)


def all_came_at(seats: Sequence[Seat], checked_in_at: datetime | None) -> datetime | None:
    """When all had come; None while a desk is awaited. ``checked_in_at``: the reservation's."""
    is_awaited = len(seats) > 1 and any(seat.checked_in_at is None for seat in seats)
    return None if is_awaited else checked_in_at


def first_came_at(seats: Sequence[Seat]) -> datetime | None:
    """When the first came of those who sit in this group; None as long as nobody has."""
    return min((seat.checked_in_at for seat in seats if seat.checked_in_at), default=None)


def untaken(seats: Sequence[Seat]) -> list[int]:
    """The desks to which nobody came, of a group to which somebody did."""
    if not any(seat.checked_in_at for seat in seats):
        return []
    return [seat.space_id for seat in seats if seat.checked_in_at is None]


def taken_by(
    seats: Sequence[Seat], person_id: int, chosen: Collection[int] | None = None
) -> list[Seat]:
    """Which seats it is about when this person, who may speak for all, says "I am here".

    Those that were ``chosen``; else their own; else, as long as they sit at none, those that
    are nobody's, or all: then who reserved for a team speaks for the team.
    """
    if chosen is not None:
        return [seat for seat in seats if seat.space_id in chosen]
    own = [seat for seat in seats if seat.person_id == person_id]
    return own or [seat for seat in seats if seat.person_id is None] or list(seats)


def seated_again(
    seats: Sequence[Seat], space_ids: Sequence[int], came_at: datetime | None
) -> list[Seat]:
    """The seats of a group that moved to ``space_ids``.

    Who sat at a desk that it keeps stays there; others get the new desks in order. Where the
    people must come again (``came_at`` is None) nobody has come.
    """
    kept = {seat.space_id: seat for seat in seats if seat.space_id in space_ids}
    displaced = iter([seat for seat in seats if seat.space_id not in kept])
    return list(_seated(kept, displaced, space_ids, came_at, any(s.checked_in_at for s in seats)))


class Reseated(NamedTuple):
    """Somebody who does not sit any more where they were given a desk."""

    person_id: int
    space_id: int | None
    """Where they sit instead; None where there is no desk left for them."""


def reseated(seats: Sequence[Seat], space_ids: Sequence[int]) -> list[Reseated]:
    """Who sits elsewhere or nowhere once the group moved to ``space_ids``."""
    after = {seat.person_id: seat.space_id for seat in seated_again(seats, space_ids, None)}
    return [
        Reseated(seat.person_id, after.get(seat.person_id))
        for seat in seats
        if seat.person_id is not None and after.get(seat.person_id) != seat.space_id
    ]


def _seated(
    kept: Mapping[int, Seat], displaced: Iterator[Seat], space_ids: Sequence[int],
    came_at: datetime | None, has_someone_come: bool,
) -> Iterator[Seat]:  # fmt: skip
    is_single = len(space_ids) == 1
    for space_id in space_ids:
        before = kept.get(space_id) or next(displaced, None)
        person_id = before.person_id if before else None
        came = before.checked_in_at if before and has_someone_come else came_at
        is_asked = came_at is not None and not (is_single and person_id is None)
        yield Seat(space_id, person_id, came if is_asked else None)
