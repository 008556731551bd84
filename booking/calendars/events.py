"""A reservation as a calendar event: one builder, and what each kind of reader is told."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple
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


@dataclass(frozen=True, slots=True)
class House:
    """What an event is made of beside the reservation itself."""

    stock: Stock
    buildings: Mapping[int, Building]
    base_address: str


class Told(NamedTuple):
    """What differs by who reads."""

    summary: str
    note: str
    path: str
    """Of a page that says more, from the root."""
    is_private: bool
    spaces: Sequence[BookableSpace]
    """What of the reservation is in this calendar: at least one."""


@dataclass(frozen=True, slots=True)
class Telling:
    """How a calendar speaks of reservations: to whom, and where its links lead."""

    told: Callable[[Reservation, Sequence[BookableSpace]], Told]
    is_for_those_involved: bool
    """They find a page of the reservation itself; others that of its space."""

    def path_of_series(self, uid: str, spaces: Sequence[BookableSpace]) -> str:
        if self.is_for_those_involved:
            return f"/reeksen/{uid}"
        return path_of_space(spaces[0])


def sender_of(settings: Settings) -> Sender:
    organizer = Organizer(settings.municipality, settings.mail.sender)
    return Sender(organizer, settings.base_address)


def telling_to(reader: Principal) -> Telling:
    """For who holds or hosts it, or was given a seat; the title if ``reader`` may read it.

    The note is between who reserved and the town hall.
    """

    def told(reservation: Reservation, spaces: Sequence[BookableSpace]) -> Told:
        title = reservation.title if may(reader, Action.SEE_TITLE, reservation) else ""
        is_own = may(reader, Action.SEE_RESERVATION, reservation)
        return Told(
            title or spaces_named(spaces),
            reservation.note if is_own else "",
            f"/{'reserveringen' if is_own else 'mijn-plek'}/{reservation.uid}",
            reservation.visibility is Visibility.PRIVATE,
            spaces,
        )

    return Telling(told, is_for_those_involved=True)


def telling_organisation() -> Telling:
    """For everybody of the partner that holds it: private titles and notes stay inside."""

    def told(reservation: Reservation, spaces: Sequence[BookableSpace]) -> Told:
        is_private = reservation.visibility is Visibility.PRIVATE
        title = "" if is_private else reservation.title
        path = f"/reserveringen/{reservation.uid}"
        return Told(title or spaces_named(spaces), "", path, is_private, spaces)

    return Telling(told, is_for_those_involved=True)


def telling_anybody(shown: Collection[BookableSpace], *, is_one: bool) -> Telling:
    """When ``shown`` are taken: a title only where it is public; no names, no notes.

    Of a room that divides, also what holds a part of it. Of more than one space it says which.
    """

    def told(reservation: Reservation, spaces: Sequence[BookableSpace]) -> Told:
        is_public = reservation.visibility is Visibility.PUBLIC
        summary = (reservation.title if is_public else "") or text("Taken")
        units = {unit for space in spaces for unit in space.unit_ids}
        named = [space for space in spaces if space in shown]
        touched = named or [space for space in shown if units.intersection(space.unit_ids)]
        if not is_one:
            summary = f"{spaces_named(touched)}: {summary}"
        seen = list(shown) if is_one else touched
        path = f"{path_of_space(seen[0])}?datum={day_of(reservation.starts_at)}"
        return Told(summary, "", path, not is_public, seen)

    return Telling(told, is_for_those_involved=False)


def path_of_space(space: BookableSpace) -> str:
    return f"/ruimtes/{quote(space.number, safe='')}"


def event_of(
    reservation: Reservation, spaces: Sequence[BookableSpace], *, house: House, telling: Telling
) -> CalendarEvent:
    """The event in the language spoken, without the words of :func:`with_link`."""
    day = day_of(reservation.starts_at)
    told = telling.told(reservation, spaces)
    building = house.buildings[told.spaces[0].building_id]
    place = place_of(told.spaces, stock=house.stock, day=day)
    waits = text(WAITS_FOR[reservation.state]) if reservation.state in WAITS_FOR else ""
    is_desk = all(space.is_desk for space in told.spaces)
    return CalendarEvent(
        uid=reservation.uid,
        sequence=reservation.sequence,
        period=reservation.period,
        created_at=reservation.created_at,
        changed_at=reservation.changed_at,
        status=STATUS_BY_STATE.get(reservation.state, Status.CANCELLED),
        summary=told.summary,
        location=", ".join(part for part in (place, building.name, building.address) if part),
        description="\n\n".join(part for part in (waits, told.note) if part),
        url=house.base_address + told.path,
        category=text("Desk") if is_desk else text("Room"),
        is_private=told.is_private,
        is_blocking=not is_desk,
    )


def with_link(event: CalendarEvent) -> CalendarEvent:
    """``event`` with its address in words, for programs that do not show URL."""
    link = text("See, change or cancel: %(address)s", address=event.url)
    return replace(event, description=f"{event.description}\n\n{link}".strip())
