"""What scenarios come to, in tables: side by side, and what no longer fits."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from booking.foundation.texts import N_, text
from booking.interfaces.web.occupancy.cells import Cell, FigureTable, Heading, Row, Unit
from booking.interfaces.web.occupancy.tables import weekday_name
from booking.occupancy.scenarios.values import DeskShortage, Missed, Outcome
from booking.reservations.values import PartyKind

Named = tuple[str, Outcome]
Line = tuple[str, Callable[[Outcome], float | None], Unit]

LINES: Sequence[Line] = (
    (N_("Rooms"), lambda it: it.room_count, Unit.SIZE),
    (N_("Seats in rooms"), lambda it: it.room_seats, Unit.SIZE),
    (N_("m² of rooms"), lambda it: it.room_area, Unit.SIZE),
    (N_("Meetings (n)"), lambda it: it.meeting_count, Unit.PEOPLE),
    (N_("Meetings that find no room"), lambda it: it.missed_count, Unit.PEOPLE),
    (N_("Hours of those"), lambda it: it.missed_minutes, Unit.MINUTES),
    (N_("Meetings while the house is closed"), lambda it: sum(it.shut_out.values()), Unit.PEOPLE),
    (N_("Days on which all can fit"), lambda it: it.served_count, Unit.SIZE),
    (N_("Rooms needed"), lambda it: sum(it.rooms_needed) if it.rooms_needed else None, Unit.SIZE),
    (N_("m² of rooms needed"), lambda it: it.area_needed, Unit.SIZE),
    (
        N_("Rooms needed when nobody plans"),
        lambda it: sum(it.rooms_by_turns) if it.rooms_by_turns else None,
        Unit.SIZE,
    ),
    (N_("m² of those"), lambda it: it.area_by_turns, Unit.SIZE),
    (N_("Desks"), lambda it: it.desk_count, Unit.SIZE),
    (N_("Desks needed"), lambda it: it.desks_needed, Unit.SIZE),
    (N_("m² of desks needed"), lambda it: it.desks_needed * DESK_AREA, Unit.SIZE),
    (N_("Days on which desks are lacking"), lambda it: it.desk_days_short, Unit.SIZE),
    (N_("Desks lacking, all days together"), lambda it: it.desks_missing, Unit.PEOPLE),
)
DESK_AREA = 6
"""Square metres, NEN 1824: as on the page of the desks needed."""
PARTIES = {PartyKind.STAFF: N_("Staff"), PartyKind.PARTNER: N_("Partners")}


def beside_table(outcomes: Sequence[Named], *, id: str = "naast") -> FigureTable:  # noqa: A002
    """A column for each of ``outcomes``."""
    return FigureTable(
        id=id,
        title=text("What it comes to"),
        headings=[Heading(text("What"), is_numeric=False),
                  *(Heading(name) for name, _ in outcomes)],
        rows=[Row(text(label), [Cell(of(it), unit) for _, it in outcomes])
              for label, of, unit in LINES],
    )  # fmt: skip


def weekdays_table(outcome: Outcome) -> FigureTable:
    """When it no longer fits."""
    labels = (N_("Meetings that find no room"), N_("Hours of those"),
              N_("Days on which desks are lacking"), N_("Most desks lacking"))  # fmt: skip
    return FigureTable(
        id="weekdagen",
        title=text("What no longer fits, by weekday"),
        headings=[Heading(text("Weekday"), is_numeric=False),
                  *(Heading(text(it)) for it in labels)],
        rows=list(_weekday_rows(outcome)),
    )  # fmt: skip


def _weekday_rows(outcome: Outcome) -> Iterator[Row]:
    nothing = DeskShortage(0, 0, 0, 0)
    for weekday in range(7):
        missed = [it for it in outcome.missed if it.weekday == weekday]
        desks = outcome.desks.get(weekday, nothing)
        if missed or desks.day_count:
            yield Row(weekday_name(weekday), [
                Cell(sum(it.count for it in missed), Unit.PEOPLE),
                Cell(sum(it.minutes for it in missed), Unit.MINUTES),
                Cell(desks.short_count, Unit.SIZE), Cell(desks.missing_most, Unit.PEOPLE),
            ])  # fmt: skip


def sizes_table(outcome: Outcome, *, by_party: bool) -> FigureTable:
    """Whose meetings: by size, and by kind of party where that may be shown."""
    parties = list(PARTIES) if by_party else []
    return FigureTable(
        id="maten",
        title=text("Meetings that find no room, by size"),
        headings=[Heading(text("Room"), is_numeric=False), Heading(text("All")),
                  *(Heading(text(PARTIES[it])) for it in parties)],
        rows=[_size_row(seats, list(group), parties) for seats, group in groupby(
            sorted(outcome.missed, key=lambda it: it.seats), key=lambda it: it.seats)],
    )  # fmt: skip


def _size_row(seats: int, missed: Sequence[Missed], parties: Sequence[PartyKind]) -> Row:
    counts = [sum(it.count for it in missed if it.party is party) for party in parties]
    return Row(
        text("for %(count)s", count=seats),
        [Cell(it, Unit.PEOPLE) for it in (sum(it.count for it in missed), *counts)],
    )
