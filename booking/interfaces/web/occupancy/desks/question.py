"""What somebody wants to know of the desks needed: read from the address, and written into it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

from booking.interfaces.web.occupancy.question import (
    Question,
    RawQuery,
    address_with,
    number_or,
    read_year_question,
)
from booking.occupancy.sizing.desks import DeskTerms
from booking.spaces.values import SpaceKind, Stock

PATH = "/bezetting/werkplekken"
LEVELS = (100, 98, 95, 90)
"""Percent of the days on which everybody has a desk (occupancy.md section 3)."""
USUAL = DeskTerms()
DESK_AREA = 6
"""NEN 1824: 4 m² for a workplace of more than two hours, 1 for its screen and 1 to write."""
PRICE_MAX = 5_000


@dataclass(frozen=True, slots=True)
class DesksQuestion:
    when: Question
    terms: DeskTerms = field(default_factory=DeskTerms)
    area: int = DESK_AREA
    """Square metres a desk."""
    price: int = 0
    """Euros a square metre a year; 0 leaves money out."""

    def address(self, path: str = PATH, **changes: Any) -> str:
        """Of this question; ``changes`` are of ``when``."""
        more = {
            "zekerheid": (self.terms.service_percent, USUAL.service_percent),
            "vulling": (self.terms.fill_percent, USUAL.fill_percent),
            "groei": (self.terms.growth_percent, USUAL.growth_percent),
            "m2": (self.area, DESK_AREA),
            "euro": (self.price, 0),
        }
        return address_with(replace(self.when, **changes), path, more)


def read_desks_question(
    query: RawQuery, *, stock: Stock, buildings: Mapping[int, str], today: date
) -> DesksQuestion:
    """The question in an address, whatever was typed there; of a year unless said otherwise."""
    number = partial(number_or, query)
    service = number("zekerheid", USUAL.service_percent, min(LEVELS), max(LEVELS))
    return DesksQuestion(
        when=read_year_question(
            query, SpaceKind.DESK, stock=stock, buildings=buildings, today=today
        ),
        terms=DeskTerms(
            service_percent=service if service in LEVELS else USUAL.service_percent,
            fill_percent=number("vulling", USUAL.fill_percent, 50, 100),
            growth_percent=number("groei", USUAL.growth_percent, -90, 200),
        ),
        area=number("m2", DESK_AREA, 1, 50),
        price=number("euro", 0, 0, PRICE_MAX),
    )
