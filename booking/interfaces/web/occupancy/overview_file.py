"""The overview as a document to take away."""

from collections.abc import Iterator

from booking.foundation.texts import N_, text
from booking.interfaces.files.document import Column, Document, Table
from booking.interfaces.web.occupancy.asking import House
from booking.interfaces.web.occupancy.cells import Cell, Unit, exported, leaving_the_house
from booking.interfaces.web.occupancy.documents import document_of, stamp_of, table_of
from booking.interfaces.web.occupancy.figures import Figures
from booking.interfaces.web.occupancy.headline import filter_words
from booking.interfaces.web.occupancy.heat_map import HeatMap, heat_maps
from booking.interfaces.web.occupancy.spaces_table import spaces_table
from booking.interfaces.web.occupancy.tables import (
    day_peaks_table,
    groups_table,
    peaks_table,
    wishes_table,
)
from booking.interfaces.web.occupancy.views import why_empty
from booking.occupancy.measures import (
    booked_rate,
    coverage,
    no_show_rate,
    occupancy_rate,
    utilisation_rate,
)
from booking.occupancy.rounding import by_fives

DEFINITIONS = (
    (N_("In use"), N_("Minutes between check-in and leaving / open minutes (occupancy rate).")),
    (N_("Reserved"), N_("Reserved minutes, not given back / open minutes (booked rate).")),
    (N_("Seats used"), N_("People × minutes of use / seats × open minutes (utilisation rate).")),
    (N_("Coverage"), N_("Reservations with a check-in / all reservations.")),
)  # fmt: skip


def overview_document(
    house: House, figures: Figures, *, municipality: str, group_size_min: int
) -> Document:
    nothing = why_empty(figures, group_size_min=group_size_min)
    with leaving_the_house():
        tables = [] if nothing else list(_tables(figures, group_size_min))
    return document_of(
        stamp_of(house, figures.question.asked), title=text("Occupancy"), municipality=municipality,
        filter_words=filter_words(figures), sentences=[nothing] if nothing else [],
        tables=tables,
    )  # fmt: skip


def _tables(figures: Figures, group_size_min: int) -> Iterator[Table]:
    yield _whole(figures)
    yield table_of(groups_table(figures, group_size_min=group_size_min))
    tables = (it(figures) for it in (peaks_table, day_peaks_table, spaces_table, wishes_table))
    yield from (table_of(it) for it in tables if it.rows)
    yield from map(_heat, heat_maps(figures))


def _whole(figures: Figures) -> Table:
    sums = figures.total
    found = (
        (N_("In use"), Cell(occupancy_rate(sums), Unit.RATE)),
        (N_("Reserved"), Cell(booked_rate(sums), Unit.RATE)),
        (N_("Seats used"), Cell(utilisation_rate(sums), Unit.RATE)),
        (N_("Coverage"), Cell(coverage(sums), Unit.RATE)),
        (N_("No-shows"), Cell(no_show_rate(sums), Unit.RATE)),
        (N_("Open days"), Cell(figures.day_count(), Unit.SIZE)),
        (N_("Open hours"), Cell(sums.open_minutes, Unit.MINUTES)),
        (N_("Reservations"), Cell(sums.reservation_count, Unit.PEOPLE)),
    )
    return Table(
        id="geheel", title=text("All together"),
        columns=[Column(text(it)) for it in (N_("Measure"), N_("Figure"), N_("In what"))],
        rows=[[text(label), exported(it), "%" if it.unit is Unit.RATE else ""]
              for label, it in found],
        definitions=[(text(term), text(said)) for term, said in DEFINITIONS],
    )  # fmt: skip


def _heat(heat: HeatMap) -> Table:
    return Table(
        id=heat.id, title=heat.caption,
        columns=[Column(text("Day")), *(Column(hour) for hour in heat.hours)],
        rows=[[weekday, *(None if it.percent is None else by_fives(it.percent) for it in cells)]
              for weekday, cells in heat.rows],
    )  # fmt: skip
