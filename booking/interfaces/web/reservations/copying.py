"""A reservation once more: the form of its place, filled in with what it was, on another day."""

from urllib.parse import urlencode

from booking.foundation.local_time import day_of
from booking.interfaces.web.desks.search import BY_HOUR
from booking.interfaces.web.moments import times_of
from booking.interfaces.web.reservations.view import Seen
from booking.interfaces.web.rooms.copied import COPY_OF
from booking.interfaces.web.rooms.room_page import FORM
from booking.interfaces.web.rooms.search_page import room_path
from booking.people.permissions import NotThere
from booking.reservations.repeating import day_to_repeat
from booking.reservations.values import ReservationState


def copy_address(seen: Seen) -> str:
    """The form to copy it with. Raises :class:`NotThere` for what this person cannot reserve."""
    held = seen.reservation
    day = day_to_repeat(
        day_of(held.starts_at), today=day_of(seen.now),
        is_given_back=held.state is ReservationState.CANCELLED,
    )  # fmt: skip
    space = seen.spaces[0]
    if not seen.may_copy or space.term_on(day) is None:
        raise NotThere(f"{held.uid} cannot be had on {day}")
    when = times_of(held.period) | {"datum": day.isoformat()}
    if space.is_desk:
        return f"/werkplek/{space.number}?{urlencode(when | {'dagdeel': BY_HOUR})}"
    asked = {"personen": held.attendee_count, "opstelling": held.layout or "", COPY_OF: held.uid}
    return f"{room_path(space)}?{urlencode(when | asked)}{FORM}"
