from datetime import date, datetime

import pytest

from booking.foundation.database import Database
from tests.reservations.services.house import House
from tests.town_hall import TownHall


@pytest.fixture
def house(database: Database, hall: TownHall, now: datetime, monday: date) -> House:
    return House(database, hall, now, monday)
