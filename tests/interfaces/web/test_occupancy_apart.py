"""Bezetting of a day that is no day like others, and of a building beside the first."""

from collections.abc import Callable
from datetime import date, time

import pytest

from booking.foundation.database import Database
from booking.spaces.models import Building, Floor, OpeningHours
from booking.spaces.values import SpaceKind, ZoneKind
from tests.conftest import database_url  # noqa: F401 -- on both engines
from tests.interfaces.web.conftest import Browser
from tests.interfaces.web.test_occupancy import DAY, TODAY, ask, lines, said
from tests.occupancy.days import add, count, touch_stock
from tests.town_hall import FROM, TownHall, add_space, add_zone, at

Browse = Callable[[str | None], Browser]


@pytest.mark.parametrize(
    ("night", "reserved", "rate"),
    [(date(2025, 3, 30), "3 van 23 uur", "13,0 %"), (date(2025, 10, 26), "5 van 25 uur", "20,0 %")],
)
def test_the_nights_in_which_the_clocks_change_are_an_hour_shorter_and_longer(
    browse: Browse, database: Database, hall: TownHall, night: date, reserved: str, rate: str
) -> None:
    """Of all rooms only De Beuk is open, day and night, and in use from midnight until four."""
    with database.writing() as session:
        session.add(OpeningHours(building_id=hall.building, space_id=hall.spaces["beuk"],
                                 weekday=6, opens=time.min, closes=time.min,
                                 valid_from=FROM))  # fmt: skip
        touch_stock(session)
        period = at(night, "00:00", "04:00")
        add(session, hall, ["beuk"], period, checked_in_at=period.starts_at)
        count(session, night, today=TODAY)
    page = said(ask(browse("els"), van=night, tot=night))
    assert f"De ruimtes waren {rate} van de open tijd in gebruik en {rate}" in page
    assert reserved in page
    heat = page[page.index('<table class="heat">') :]
    row = heat[heat.index('<th scope="row">zondag</th>') : heat.index("</tbody>")]
    assert row.count(">100</td>") == (3 if night.month == 3 else 4)  # at two in spring comes three


def test_another_building_has_figures_of_its_own(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    with database.writing() as session:
        yard = Building(name="Gemeentewerf", address="Kade 2")
        session.add(yard)
        session.flush()
        floor = Floor(building_id=yard.id or 0, level=0, name="Loods", plan_width=600,
                      plan_height=320)  # fmt: skip
        session.add(floor)
        session.flush()
        zone = add_zone(session, floor.id or 0, "Kantine", ZoneKind.MEETING, None, 0)
        hall.spaces["kantine"] = add_space(session, yard.id or 0, zone, "W.01", "De Schaft",
                                           SpaceKind.ROOM, 10, box=(20, 40, 40, 40))  # fmt: skip
        session.add(OpeningHours(building_id=yard.id or 0, weekday=DAY.weekday(), opens=time(7),
                                 closes=time(17), valid_from=FROM))  # fmt: skip
        touch_stock(session)
        period = at(DAY, "09:00", "11:00")
        add(session, hall, ["kantine"], period, checked_in_at=period.starts_at)
        count(session, DAY, today=TODAY)
        chosen = yard.id
    page = said(ask(browse("els"), gebouw=chosen))
    assert "De ruimtes waren 20,0 % van de open tijd in gebruik en 20,0 %" in page
    assert "W.01 De Schaft" in page
    assert "1.14 De Beuk" not in page
    assert ["In gebruik", "20,0", "%"] in lines(
        ask(browse("els"), "/bezetting/cijfers.csv", gebouw=chosen)
    )
    page = said(ask(browse("els")))
    assert "De ruimtes waren 0,0 % van de open tijd in gebruik en 0,0 %" in page
    assert "W.01 De Schaft" not in page
