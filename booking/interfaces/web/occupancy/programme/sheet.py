"""The lines of the sheet (ruimtestaat): how many, of what size, on how many square metres."""

from collections.abc import Iterator
from dataclasses import dataclass

from booking.foundation.texts import N_, text
from booking.interfaces.web.occupancy.cells import Cell, FigureTable, Heading, Row, Unit
from booking.interfaces.web.occupancy.desks.views import filter_words
from booking.interfaces.web.occupancy.programme.reckoning import Programme
from booking.interfaces.web.occupancy.rooms.tables import filter_in_words
from booking.occupancy.sizing.desks import desk_need

ROOM_FORMULA = N_(
    "The fewest m² with which %(percent)s of the days are wholly served (exact); chairs at most "
    "%(fill)s taken; %(area)s m² a chair. NEN 1824: 2 m² for each person who meets."
)
DESK_FORMULA = N_(
    "The most desks wanted at one minute, on the day at rank ⌈%(percent)s × n⌉ from quiet to "
    "busy; %(area)s m² a desk. NEN 1824: 4 m², 1 for its screen and 1 to write on."
)
AREAS = N_(
    "Square metres are those in which people sit: part of the functional area (FNO) of NEN 2580. "
    "Corridors, pantries, toilets, technical rooms and walls come on top."
)
COLUMNS = (N_("Needed"), N_("Now"), N_("m² each"), N_("m² in all"), N_("m² now"))
SOURCES = (N_("Formula"), N_("Filter"), N_("Data version"), N_("Address"))


@dataclass(frozen=True, slots=True)
class Line:
    """So many of one size, and where that is from: ``address`` shows the same number for ever."""

    label: str
    page: str
    needed: int
    now: int
    area: float
    formula: str
    filter: str
    data_version: str
    address: str

    @property
    def cells(self) -> list[Cell]:
        return [Cell(it, Unit.SIZE) for it in
                (self.needed, self.now, self.area, self.needed * self.area,
                 self.now * self.area)]  # fmt: skip

    @property
    def sources(self) -> list[str]:
        return [self.formula, self.filter, self.data_version, self.address]


def lines_of(sheet: Programme) -> list[Line]:
    return [*_rooms(sheet), *_desks(sheet)]


def _rooms(sheet: Programme) -> Iterator[Line]:
    question, need = sheet.rooms.question, sheet.rooms.need
    assert need is not None, "there are figures"
    formula = text(ROOM_FORMULA, percent=_percent(need.service_percent),
                   fill=_percent(need.terms.comfort_percent), area=question.seat_area)  # fmt: skip
    for number, it in enumerate(need.terms.classes):
        needed, now = need.chosen.mix[number], need.rooms_now[number]
        if needed or now:
            yield Line(
                text("Rooms for %(count)s", count=it.seats), text("Rooms needed"),
                needed, now, it.area, formula,
                filter_in_words(question, need), sheet.rooms.stamp.data_version,
                question.address(stretch=None),
            )  # fmt: skip


def _desks(sheet: Programme) -> Iterator[Line]:
    question = sheet.desks.question
    yield Line(
        text("Desks"), text("Desks needed"),
        desk_need(sheet.desks.days, question.terms).desks, sheet.desks.desks_now, question.area,
        text(DESK_FORMULA, percent=_percent(question.terms.service_percent), area=question.area),
        filter_words(sheet.desks), sheet.stamp.data_version, question.address(stretch=None),
    )  # fmt: skip


def sheet_table(lines: list[Line]) -> FigureTable:
    """With all together as the last row."""
    return FigureTable(
        id="ruimtestaat", title=text("Schedule of rooms and desks"),
        headings=[Heading(text("Space"), is_numeric=False), *(Heading(text(it)) for it in COLUMNS)],
        rows=[*(Row(it.label, it.cells) for it in lines), _total(lines)],
    )  # fmt: skip


def sources_table(lines: list[Line]) -> FigureTable:
    """Where the numbers of the schedule are from, each page once."""
    names = [N_("Page"), *SOURCES]
    return FigureTable(
        id="herkomst", title=text("Where the numbers are from"),
        headings=[Heading(text(it), is_numeric=False) for it in names],
        rows=[Row(it.page, list(map(Cell, it.sources))) for it in by_page(lines)],
    )  # fmt: skip


def by_page(lines: list[Line]) -> list[Line]:
    """One line of each page that numbers are from."""
    return list({it.address: it for it in lines}.values())


def _total(lines: list[Line]) -> Row:
    needed, now = (sum(getattr(it, name) * it.area for it in lines) for name in ("needed", "now"))
    return Row(text("All together"), [
        *[Cell(None)] * 3, Cell(needed, Unit.SIZE), Cell(now, Unit.SIZE),
    ])  # fmt: skip


def _percent(number: int) -> str:
    return f"{number}\N{NO-BREAK SPACE}%"
