"""When it is busy: weekdays down, hours of the wall clock across; a number and a colour each."""

from collections.abc import Iterator
from dataclasses import dataclass

from booking.foundation.texts import N_, text
from booking.interfaces.web.occupancy.figures import Figures
from booking.interfaces.web.occupancy.tables import KINDS, weekday_name
from booking.occupancy.values import HourSums
from booking.spaces.values import SpaceKind

LEVELS = 5
CAPTIONS = {
    SpaceKind.DESK: N_("Desks: percent of the open time in use, by weekday and hour"),
    SpaceKind.ROOM: N_("Rooms: percent of the open time in use, by weekday and hour"),
}


@dataclass(frozen=True, slots=True)
class HeatCell:
    percent: int | None
    """None while it is closed."""
    level: int
    """0 (quiet) to LEVELS - 1 (full): the colour."""


@dataclass(frozen=True, slots=True)
class HeatMap:
    id: str
    title: str
    caption: str
    hours: list[str]
    rows: list[tuple[str, list[HeatCell]]]


def heat_maps(figures: Figures) -> Iterator[HeatMap]:
    """One per kind: two hundred desks would drown twenty rooms."""
    for kind in figures.kinds:
        found = [it for it in figures.hours if it.kind is kind]
        if found:
            yield _heat_map(kind, found)


def _heat_map(kind: SpaceKind, found: list[HourSums]) -> HeatMap:
    by_place = {(it.weekday, it.hour): it for it in found}
    hours = range(min(it.hour for it in found), max(it.hour for it in found) + 1)
    weekdays = sorted({it.weekday for it in found})
    return HeatMap(
        id=f"drukte-{kind}",
        title=text(KINDS[kind]),
        caption=text(CAPTIONS[kind]),
        hours=[f"{hour}:00" for hour in hours],
        rows=[
            (weekday_name(weekday), [_cell(by_place.get((weekday, hour))) for hour in hours])
            for weekday in weekdays
        ],
    )


def _cell(found: HourSums | None) -> HeatCell:
    if found is None or not found.open_minutes:
        return HeatCell(None, 0)
    rate = found.used_minutes / found.open_minutes
    return HeatCell(round(100 * rate), min(LEVELS - 1, int(rate * LEVELS)))
