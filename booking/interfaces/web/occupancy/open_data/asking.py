"""From an address to the figures that anybody may have."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from booking.interfaces.files.document import Table
from booking.interfaces.web.moments import number_in
from booking.interfaces.web.occupancy.asking import House
from booking.interfaces.web.occupancy.documents import stamp_of
from booking.interfaces.web.occupancy.open_data.files import open_table
from booking.interfaces.web.occupancy.question import ID_MAX, RawQuery
from booking.occupancy.group_floor import hidden_in
from booking.occupancy.open_data import open_rows
from booking.occupancy.queries import people_by_zone
from booking.occupancy.values import Slice

MONTHS = 12
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OpenData:
    of: Slice
    table: Table
    data_version: str


def open_data_for(house: House, query: RawQuery, count_min: int) -> OpenData:
    """Of the building that was asked for, else the first."""
    chosen = number_in(query, "gebouw", least=1, most=ID_MAX)
    first = min(house.buildings, default=1)
    building = chosen if chosen is not None and chosen in house.buildings else first
    months = months_before(house.today, building)
    of = replace(months[0], last=months[-1].last)
    people = people_by_zone(house.session, house.stock)
    hidden = hidden_in(house.stock, building, people, [(of.first, of.last)], count_min)
    rows = open_rows(house.session, months, hidden, house.stock, count_min)
    return OpenData(of, open_table(list(rows)), stamp_of(house, of).data_version)


def months_before(today: date, building_id: int) -> list[Slice]:
    """The last whole months, the first one first."""
    found: list[Slice] = []
    last = today.replace(day=1) - DAY
    for _ in range(MONTHS):
        found.append(Slice(building_id, last.replace(day=1), last))
        last = last.replace(day=1) - DAY
    return found[::-1]
