"""The stretches of days that people ask figures of."""

from datetime import date, timedelta
from enum import StrEnum

from booking.foundation.formats import show_date
from booking.foundation.texts import N_, text

DAY = timedelta(days=1)
MONTHS_A_QUARTER = 3


class Stretch(StrEnum):
    """The value stands in the address; it moves along with the calendar."""

    THIS_WEEK = "deze-week"
    LAST_WEEK = "vorige-week"
    THIS_MONTH = "deze-maand"
    LAST_MONTH = "vorige-maand"
    THIS_QUARTER = "dit-kwartaal"
    LAST_QUARTER = "vorig-kwartaal"
    THIS_YEAR = "dit-jaar"
    LAST_YEAR = "vorig-jaar"


STRETCHES: dict[Stretch, str] = {
    Stretch.THIS_WEEK: N_("This week"),
    Stretch.LAST_WEEK: N_("Last week"),
    Stretch.THIS_MONTH: N_("This month"),
    Stretch.LAST_MONTH: N_("Last month"),
    Stretch.THIS_QUARTER: N_("This quarter"),
    Stretch.LAST_QUARTER: N_("Last quarter"),
    Stretch.THIS_YEAR: N_("This year"),
    Stretch.LAST_YEAR: N_("Last year"),
}

LENGTHS_MAX: dict[Stretch, timedelta] = {
    Stretch.THIS_WEEK: timedelta(days=7),
    Stretch.THIS_MONTH: timedelta(days=31),
    Stretch.THIS_QUARTER: timedelta(days=92),
    Stretch.THIS_YEAR: timedelta(days=366),
}
"""From the first day so many days on lies in the next stretch, and never in the one after."""


def days_of_stretch(stretch: Stretch, today: date) -> tuple[date, date]:
    """The first and the last day, whole weeks, months, quarters and years."""
    first = _beginning(stretch, today)
    if stretch.value.startswith("vorig"):
        last = first - DAY
        return _beginning(stretch, last), last
    return first, _beginning(stretch, first + LENGTHS_MAX[stretch]) - DAY


def _beginning(stretch: Stretch, day: date) -> date:
    """The first day of the week, month, quarter or year that ``day`` is in."""
    match stretch:
        case Stretch.THIS_WEEK | Stretch.LAST_WEEK:
            return day - timedelta(days=day.weekday())
        case Stretch.THIS_MONTH | Stretch.LAST_MONTH:
            return day.replace(day=1)
        case Stretch.THIS_QUARTER | Stretch.LAST_QUARTER:
            month = (day.month - 1) // MONTHS_A_QUARTER * MONTHS_A_QUARTER + 1
            return day.replace(month=month, day=1)
        case _:
            return day.replace(month=1, day=1)


def show_days(first: date, last: date) -> str:
    """``01-10-2026 t/m 31-10-2026``, or the one day that it is."""
    if first == last:
        return show_date(first)
    return text("%(first)s up to and including %(last)s",
                first=show_date(first), last=show_date(last))  # fmt: skip
