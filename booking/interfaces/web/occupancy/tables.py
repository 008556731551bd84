"""The tables of an answer: broken down, the peaks, what was asked for and not had."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import TypeVar

from babel.dates import format_date, get_day_names

from booking.foundation.formats import LOCALES, show_day_short
from booking.foundation.texts import N_, language, text
from booking.interfaces.web.occupancy.cells import Cell, FigureTable, Heading, Row, Unit
from booking.interfaces.web.occupancy.figures import Figures
from booking.interfaces.web.occupancy.question import Grouping
from booking.occupancy.measures import (
    PeakStatistics,
    booked_rate,
    no_show_rate,
    occupancy_rate,
    utilisation_rate,
)
from booking.occupancy.values import SEAT_CLASSES, SEATS_BEYOND, Sums, WishSums, add_up
from booking.spaces.values import SpaceKind, Stock, Zone

KINDS = {SpaceKind.DESK: N_("Desks"), SpaceKind.ROOM: N_("Rooms")}
GROUPINGS = {
    Grouping.KIND: N_("By kind"),
    Grouping.FLOOR: N_("By floor"),
    Grouping.ZONE: N_("By zone"),
    Grouping.WEEKDAY: N_("By weekday"),
    Grouping.MONTH: N_("By month"),
}
FEWER = N_("fewer than %(count)s")
COVERED = N_("not shown")
Key = TypeVar("Key", int, date)


def weekday_name(weekday: int) -> str:
    return _weekday_name(weekday, LOCALES[language()])


@lru_cache(maxsize=50)
def _weekday_name(weekday: int, locale: str) -> str:
    return str(get_day_names("wide", locale=locale)[weekday])


def zone_label(stock: Stock, zone: Zone) -> str:
    """With its floor: every floor may have a zone of that name."""
    return f"{zone.name} ({stock.floors[zone.floor_id].name})"


def groups_table(figures: Figures, *, group_size_min: int) -> FigureTable:
    grouping = figures.question.grouping
    columns = (N_("In use"), N_("Reserved"), N_("Seats used"), N_("Reservations"), N_("No-shows"))
    return FigureTable(
        id="verdeling",
        title=text(GROUPINGS[grouping]),
        headings=[Heading(text("Group"), is_numeric=False),
                  *(Heading(text(label)) for label in columns)],
        rows=list(_group_rows(figures, grouping, group_size_min)),
    )  # fmt: skip


def _group_rows(figures: Figures, grouping: Grouping, group_size_min: int) -> Iterator[Row]:
    match grouping:
        case Grouping.KIND:
            for kind in figures.kinds:
                yield _row(text(KINDS[kind]), figures.sums(kind))
        case Grouping.ZONE:
            yield from _zone_rows(figures, group_size_min)
        case Grouping.FLOOR:
            yield from _floor_rows(figures)
        case Grouping.WEEKDAY:
            yield from _day_rows(figures, date.weekday, weekday_name)
        case Grouping.MONTH:
            yield from _day_rows(figures, _first_of_month, _month_name)


def _day_rows(
    figures: Figures, group_of: Callable[[date], Key], label: Callable[[Key], str]
) -> Iterator[Row]:
    found: dict[Key, list[Sums]] = {}
    for day in figures.open_days:
        found.setdefault(group_of(day.day), []).append(day.sums)
    for group in sorted(found):
        yield _row(label(group), add_up(found[group]))


def _first_of_month(day: date) -> date:
    return day.replace(day=1)


def _month_name(first: date) -> str:
    return format_date(first, "LLLL y", locale=LOCALES[language()])


def _zone_rows(figures: Figures, group_size_min: int) -> Iterator[Row]:
    stock, hidden = figures.stock, figures.hidden
    found = {zone_id for zone_id, _ in figures.zones} & stock.zones.keys()
    zones = [stock.zones[zone_id] for zone_id in found]
    for zone in sorted(zones, key=lambda it: (stock.floors[it.floor_id].level, it.name)):
        label = zone_label(stock, zone)
        if zone.id in hidden.zones:
            is_small = zone.id in hidden.small
            yield _hidden_row(label, text(FEWER, count=group_size_min) if is_small else "")
        else:
            yield _row(label, _sums_of_zones(figures, {zone.id}))


def _floor_rows(figures: Figures) -> Iterator[Row]:
    stock = figures.stock
    found = {zone_id for zone_id, _ in figures.zones} & stock.zones.keys()
    floors = {stock.zones[zone_id].floor_id for zone_id in found}
    for floor in sorted((stock.floors[it] for it in floors), key=lambda it: it.level):
        if floor.id in figures.hidden.floors:
            yield _hidden_row(floor.name)
        else:
            here = {it for it in found if stock.zones[it].floor_id == floor.id}
            yield _row(floor.name, _sums_of_zones(figures, here))


def _sums_of_zones(figures: Figures, zone_ids: Iterable[int]) -> Sums:
    wanted = set(zone_ids)
    return add_up([sums for (zone_id, _), sums in figures.zones.items() if zone_id in wanted])


def _row(label: str, sums: Sums) -> Row:
    return Row(label, [
        Cell(occupancy_rate(sums), Unit.RATE),
        Cell(booked_rate(sums), Unit.RATE),
        Cell(utilisation_rate(sums), Unit.RATE),
        Cell(sums.reservation_count, Unit.PEOPLE),
        Cell(no_show_rate(sums), Unit.RATE),
    ])  # fmt: skip


def _hidden_row(label: str, why: str = "") -> Row:
    return Row(label, [Cell(why or text(COVERED)), *[Cell(None)] * 4])


def peaks_table(figures: Figures) -> FigureTable:
    columns = (text("Of"), "P50", "P90", "P95", text("Highest"), text("Days (n)"))
    rows = []
    for kind in figures.kinds:
        for is_booked in (False, True):
            peaks = figures.peaks(kind, is_booked=is_booked)
            if peaks is not None:
                label = text(PEAKS[kind, is_booked])
                rows.append(_peak_row(label, figures.space_count(kind), peaks))
    return FigureTable(
        id="pieken",
        title=text("Most at the same moment, per day"),
        headings=[Heading(text("Kind"), is_numeric=False),
                  *map(Heading, columns)],
        rows=rows,
    )  # fmt: skip


PEAKS = {
    (SpaceKind.DESK, False): N_("Desks in use"),
    (SpaceKind.DESK, True): N_("Desks reserved"),
    (SpaceKind.ROOM, False): N_("Rooms in use"),
    (SpaceKind.ROOM, True): N_("Rooms reserved"),
}


def _peak_row(label: str, space_count: int, peaks: PeakStatistics) -> Row:
    too_few = text("too few days")
    return Row(label, [
        Cell(space_count, Unit.SIZE),
        Cell(peaks.p50, Unit.PEOPLE),
        Cell(peaks.p90, Unit.PEOPLE),
        Cell(too_few) if peaks.p95 is None else Cell(peaks.p95, Unit.PEOPLE),
        Cell(peaks.highest, Unit.PEOPLE),
        Cell(peaks.day_count, Unit.SIZE),
    ])  # fmt: skip


def wishes_table(figures: Figures) -> FigureTable:
    columns = (N_("Refused"), N_("Gave up"), N_("Hours not had"), N_("Something else instead"))
    return FigureTable(
        id="wensen",
        title=text("Asked for and not had"),
        headings=[Heading(text("For how many people"), is_numeric=False),
                  *(Heading(text(label)) for label in columns)],
        rows=[_wish_row(wish) for wish in figures.wishes],
    )  # fmt: skip


def _wish_row(wish: WishSums) -> Row:
    return Row(
        size_label(wish.seats),
        [Cell(wish.refused_count, Unit.PEOPLE), Cell(wish.gave_up_count, Unit.PEOPLE),
         Cell(wish.unmet_minutes, Unit.MINUTES), Cell(wish.diverted_count, Unit.PEOPLE)],
        note=text(KINDS[wish.kind]),
    )  # fmt: skip


def size_label(seats: int) -> str:
    if seats == SEATS_BEYOND:
        return text("more than %(count)s", count=SEAT_CLASSES[-1])
    below = max((size for size in (0, *SEAT_CLASSES) if size < seats), default=0)
    return f"{below + 1}–{seats}"


@lru_cache(maxsize=2_000)
def _day_label(day: date, _language: str) -> str:
    return show_day_short(day)


def day_peaks_table(figures: Figures) -> FigureTable:
    """Every day with its peak: what the line on the page is drawn from."""
    days = sorted({day.day for day in figures.open_days})
    by_day = {(day.day, day.kind): day.used_peak for day in figures.open_days}
    return FigureTable(
        id="dagen",
        title=text("Most in use at the same moment, day by day"),
        headings=[Heading(text("Day"), is_numeric=False),
                  *(Heading(text(PEAKS[kind, False])) for kind in figures.kinds)],
        rows=[Row(_day_label(day, language()), [Cell(by_day.get((day, kind)), Unit.PEOPLE)
                                        for kind in figures.kinds]) for day in days],
    )  # fmt: skip
