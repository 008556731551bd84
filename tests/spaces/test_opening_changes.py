"""Opening hours and other days, changed on both engines: what is past stays."""

from datetime import date, datetime, time, timedelta

import pytest
from sqlmodel import Session, select

from booking.foundation.database import Database
from booking.foundation.journal import JournalEntry
from booking.people.permissions import NotAllowed, NotThere
from booking.people.values import Act
from booking.spaces.models import OpeningException, OpeningHours, StockVersion
from booking.spaces.opening import HoursOwner, Week, WeekChange
from booking.spaces.opening_changes import (
    HoursImpossible,
    add_days,
    change_week,
    new_holidays,
    remove_exception,
    set_exception,
)
from booking.spaces.operations import PastStays
from booking.spaces.queries import current_stock
from booking.spaces.rules import opening_periods
from booking.spaces.values import OpeningException as OpeningExceptionValue
from tests.town_hall import TownHall, at

SHORT: Week = (((time(9), time(13)),),) * 5 + ((), ())
GRAND_DAY = date(2026, 4, 27)  # King's Day


def hours_on(session: Session, hall: TownHall, space: str, day: date) -> list[object]:
    stock = current_stock(session)
    return list(opening_periods(stock, stock.spaces[hall.spaces[space]], day))


def version(database: Database) -> int:
    with database.reading() as session:
        return session.exec(select(StockVersion.v)).one()


def actions(database: Database) -> list[tuple[str, str, str]]:
    with database.reading() as session:
        return [(entry.action, entry.subject_kind, entry.subject_id)
                for entry in session.exec(select(JournalEntry)).all()]  # fmt: skip


def test_other_hours_hold_from_a_day_on_and_the_days_before_stay(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    before, later = version(database), monday + timedelta(days=7)
    with database.writing() as session:
        change_week(session, hall.act("els", now),
                    WeekChange(HoursOwner(hall.building), SHORT, later))  # fmt: skip

    with database.reading() as session:
        last_year = monday - timedelta(weeks=52)
        for day in (last_year, monday, later - timedelta(days=3)):
            assert hours_on(session, hall, "beuk", day) == [at(day, "08:00", "18:00")]
        assert hours_on(session, hall, "beuk", later) == [at(later, "09:00", "13:00")]
    assert version(database) == before + 1
    assert actions(database) == [("opening-hours-changed", "building", str(hall.building))]


def test_summer_hours_end_by_themselves(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    begin, end = monday + timedelta(weeks=1), monday + timedelta(weeks=3)
    with database.writing() as session:
        change_week(session, hall.act("els", now),
                    WeekChange(HoursOwner(hall.building), SHORT, begin, end))  # fmt: skip

    with database.reading() as session:
        assert hours_on(session, hall, "beuk", begin) == [at(begin, "09:00", "13:00")]
        assert hours_on(session, hall, "beuk", end) == [at(end, "08:00", "18:00")]


def test_one_room_stays_open_in_the_evening_and_the_others_do_not(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    evening: Week = (((time(8), time(22)),), (), (), (), (), (), ())
    owner = HoursOwner(hall.building, hall.spaces["raadzaal"])
    with database.writing() as session:
        change_week(session, hall.act("els", now), WeekChange(owner, evening, monday))

    tuesday = monday + timedelta(days=1)
    with database.reading() as session:
        assert hours_on(session, hall, "raadzaal", monday) == [at(monday, "08:00", "22:00")]
        assert hours_on(session, hall, "raadzaal", tuesday) == [at(tuesday, "08:00", "18:00")]
        assert hours_on(session, hall, "beuk", monday) == [at(monday, "08:00", "18:00")]


@pytest.mark.parametrize("name", ["noor", "samir", "bram", "ravi"])
def test_only_the_facility_manager_changes_hours(
    database: Database, hall: TownHall, now: datetime, monday: date, name: str
) -> None:
    act = hall.act(name, now)
    week = WeekChange(HoursOwner(hall.building), SHORT, monday)
    for attempt in (
        lambda session: change_week(session, act, week),
        lambda session: set_exception(session, act, hall.building, monday, name="x", hours=None),
        lambda session: remove_exception(session, act, hall.building, monday),
        lambda session: add_days(session, act, hall.building, []),
    ):
        with pytest.raises(NotAllowed), database.writing() as session:
            attempt(session)
    assert actions(database) == []
    assert version(database) == 1


def test_the_past_cannot_be_changed(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    act, yesterday = hall.act("els", now), monday - timedelta(days=1)
    with database.writing() as session:
        session.add(OpeningException(building_id=hall.building, day=yesterday, name="Brand"))
    owner = HoursOwner(hall.building)
    for attempt in (
        lambda session: change_week(session, act, WeekChange(owner, SHORT, yesterday)),
        lambda session: set_exception(session, act, hall.building, yesterday, name="x", hours=None),
        lambda session: remove_exception(session, act, hall.building, yesterday),
    ):
        with pytest.raises(PastStays), database.writing() as session:
            attempt(session)
    with database.reading() as session:
        assert session.exec(select(OpeningException.name)).all() == ["Brand"]


def test_impossible_hours_and_strange_owners_are_refused(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    act = hall.act("els", now)
    backwards: Week = (((time(18), time(8)),), (), (), (), (), (), ())
    _refused(database, act, WeekChange(HoursOwner(hall.building), backwards, monday),
             HoursImpossible)  # fmt: skip
    touching: Week = (((time(8), time(12)), (time(12), time(17))), (), (), (), (), (), ())
    _refused(database, act, WeekChange(HoursOwner(hall.building), touching, monday),
             HoursImpossible)  # fmt: skip
    _refused(database, act, WeekChange(HoursOwner(hall.building), SHORT, monday, monday),
             HoursImpossible)  # fmt: skip
    _refused(database, act, WeekChange(HoursOwner(4711), SHORT, monday), NotThere)
    _refused(database, act, WeekChange(HoursOwner(hall.building, 4711), SHORT, monday), NotThere)


def _refused(database: Database, act: Act, change: WeekChange, error: type[Exception]) -> None:
    with database.reading() as session:
        before = len(session.exec(select(OpeningHours)).all())
    with pytest.raises(error), database.writing() as session:
        change_week(session, act, change)
    with database.reading() as session:
        assert len(session.exec(select(OpeningHours)).all()) == before


def test_a_day_gets_other_hours_then_none_then_its_usual_ones(
    database: Database, hall: TownHall, now: datetime
) -> None:
    act, day = hall.act("els", now), date(2026, 12, 24)
    with database.writing() as session:
        set_exception(session, act, hall.building, day, name="Kerstavond",
                      hours=(time(8), time(16)))  # fmt: skip
    with database.reading() as session:
        assert hours_on(session, hall, "beuk", day) == [at(day, "08:00", "16:00")]
    with database.writing() as session:
        set_exception(session, act, hall.building, day, name="Kerstavond", hours=None)
    with database.reading() as session:
        assert hours_on(session, hall, "beuk", day) == []
    with database.writing() as session:
        remove_exception(session, act, hall.building, day)
    with database.reading() as session:
        assert hours_on(session, hall, "beuk", day) == [at(day, "08:00", "18:00")]

    with pytest.raises(NotThere), database.writing() as session:
        remove_exception(session, act, hall.building, day)
    assert version(database) == 4
    assert [action for action, _, _ in actions(database)] == [
        "opening-exception-set", "opening-exception-set", "opening-exception-removed"
    ]  # fmt: skip


def test_the_holidays_that_still_come_can_be_chosen_and_are_stored(
    database: Database, hall: TownHall, now: datetime
) -> None:
    act = hall.act("els", now)  # in March
    offered = {each.name: each for each in new_holidays([GRAND_DAY], 2026, today=now.date())}
    assert "Nieuwjaarsdag" not in offered
    assert not offered["Goede vrijdag"].is_free  # a working day for a town hall
    assert not offered["Bevrijdingsdag"].is_free  # once in five years
    assert not offered["Kerstavond"].is_free
    assert new_holidays([], 2030, today=now.date())[5].name == "Bevrijdingsdag"
    assert new_holidays([], 2030, today=now.date())[5].is_free
    eve = date(2026, 12, 24)
    with database.writing() as session:
        add_days(session, act, hall.building, [
            OpeningExceptionValue(hall.building, date(2026, 12, 25), "Eerste kerstdag", None, None),
            OpeningExceptionValue(hall.building, eve, "Kerstavond", time(8), time(16)),
        ])  # fmt: skip
    with database.reading() as session:
        days = {row.day: row for row in session.exec(select(OpeningException)).all()}
    assert len(days) == 2
    assert days[date(2026, 12, 25)].opens is None
    assert days[eve].closes == time(16)
