"""What somebody wants to know of the rooms needed: read from the address, and written into it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from litestar.datastructures import MultiDict

from booking.foundation.texts import N_
from booking.interfaces.web.moments import number_in
from booking.interfaces.web.occupancy.periods import Stretch
from booking.interfaces.web.occupancy.question import Question, RawQuery, read_question
from booking.occupancy.sizing.demand import Terms
from booking.occupancy.sizing.report import LEVELS
from booking.occupancy.sizing.values import RoomClass
from booking.occupancy.values import SEAT_CLASSES
from booking.reservations.values import PartyKind
from booking.spaces.values import SpaceKind, Stock

PATH = "/bezetting/ruimtes"
CSV_PATH = "/bezetting/ruimtes/cijfers.csv"
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
        when = replace(self.when, **changes)
        base = when.address(path)
        query = urlencode(self._written())
        return f"{base}{'&' if '?' in base else '?'}{query}" if query else base

    def _written(self) -> dict[str, Any]:
        usual = RoomsQuestion(self.when)
        return {
            name: value
            for name, value, otherwise in (
                ("zekerheid", self.service_percent, usual.service_percent),
                ("vulling", self.comfort_percent, usual.comfort_percent),
                ("tussen", self.minutes_between, usual.minutes_between),
                ("m2", self.seat_area, usual.seat_area),
                ("euro", self.price, usual.price),
                ("wensen", "ja" if self.with_refused else "nee", "ja"),
                ("wie", self.party, usual.party),
            )
            if value != otherwise
        }


def read_rooms_question(
    query: RawQuery, *, stock: Stock, buildings: Mapping[int, str], today: date
) -> RoomsQuestion:
    """The question in an address, whatever was typed there; of a year unless said otherwise."""
    if not any(query.get(name) for name in ("periode", "van", "tot")):
        query = MultiDict([*query.multi_items(), ("periode", Stretch.THIS_YEAR.value)])
    when = read_question(query, stock=stock, buildings=buildings, today=today)
    rooms = replace(when.of, kind=SpaceKind.ROOM, zone_id=None)

    def number(name: str, otherwise: int, least: int, most: int) -> int:
        found = number_in(query, name, least=least, most=most)
        return otherwise if found is None else found

    service = number("zekerheid", SERVICE, min(LEVELS), max(LEVELS))
    return RoomsQuestion(
        when=replace(when, asked=replace(when.asked, zone_id=None, kind=None), of=rooms),
        service_percent=service if service in LEVELS else SERVICE,
        comfort_percent=number("vulling", COMFORT, 50, 100),
        minutes_between=number("tussen", BETWEEN, 0, 60),
        seat_area=number("m2", SEAT_AREA, 1, 10),
        price=number("euro", PRICE, 0, PRICE_MAX),
        with_refused=query.get("wensen") != "nee",
        party=party if (party := str(query.get("wie") or "")) in PARTIES else "",
    )
