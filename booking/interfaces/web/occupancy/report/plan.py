"""A floor coloured by how much it is in use, and the same in a table."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from booking.foundation.texts import text
from booking.interfaces.web.floor_plan import Spot, SpotState, draw_floor, floors_with
from booking.interfaces.web.occupancy.cells import Cell, FigureTable, Heading, Row, Unit, percents
from booking.interfaces.web.occupancy.report.parts import Section, basis_of
from booking.interfaces.web.occupancy.report.shown import Shown
from booking.occupancy.arrays import DayArrays
from booking.spaces.values import BookableSpace, Floor

LEVELS: Final[tuple[SpotState, ...]] = ("heat-0", "heat-1", "heat-2", "heat-3", "heat-4")


def plan_section(shown: Shown) -> Section | None:
    """Of the lowest floor with a zone that was asked for; None where nothing is drawn."""
    stock, day = shown.stock, shown.question.cut.of.last
    building_id = shown.question.cut.of.building_id
    drawn = [it for it in stock.spaces_on(day) if it.building_id == building_id]
    floors = floors_with(stock, drawn, day)
    zone_ids = shown.question.cut.zone_ids(stock)
    wanted = None if zone_ids is None else {stock.zones[it].floor_id for it in zone_ids}
    asked = [it for it in floors if wanted is None or it.id in wanted]
    return _section(shown, asked[0], drawn) if asked else None


def _section(shown: Shown, floor: Floor, drawn: list[BookableSpace]) -> Section:
    stock, day = shown.stock, shown.question.cut.of.last
    zone_ids = {it.id for it in stock.zones.values() if it.floor_id == floor.id}
    arrays = shown.arrays.of_spaces(zone_ids=zone_ids)
    by_space, by_zone = _rates(arrays, "space"), _rates(arrays, "zone")
    spots, rows = {}, []
    for space in drawn:
        zone = stock.zone_of(space, day)
        if zone is None or zone.id not in zone_ids:
            continue
        is_alone = space.id in shown.spaces
        rate = by_space.get(space.id) if is_alone else None
        if not is_alone and zone.id in shown.shown_zones:
            rate = by_zone.get(zone.id)
        spots[space.id] = _spot(space, rate)
        if is_alone:
            name = space.number if space.is_desk else space.name
            rows.append(Row(name, [Cell(rate, Unit.RATE)], note=zone.name))
    rows += [Row(stock.zones[it].name, [Cell(by_zone[it], Unit.RATE)], note=text("zone"))
             for it in sorted(zone_ids & by_zone.keys() & shown.shown_zones)]  # fmt: skip
    return Section(
        id="plattegrond",
        title=text("On the floor plan: %(floor)s", floor=floor.name),
        sentence=text("The darker, the more of the open time it was in use. A desk in a zone of a "
                      "team has the colour of its zone. White: not shown."),
        codes=("occupancy_rate",),
        basis=_basis(shown, floor, arrays),
        tables=[FigureTable(
            id="plattegrond-tabel", title=text("The same in figures"), rows=rows,
            headings=[Heading(text("Space or zone"), is_numeric=False), Heading(text("In use"))],
        )] if rows else [],
        plan=draw_floor(stock, floor, day, spots, plan_id="bezetting-plan",
                        title=text("In use on %(floor)s", floor=floor.name),
                        desc=text("The table below has the same figures.")),
    )  # fmt: skip


def _basis(shown: Shown, floor: Floor, arrays: DayArrays) -> str:
    """Of a floor that is hidden only that of the zones that are not."""
    if floor.id not in shown.hidden_floors:
        return basis_of(arrays)
    return basis_of(arrays.of_spaces(zone_ids=shown.shown_zones))


def _rates(arrays: DayArrays, by: str) -> Mapping[int, float]:
    """Used minutes / open minutes of each space, or of each zone, that was open at all."""
    ids, number = np.unique(arrays.house[by], return_inverse=True)
    opened = np.bincount(number, weights=arrays.open_minutes, minlength=len(ids))
    used = arrays.used
    where = np.searchsorted(ids, arrays.house_of_lines(by)[used.line])
    minutes = np.bincount(where, weights=used.minutes, minlength=len(ids))
    return {int(it): float(minutes[n] / opened[n]) for n, it in enumerate(ids) if opened[n]}


def _spot(space: BookableSpace, rate: float | None) -> Spot:
    if rate is None:
        return Spot("plain", text("%(space)s: not shown", space=space.number))
    level = LEVELS[min(len(LEVELS) - 1, int(rate * len(LEVELS)))]
    words = text("%(space)s: %(rate)s in use", space=space.number, rate=percents(rate))
    return Spot(level, words, state_label=percents(rate))
