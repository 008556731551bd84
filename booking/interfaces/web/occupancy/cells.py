"""Tables of figures, made once and told twice: on a page exactly, in a file rounded.

What leaves the house can be laid beside other lists, so there counts of people and of what
they did are rounded to fives (occupancy.md section 7).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import lru_cache

from babel.numbers import format_decimal

from booking.foundation.formats import LOCALES
from booking.foundation.texts import language

NOTHING = "–"
EXPORT_STEP = 5
MINUTES = 60


class Unit(Enum):
    TEXT = auto()
    RATE = auto()
    """0-1, told in percents."""
    SIZE = auto()
    """A fact of the house: seats, spaces, days."""
    PEOPLE = auto()
    """A count of people or of what they did."""
    MINUTES = auto()
    """Told in hours."""


@dataclass(frozen=True, slots=True)
class Cell:
    value: float | str | None
    unit: Unit = Unit.TEXT


@dataclass(frozen=True, slots=True)
class Heading:
    label: str
    is_numeric: bool = True
    href: str = ""
    sort: str = ""
    """``ascending`` or ``descending`` when the table is sorted by it (ARIA 1.2, aria-sort)."""


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    cells: Sequence[Cell]
    note: str = ""
    """A few words under the label."""


@dataclass(frozen=True, slots=True)
class FigureTable:
    id: str
    title: str
    headings: Sequence[Heading]
    rows: Sequence[Row] = field(default_factory=list)


def percents(rate: float | None) -> str:
    """``23,4 %`` for people; the space does not break."""
    if rate is None:
        return NOTHING
    number = _told(round(100 * rate, 1), LOCALES[language()], "0.0")
    return f"{number}\N{NO-BREAK SPACE}%"


def hours(minutes: float) -> str:
    return whole(round(minutes / MINUTES))


def whole(count: float) -> str:
    return _told(count, LOCALES[language()], None)


@lru_cache(maxsize=5_000)
def _told(number: float, locale: str, pattern: str | None) -> str:
    """Babel takes longer over the numbers of a page than the database over a year of facts."""
    return str(format_decimal(number, format=pattern, locale=locale))


def shown(cell: Cell) -> str:
    """A cell as it stands on a page."""
    if cell.value is None or isinstance(cell.value, str):
        return cell.value or NOTHING
    match cell.unit:
        case Unit.RATE:
            return percents(cell.value)
        case Unit.MINUTES:
            return hours(cell.value)
        case _:
            return whole(cell.value)


def exported(cell: Cell) -> float | str:
    """A cell as it stands in a file: rates in percents, people and hours by fives."""
    if cell.value is None or isinstance(cell.value, str):
        return cell.value or ""
    match cell.unit:
        case Unit.RATE:
            return round(100 * cell.value, 1)
        case Unit.MINUTES:
            return by_fives(cell.value / MINUTES)
        case Unit.PEOPLE:
            return by_fives(cell.value)
        case _:
            return cell.value


def by_fives(count: float) -> int:
    """Halves go up, so that it does not depend on which multiple is even."""
    return int((count + EXPORT_STEP / 2) // EXPORT_STEP) * EXPORT_STEP
