"""The town hall of Gemeente Voorbeeldstad: four floors, 250 desks, 26 rooms.

Doors read ``floor.serial`` ("2.14"), desks ``floor.Dserial`` ("2.D031"); both are unique
and can stand in a web address as they are.
"""

from functools import cache

from booking.demo.desks import desks
from booking.demo.plan import Building
from booking.demo.rooms import rooms
from booking.demo.zones import FEATURES, FLOORS, ZONES

COUNCIL_ROOM = "1.30"
WEDDING_HALL = "0.20"
MEETING_ROOM = "1.08"
"""For partners too, and without approval."""


@cache
def town_hall() -> Building:
    return Building(
        key="stadhuis",
        name="Stadhuis Voorbeeldstad",
        address="Stadhuisplein 1, 1234 AB Voorbeeldstad",
        time_zone="Europe/Amsterdam",
        floors=FLOORS,
        zones=ZONES,
        spaces=(*rooms(), *desks()),
        features=FEATURES,
    )
