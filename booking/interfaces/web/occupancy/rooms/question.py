"""What somebody wants to know of the rooms needed: read from the address, and written into it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from booking.foundation.texts import N_
from booking.interfaces.web.occupancy.question import (
    Question,
    RawQuery,
    address_with,
    number_or,
    read_year_question,
)
from booking.occupancy.sizing.report import LEVELS
from booking.occupancy.sizing.values import RoomClass
from booking.occupancy.sizing.wants import Terms
from booking.occupancy.values import SEAT_CLASSES
from booking.reservations.values import PartyKind
from booking.spaces.values import SpaceKind, Stock

PATH = "/bezetting/ruimtes"
SERVICE, COMFORT, BETWEEN, SEAT_AREA, PRICE = 95, 80, 0, 2, 0
"""As occupancy.md sections 3 and 4: 95 % of days, chairs for 80 % used, NEN 1824's 2 m²."""
PRICE_MAX = 5_000
PARTIES: dict[str, tuple[str, frozenset[PartyKind]]] = {
    "": (N_("Staff and partners"), frozenset(PartyKind)),
    "medewerkers": (N_("Staff only"), frozenset({PartyKind.STAFF})),
    "partners": (N_("Partners only"), frozenset({PartyKind.PARTNER})),
}


@dataclass(frozen=True, slots=True)
class RoomsQuestion:
    """``when`` says which days and building; the rest how the need is reckoned."""

    when: Question
    service_percent: int = SERVICE
    comfort_percent: int = COMFORT
    minutes_between: int = BETWEEN
    seat_area: int = SEAT_AREA
    """Square metres a seat."""
    price: int = PRICE
    """Euros a square metre a year; 0 leaves money out."""
    with_refused: bool = True
    party: str = ""

    @property
    def terms(self) -> Terms:
        return Terms(
            classes=tuple(RoomClass(it, it * self.seat_area) for it in SEAT_CLASSES),
            comfort_percent=self.comfort_percent,
            minutes_between=self.minutes_between,
            with_refused=self.with_refused,
            parties=PARTIES[self.party][1],
        )

    def address(self, path: str = PATH, **changes: Any) -> str:
        """Of this question; ``changes`` are of ``when``."""
        return address_with(replace(self.when, **changes), path, self._written())

    def _written(self) -> dict[str, tuple[Any, Any]]:
        return {
            "zekerheid": (self.service_percent, SERVICE),
            "vulling": (self.comfort_percent, COMFORT),
            "tussen": (self.minutes_between, BETWEEN),
            "m2": (self.seat_area, SEAT_AREA),
            "euro": (self.price, PRICE),
            "wensen": ("ja" if self.with_refused else "nee", "ja"),
            "wie": (self.party, ""),
        }


def read_rooms_question(
    query: RawQuery, *, stock: Stock, buildings: Mapping[int, str], today: date
) -> RoomsQuestion:
    """The question in an address, whatever was typed there; of a year unless said otherwise."""
    when = read_year_question(query, SpaceKind.ROOM, stock=stock, buildings=buildings, today=today)
    number = partial(number_or, query)
    service = number("zekerheid", SERVICE, min(LEVELS), max(LEVELS))
    return RoomsQuestion(
        when=when,
        service_percent=service if service in LEVELS else SERVICE,
        comfort_percent=number("vulling", COMFORT, 50, 100),
        minutes_between=number("tussen", BETWEEN, 0, 60),
        seat_area=number("m2", SEAT_AREA, 1, 10),
        price=number("euro", PRICE, 0, PRICE_MAX),
        with_refused=query.get("wensen") != "nee",
        party=party if (party := str(query.get("wie") or "")) in PARTIES else "",
    )
