"""What the demo knows of its house at once: the facts of two months, and plans made with them.

Two scenarios and a plan of works over the last eight weeks, reckoned already.
"""

from datetime import date, datetime, time, timedelta
from typing import Final

from sqlmodel import Session

from booking.demo.cast import ELS
from booking.demo.requests import person_named
from booking.foundation.doors import Door
from booking.foundation.local_time import local_day, local_instant
from booking.foundation.periods import Period
from booking.occupancy.facts import rebuild
from booking.occupancy.scenarios.asking import Asked, reckon
from booking.occupancy.scenarios.operations import keep
from booking.occupancy.scenarios.phases import Phase, Prices
from booking.occupancy.scenarios.running import finish, work_of
from booking.occupancy.scenarios.values import Basis, Scenario
from booking.occupancy.sizing.values import RoomClass
from booking.occupancy.sizing.wants import Terms
from booking.occupancy.values import SEAT_CLASSES, Slice
from booking.people.values import Act
from booking.spaces.queries import current_stock
from booking.spaces.values import Stock

COUNTED: Final = timedelta(days=62)  # so that last month is whole, whatever the day
WEEKS: Final = timedelta(weeks=8)
YEAR: Final = timedelta(weeks=52)
DAY: Final = timedelta(days=1)
BASIS: Final = Basis(Terms(tuple(RoomClass(it, 2 * it) for it in SEAT_CLASSES)), seed=2026)
PRICES: Final = Prices(desk_a_month=45, room_an_hour=40)


def count_and_plan(session: Session, today: date) -> None:
    counted = Period(local_day(today - COUNTED).starts_at, local_day(today).starts_at)
    rebuild(session, counted, today=today)
    at = local_instant(today - DAY, time(16))
    act = Act(person_named(session, ELS, today), at, Door.WEB)
    stock = current_stock(session)
    first = today - timedelta(days=today.weekday()) - WEEKS
    of = Slice(next(iter(stock.floors.values())).building_id, first, first + WEEKS - DAY)
    for name, asked in (
        ("Verdieping 2 dicht vanaf mei", Asked(BASIS, Scenario(zones_out=_zones(stock, 2)))),
        ("De dinsdag gespreid", Asked(BASIS, Scenario(spread_percent=50))),
        ("Verbouwing in twee fasen", _works(stock, first + YEAR)),
    ):
        _keep_and_reckon(session, act, name, of, asked, at)


def _works(stock: Stock, begin: date) -> Asked:
    """Four weeks each floor, at the time of the year that was counted."""
    half = WEEKS / 2
    return Asked(BASIS, order=(1, 0), prices=PRICES, phases=(
        Phase("Verdieping 2", begin, begin + half - DAY, _zones(stock, 2), desks_hired=10),
        Phase("Verdieping 3", begin + half, begin + WEEKS - DAY, _zones(stock, 3)),
    ))  # fmt: skip


def _zones(stock: Stock, level: int) -> frozenset[int]:
    return frozenset(it.id for it in stock.zones.values()
                     if stock.floors[it.floor_id].level == level)  # fmt: skip


def _keep_and_reckon(
    session: Session, act: Act, name: str, of: Slice, asked: Asked, at: datetime
) -> None:
    number = keep(session, act, name, of, asked)
    work = work_of(session, number, 1)
    assert work is not None, "it was kept just now"
    measured, again = work
    finish(session, number, 1, reckon(measured, again), measured.version, at=at)
