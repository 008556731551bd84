"""What a house becomes while somebody fills in the form: counted at once, nothing is reckoned."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from booking.foundation.texts import text
from booking.interfaces.web.forms import as_list
from booking.interfaces.web.moments import number_in
from booking.interfaces.web.occupancy.question import ID_MAX
from booking.interfaces.web.occupancy.what_if.form import DESKS_MAX, NOT_SEATS, read_seats
from booking.occupancy.scenarios.measured import places_on
from booking.occupancy.scenarios.rules import (
    EverythingClosed,
    RoomWithoutSeats,
    house_under,
    require_sense,
)
from booking.occupancy.scenarios.values import Basis, House, Scenario
from booking.occupancy.sizing.wants import Terms
from booking.spaces.values import Stock


def house_foreseen(stock: Stock, values: Mapping[str, Any], today: date) -> str:
    """In a sentence, or why it makes no sense. ``values``: as far as the form is filled in."""
    building = number_in(values, "gebouw", least=1, most=ID_MAX) or 1
    places = list(places_on(stock, building, today))
    try:
        scenario = Scenario(
            spaces_out=_numbers(values, "weg"), zones_out=_numbers(values, "zones"),
            rooms_in=read_seats(str(values.get("erbij") or "")),
            desks_more=number_in(values, "werkplekken", least=-DESKS_MAX, most=DESKS_MAX) or 0,
        )  # fmt: skip
        require_sense(scenario, Basis(Terms(())))
        before, after = house_under(places, Scenario()), house_under(places, scenario)
    except ValueError:
        return text(NOT_SEATS)
    except (EverythingClosed, RoomWithoutSeats) as error:
        return text(error.sentence, **error.facts)
    if before == after:
        return text("As it is: %(house)s.", house=_in_words(before))
    return text("With this: %(after)s. As it is: %(before)s.",
                after=_in_words(after), before=_in_words(before))  # fmt: skip


def _numbers(values: Mapping[str, Any], name: str) -> frozenset[int]:
    given = as_list(values.get(name) or [])
    assert isinstance(given, list), "a name that is sent is one value or a list"
    return frozenset(int(it) for it in map(str, given) if it.isascii() and it.isdecimal())


def _in_words(house: House) -> str:
    return text("%(desks)s desks, %(rooms)s rooms with %(seats)s seats", desks=house.desk_count,
                rooms=len(house.capacities), seats=sum(house.capacities))  # fmt: skip
