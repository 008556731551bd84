"""Tables of figures, made once and told twice: on a page exactly, in a file rounded.

What leaves the house can be laid beside other lists, so there counts of people and of what
they did are rounded to fives (occupancy.md section 7).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import lru_cache

from babel.numbers import format_decimal

from booking.foundation.formats import LOCALES
from booking.foundation.texts import language
from booking.occupancy.rounding import by_fives

NOTHING = "–"
MINUTES = 60

_leaves_the_house: ContextVar[bool] = ContextVar("leaves_the_house", default=False)


@contextmanager
def leaving_the_house() -> Iterator[None]:
    """Within it words that count people or what they did say it in fives, as a file's cells do."""
    token = _leaves_the_house.set(True)
    try:
        yield
    finally:
        _leaves_the_house.reset(token)


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
    return count_of(minutes / MINUTES)


def count_of(count: float) -> str:
    """How many people, or times or hours that they did something, in words."""
    return whole(by_fives(count) if _leaves_the_house.get() else round(count))


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


def exported(cell: Cell) -> float | str | None:
    """A cell as it stands in a file: rates in percents, people and hours by fives."""
    if cell.value is None or isinstance(cell.value, str):
        return cell.value
    match cell.unit:
        case Unit.RATE:
            return round(100 * cell.value, 1)
        case Unit.MINUTES:
            return by_fives(cell.value / MINUTES)
        case Unit.PEOPLE:
            return by_fives(cell.value)
        case _:
            return cell.value
