"""A reservation as a calendar event."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from booking.calendars.ical_out import CalendarEvent, Organizer, Status
from booking.foundation.local_time import day_of
from booking.foundation.settings import Settings
from booking.foundation.texts import N_, text
from booking.people.permissions import Action, may
from booking.people.values import Principal
from booking.reservations.models import Reservation
from booking.reservations.values import ReservationState, Visibility
from booking.spaces.models import Building
from booking.spaces.naming import place_of, spaces_named
from booking.spaces.values import BookableSpace, Stock

STATUS_BY_STATE = {
    ReservationState.CONFIRMED: Status.CONFIRMED,
    ReservationState.REQUESTED: Status.TENTATIVE,
    ReservationState.OPTION: Status.TENTATIVE,
}
WAITS_FOR = {
    ReservationState.REQUESTED: N_("Requested, not yet approved."),
    ReservationState.OPTION: N_("Held as an option, not yet confirmed."),
}


@dataclass(frozen=True, slots=True)
class Sender:
    """The town hall, as calendars know it: who organizes, and where its pages are."""

    organizer: Organizer
    base_address: str


def sender_of(settings: Settings) -> Sender:
    organizer = Organizer(settings.municipality, settings.mail.sender)
    return Sender(organizer, settings.base_address)


def event_in_room(
    reservation: Reservation,
    room: BookableSpace,
    *,
    stock: Stock,
    building: Building,
    base_address: str,
) -> CalendarEvent:
    """When ``room`` is taken, for anybody: a title only where it is public; no names, no notes.

    Of a room that divides, also what holds a part of it. The address is that of the room, since
    the reservation itself can be seen by those involved only.
    """
    day = day_of(reservation.starts_at)
    is_public = reservation.visibility is Visibility.PUBLIC
    place = place_of([room], stock=stock, day=day)
    return CalendarEvent(
        uid=reservation.uid,
        sequence=reservation.sequence,
        period=reservation.period,
        created_at=reservation.created_at,
        changed_at=reservation.changed_at,
        status=STATUS_BY_STATE.get(reservation.state, Status.CANCELLED),
        summary=(reservation.title if is_public else "") or text("Taken"),
        location=", ".join(part for part in (place, building.name, building.address) if part),
        description=text(WAITS_FOR[reservation.state]) if reservation.state in WAITS_FOR else "",
        url=f"{base_address}/ruimtes/{quote(room.number, safe='')}?datum={day}",
        category=text("Room"),
        is_private=not is_public,
        is_blocking=True,
    )


def event_of(
    reservation: Reservation,
    spaces: Sequence[BookableSpace],
    *,
    stock: Stock,
    building: Building,
    reader: Principal,
    base_address: str,
) -> CalendarEvent:
    """The event in the language spoken; the title only if ``reader`` may read it."""
    day = day_of(reservation.starts_at)
    may_read = may(reader, Action.SEE_TITLE, reservation)
    place = place_of(spaces, stock=stock, day=day)
    is_desk = all(space.is_desk for space in spaces)
    is_own = may(reader, Action.SEE_RESERVATION, reservation)
    url = f"{base_address}/{'reserveringen' if is_own else 'mijn-plek'}/{reservation.uid}"
    see_and_change = text("See, change or cancel: %(address)s", address=url)
    return CalendarEvent(
        uid=reservation.uid,
        sequence=reservation.sequence,
        period=reservation.period,
        created_at=reservation.created_at,
        changed_at=reservation.changed_at,
        status=STATUS_BY_STATE.get(reservation.state, Status.CANCELLED),
        summary=(reservation.title if may_read else "") or spaces_named(spaces),
        location=", ".join(part for part in (place, building.name, building.address) if part),
        # the note is between who reserved and the town hall
        description=f"{reservation.note if is_own else ''}\n\n{see_and_change}".strip(),
        url=url,
        category=text("Desk") if is_desk else text("Room"),
        is_private=reservation.visibility is Visibility.PRIVATE,
        is_blocking=not is_desk,
    )
