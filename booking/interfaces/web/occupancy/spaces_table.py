"""The spaces one by one, those that nobody reserved first; sorted by links."""

from collections.abc import Callable, Sequence

from booking.foundation.texts import N_, text
from booking.interfaces.web.occupancy.cells import Cell, FigureTable, Heading, Row, Unit, hours
from booking.interfaces.web.occupancy.figures import Figures
from booking.interfaces.web.occupancy.question import Order, Question
from booking.interfaces.web.occupancy.tables import zone_label
from booking.occupancy.measures import booked_rate, occupancy_rate, seat_fill_rate, utilisation_rate
from booking.occupancy.values import SpaceSums, Sums
from booking.spaces.values import BookableSpace, Stock

SHOWN_AT_FIRST = 20
COLUMNS: tuple[tuple[str, Order | None], ...] = (
    (N_("Space"), Order.NAME),
    (N_("Seats"), Order.SEATS),
    (N_("In use"), Order.OCCUPANCY),
    (N_("Reserved"), Order.BOOKED),
    (N_("Seats used"), Order.UTILISATION),
    (N_("Filled when in use"), None),
    (N_("Reservations"), None),
)
KEYS: dict[Order, Callable[[Sums], float | None]] = {
    Order.OCCUPANCY: occupancy_rate,
    Order.BOOKED: booked_rate,
    Order.UTILISATION: utilisation_rate,
}

Entry = tuple[BookableSpace, SpaceSums]


def is_unreserved(entry: Entry) -> bool:
    """Whether nobody had it, though it could be had."""
    found = entry[1]
    return not found.sums.booked_minutes and not found.sums.reservation_count


def spaces_table(figures: Figures, *, count_max: int | None = None) -> FigureTable:
    """At most ``count_max`` rows, or all of them."""
    question = figures.question
    entries = [it for it in ordered(figures) if not _was_shut(it, figures.stock)]
    return FigureTable(
        id="plekken",
        title=text("Spaces one by one"),
        headings=[_heading(question, label, order) for label, order in COLUMNS],
        rows=[_row(figures.stock, entry) for entry in entries[:count_max]],
    )


def countable(figures: Figures) -> list[Entry]:
    """The spaces that were open at some moment, or could have been held as one."""
    return [it for it in figures.spaces if not _was_shut(it, figures.stock)]


def ordered(figures: Figures) -> list[Entry]:
    question = figures.question
    by_name = sorted(figures.spaces, key=lambda it: it[0].number)
    if question.order is Order.NAME:
        return by_name[::-1] if question.is_descending else by_name
    return sorted(by_name, key=lambda it: _key(question, it), reverse=question.is_descending)


def _key(question: Question, entry: Entry) -> tuple[float, ...]:
    if question.order is Order.SEATS:
        return (seats_of(entry),)
    rate = KEYS[question.order](entry[1].sums)
    return (not is_unreserved(entry), rate or 0)


def seats_of(entry: Entry) -> int:
    """Its capacity in these days; of one that was never open, that of its last term."""
    space, found = entry
    opened = found.sums.open_minutes
    return round(found.sums.open_seat_minutes / opened) if opened else space.terms[-1].capacity


def _was_shut(entry: Entry, stock: Stock) -> bool:
    space, found = entry
    return not found.sums.open_minutes and not _is_combined(space, stock)


def _is_combined(space: BookableSpace, stock: Stock) -> bool:
    """Whether parts of it can be had apart: it is only open while it is held as one."""
    units = set(space.unit_ids)
    sharing = stock.sharing_units(frozenset(units)) if len(units) > 1 else []
    return any(set(other.unit_ids) < units for other in sharing)


def _heading(question: Question, label: str, order: Order | None) -> Heading:
    if order is None:
        return Heading(text(label))
    is_current = question.order is order
    descends = is_current and not question.is_descending
    return Heading(
        text(label),
        is_numeric=order is not Order.NAME,
        href=question.address(order=order, is_descending=descends) + "#plekken",
        sort=("descending" if question.is_descending else "ascending") if is_current else "",
    )


def _row(stock: Stock, entry: Entry) -> Row:
    space, found = entry
    sums = found.sums
    return Row(
        f"{space.number} {space.name}" if space.number not in space.name else space.name,
        [Cell(seats_of(entry), Unit.SIZE), *_rates(stock, entry),
         Cell(sums.reservation_count, Unit.PEOPLE)],
        note=" · ".join(_notes(stock, entry)),
    )  # fmt: skip


def _rates(stock: Stock, entry: Entry) -> Sequence[Cell]:
    """Of a combined room there is no rate: it has no open time while nobody holds it."""
    space, found = entry
    if is_unreserved(entry):
        return [*[Cell(0.0, Unit.RATE)] * 3, Cell(None)]
    fill = Cell(seat_fill_rate(found.sums), Unit.RATE)
    if _is_combined(space, stock):
        return [*[Cell(None)] * 3, fill]
    return [*(Cell(rate(found.sums), Unit.RATE) for rate in KEYS.values()), fill]


def _notes(stock: Stock, entry: Entry) -> list[str]:
    space, found = entry
    zone = stock.zones.get(space.terms[-1].zone_id)
    notes = [zone_label(stock, zone)] if zone else []
    if _is_combined(space, stock):
        used = hours(found.sums.used_minutes)
        notes.append(text("joined from parts: %(hours)s hours in use as one", hours=used))
    if is_unreserved(entry):
        notes.append(text("not reserved"))
    return notes
