"""What a report page is made of: sections with a conclusion, its basis, tables and curves."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from booking.foundation.texts import plural_text, text
from booking.interfaces.web.occupancy.cells import FigureTable, count_of, percents
from booking.interfaces.web.occupancy.heat_map import LEVELS, HeatCell
from booking.interfaces.web.occupancy.peak_line import PeakLine
from booking.occupancy.arrays import DayArrays
from booking.occupancy.definitions import BY_CODE
from booking.occupancy.fates import measured

DEFINITIONS_PATH = "/bezetting/begrippen"


@dataclass(frozen=True, slots=True)
class HeatTable:
    """Numbers with a colour, as in the heat map; the rows have a label each."""

    id: str
    caption: str
    corner: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[HeatCell]]]


@dataclass(frozen=True, slots=True)
class Section:
    """``sentence`` is the conclusion, or why there is none; ``codes`` are of its measures."""

    id: str
    title: str
    sentence: str
    codes: Sequence[str]
    basis: str = ""
    advice: Sequence[str] = ()
    """What follows from it, a sentence each."""
    tables: Sequence[FigureTable] = ()
    heat: HeatTable | None = None
    curves: Sequence[PeakLine] = field(default_factory=list)
    plan: dict[str, Any] | None = None
    """As shared/plan.html draws it."""

    @property
    def terms(self) -> list[tuple[str, str]]:
        """Where each measure is explained, and what it is called."""
        return [(f"{DEFINITIONS_PATH}#{code}", text(BY_CODE[code].term)) for code in self.codes]


def basis_of(arrays: DayArrays) -> str:
    """N and coverage: what a figure without these is not worth."""
    share = measured(arrays)
    days = plural_text("%(count)s open day", "%(count)s open days", len(arrays.open_days))
    held = plural_text("%(number)s reservation", "%(number)s reservations", share.whole,
                       number=count_of(share.whole))  # fmt: skip
    return text("Of %(days)s and %(reservations)s; on %(rate)s somebody checked in.", days=days,
                reservations=held, rate=percents(share.value))  # fmt: skip


def heat_cell(value: float | None, most: float) -> HeatCell:
    """``value`` as a whole number, coloured by its part of ``most``."""
    if value is None:
        return HeatCell(None, 0)
    part = value / most if most else 0
    return HeatCell(round(value), min(LEVELS - 1, int(part * LEVELS)))
