"""What a formula says of the busiest hour, beside the exact count, and where nothing was measured.

It is called a model wherever it is shown (occupancy.md sections 4.7 and 4.8).
"""

from booking.foundation.formats import show_share
from booking.foundation.texts import N_, text
from booking.interfaces.web.occupancy.cells import Cell, FigureTable, Heading, Row, Unit
from booking.interfaces.web.occupancy.tables import weekday_name
from booking.occupancy.sizing.busiest import BusiestHour
from booking.occupancy.sizing.erlang import rooms_for
from booking.occupancy.sizing.report import Need

LOADS = (1, 2, 3.5, 5, 8, 12)
MODEL = N_(
    "A model, to compare: Erlang's formula (1917) takes requests to come at random in the busiest "
    "hour of the week, and turns away 2 in 100. The rooms of the answer above are counted and not "
    "modelled. Where a size is full for more than 5 percent of that hour, the last column says how "
    "much must have been asked for, those included whom nobody wrote down."
)


def busiest_table(need: Need) -> FigureTable:
    headings = [N_("Room"), N_("At once"), N_("Rooms by the formula"), N_("Needed"), N_("Now"),
                N_("Full"), N_("At once, with who was turned away")]  # fmt: skip
    return FigureTable(
        id="formule",
        title=text("The busiest hour by a formula"),
        headings=[Heading(text(it), is_numeric=it != headings[0]) for it in headings],
        rows=[_row(need, it) for it in need.busiest],
    )


def _row(need: Need, it: BusiestHour) -> Row:
    return Row(
        text("for %(count)s or more", count=need.terms.classes[it.smallest].seats),
        [Cell(show_share(it.load)), Cell(it.rooms_by_formula, Unit.SIZE),
         Cell(sum(need.chosen.mix[it.smallest:]), Unit.SIZE),
         Cell(sum(need.rooms_now[it.smallest:]), Unit.SIZE), Cell(it.full, Unit.RATE),
         Cell(None if it.offered is None else show_share(it.offered))],
        note=text("%(weekday)s from %(hour)s:00 (n = %(count)s)", weekday=weekday_name(it.weekday),
                  hour=it.hour, count=it.day_count),
    )  # fmt: skip


def unmeasured_table() -> FigureTable:
    """For a house without history: read the rooms from what is counted by eye."""
    return FigureTable(
        id="zonder-metingen",
        title=text("Nothing measured yet? Count how many meetings there are at once"),
        headings=[Heading(text("At once in the busiest hour, on average"), is_numeric=False),
                  Heading(text("Rooms by the formula"))],
        rows=[Row(show_share(it), [Cell(rooms_for(it), Unit.SIZE)]) for it in LOADS],
    )  # fmt: skip
