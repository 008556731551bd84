"""Who has what in their calendar, who lost it, and when: followed from the journal."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

import pytest
from sqlmodel import Session

from booking.calendars.change_log import (
    KEPT,
    TooLongAgo,
    Whose,
    begin_anew,
    changes_since,
    follow,
    forget_old_changes,
    is_behind,
    standing_of,
    version_of,
)
from booking.calendars.models import CollectionKind
from booking.foundation.database import Database
from booking.foundation.recurrence import Pace, Recurrence
from booking.people.operations import disable_person
from booking.reservations.operations import cancel, change, reserve
from booking.reservations.series.operations import Choice, change_series, start_series
from booking.reservations.series.queries import occurrences_of, state_of, wish_of_series
from booking.reservations.series.values import SeriesWish
from booking.reservations.values import Wish
from booking.spaces.operations import raise_stock_version
from tests.town_hall import TownHall, at


def person(hall: TownHall, name: str) -> Whose:
    return Whose(CollectionKind.PERSON, [hall.cast[name].id])


def spaces(hall: TownHall, *names: str) -> Whose:
    return Whose(CollectionKind.SPACE, [hall.spaces[name] for name in names])


def followed(database: Database) -> None:
    with database.writing() as session:
        while follow(session):
            pass
        assert not is_behind(session)


def told(session: Session, whose: Whose, since: int = 0) -> set[tuple[str, bool]]:
    """What changed in a calendar, and whether it is gone from it."""
    return {(row.uid, row.is_gone) for row in changes_since(session, whose, since)}


def numbers(session: Session, calendars: Iterable[Whose]) -> list[int]:
    return [version_of(session, whose).number for whose in calendars]


def test_a_reservation_stands_in_the_calendar_of_its_people_and_of_all_it_takes(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    with database.writing() as session:
        wish = Wish((hall.spaces["linde_a"],), at(monday, "10:00", "11:00"),
                    host_id=hall.cast["bram"].id)  # fmt: skip
        ours = reserve(session, hall.act("fatima", now), wish).uid
        wish = Wish((hall.spaces["beuk"],), at(monday, "10:00", "11:00"))
        theirs = reserve(session, hall.act("ravi", now), wish).uid
    followed(database)

    with database.reading() as session:
        for whose in (person(hall, "fatima"), person(hall, "bram"), spaces(hall, "linde_a"),
                      spaces(hall, "linde")):  # fmt: skip
            assert told(session, whose) == {(ours, False)}, whose
        partner = Whose(CollectionKind.PARTNER, [hall.cast["ravi"].partner_id or 0])
        assert told(session, partner) == {(theirs, False)}
        assert told(session, spaces(hall, "beuk", "linde")) == {(ours, False), (theirs, False)}
        for whose in (person(hall, "joost"), spaces(hall, "linde_b")):
            assert told(session, whose) == set(), whose


def test_a_glance_tells_whether_a_calendar_may_be_another(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    statement = standing_of(person(hall, "fatima"))

    def standing() -> object:
        followed(database)
        return database.glance(statement)

    before = standing()
    assert before is not None
    with database.writing() as session:
        wish = Wish((hall.spaces["beuk"],), at(monday, "10:00", "11:00"))
        reserve(session, hall.act("bram", now), wish)
    assert database.glance(statement) != before, "nobody knows yet whose that is"
    assert standing() == before
    for act in (
        lambda session: reserve(session, hall.act("fatima", now), Wish(
            (hall.spaces["beuk"],), at(monday, "12:00", "13:00"))),
        lambda session: disable_person(session, hall.act("samir", now), hall.cast["joost"].id),
        raise_stock_version,
    ):  # fmt: skip
        with database.writing() as session:
            act(session)
        seen = standing()
        assert seen != before
        before = seen


def test_whoever_loses_something_is_told_and_nobody_else(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    with database.writing() as session:
        wish = Wish((hall.spaces["beuk"],), at(monday, "10:00", "11:00"),
                    host_id=hall.cast["bram"].id)  # fmt: skip
        uid = reserve(session, hall.act("fatima", now), wish).uid
    followed(database)
    calendars = [person(hall, "fatima"), person(hall, "bram"), spaces(hall, "beuk"),
                 spaces(hall, "linde_b"), person(hall, "joost")]  # fmt: skip
    with database.writing() as session:
        before = numbers(session, calendars)
        moved = Wish((hall.spaces["linde_b"],), wish.period)
        change(session, hall.act("fatima", now + timedelta(minutes=1)), uid, moved, rev=1)
    followed(database)

    with database.reading() as session:
        after = numbers(session, calendars)
        gone = [
            told(session, whose, number) for whose, number in zip(calendars, before, strict=True)
        ]
        at_last = version_of(session, person(hall, "bram")).at
    assert gone == [{(uid, False)}, {(uid, True)}, {(uid, True)}, {(uid, False)}, set()]
    assert [new > old for new, old in zip(after, before, strict=True)] == [True] * 4 + [False]
    assert at_last == now + timedelta(minutes=1)


def test_a_series_is_one_thing_until_the_last_of_it_is_gone(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    rule = Recurrence(Pace.WEEKLY, weekdays=frozenset({0}), count=3)
    wish = SeriesWish(rule, monday + timedelta(days=7), time(10), time(11), hall.spaces["beuk"])
    fatima = person(hall, "fatima")
    with database.writing() as session:
        series = start_series(session, hall.act("fatima", now), wish, Choice())
        uid, dates = series.uid, [row.uid for row in occurrences_of(session, series)]
    followed(database)
    for left, date_uid in zip((2, 1, 0), dates, strict=True):
        with database.writing() as session:
            [before] = numbers(session, [fatima])
            cancel(session, hall.act("fatima", now), date_uid)
        followed(database)
        with database.reading() as session:
            assert told(session, fatima, before) == {(uid, left == 0)}


def test_from_some_date_on_both_series_are_told(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    """Also when no reservation changed but in which series it is."""
    rule = Recurrence(Pace.WEEKLY, weekdays=frozenset({0}), count=4)
    wish = SeriesWish(rule, monday + timedelta(days=7), time(10), time(11), hall.spaces["beuk"])
    fatima = person(hall, "fatima")
    with database.writing() as session:
        series = start_series(session, hall.act("fatima", now), wish, Choice())
    followed(database)
    with database.writing() as session:
        [before] = numbers(session, [fatima])
        since = monday + timedelta(days=21)
        later = SeriesWish(Recurrence(Pace.WEEKLY, weekdays=frozenset({0}), count=2), since,
                           time(10), time(11), hall.spaces["beuk"])  # fmt: skip
        after = change_series(session, hall.act("fatima", now), series.uid, later, Choice(),
                              since=since, state=state_of(session, series))  # fmt: skip
        assert wish_of_series(after).first_on == since
    followed(database)

    with database.reading() as session:
        assert told(session, fatima, before) == {(series.uid, False), (after.uid, False)}


def test_what_was_long_ago_is_forgotten_and_said_to_be(
    database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    fatima = person(hall, "fatima")
    with database.writing() as session:
        for hour in (10, 12):
            wish = Wish((hall.spaces["beuk"],), at(monday, f"{hour}:00", f"{hour + 1}:00"))
            uid = reserve(session, hall.act("fatima", now), wish).uid
    followed(database)
    with database.writing() as session:
        cancel(session, hall.act("fatima", now), uid)
    followed(database)
    with database.writing() as session:
        [before] = numbers(session, [fatima])
        forget_old_changes(session, now=now + KEPT)
        assert len(told(session, fatima)) == 2

        forget_old_changes(session, now=now + KEPT + timedelta(hours=1))
        assert numbers(session, [fatima]) == [before], "a version is never given out twice"
        with pytest.raises(TooLongAgo):
            changes_since(session, fatima, before - 1)
        assert told(session, fatima, before) == set()


def test_after_a_backup_was_put_back_no_version_is_of_before(
    database: Database, hall: TownHall
) -> None:
    fatima = person(hall, "fatima")
    with database.writing() as session:
        before = version_of(session, fatima)
        begin_anew(session)
        assert version_of(session, fatima).epoch != before.epoch
