"""The rooms needed in tables, for the page and for a file."""

from collections.abc import Iterator

from booking.foundation.formats import show_day_short, show_time
from booking.foundation.local_time import from_epoch_minutes
from booking.foundation.texts import N_, plural_text, text
from booking.interfaces.web.occupancy.cells import Cell, FigureTable, Heading, Row, Unit
from booking.interfaces.web.occupancy.periods import show_days
from booking.interfaces.web.occupancy.rooms.question import PARTIES, RoomsQuestion
from booking.occupancy.sizing.draws import CurvePoint
from booking.occupancy.sizing.report import Need
from booking.occupancy.sizing.rules import area_of
from booking.occupancy.sizing.values import Mix, Pressure, Sizing
from booking.occupancy.sizing.wants import date_of


def sizes_table(need: Need, *, says_when: bool = True) -> FigureTable:
    """Per size: how many are needed, how many there are, and the minute that forces it.

    That minute with its exact count does not leave the house.
    """
    headings = [N_("Room"), N_("Needed"), N_("Now"), N_("Difference"), N_("Finds no room")]
    return FigureTable(
        id="maten",
        title=text("Needed and there, by size"),
        headings=[Heading(text(it), is_numeric=it != headings[0]) for it in headings],
        rows=list(_size_rows(need, says_when=says_when)),
    )


def _size_rows(need: Need, *, says_when: bool) -> Iterator[Row]:
    for number, it in enumerate(need.terms.classes):
        needed, now = need.chosen.mix[number], need.rooms_now[number]
        pressure = need.forced[number]
        if needed or now or pressure.count:
            yield Row(
                text("for %(count)s", count=it.seats),
                [Cell(needed, Unit.SIZE), Cell(now, Unit.SIZE), Cell(_signed(needed - now)),
                 Cell(need.turned_away[number], Unit.PEOPLE)],
                note=_forced_by(need, number, pressure) if says_when else "",
            )  # fmt: skip


def _forced_by(need: Need, number: int, pressure: Pressure) -> str:
    """Only where it forces something: a room for 8 that 16 people force is said at 16."""
    above = need.forced[number + 1 :]
    if not pressure.count or (above and above[0].count == pressure.count):
        return ""
    return text("%(day)s at %(time)s: %(count)s at once of this size or larger",
                day=show_day_short(date_of(pressure.minute)),
                time=show_time(from_epoch_minutes(pressure.minute)),
                count=pressure.count)  # fmt: skip


def levels_table(need: Need, price: int) -> FigureTable:
    """What each certainty costs, and who finds no room then: the council picks the point."""
    headings = [N_("Days wholly served"), N_("Rooms"), N_("m²"), *([N_("€ a year")] * bool(price)),
                N_("Days short"), N_("Finds no room"), N_("At least"), N_("At most")]  # fmt: skip
    return FigureTable(
        id="zekerheid-tabel",
        title=text("What certainty costs"),
        headings=[Heading(text(it), is_numeric=it != headings[0]) for it in headings],
        rows=[_level_row(need, percent, found, point, price)
              for (percent, found), point in zip(need.levels, need.curve, strict=True)],
    )  # fmt: skip


def _level_row(
    need: Need, percent: int, found: Sizing, point: CurvePoint, price: int
) -> Row:  # fmt: skip
    return Row(
        f"{percent}\N{NO-BREAK SPACE}%",
        [Cell(sum(found.mix), Unit.SIZE), Cell(found.area, Unit.SIZE),
         *([Cell(found.area * price, Unit.SIZE)] * bool(price)),
         Cell(found.day_count - found.served_count, Unit.SIZE),
         *(Cell(it, Unit.PEOPLE) for it in (point.refused, point.low, point.high))],
        note=text("this answer") if percent == need.service_percent else "",
    )  # fmt: skip


def rooms_in_words(mix: Mix, need: Need) -> str:
    """``3 for 4, 2 for 8 and 1 for 16``."""
    parts = [text("%(rooms)s for %(seats)s", rooms=count, seats=it.seats)
             for count, it in zip(mix, need.terms.classes, strict=True) if count]  # fmt: skip
    if len(parts) < 2:  # noqa: PLR2004 - a list of two has an "and"
        return "".join(parts)
    return text("%(first)s and %(last)s", first=", ".join(parts[:-1]), last=parts[-1])


def area_now(need: Need) -> float:
    """Square metres of the rooms there are, reckoned as those that are needed."""
    return area_of(need.rooms_now, need.terms.classes)


def filter_in_words(question: RoomsQuestion, need: Need | None) -> str:
    of = question.when.asked
    return " · ".join([
        show_days(of.first, of.last),
        *([plural_text("%(count)s open day", "%(count)s open days", len(need.demand.days))]
          if need else []),
        text(PARTIES[question.party][0]),
    ])  # fmt: skip


def assumptions(question: RoomsQuestion) -> list[tuple[str, str]]:
    """What the figures rest on, as terms and values."""
    return [
        (text("Days wholly served"), f"{question.service_percent}\N{NO-BREAK SPACE}%"),
        (text("Chairs filled at most"), f"{question.comfort_percent}\N{NO-BREAK SPACE}%"),
        (text("Minutes between meetings"), str(question.minutes_between)),
        (text("m² a chair"), str(question.seat_area)),
        (text("Wishes that found nothing"),
         text("counted") if question.with_refused else text("left out")),
    ]  # fmt: skip


def _signed(difference: int) -> str:
    return f"+{difference}" if difference > 0 else str(difference).replace("-", "\N{MINUS SIGN}")
