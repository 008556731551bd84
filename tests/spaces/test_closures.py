"""Closing places for a while, on both engines: what is past stays."""

from datetime import date, datetime, timedelta
from functools import partial

import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.journal import JournalEntry
from booking.foundation.periods import Period
from booking.people.permissions import NotAllowed, NotThere
from booking.spaces import models
from booking.spaces.closures import (
    ClosureNotRunning,
    ClosureOver,
    ClosureRuns,
    change_closure,
    close,
    closures_after,
    closures_before,
    end_closure,
    remove_closure,
    with_closure,
)
from booking.spaces.operations import PastStays
from booking.spaces.queries import current_stock
from booking.spaces.rules import usable_periods
from booking.spaces.values import Closure, ClosureKind
from tests.town_hall import TownHall, at

HOUR = timedelta(hours=1)


def closed(
    hall: TownHall, period: Period, *, space: str | None = None, zone: str | None = None
) -> Closure:
    return Closure(
        ClosureKind.CLOSURE, period, "schilderwerk", None, None,
        hall.zones[zone] if zone else None, hall.spaces[space] if space else None,
    )  # fmt: skip


def store(database: Database, hall: TownHall, period: Period, now: datetime) -> int:
    with database.writing() as session:
        row = close(session, hall.act("els", now), closed(hall, period, space="beuk"))
        assert row.id is not None
        return row.id


def row_of(database: Database, number: int) -> models.Closure | None:
    with database.reading() as session:
        return session.get(models.Closure, number)


@pytest.mark.parametrize(
    ("name", "shut"),
    [("linde_a", {"linde_a", "linde"}), ("linde", {"linde_a", "linde_b", "linde"})],
)
def test_what_is_closed_closes_whatever_shares_its_walls(
    database: Database, hall: TownHall, now: datetime, monday: date, name: str, shut: set[str]
) -> None:
    morning = at(monday, "08:00", "18:00")
    with database.writing() as session:
        close(session, hall.act("els", now), closed(hall, morning, space=name))
        stock = current_stock(session)
    rooms = ("linde", "linde_a", "linde_b", "beuk")
    unusable = {r for r in rooms if not usable_periods(stock, stock.spaces[hall.spaces[r]], monday)}
    assert unusable == shut


def test_a_closed_zone_cannot_be_used_and_the_journal_knows(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    with database.writing() as session:
        close(session, hall.act("els", now), closed(hall, at(monday, "10:00", "12:00"),
                                                    zone="overleg"))  # fmt: skip

    with database.reading() as session:
        stock = current_stock(session)
        [entry] = session.exec(select(JournalEntry)).all()
        usable = {name: usable_periods(stock, stock.spaces[hall.spaces[name]], monday)
                  for name in ("beuk", "raadzaal")}  # fmt: skip
    assert stock.version == 2
    assert list(usable["beuk"]) == [at(monday, "08:00", "10:00"), at(monday, "12:00", "18:00")]
    assert list(usable["raadzaal"]) == [at(monday, "08:00", "18:00")]
    assert (entry.action, entry.actor_id) == ("closure-added", hall.cast["els"].id)
    assert "schilderwerk" not in str(entry.after)


@pytest.mark.parametrize("name", ["noor", "samir", "bram", "ravi"])
def test_only_the_facility_manager_closes(
    database: Database, hall: TownHall, now: datetime, monday: date, name: str
) -> None:
    act, closure = hall.act(name, now), closed(hall, at(monday, "10:00", "12:00"), space="beuk")
    number = store(database, hall, Period(now + HOUR, now + 2 * HOUR), now)
    for attempt in (
        lambda session: close(session, act, closure),
        lambda session: change_closure(session, act, number, closure),
        lambda session: end_closure(session, act, number),
        lambda session: remove_closure(session, act, number),
    ):
        with pytest.raises(NotAllowed), database.writing() as session:
            attempt(session)
    with database.reading() as session:
        assert len(session.exec(select(models.Closure)).all()) == 1


def test_what_is_past_stays(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    yesterday = monday - timedelta(days=1)
    with pytest.raises(PastStays):
        store(database, hall, at(yesterday, "10:00", "12:00"), now)
    with pytest.raises(PastStays):
        store(database, hall, Period(now - HOUR, now), now)

    number = store(database, hall, Period(now - HOUR, now + HOUR), now)
    act = hall.act("els", now + 2 * HOUR)
    longer = closed(hall, Period(now - HOUR, now + 9 * HOUR), space="beuk")
    for attempt in (
        partial(change_closure, act=act, number=number, closure=longer),
        partial(end_closure, act=act, number=number),
        partial(remove_closure, act=act, number=number),
    ):
        with pytest.raises(ClosureOver), database.writing() as session:
            attempt(session)
    row = row_of(database, number)
    assert row is not None
    assert row.ends_at == now + HOUR


def test_what_runs_can_be_ended_and_prolonged_but_not_undone(
    database: Database, hall: TownHall, now: datetime
) -> None:
    number, act = store(database, hall, Period(now - HOUR, now + HOUR), now), hall.act("els", now)
    for refused in (
        closed(hall, Period(now, now + HOUR), space="beuk"),
        closed(hall, Period(now - HOUR, now + HOUR), space="raadzaal"),
    ):
        with pytest.raises(ClosureRuns), database.writing() as session:
            change_closure(session, act, number, refused)
    with pytest.raises(PastStays), database.writing() as session:
        change_closure(session, act, number, closed(hall, Period(now - HOUR, now), space="beuk"))
    with pytest.raises(ClosureRuns), database.writing() as session:
        remove_closure(session, act, number)

    with database.writing() as session:
        change_closure(
            session, act, number, closed(hall, Period(now - HOUR, now + 5 * HOUR), space="beuk")
        )
    row = row_of(database, number)
    assert row is not None
    assert row.ends_at == now + 5 * HOUR
    with database.writing() as session:
        end_closure(session, act, number)
    row = row_of(database, number)
    assert row is not None
    assert (row.starts_at, row.ends_at) == (now - HOUR, now)


def test_what_is_to_come_can_be_changed_wholly_and_called_off(
    database: Database, hall: TownHall, now: datetime
) -> None:
    number, act = store(database, hall, Period(now + HOUR, now + 2 * HOUR), now), hall.act(
        "els", now)  # fmt: skip
    with pytest.raises(ClosureNotRunning), database.writing() as session:
        end_closure(session, act, number)
    with database.writing() as session:
        change_closure(
            session, act, number, closed(hall, Period(now + 2 * HOUR, now + 3 * HOUR), zone="stil")
        )
    row = row_of(database, number)
    assert row is not None
    assert (row.space_id, row.zone_id) == (None, hall.zones["stil"])
    with database.writing() as session:
        remove_closure(session, act, number)
    assert row_of(database, number) is None
    with pytest.raises(NotThere), database.writing() as session:
        remove_closure(session, act, number)


def test_ended_in_the_minute_of_its_begin_it_never_was(
    database: Database, hall: TownHall, now: datetime
) -> None:
    number = store(database, hall, Period(now, now + HOUR), now)
    with database.writing() as session:
        end_closure(session, hall.act("els", now + timedelta(seconds=20)), number)
    assert row_of(database, number) is None


def test_a_place_that_is_not_there_cannot_be_closed(
    database: Database, hall: TownHall, now: datetime
) -> None:
    nowhere = Closure(ClosureKind.CLOSURE, Period(now, now + HOUR), "x", None, None, None, 4711)
    with pytest.raises(NotThere), database.writing() as session:
        close(session, hall.act("els", now), nowhere)


def test_now_later_and_past_are_told_apart(
    database: Database, hall: TownHall, now: datetime
) -> None:
    past = store(database, hall, Period(now - 2 * HOUR, now - HOUR), now - 3 * HOUR)
    later = store(database, hall, Period(now + HOUR, now + 2 * HOUR), now)
    running = store(database, hall, Period(now - HOUR, now + HOUR), now)
    with database.reading() as session:
        assert [row.id for row in closures_after(session, now)] == [running, later]
        assert [row.id for row in closures_after(session, now, before=now)] == [running]
        found = closures_before(session, now, since=now - 9 * HOUR)
        assert [row.id for row in found] == [past]
        stock = current_stock(session)

    known = next(each for each in stock.closures if each.id == later)
    longer = Closure(known.kind, Period(now + HOUR, now + 9 * HOUR), "", None, None, None,
                     known.space_id, later)  # fmt: skip
    changed = with_closure(stock, longer)
    assert len(changed.closures) == 3
    assert longer in changed.closures
    assert known not in changed.closures
