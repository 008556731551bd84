"""What counts as asked of the rooms: what was held and came about, and what was refused."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from booking.foundation.database import Database
from booking.foundation.periods import Period
from booking.occupancy.sizing.demand import wants_between
from booking.occupancy.sizing.report import mix_of_capacities, need_for
from booking.occupancy.sizing.values import RoomClass
from booking.occupancy.sizing.wants import Demand, Terms, demand_of
from booking.reservations.models import WishRecord
from booking.reservations.values import Outcome, PartyKind, ReservationState
from booking.spaces.queries import current_stock
from booking.spaces.values import SpaceKind
from tests.occupancy.days import CONFIRMED, MONDAY, RELEASED, TUESDAY, add
from tests.town_hall import TownHall, at

TERMS = Terms((RoomClass(4, 8), RoomClass(8, 16)), comfort_percent=100)


def asked(database: Database, hall: TownHall, terms: Terms = TERMS) -> Demand:
    with database.reading() as session:
        stock = current_stock(session)
        wants = wants_between(session, stock, hall.building, MONDAY, TUESDAY)
    return demand_of(wants, {MONDAY, TUESDAY}, terms)


def shown(demand: Demand) -> list[list[tuple[int, int]]]:
    """Minutes and size of each meeting, day by day."""
    return [sorted((it.end - it.begin, it.smallest) for it in day) for day in demand.days]


def hold(database: Database, hall: TownHall, name: str, period: Period, **facts: object) -> None:
    with database.writing() as session:
        add(session, hall, [name], period, **{"checked_in_at": period.starts_at, **facts})


def refuse(database: Database, period: Period, people: int, **facts: object) -> None:
    with database.writing() as session:
        session.add(WishRecord.model_validate({
            "asked_on": MONDAY, "space_kind": SpaceKind.ROOM, "starts_at": period.starts_at,
            "ends_at": period.ends_at, "attendee_count": people, "party": PartyKind.STAFF,
            "outcome": Outcome.REFUSED, **facts,
        }))  # fmt: skip


def test_a_meeting_counts_for_its_people_and_not_for_its_room(
    database: Database, hall: TownHall
) -> None:
    hold(database, hall, "raadzaal", at(MONDAY, "10:00", "11:00"), attendee_count=3)
    hold(database, hall, "beuk", at(TUESDAY, "10:00", "11:30"), attendee_count=8)
    assert shown(asked(database, hall)) == [[(60, 0)], [(90, 1)]]
    comfortable = replace(TERMS, comfort_percent=60, minutes_between=10)
    found = asked(database, hall, comfortable)
    assert shown(found) == [[(70, 1)], []]
    assert found.too_large_count == 1


def test_what_came_to_nothing_does_not_count(database: Database, hall: TownHall) -> None:
    period = at(MONDAY, "10:00", "11:00")
    before = period.starts_at - timedelta(days=1)
    hold(database, hall, "beuk", period, checked_in_at=None, state=RELEASED,
         released_at=period.starts_at + timedelta(minutes=15))  # fmt: skip
    hold(database, hall, "linde_a", period, checked_in_at=None, state=CONFIRMED)
    hold(database, hall, "linde_b", period, checked_in_at=None, cancelled_at=before,
         state=ReservationState.CANCELLED)  # fmt: skip
    hold(database, hall, "D5", period)
    assert shown(asked(database, hall)) == [[], []]


def test_what_was_given_back_counts_until_then(database: Database, hall: TownHall) -> None:
    period = at(MONDAY, "10:00", "12:00")
    hold(database, hall, "beuk", period, state=ReservationState.CANCELLED,
         cancelled_at=period.starts_at + timedelta(minutes=45))  # fmt: skip
    assert shown(asked(database, hall)) == [[(45, 0)], []]


def test_a_wish_that_failed_counts_unless_left_out(database: Database, hall: TownHall) -> None:
    hold(database, hall, "beuk", at(MONDAY, "10:00", "11:00"))
    refuse(database, at(MONDAY, "10:00", "11:00"), 6)
    refuse(database, at(MONDAY, "13:00", "14:00"), 2, outcome=Outcome.DIVERTED)
    refuse(database, at(MONDAY, "13:00", "14:00"), 1, space_kind=SpaceKind.DESK)
    found = asked(database, hall)
    assert shown(found) == [[(60, 0), (60, 1)], []]
    assert (found.meeting_count, found.refused_count) == (2, 1)
    assert shown(asked(database, hall, replace(TERMS, with_refused=False))) == [[(60, 0)], []]


@pytest.mark.parametrize(
    ("parties", "minutes"), [({PartyKind.STAFF}, 60), ({PartyKind.PARTNER}, 90)]
)
def test_of_one_party_only(
    database: Database, hall: TownHall, parties: Iterable[PartyKind], minutes: int
) -> None:
    partner = hall.cast["ravi"].partner_id
    hold(database, hall, "beuk", at(MONDAY, "10:00", "11:00"))
    hold(database, hall, "beuk", at(MONDAY, "11:00", "12:30"), partner_id=partner)
    only = replace(TERMS, parties=frozenset(parties))
    assert shown(asked(database, hall, only)) == [[(minutes, 0)], []]


def test_what_partners_cost_and_what_there_is(database: Database, hall: TownHall) -> None:
    for name, partner in (("beuk", None), ("raadzaal", hall.cast["ravi"].partner_id)):
        hold(database, hall, name, at(MONDAY, "10:00", "11:00"), attendee_count=7,
             partner_id=partner)  # fmt: skip
    with database.reading() as session:
        wants = wants_between(session, current_stock(session), hall.building, MONDAY, TUESDAY)
    need = need_for(wants, {MONDAY, TUESDAY}, TERMS, service_percent=100,
                    capacities_now=[8, 60, 3, 6])  # fmt: skip
    assert need.chosen.mix == (0, 2)
    assert need.without_partners.mix == (0, 1)
    assert (need.rooms_now, need.served_now) == ((1, 2), 2)
    assert [(it.count, it.minute) for it in need.forced] == [(2, need.demand.days[0][0].begin)] * 2
    assert dict(need.levels)[80].mix == (0, 2)  # of two days 80 percent is both


def test_a_room_counts_in_the_largest_size_it_can_hold() -> None:
    assert mix_of_capacities([3, 4, 7, 8, 99], TERMS.classes) == (2, 2)
