"""House rules hold from a day; what held before is kept."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import col, select

from booking.foundation.database import Database
from booking.foundation.journal import JournalEntry
from booking.people.permissions import NotAllowed
from booking.reservations.house_rules import house_rules_of, set_house_rules
from booking.reservations.operations import ReservationRefused, reserve
from booking.reservations.queries import house_rules_on
from booking.reservations.values import HouseRules, Reason, Wish
from booking.spaces.operations import PastStays
from booking.spaces.values import SpaceKind
from tests.town_hall import TownHall, at

DAY = timedelta(days=1)
RULES = HouseRules(
    notice_min=timedelta(minutes=30), ahead_max=60 * DAY, duration_max=timedelta(hours=4),
    check_in_opens_before=timedelta(minutes=10), check_in_grace=timedelta(minutes=20),
    answer_within=timedelta(hours=9),
)  # fmt: skip


def set_rules(
    database: Database, hall: TownHall, now: datetime, rules: HouseRules, begins: date,
    name: str = "els", kind: SpaceKind = SpaceKind.ROOM,
) -> None:  # fmt: skip
    with database.writing() as session:
        set_house_rules(session, hall.act(name, now), kind, rules, begins=begins)


def rules_on(database: Database, *days: date, kind: SpaceKind = SpaceKind.ROOM) -> list[HouseRules]:
    with database.reading() as session:
        return [house_rules_on(session, day, kind) for day in days]


def test_they_hold_from_their_day_and_for_their_kind(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    begins = monday + 7 * DAY
    set_rules(database, hall, now, RULES, begins)
    assert rules_on(database, begins - DAY, begins) == [HouseRules(), RULES]
    assert rules_on(database, begins, kind=SpaceKind.DESK) == [HouseRules()]


def test_a_change_keeps_the_past_and_what_is_planned(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    later, soon = replace(RULES, ahead_max=90 * DAY), replace(RULES, ahead_max=30 * DAY)
    set_rules(database, hall, now, RULES, monday)
    set_rules(database, hall, now, later, monday + 20 * DAY)
    set_rules(database, hall, now, soon, monday + 10 * DAY)
    days = [monday, monday + 9 * DAY, monday + 10 * DAY, monday + 19 * DAY, monday + 20 * DAY]
    assert rules_on(database, *days) == [RULES, RULES, soon, soon, later]


def test_a_correction_of_the_same_day_replaces(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    set_rules(database, hall, now, RULES, monday)
    right = replace(RULES, answer_within=timedelta(hours=8))
    set_rules(database, hall, now, right, monday)
    set_rules(database, hall, now, right, monday + DAY)
    with database.reading() as session:
        assert len(house_rules_of(session, SpaceKind.ROOM)) == 1
        written = session.exec(select(JournalEntry).order_by(col(JournalEntry.number))).all()
    assert rules_on(database, monday) == [right]
    assert [entry.action for entry in written] == ["house-rules-set"] * 2
    assert written[1].before is not None
    assert written[1].before["answer_minutes"] == 9 * 60


def test_the_past_stays(database: Database, hall: TownHall, now: datetime, monday: date) -> None:
    with pytest.raises(PastStays):
        set_rules(database, hall, now, RULES, monday - DAY)


def test_they_are_obeyed(database: Database, hall: TownHall, now: datetime, monday: date) -> None:
    set_rules(database, hall, now, RULES, monday + DAY)
    for day in (monday, monday + DAY):
        wish = Wish((hall.spaces["beuk"],), at(day, "10:00", "15:00"))
        with database.writing() as session:
            if day == monday:
                reserve(session, hall.act("fatima", now), wish)
                continue
            with pytest.raises(ReservationRefused) as refusal:
                reserve(session, hall.act("fatima", now), wish)
            assert [o.reason for o in refusal.value.objections] == [Reason.TOO_LONG]


def refused(
    database: Database, hall: TownHall, now: datetime, wish: Wish, name: str, holder: str
) -> list[Reason]:
    try:
        with database.writing() as session:
            reserve(session, hall.act(name, now), wish, holder=hall.cast[holder])
    except ReservationRefused as error:
        return [objection.reason for objection in error.objections]
    return []


@pytest.mark.parametrize(
    ("rules", "span", "reason"),
    [
        (HouseRules(duration_min=timedelta(hours=2)), ("10:00", "11:00"), Reason.TOO_SHORT),
        (HouseRules(duration_max=timedelta(hours=2)), ("10:00", "13:00"), Reason.TOO_LONG),
        (HouseRules(notice_min=2 * DAY), ("10:00", "11:00"), Reason.TOO_LATE),
        (HouseRules(ahead_max=timedelta(hours=2)), ("10:00", "11:00"), Reason.TOO_FAR_AHEAD),
    ],
)
def test_only_the_facility_manager_makes_exceptions_and_only_for_others(
    database: Database,
    hall: TownHall,
    now: datetime,
    monday: date,
    rules: HouseRules,
    span: tuple[str, str],
    reason: Reason,
) -> None:
    set_rules(database, hall, now, rules, monday)
    wish = Wish((hall.spaces["beuk"],), at(monday + DAY, *span))
    for name, holder in (("fatima", "fatima"), ("noor", "fatima"), ("els", "els")):
        assert refused(database, hall, now, wish, name, holder) == [reason]
    assert refused(database, hall, now, wish, "els", "fatima") == []


@pytest.mark.parametrize("name", ["bram", "noor", "ravi"])
def test_nobody_else_sets_them(
    database: Database, hall: TownHall, now: datetime, monday: date, name: str
) -> None:
    with pytest.raises(NotAllowed):
        set_rules(database, hall, now, RULES, monday, name=name)
