"""What calendars from outside hold, in the calendars that we give out: as taken, and no more."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from booking.calendars.events import House, path_of_space, with_link
from booking.calendars.ical_out import CalendarEvent, Status
from booking.calendars.owners import SpacesCalendar
from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.foundation.texts import text
from booking.spaces.external_times import ExternalTimes
from booking.spaces.naming import place_of
from booking.spaces.rules import external_times
from booking.spaces.values import BookableSpace

SINCE = datetime(2020, 1, 1, tzinfo=UTC)
"""When it came to be is not ours to say; other times are another event."""


def external_events(owner: SpacesCalendar, house: House, window: Period) -> Iterator[CalendarEvent]:
    """The time in which ``owner``'s spaces are held by others, in the language spoken."""
    for space in owner.spaces:
        for period in _held(owner, house, space, window).holding:
            yield with_link(_event(space, period, house, is_one=owner.zone_id is None))


def _held(
    owner: SpacesCalendar, house: House, space: BookableSpace, window: Period
) -> ExternalTimes:
    """Of a zone only what each space itself has: a room beside it has its own line."""
    times = external_times(house.stock, space, window)
    return times if owner.zone_id is None or space.id in house.stock.external else ExternalTimes()


def _event(space: BookableSpace, period: Period, house: House, *, is_one: bool) -> CalendarEvent:
    day, building = day_of(period.starts_at), house.buildings[space.building_id]
    place = place_of([space], stock=house.stock, day=day)
    taken = text("Taken")
    name = f"external:{space.number}:{period.starts_at.isoformat()}:{period.ends_at.isoformat()}"
    return CalendarEvent(
        uid=str(uuid5(NAMESPACE_URL, name)),
        sequence=0,
        period=period,
        created_at=SINCE,
        changed_at=SINCE,
        status=Status.CONFIRMED,
        summary=taken if is_one else f"{space.name}: {taken}",
        location=", ".join(part for part in (place, building.name, building.address) if part),
        description="",
        url=f"{house.base_address}{path_of_space(space)}?datum={day}",
        category=text("Desk") if space.is_desk else text("Room"),
        is_private=True,
        is_blocking=not space.is_desk,
    )
