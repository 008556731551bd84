"""The work of a day, and ticking it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from booking.foundation.formats import show_time
from booking.foundation.journal import JournalEntry
from booking.people.permissions import NotAllowed, NotThere
from booking.reservations.models import Reservation
from booking.reservations.operations import cancel, change, wish_of
from booking.reservations.services.day_tasks import Task, TaskChanged, tick_task
from booking.reservations.services.values import TickState, Wanted
from booking.spaces.models import SpaceLayout
from booking.spaces.operations import raise_stock_version
from booking.spaces.values import LayoutKind
from tests.reservations.services.house import House
from tests.town_hall import at

THEATRE, TABLE = LayoutKind.THEATRE, LayoutKind.TABLE
TEN = Wanted(10, "", "4711")


@pytest.fixture(autouse=True)
def _layouts(house: House) -> None:
    """De Beuk can be a theatre, which takes half an hour and is not put back."""
    with house.database.writing() as session:
        raise_stock_version(session)
        session.add_all(
            SpaceLayout(space_id=house.hall.spaces["beuk"], kind=kind, capacity=8,
                        before_minutes=30 if kind is THEATRE else 0)
            for kind in (THEATRE, TABLE)
        )  # fmt: skip


def told(tasks: list[Task]) -> list[tuple[str, str, str]]:
    return [(task.key, show_time(task.at), show_time(task.until)) for task in tasks]


def test_a_room_is_set_up_when_it_stands_otherwise(house: House) -> None:
    house.reserve("fatima", "beuk", "09:00", "10:00", layout=TABLE)
    house.reserve("fatima", "beuk", "11:00", "12:00", layout=THEATRE)
    house.reserve("fatima", "beuk", "13:00", "14:00")
    house.reserve("fatima", "beuk", "15:00", "16:00", layout=TABLE)
    tasks = house.tasks()
    assert told(tasks) == [("set-up", "10:30", "11:00"), ("set-up", "15:00", "15:00")]
    assert [task.layout_before for task in tasks] == [TABLE, THEATRE]


def test_a_room_that_always_takes_time_is_prepared_and_cleared(house: House) -> None:
    house.reserve("els", "raadzaal", "10:00", "12:00")
    assert told(house.tasks()) == [("set-up", "09:30", "10:00"), ("clear", "12:00", "12:30")]


def test_services_are_brought_before_it_begins(house: House) -> None:
    uid = house.reserve("fatima", "linde", "12:00", "13:00")
    house.order("fatima", uid, lunch=TEN, coffee=Wanted(3))
    tasks = house.tasks()
    assert {(task.service.name_nl, task.order.amount) for task in tasks
            if task.service and task.order} == {("Lunch", 10), ("Koffie en thee", 3)}  # fmt: skip
    assert {show_time(task.until) for task in tasks} == {"12:00"}
    assert house.tasks(days=2) == []


def test_done_is_done_once_and_by_whom(house: House) -> None:
    uid = house.reserve("fatima", "linde", "12:00", "13:00")
    house.order("fatima", uid, lunch=TEN)
    [task] = house.tasks()
    house.tick("noor", task, TickState.SEEN)
    house.tick("els", task, TickState.DONE)
    house.tick("noor", task, TickState.DONE)
    [done] = house.tasks()
    assert done.is_done
    assert done.tick is not None
    assert done.tick.by_id == house.hall.cast["els"].id
    house.tick("noor", task, None)
    assert house.tasks()[0].tick is None
    with house.database.reading() as session:
        verbs = session.exec(
            select(JournalEntry.action).where(JournalEntry.subject_kind == "task")
        ).all()
    assert sorted(verbs) == ["task-done", "task-open", "task-seen"]


def test_what_moves_or_changes_is_to_be_done_anew(house: House) -> None:
    uid = house.reserve("fatima", "linde", "12:00", "13:00")
    house.order("fatima", uid, lunch=TEN)
    [task] = house.tasks()
    house.tick("els", task, TickState.DONE)
    house.order("els", uid, lunch=replace(TEN, amount=11))
    [changed] = house.tasks()
    assert changed.tick is None
    with pytest.raises(TaskChanged):
        house.tick("els", task, TickState.DONE)
    house.tick("els", changed, TickState.DONE)
    with house.database.writing() as session:
        held = session.exec(select(Reservation).where(Reservation.uid == uid)).one()
        later = at(house.monday + timedelta(days=2), "14:00", "15:00")
        wish = wish_of(session, held, period=later)
        change(session, house.act("fatima"), uid, wish, rev=held.rev)
    assert house.tasks() == []
    [moved] = house.tasks(days=2)
    assert moved.tick is None
    assert show_time(moved.until) == "14:00"


def test_what_was_given_back_too_late_is_still_on_the_list(house: House) -> None:
    late, early = (house.reserve("fatima", "linde", f"{h}:00", f"{h + 1}:00") for h in (12, 14))
    for uid in (late, early):
        house.order("fatima", uid, coffee=Wanted(3))
    house.order("fatima", late, lunch=TEN)
    with house.database.writing() as session:
        cancel(session, house.act("fatima", house.now + timedelta(hours=8)), late)
        cancel(session, house.act("fatima", house.now), early)
    [task] = house.tasks()
    assert task.is_off
    assert task.service is not None
    assert task.service.name_nl == "Lunch", "coffee could still be cancelled then"


@pytest.mark.parametrize("name", ["fatima", "bram", "ravi", "samir"])
def test_nobody_else_ticks(house: House, name: str) -> None:
    uid = house.reserve("fatima", "linde", "12:00", "13:00")
    house.order("fatima", uid, lunch=TEN)
    [task] = house.tasks()
    with pytest.raises(NotAllowed):
        house.tick(name, task, TickState.DONE)
    assert house.tasks()[0].tick is None


def test_what_is_not_there_is_not_ticked(house: House) -> None:
    with house.database.writing() as session, pytest.raises(NotThere):
        tick_task(session, house.act("els"), "niets", "set-up", state=TickState.DONE, of="")
