"""The answer as a file for a spreadsheet."""

from collections.abc import Iterator

from booking.foundation.formats import show_day
from booking.foundation.texts import N_, text
from booking.interfaces.csv_file import Line, csv_file
from booking.interfaces.web.occupancy.cells import (
    EXPORT_STEP,
    Cell,
    FigureTable,
    Row,
    Unit,
    exported,
)
from booking.interfaces.web.occupancy.figures import Figures
from booking.interfaces.web.occupancy.headline import NOT_COUNTED, filter_words
from booking.interfaces.web.occupancy.heat_map import heat_maps
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


def csv_of(figures: Figures, *, municipality: str, group_size_min: int) -> bytes:
    return csv_file([*_opening(figures, municipality), *_answer(figures, group_size_min)])


def _opening(figures: Figures, municipality: str) -> Iterator[Line]:
    yield [text("Occupancy"), municipality]
    yield [text("Filter"), filter_words(figures)]
    if figures.counted is not None:
        yield [text("Counted up to"), show_day(figures.counted[1])]
    rounded = text("Hours, and counts of people and of what they did, to multiples of %(step)s.",
                   step=EXPORT_STEP)  # fmt: skip
    yield [text("Rounded"), rounded]
    for term, definition in DEFINITIONS:
        yield [text(term), text(definition)]
    yield []


DEFINITIONS = (
    (N_("In use"), N_("Minutes between check-in and leaving / open minutes (occupancy rate).")),
    (N_("Reserved"), N_("Reserved minutes, not given back / open minutes (booked rate).")),
    (N_("Seats used"), N_("People × minutes of use / seats × open minutes (utilisation rate).")),
    (N_("Coverage"), N_("Reservations with a check-in / all reservations.")),
    (N_("Not counted"), NOT_COUNTED),
)  # fmt: skip


def _answer(figures: Figures, group_size_min: int) -> Iterator[Line]:
    nothing = why_empty(figures, group_size_min=group_size_min)
    if nothing:
        yield [nothing]
        return
    yield from _whole(figures)
    yield from _table(groups_table(figures, group_size_min=group_size_min))
    for table_of in (peaks_table, day_peaks_table, spaces_table, wishes_table):
        yield from _table(table_of(figures))
    for heat in heat_maps(figures):
        yield [heat.caption]
        yield ["", *heat.hours]
        for weekday, cells in heat.rows:
            yield [weekday, *("" if it.percent is None else it.percent for it in cells)]
        yield []


def _whole(figures: Figures) -> Iterator[Line]:
    sums = figures.total
    for label, cell in (
        (N_("In use"), Cell(occupancy_rate(sums), Unit.RATE)),
        (N_("Reserved"), Cell(booked_rate(sums), Unit.RATE)),
        (N_("Seats used"), Cell(utilisation_rate(sums), Unit.RATE)),
        (N_("Coverage"), Cell(coverage(sums), Unit.RATE)),
        (N_("No-shows"), Cell(no_show_rate(sums), Unit.RATE)),
        (N_("Open days"), Cell(figures.day_count(), Unit.SIZE)),
        (N_("Open hours"), Cell(sums.open_minutes, Unit.MINUTES)),
        (N_("Reservations"), Cell(sums.reservation_count, Unit.PEOPLE)),
    ):
        yield [text(label), exported(cell), "%" if cell.unit is Unit.RATE else ""]
    yield []


def _table(table: FigureTable) -> Iterator[Line]:
    notes = [text("Remark")] if any(row.note for row in table.rows) else []
    yield [table.title]
    yield [*(heading.label for heading in table.headings), *notes]
    for row in table.rows:
        yield _line(row, with_note=bool(notes))
    yield []


def _line(row: Row, *, with_note: bool) -> Line:
    cells = [row.label, *map(exported, row.cells)]
    return [*cells, row.note] if with_note else cells
