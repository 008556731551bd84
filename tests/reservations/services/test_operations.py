"""Ordering services: who may, until when, and what becomes of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from booking.foundation.database import retried
from booking.foundation.journal import JournalEntry
from booking.people.permissions import NotAllowed, NotThere
from booking.reservations.held import NotHeldAnymore
from booking.reservations.operations import cancel
from booking.reservations.services.catalogue import (
    ServiceNameTaken,
    add_service,
    change_service,
)
from booking.reservations.services.models import ServiceOrder
from booking.reservations.services.operations import (
    CostCentreMissing,
    ServiceNotHere,
    TooLateToOrder,
)
from booking.reservations.services.values import Wanted
from tests.reservations.services.house import LUNCH, House
from tests.together import together

TWELVE = Wanted(12, "twee vegetarisch", "4711")


def orders(house: House) -> dict[int, tuple[int, str, str]]:
    with house.database.reading() as session:
        rows = session.exec(select(ServiceOrder)).all()
    return {row.service_id: (row.amount, row.note, row.cost_centre) for row in rows}


def test_lunch_comes_with_a_room(house: House) -> None:
    uid = house.reserve("fatima", "beuk", "12:00", "13:00", days=3)
    house.order("fatima", uid, lunch=TWELVE)
    house.order("fatima", uid, lunch=TWELVE)
    assert orders(house) == {house.lunch: (12, "twee vegetarisch", "4711")}
    house.order("fatima", uid, lunch=replace(TWELVE, amount=14), coffee=Wanted(20))
    house.order("fatima", uid, lunch=Wanted(0))
    assert orders(house)[house.lunch][0] == 0
    assert orders(house)[house.coffee][0] == 20
    with house.database.reading() as session:
        told = session.exec(
            select(JournalEntry).where(JournalEntry.subject_kind == "service-order")
            .order_by(JournalEntry.number)  # type: ignore[arg-type]
        ).all()  # fmt: skip
    assert [entry.action for entry in told] == [
        "service-ordered", "service-changed", "service-ordered", "service-cancelled",
    ], "asking for what is ordered is no act"  # fmt: skip
    assert told[1].before is not None
    assert told[1].after is not None
    assert (told[1].before["amount"], told[1].after["amount"]) == (12, 14)


def test_after_the_cut_off_only_the_facility_team_orders(house: House) -> None:
    uid = house.reserve("fatima", "beuk", "12:00", "13:00", days=1)
    late = house.now + timedelta(hours=4)  # 13:00 the day before: 23 hours
    house.order("fatima", uid, lunch=TWELVE)
    for wanted in (Wanted(0), Wanted(13, "", "4711")):
        with pytest.raises(TooLateToOrder) as refused:
            house.order("fatima", uid, at=late, lunch=wanted)
    assert refused.value.facts["service"] == "Lunch"
    assert refused.value.facts["time"] == "12:00"
    assert orders(house)[house.lunch][0] == 12
    house.order("fatima", uid, at=late, coffee=Wanted(3))
    house.order("noor", uid, at=late, lunch=Wanted(13, "", "4711"))
    assert orders(house)[house.lunch][0] == 13


def test_the_cut_off_moves_with_the_reservation_and_nothing_is_ordered_with_what_is_gone(
    house: House,
) -> None:
    uid = house.reserve("fatima", "beuk", "12:00", "13:00", days=3)
    with house.database.writing() as session:
        cancel(session, house.act("fatima"), uid)
    for who in ("fatima", "els"):
        with pytest.raises(NotHeldAnymore):
            house.order(who, uid, coffee=Wanted(2))


def test_what_needs_a_cost_centre_asks_for_it(house: House) -> None:
    uid = house.reserve("fatima", "beuk", "12:00", "13:00", days=3)
    with pytest.raises(CostCentreMissing):
        house.order("fatima", uid, lunch=Wanted(4))
    assert orders(house) == {}


def test_partners_order_what_is_for_partners_with_their_own(house: House) -> None:
    uid = house.reserve("ravi", "beuk", "12:00", "13:00", days=3)
    house.order("ravi", uid, coffee=Wanted(6))
    with pytest.raises(ServiceNotHere):
        house.order("ravi", uid, lunch=TWELVE)
    with pytest.raises(NotThere):
        house.order("pia", uid, coffee=Wanted(1))
    with pytest.raises(NotThere):
        house.order("bram", uid, coffee=Wanted(1))
    assert orders(house) == {house.coffee: (6, "", "")}


def test_the_host_and_who_made_it_order_too(house: House) -> None:
    uid = house.reserve(
        "noor", "beuk", "12:00", "13:00", days=3, host_id=house.hall.cast["joost"].id
    )
    house.order("joost", uid, coffee=Wanted(6))
    with pytest.raises(NotThere):
        house.order("fatima", uid, coffee=Wanted(1))


def test_what_is_not_offered_any_more_or_elsewhere_cannot_be_ordered_but_taken_back(
    house: House,
) -> None:
    uid = house.reserve("fatima", "beuk", "12:00", "13:00", days=3)
    house.order("fatima", uid, lunch=TWELVE)
    with house.database.writing() as session:
        gone = replace(LUNCH, is_offered=False)
        change_service(session, house.act("els"), house.lunch, gone)
    other = house.reserve("fatima", "linde", "12:00", "13:00", days=3)
    with pytest.raises(ServiceNotHere):
        house.order("fatima", other, lunch=TWELVE)
    house.order("fatima", uid, lunch=Wanted(0))
    assert orders(house)[house.lunch][0] == 0


def test_two_who_order_at_once_order_once(house: House) -> None:
    uid = house.reserve("fatima", "beuk", "12:00", "13:00", days=3)

    @retried
    def order(who: str) -> None:
        house.order(who, uid, coffee=Wanted(5))

    assert together(lambda: order("fatima"), lambda: order("els")) == []
    assert orders(house) == {house.coffee: (5, "", "")}


def test_a_service_has_its_name_alone(house: House) -> None:
    with pytest.raises(ServiceNameTaken):
        house.offer(LUNCH)


@pytest.mark.parametrize("name", ["bram", "noor", "ravi", "samir"])
def test_nobody_else_keeps_the_catalogue(house: House, name: str) -> None:
    with house.database.writing() as session, pytest.raises(NotAllowed):
        add_service(session, house.act(name), replace(LUNCH, name_nl="Bier"))
    with house.database.writing() as session, pytest.raises(NotAllowed):
        change_service(session, house.act(name), house.lunch, LUNCH)
